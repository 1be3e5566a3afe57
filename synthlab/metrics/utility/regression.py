"""Logistic and linear regression with standard errors, on terms that mean the same for every table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.metrics.utility.encoding import MOST_ONE_HOT, Encoder, fit_encoder
from synthlab.metrics.utility.task import Trial

__all__ = ["Coefficients", "Terms", "fit_linear", "fit_logistic", "make_terms"]

Floats = npt.NDArray[np.float64]

_LEAST_ROWS = 20
_MOST_TERMS = 150
_STEPS = 25
_RIDGE = 1.0


@dataclass(frozen=True)
class Coefficients:
    """Estimates and their covariance, without the intercept."""

    values: Floats
    covariance: Floats

    @property
    def errors(self) -> Floats:
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))


@dataclass(frozen=True)
class Terms:
    """Which features of an encoder are regressed on, and what they are called."""

    encoder: Encoder
    kept: npt.NDArray[np.intp]
    names: tuple[str, ...]
    columns: tuple[str, ...]

    def of(self, frame: pd.DataFrame) -> Floats:
        """Shape (n_rows, n_terms)."""
        return self.encoder.linear(frame)[:, self.kept]


def make_terms(trial: Trial, frame: pd.DataFrame) -> Terms:
    """Numbers and dates in standard deviations of this real table, and each level against the commonest.

    Marks of a missing value are terms too. A term that differs from its commonest value in fewer than 20 rows is
    left out, and beyond 150 terms (or one for each 10 rows) those that vary least.
    """
    encoder = fit_encoder(frame, trial.features)
    names: list[str] = []
    columns: list[str] = []
    for part in encoder.parts:
        name = part.column.name
        if hasattr(part, "levels"):
            shown = part.levels[: _width(part.levels)]
            names += ["" if index == 0 else f"{name}: {level}" for index, level in enumerate(shown)]
            columns += [name] * len(shown)
        else:
            parts = ["", " month", " weekday", " hour"][: len(part.middle)]
            names += [f"{name}{what}" for what in parts] + [f"{name} is missing"]
            columns += [name] * (len(parts) + 1)
    features = encoder.linear(frame)
    varied = [_varied(features[:, j]) if names[j] else 0 for j in range(features.shape[1])]
    most = min(_MOST_TERMS, len(frame) // 10)
    order = sorted((j for j in range(len(names)) if varied[j] >= _LEAST_ROWS), key=lambda j: (-varied[j], j))
    kept = np.array(sorted(order[:most]), dtype=np.intp)
    return Terms(encoder, kept, tuple(names[j] for j in kept), tuple(columns[j] for j in kept))


def fit_linear(features: Floats, target: Floats) -> Coefficients:
    """Least squares with an intercept; a ridge of one row keeps collinear terms finite."""
    design = np.column_stack([np.ones(len(features)), features])
    hessian = design.T @ design + _ridge(design.shape[1])
    inverse = np.linalg.inv(hessian)
    values = inverse @ (design.T @ target)
    left = target - design @ values
    variance = float(left @ left) / max(1, len(target) - design.shape[1])
    return Coefficients(values[1:], variance * inverse[1:, 1:])


def fit_logistic(features: Floats, target: npt.NDArray[np.bool_]) -> Coefficients:
    """Maximum likelihood by Newton's method with an intercept; a weak ridge keeps separable terms finite."""
    design = np.column_stack([np.ones(len(features)), features])
    penalty = _ridge(design.shape[1])
    values = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ values, -30, 30)))
        weight = chance * (1 - chance)
        hessian = (design * weight[:, None]).T @ design + penalty
        step = np.linalg.solve(hessian, design.T @ (target - chance) - penalty @ values)
        values = values + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-8:
            break
    return Coefficients(values[1:], np.linalg.inv(hessian)[1:, 1:])


def _ridge(n_terms: int) -> Floats:
    diagonal = np.full(n_terms, _RIDGE)
    # Hardly any for the intercept: it takes whatever level the outcome has.
    diagonal[0] = 1e-6
    return np.diag(diagonal)


def _width(levels: tuple[str, ...]) -> int:
    return min(len(levels), MOST_ONE_HOT)


def _varied(values: Floats) -> int:
    counts = np.unique(values, return_counts=True)[1]
    return int(len(values) - counts.max())
