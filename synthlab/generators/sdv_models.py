"""Three generators of SDV 2.0 behind our seam: a Gaussian copula, CTGAN and TVAE.

SDV is imported inside ``fit`` only: it takes seconds, brings torch, and belongs in a child process.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from unittest import mock

import numpy as np
import pandas as pd

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress, Where
from synthlab.generators.coding import coded_table
from synthlab.generators.conditions import by_rejection, wanted_cells
from synthlab.generators.encoding import ColumnCode
from synthlab.generators.sdv_tables import SdvColumn, for_sdv, from_sdv, sdtypes
from synthlab.tables.schema import Schema

__all__ = ["CTGAN", "CTGAN_CARD", "GAUSSIAN_COPULA_CARD", "TVAE", "TVAE_CARD", "GaussianCopula", "SdvSampler"]

_TABLE = "table"
_COMMON = 5  # a value that fewer rows have is not named in a message
_MOST_CELLS = 300_000_000  # 8 bytes each: what CTGAN and TVAE lay out in memory at once
_CELLS_A_NUMBER = 11

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

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> SdvSampler:
        return _fitted(self, train, schema, rng, progress)


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
        return _fitted(self, train, schema, rng, progress)


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
        return _fitted(self, train, schema, rng, progress)


Settings = GaussianCopula | CTGAN | TVAE


@dataclass(frozen=True)
class SdvSampler:
    """A fitted SDV synthesizer (None where nothing varies), and how to read its rows."""

    synthesizer: Any
    columns: tuple[SdvColumn, ...]
    code_of: Mapping[str, ColumnCode]

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
        with _one_process():
            drawn = self.synthesizer.sample(num_rows=max(n_rows, 1))[_TABLE]
        return from_sdv(drawn.iloc[:n_rows], self.columns, n_rows, rng)


def _fitted(
    settings: Settings, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
) -> SdvSampler:
    code_of, _ = coded_table(train, schema, _COMMON, lambda share, doing: progress(share * 0.2, doing))
    columns, given = for_sdv(train, schema, rng)
    seed = int(rng.integers(2**31))
    if given.shape[1] == 0:
        progress(1.0, "No column varies: there is nothing to learn")
        return SdvSampler(None, columns, code_of)
    _check_size(settings, given)
    progress(0.02, "Loading SDV")
    with _no_log_files():
        single_table = _imported("sdv.single_table")
        metadata = _imported("sdv.metadata").Metadata.load_from_dict(
            {"tables": {_TABLE: {"columns": sdtypes(columns, given)}}}
        )
    progress(0.05, "Preparing the columns")
    synthesizer = _synthesizer(settings, single_table, metadata, seed, progress)
    with _one_process(), contextlib.redirect_stdout(None):
        synthesizer.fit({_TABLE: given})
    progress(1.0, "The model is fitted")
    return SdvSampler(synthesizer, columns, code_of)


def _synthesizer(settings: Settings, single_table: Any, metadata: Any, seed: int, progress: Progress) -> Any:
    """SDV's synthesizer, its model reporting progress and drawing from our seed."""
    shared = {"enforce_min_max_values": settings.enforce_min_max, "enforce_rounding": False}
    if isinstance(settings, GaussianCopula):
        made = _subclass(single_table.GaussianCopulaSynthesizer, _initialize_model=_copula(progress))
        return made(metadata, default_distribution=settings.distribution, **shared)
    is_ctgan = isinstance(settings, CTGAN)
    base = single_table.CTGANSynthesizer if is_ctgan else single_table.TVAESynthesizer
    model = getattr(_imported("ctgan"), "CTGAN" if is_ctgan else "TVAE")
    made = _subclass(base, _fit=_network_fit(_by_epoch(model, settings.epochs, progress), seed))
    return made(metadata, epochs=settings.epochs, batch_size=settings.batch_size, enable_gpu=False, **shared)


