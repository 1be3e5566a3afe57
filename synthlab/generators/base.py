"""The one seam behind which every generator stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd

from synthlab.tables.schema import Schema

__all__ = ["Finishing", "Generator", "GeneratorCard", "MadeAs", "Progress", "Sampler", "Where", "silent"]

Progress = Callable[[float, str], None]
"""``progress(share_done, what_is_happening)``, share in [0, 1], never falling. It may raise ``Cancelled``."""

Where = Mapping[str, str]
"""Conditions ``{column: value}``; a value is text as it would be typed, read by the column's kind."""


def silent(_share: float, _doing: str) -> None:
    """A ``Progress`` that tells nobody."""


class MadeAs(StrEnum):
    """How synthetic rows come to be; part of the provenance."""

    SIMULATED = "simulated"
    GENERATED = "generated"
    AUGMENTED = "augmented"
    PRIVACY_PRESERVING = "privacy-preserving"


class Sampler(Protocol):
    """What fitting leaves behind. It may be asked for rows any number of times."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should be told of the fit (how much was withheld), in sentences without values."""
        ...

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows of the schema's modelled columns, in its order and types.

        Raises
        ------
        DataError
            When ``where`` names an unknown column or a value that cannot be reached; the message says how
            many rows were reached.
        """
        ...


@runtime_checkable
class Finishing(Protocol):
    """A sampler that has a last word on a table put together from several samples."""

    def finished(self, rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        """The rows with what must differ throughout a table made different."""
        ...


class Generator(Protocol):
    """A frozen dataclass whose fields ARE the settings; its repr is the provenance line.

    ``fit`` has no argument through which a holdout could leak. ``train`` holds the schema's columns in the
    types of ``synthlab.tables.conform``; only ``schema.modelled`` may be used.
    """

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> Sampler: ...


@dataclass(frozen=True)
class GeneratorCard:
    """What a person is told before choosing: ``make`` builds the generator from its settings.

    ``name`` is used with ``--generator``; ``privacy`` is the promise in a sentence (a proof, or that there is
    none). What it costs stands in ``costs_measured``, by its name.
    ``settings_help`` gives a sentence a setting (field name of the dataclass).
    """

    name: str
    title: str
    what: str
    privacy: str
    licence: str
    made_as: MadeAs
    make: Callable[..., Generator]
    settings_help: Mapping[str, str]
