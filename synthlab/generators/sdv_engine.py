"""Fitting an SDV synthesizer with our seed and our progress, and drawing from it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import Progress, Where
from synthlab.generators.coding import coded_table
from synthlab.generators.conditions import by_rejection, wanted_cells
from synthlab.generators.encoding import ColumnCode
from synthlab.generators.sdv_process import imported, on_one_thread, without_log_files
from synthlab.generators.sdv_tables import SdvColumn, for_sdv, from_sdv, sdtypes
from synthlab.tables.schema import Schema

__all__ = ["Maker", "SdvSampler", "copula", "fitted", "network"]

Maker = Callable[[Any, int, Progress], Any]
"""Builds an SDV synthesizer from its metadata, a seed and where to report progress."""

_TABLE = "table"
_COMMON = 5  # a value that fewer rows have is not named in a message
_MOST_CELLS = 300_000_000  # 8 bytes each: what CTGAN and TVAE lay out in memory at once
_CELLS_A_NUMBER = 11


@dataclass(frozen=True)
class SdvSampler:
    """A fitted SDV synthesizer (None where nothing varies), and how to read its rows."""

    synthesizer: Any
    columns: tuple[SdvColumn, ...]
    code_of: Mapping[str, ColumnCode]

    @property
    def notes(self) -> tuple[str, ...]:
        """Nothing is withheld: SDV gives rare categories as they are."""
        return ()

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """``n_rows`` rows; ``where`` is met by bounded rejection."""
        wanted = wanted_cells(where or {}, self.code_of)
        if not wanted:
            return self._draw(n_rows, rng)
        return by_rejection(lambda asked: self._draw(asked, rng), n_rows, wanted, self.code_of)

    def _draw(self, n_rows: int, rng: np.random.Generator) -> pd.DataFrame:
        if self.synthesizer is None:
            return from_sdv(pd.DataFrame(index=range(n_rows)), self.columns, n_rows, rng)
        # SDV draws from a fixed seed of its own unless told otherwise, and goes on where the last call stopped.
        self.synthesizer.reset_sampling()
        self.synthesizer._set_random_state(int(rng.integers(2**31)))
        with on_one_thread():
            drawn = self.synthesizer.sample(num_rows=max(n_rows, 1))[_TABLE]
        return from_sdv(drawn.iloc[:n_rows], self.columns, n_rows, rng)


def fitted(
    make: Maker, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
) -> SdvSampler:
    """SDV fitted on what ``for_sdv`` gives it; its types are the schema's, never detected."""
    code_of, _ = coded_table(train, schema, _COMMON, lambda share, doing: progress(share * 0.2, doing))
    columns, given = for_sdv(train, schema, rng)
    seed = int(rng.integers(2**31))
    if given.shape[1] == 0:
        progress(1.0, "No column varies: there is nothing to learn")
        return SdvSampler(None, columns, code_of)
    progress(0.02, "Loading SDV")
    with without_log_files():
        described = {"tables": {_TABLE: {"columns": sdtypes(columns, given)}}}
        metadata = imported("sdv.metadata").Metadata.load_from_dict(described)
        synthesizer = make(metadata, seed, progress)
    progress(0.05, "Preparing the columns")
    # SDV prints advice on wide tables, which nobody would read in a child process.
    with on_one_thread(), contextlib.redirect_stdout(None):
        synthesizer.fit({_TABLE: given})
    progress(1.0, "The model is fitted")
    return SdvSampler(synthesizer, columns, code_of)


def copula(distribution: str, enforce_min_max: bool) -> Maker:
    """SDV's Gaussian copula, telling ``progress`` before each column's distribution is fitted."""

    def make(metadata: Any, _seed: int, progress: Progress) -> Any:
        base = imported("copulas.multivariate").GaussianMultivariate
        done: list[str] = []

        def initialize(_self: Any, distributions: Mapping[str, Any]) -> Any:
            def fit_column(self: Any, column: Any, family: Any, name: str) -> Any:
                progress(0.1 + 0.8 * len(done) / len(distributions), f"Fitting distribution {len(done) + 1}")
                done.append(name)
                return base._fit_column(self, column, family, name)

            return _subclass(base, _fit_column=fit_column)(distribution=distributions)

        synthesizer = _subclass(
            imported("sdv.single_table").GaussianCopulaSynthesizer, _initialize_model=initialize
        )
        return synthesizer(
            metadata,
            default_distribution=distribution,
            enforce_min_max_values=enforce_min_max,
            enforce_rounding=False,
        )

    return make


def network(name: str, epochs: int, options: Mapping[str, object]) -> Maker:
    """SDV's ``CTGAN``, ``TVAE`` or ``CopulaGAN``, seeded, on the processor, telling ``progress`` after each epoch.

    ``options`` are further arguments of its synthesizer, under SDV's names.
    """
    # CopulaGAN bends the numbers and hands them to the class it inherits from, which is CTGAN's.
    trained = "CTGAN" if name == "CopulaGAN" else name

    def make(metadata: Any, seed: int, progress: Progress) -> Any:
        model = _by_epoch(getattr(imported("ctgan"), trained), epochs, progress)

        def fit(self: Any, processed: pd.DataFrame) -> None:
            types = self._data_processor.get_sdtypes()
            discrete = [column for column in processed.columns if types[column] != "numerical"]
            _check_size(name, processed, discrete)
            self._model = model(**self._model_kwargs)
            self._model.set_random_state(seed)
            self._model.fit(processed, discrete_columns=discrete)

        offered = imported("sdv.single_table")
        synthesizer = _subclass(getattr(offered, f"{trained}Synthesizer"), _fit=fit)
        if name != trained:
            synthesizer = type(f"Reporting{name}", (getattr(offered, f"{name}Synthesizer"), synthesizer), {})
        return synthesizer(
            metadata,
            epochs=epochs,
            enable_gpu=False,
            enforce_rounding=False,
            **options,
        )

    return make


def _by_epoch(model: Any, epochs: int, progress: Progress) -> Any:
    """The network's class, telling ``progress`` whenever it records the losses of an epoch.

    Both networks assign ``loss_values`` once when they begin and once at the end of each epoch; this is the
    only point where they hand control back, and a ``Cancelled`` raised there stops them.
    """

    def get(self: Any) -> Any:
        return self.__dict__.get("_loss_values")

    def put(self: Any, losses: Any) -> None:
        self.__dict__["_loss_values"] = losses
        if losses is not None and len(losses):
            done = int(losses["Epoch"].iloc[-1]) + 1
            progress(0.1 + 0.9 * done / epochs, f"Epoch {done} of {epochs}")

    return _subclass(model, loss_values=property(get, put))


def _subclass(base: Any, **members: Any) -> Any:
    return type(f"Reporting{base.__name__}", (base,), members)


def _check_size(name: str, processed: pd.DataFrame, discrete: list[str]) -> None:
    """Refuse what would not fit into memory: the networks give every level of every category a cell a row."""
    width = sum(processed[key].nunique() if key in discrete else _CELLS_A_NUMBER for key in processed.columns)
    if len(processed) * width > _MOST_CELLS:
        raise DataError(
            f"{name} would lay this table out as {len(processed):,} rows of {width:,} cells, more than "
            f"{_MOST_CELLS:,} in all. Ignore the columns with the most levels, use fewer rows, or choose trees."
        )