def _network_fit(model: Any, seed: int) -> Any:
    """What SDV's own ``_fit`` does, with our model class and our seed."""

    def fit(self: Any, processed: pd.DataFrame) -> None:
        self._model = model(**self._model_kwargs)
        self._model.set_random_state(seed)
        types = self._data_processor.get_sdtypes()
        self._model.fit(
            processed, discrete_columns=[name for name in processed.columns if types[name] != "numerical"]
        )

    return fit


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


def _copula(progress: Progress) -> Any:
    """SDV's ``_initialize_model`` with a copula that tells ``progress`` before each column."""
    base = _imported("copulas.multivariate").GaussianMultivariate

    def initialize(_self: Any, distributions: Mapping[str, Any]) -> Any:
        fitted: list[str] = []

        def fit_column(self: Any, column: Any, distribution: Any, name: str) -> Any:
            progress(0.1 + 0.8 * len(fitted) / len(distributions), f"Fitting distribution {len(fitted) + 1}")
            fitted.append(name)
            return base._fit_column(self, column, distribution, name)

        return _subclass(base, _fit_column=fit_column)(distribution=distributions)

    return initialize


def _subclass(base: Any, **members: Any) -> Any:
    return type(f"Reporting{base.__name__}", (base,), members)


def _check_network(epochs: int, batch_size: int) -> None:
    if epochs < 1:
        raise DataError(f"The setting epochs is {epochs}; it must be at least 1.")
    if batch_size < 10 or batch_size % 10:
        raise DataError(f"The setting batch_size is {batch_size}; it must be a multiple of 10.")


def _check_size(settings: Settings, given: pd.DataFrame) -> None:
    """Refuse what would not fit into memory: the networks give every level of every category a cell a row."""
    if isinstance(settings, GaussianCopula):
        return
    widths = [
        _CELLS_A_NUMBER if given[key].dtype != object else given[key].nunique() for key in given.columns
    ]
    if len(given) * sum(widths) > _MOST_CELLS:
        raise DataError(
            f"{type(settings).__name__} would lay this table out as {len(given)} rows of {sum(widths)} cells, more than "
            f"{_MOST_CELLS:,} in all. Ignore the columns with the most levels, use fewer rows, or choose trees."
        )


def _imported(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise DataError(
            f"This generator needs SDV, and the package {error.name} is not installed. "
            "Install what requirements.txt lists, or choose trees, which needs no SDV."
        ) from error


@contextlib.contextmanager
def _no_log_files() -> Iterator[None]:
    """Import SDV so that it neither makes a folder in the user's data directory nor logs to a file there.

    SDV asks where that directory is while it is imported, and goes without logs where it cannot be made.
    """
    platformdirs = _imported("platformdirs")
    nowhere = os.path.join(os.devnull, "none")
    with mock.patch.object(platformdirs, "user_data_dir", return_value=nowhere):
        yield
    for name in ("SingleTableSynthesizer", "MultiTableSynthesizer", "Metadata"):
        logger = logging.getLogger(name)
        for handler in [known for known in logger.handlers if isinstance(known, logging.FileHandler)]:
            logger.removeHandler(handler)
            handler.close()


@contextlib.contextmanager
def _one_process() -> Iterator[None]:
    """Keep SDV in this process and on one thread.

    By default it starts one worker a processor, and sums whose order depends on the number of processors
    would give another table on another machine.
    """
    joblib, threadpoolctl, torch = (_imported(name) for name in ("joblib", "threadpoolctl", "torch"))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with joblib.parallel_config(backend="sequential"), threadpoolctl.threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(threads)


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
    return int(typing.cast(int, settings.get("epochs", 100)))


def _copula_seconds(n_rows: int, n_columns: int, _settings: Mapping[str, object]) -> float:
    return 5 + 1.0e-5 * n_rows * n_columns


def _ctgan_seconds(n_rows: int, n_columns: int, settings: Mapping[str, object]) -> float:
    return 8 + 4.5e-6 * n_rows * n_columns * _epochs(settings)


def _tvae_seconds(n_rows: int, n_columns: int, settings: Mapping[str, object]) -> float:
    return 8 + 1.0e-6 * n_rows * n_columns * _epochs(settings)


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
