"""Four generators of SDV 2.0 behind our seam: a Gaussian copula, CTGAN, TVAE and CopulaGAN.

SDV is imported inside ``fit`` only: it takes seconds, brings torch, and belongs in a child process.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import Generator, GeneratorCard, MadeAs, Progress
from synthlab.generators.sdv_engine import SdvSampler, copula, fitted, network
from synthlab.tables.schema import Schema

__all__ = [
    "COPULA_GAN_CARD", "CTGAN", "CTGAN_CARD", "GAUSSIAN_COPULA_CARD", "TVAE", "TVAE_CARD", "CopulaGAN", "GaussianCopula",
]  # fmt: skip

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
        _check_distribution(self.distribution)

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> SdvSampler:
        made = copula(self.distribution, self.enforce_min_max)
        return fitted(made, train, schema, rng, progress)


@dataclass(frozen=True)
class Network:
    """What SDV's three networks have in common: how long they train, and on how many rows at a step."""

    synthesizer: ClassVar[str]

    epochs: int = 100
    batch_size: int = 500
    enforce_min_max: bool = True

    def __post_init__(self) -> None:
        if self.epochs < 1:
            raise DataError(f"The setting epochs is {self.epochs}; it must be at least 1.")
        if self.batch_size < 10 or self.batch_size % 10:
            raise DataError(f"The setting batch_size is {self.batch_size}; it must be a multiple of 10.")

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> SdvSampler:
        made = network(self.synthesizer, self.epochs, self._options())
        return fitted(made, train, schema, rng, progress)

    def _options(self) -> dict[str, object]:
        return {"batch_size": self.batch_size, "enforce_min_max_values": self.enforce_min_max}


@dataclass(frozen=True)
class CTGAN(Network):
    """SDV's ``CTGANSynthesizer``: a conditional generative adversarial network.

    Source
    ------
    Xu, Skoularidou, Cuesta-Infante & Veeramachaneni (2019), Modeling tabular data using conditional GAN,
    arXiv:1907.00503.
    """

    synthesizer: ClassVar[str] = "CTGAN"


@dataclass(frozen=True)
class TVAE(Network):
    """SDV's ``TVAESynthesizer``: a variational autoencoder for tables.

    Source
    ------
    Xu, Skoularidou, Cuesta-Infante & Veeramachaneni (2019), Modeling tabular data using conditional GAN,
    arXiv:1907.00503.
    """

    synthesizer: ClassVar[str] = "TVAE"


@dataclass(frozen=True)
class CopulaGAN(Network):
    """SDV's ``CopulaGANSynthesizer``: CTGAN on numbers that are first made normal by their own distributions."""

    synthesizer: ClassVar[str] = "CopulaGAN"

    distribution: Distribution = "beta"

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_distribution(self.distribution)

    def _options(self) -> dict[str, object]:
        return {**super()._options(), "default_distribution": self.distribution}


def _check_distribution(distribution: str) -> None:
    if distribution not in typing.get_args(Distribution):
        known = ", ".join(typing.get_args(Distribution))
        raise DataError(f"The setting distribution is {distribution!r}; it must be one of {known}.")


_LICENCE = (
    "Business Source License 1.1 (sdv, ctgan, copulas, rdt, deepecho; DataCebo): not for offering a commercial "
    "synthetic-data service; each release becomes MIT-licensed four years after it came out"
)
_PRIVACY = (
    "No proof. Rare categories come out as they are in the real table, and numbers are cut off at the exact real "
    "least and greatest value unless enforce_min_max is switched off."
)
_RANGE_HELP = "Cut numbers off at the exact real least and greatest value, as SDV does. Those two values are real people's."
_NETWORK_HELP = {
    "epochs": "How often the network goes through all train rows. More takes longer in proportion.",
    "batch_size": "How many rows the network sees at a step: a multiple of 10.",
}


def _card(
    name: str,
    title: str,
    what: str,
    make: Callable[..., Generator],
    settings_help: Mapping[str, str],
) -> GeneratorCard:
    return GeneratorCard(
        name=name,
        title=f"{title} (SDV)",
        what=what,
        privacy=_PRIVACY,
        licence=_LICENCE,
        made_as=MadeAs.GENERATED,
        make=make,
        settings_help={"enforce_min_max": _RANGE_HELP, **settings_help},
    )


GAUSSIAN_COPULA_CARD = _card(
    "gaussian-copula",
    "Gaussian copula",
    "One smooth distribution a column, tied together by a correlation matrix. Quick and coarse.",
    GaussianCopula,
    {"distribution": "The family of distributions that every column is fitted with."},
)
CTGAN_CARD = _card(
    "ctgan",
    "CTGAN",
    "Two neural networks trained against each other. Slow on a machine without a graphics card.",
    CTGAN,
    _NETWORK_HELP,
)
TVAE_CARD = _card(
    "tvae",
    "TVAE",
    "A neural network that squeezes rows through a narrow middle and draws new ones from there.",
    TVAE,
    _NETWORK_HELP,
)
COPULA_GAN_CARD = _card(
    "copula-gan",
    "CopulaGAN",
    "CTGAN on numbers that are first bent into a bell shape by a distribution a column. As slow as CTGAN.",
    CopulaGAN,
    {
        **_NETWORK_HELP,
        "distribution": "The family of distributions by which every column of numbers is bent.",
    },
)
