"""Three generators of SDV 2.0 behind our seam: a Gaussian copula, CTGAN and TVAE.

SDV is imported inside ``fit`` only: it takes seconds, brings torch, and belongs in a child process.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress
from synthlab.generators.sdv_engine import SdvSampler, copula, fitted, network
from synthlab.tables.schema import Schema

__all__ = ["CTGAN", "CTGAN_CARD", "GAUSSIAN_COPULA_CARD", "TVAE", "TVAE_CARD", "GaussianCopula"]

Distribution = Literal["beta", "norm", "truncnorm", "gamma", "uniform", "gaussian_kde"]


@dataclass(frozen=True)
class GaussianCopula:
    """SDV's ``GaussianCopulaSynthesizer``: one distribution a column, tied by a correlation matrix.

    Source
    ------
    Patki, Wedge & Veeramachaneni (2016), The Synthetic Data Vault, doi:10.1109/DSAA.2016.49.
    """

    distribution: Distribution = "beta"
    enforce_min_max: bool = True

    def __post_init__(self) -> None:
        if self.distribution not in typing.get_args(Distribution):
            known = ", ".join(typing.get_args(Distribution))
            raise DataError(f"The setting distribution is {self.distribution!r}; it must be one of {known}.")

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> SdvSampler:
        made = copula(self.distribution, self.enforce_min_max)
        return fitted(made, train, schema, rng, progress)


@dataclass(frozen=True)
class CTGAN:
    """SDV's ``CTGANSynthesizer``: a conditional generative adversarial network.

    Source
    ------
    Xu, Skoularidou, Cuesta-Infante & Veeramachaneni (2019), Modeling tabular data using conditional GAN,
    arXiv:1907.00503.
    """

    epochs: int = 100
    batch_size: int = 500
    enforce_min_max: bool = True

    def __post_init__(self) -> None:
        _check_network(self.epochs, self.batch_size)

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> SdvSampler:
        made = network("CTGAN", self.epochs, self.batch_size, self.enforce_min_max)
        return fitted(made, train, schema, rng, progress)


@dataclass(frozen=True)
class TVAE:
    """SDV's ``TVAESynthesizer``: a variational autoencoder for tables.

    Source
    ------
    Xu, Skoularidou, Cuesta-Infante & Veeramachaneni (2019), Modeling tabular data using conditional GAN,
    arXiv:1907.00503.
    """

    epochs: int = 100
    batch_size: int = 500
    enforce_min_max: bool = True

    def __post_init__(self) -> None:
        _check_network(self.epochs, self.batch_size)

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> SdvSampler:
        made = network("TVAE", self.epochs, self.batch_size, self.enforce_min_max)
        return fitted(made, train, schema, rng, progress)


def _check_network(epochs: int, batch_size: int) -> None:
    if epochs < 1:
        raise DataError(f"The setting epochs is {epochs}; it must be at least 1.")
    if batch_size < 10 or batch_size % 10:
        raise DataError(f"The setting batch_size is {batch_size}; it must be a multiple of 10.")


_LICENCE = (
    "Business Source License 1.1 (sdv, ctgan, copulas, rdt, deepecho; DataCebo): not for offering a commercial "
    "synthetic-data service; each release becomes MIT-licensed four years after it came out"
)
_PRIVACY = (
    "No proof. Rare categories come out as they are in the real table, and numbers are cut off at the exact real "
    "least and greatest value unless enforce_min_max is switched off."
)
_RANGE_HELP = "Cut numbers off at the exact real least and greatest value, as SDV does. Those two values are real people's."
_EPOCHS_HELP = "How often the network goes through all train rows. More takes longer in proportion."
_BATCH_HELP = "How many rows the network sees at a step: a multiple of 10."


def _epochs(settings: Mapping[str, object]) -> int:
    return int(str(settings.get("epochs", CTGAN.epochs)))


def _copula_seconds(n_rows: int, n_columns: int, _settings: Mapping[str, object]) -> float:
    return 5 + 9e-6 * n_rows * n_columns


def _ctgan_seconds(n_rows: int, n_columns: int, settings: Mapping[str, object]) -> float:
    return 5 + n_rows * n_columns * (2e-5 + 5.5e-6 * _epochs(settings))


def _tvae_seconds(n_rows: int, n_columns: int, settings: Mapping[str, object]) -> float:
    return 5 + n_rows * n_columns * (1.5e-5 + 0.9e-6 * _epochs(settings))


GAUSSIAN_COPULA_CARD = GeneratorCard(
    name="gaussian-copula",
    title="Gaussian copula (SDV)",
    what="One smooth distribution a column, tied together by a correlation matrix. Quick and coarse.",
    privacy=_PRIVACY,
    licence=_LICENCE,
    made_as=MadeAs.GENERATED,
    make=GaussianCopula,
    settings_help={
        "distribution": "The family of distributions that every column is fitted with.",
        "enforce_min_max": _RANGE_HELP,
    },
    seconds=_copula_seconds,
)
CTGAN_CARD = GeneratorCard(
    name="ctgan",
    title="CTGAN (SDV)",
    what="Two neural networks trained against each other. Slow on a machine without a graphics card.",
    privacy=_PRIVACY,
    licence=_LICENCE,
    made_as=MadeAs.GENERATED,
    make=CTGAN,
    settings_help={"epochs": _EPOCHS_HELP, "batch_size": _BATCH_HELP, "enforce_min_max": _RANGE_HELP},
    seconds=_ctgan_seconds,
)
TVAE_CARD = GeneratorCard(
    name="tvae",
    title="TVAE (SDV)",
    what="A neural network that squeezes rows through a narrow middle and draws new ones from there.",
    privacy=_PRIVACY,
    licence=_LICENCE,
    made_as=MadeAs.GENERATED,
    make=TVAE,
    settings_help={"epochs": _EPOCHS_HELP, "batch_size": _BATCH_HELP, "enforce_min_max": _RANGE_HELP},
    seconds=_tvae_seconds,
)
