"""Every look at the train rows that a differentially private fit takes: three questions, answered by OpenDP.

Noise comes from the operating system's secure randomness. OpenDP offers no seed, and there should be none: whoever
knows the seed can take the noise off again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.generators.dp_accounting import Ledger, Spend

__all__ = ["Noise", "Noisy", "gaussian_scale"]

Floats = npt.NDArray[np.float64]

_POINT = 1_000  # scores are handed over as whole thousandths
_LEAST_SCALE = 1e-3


@dataclass(frozen=True)
class Noisy:
    """Counts with noise, any shape, and the standard deviation of the noise."""

    counts: Floats
    sigma: float


def gaussian_scale(rho: float, rows_per_person: int) -> float:
    """The standard deviation that makes counts ``rho``-zCDP where one person has at most so many rows."""
    return max(_LEAST_SCALE, rows_per_person / math.sqrt(2 * rho))


@dataclass(frozen=True)
class Noise:
    """Questions to the train rows of people with at most ``rows_per_person`` rows each, entered in ``ledger``.

    What is entered is what OpenDP's own privacy map says of the very measurement that answers.
    """

    ledger: Ledger
    rows_per_person: int = 1

    def counts(self, counts: npt.NDArray[np.int64], rho: float, what: str) -> Noisy:
        """A histogram or contingency table, where a row is in one cell at most: discrete Gaussian noise in every cell.

        Source
        ------
        Canonne, Kamath and Steinke (2020), arXiv 2004.00010.
        """
        from opendp import domains, measurements, metrics

        _switch_on()
        scale = gaussian_scale(rho, self.rows_per_person)
        space = domains.vector_domain(domains.atom_domain(T="i64")), metrics.l2_distance(T="i64")
        measurement = measurements.make_gaussian(*space, scale)
        self.ledger.add(Spend(what, measurement.map(self.rows_per_person)))
        drawn = measurement(np.asarray(counts, dtype=np.int64).ravel().tolist())
        return Noisy(np.asarray(drawn, dtype=np.float64).reshape(np.shape(counts)), scale)

    def found(
        self, counts: Mapping[str, int], rho: float, delta: float, least: int, what: str
    ) -> tuple[dict[str, float], float]:
        """The values that many rows have, with noisy counts, and the noise's standard deviation.

        A value is given only if its noisy count is above a threshold that a value of one person passes with a
        chance of at most ``delta``; ``least - 1`` is taken off each count before (and put back), so that values
        with fewer rows than ``least`` are never given. That moves no count by more than a row moves it.
        """
        from opendp import domains, measurements, metrics

        _switch_on()
        k, scale = self.rows_per_person, gaussian_scale(rho, self.rows_per_person)
        space = (
            domains.map_domain(domains.atom_domain(T="String"), domains.atom_domain(T="i64")),
            metrics.l02inf_distance(metrics.absolute_distance(T="i64")),
        )
        threshold = k + scale * _normal_quantile(delta / k)
        while True:
            measurement = measurements.make_gaussian_threshold(*space, scale, threshold=math.ceil(threshold))
            spent_rho, spent_delta = measurement.map((k, k, k))
            if spent_delta <= delta:
                break
            threshold += max(1.0, scale / 10)
        self.ledger.add(Spend(what, spent_rho, spent_delta))
        given = measurement({value: n - (least - 1) for value, n in counts.items() if n >= least})
        return {str(value): float(n + least - 1) for value, n in given.items()}, scale

    def chosen(self, scores: Floats, rho: float, what: str) -> int:
        """The place of a high score, where one row moves no score by more than 1: the exponential mechanism.

        Scores are handed over in whole thousandths, and a thousandth is added to what a row may move them, which
        covers the rounding of floating-point sums.
        """
        from opendp import domains, measurements, measures, metrics

        _switch_on()
        moves = self.rows_per_person * _POINT + 1
        scale = max(_LEAST_SCALE, moves / math.sqrt(2 * rho))
        space = domains.vector_domain(domains.atom_domain(T="i64")), metrics.linf_distance(T="i64")
        measurement = measurements.make_noisy_max(*space, measures.zero_concentrated_divergence(), scale)
        self.ledger.add(Spend(what, measurement.map(moves)))
        return int(measurement(np.floor(scores * _POINT).astype(np.int64).tolist()))


def _normal_quantile(chance: float) -> float:
    from statistics import NormalDist

    return -NormalDist().inv_cdf(min(chance, 0.5))


def _switch_on() -> None:
    # OpenDP asks to be told that mechanisms proven by contributors, with a written proof each, may be used.
    from opendp import mod

    mod.enable_features("contrib")
