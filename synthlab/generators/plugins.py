"""A generator from a user's own Python file, behind the same seam; what does not fit it is told, not guessed."""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from synthlab.errors import DataError, SynthlabError
from synthlab.generators.base import GeneratorCard, MadeAs, Progress, Where
from synthlab.generators.repairs_of_values import texts_of
from synthlab.generators.settings import parsed_settings
from synthlab.tables.conform import conform
from synthlab.tables.schema import Kind, Schema

__all__ = ["Checked", "CheckedSampler", "Plugin", "load_plugin"]

_SEAM = "fit(train, schema, rng, progress) gives a sampler, and sampler.sample(n_rows, rng, where) gives rows"


@dataclass(frozen=True)
class Plugin:
    """A loaded generator's card, and the path and SHA-256 of the file it came from."""

    card: GeneratorCard
    path: Path
    sha256: str

    def made(self, settings: Mapping[str, object]) -> Checked:
        """The generator with these settings, and everything that crosses the seam checked."""
        given = parsed_settings(self.card, settings)
        with _faults_of(self.path, self.card.name):
            generator: Any = self.card.make(**given)
        if not callable(getattr(generator, "fit", None)):
            raise DataError(
                f"{self.card.name} gives a {type(generator).__name__} without fit. The seam is: {_SEAM}."
            )
        _check_arguments(generator.fit, 4, f"{self.card.name}: fit")
        return Checked(generator, self)


def load_plugin(address: str) -> Plugin:
    """The generator that ``file.py:factory`` names. The file is run, with all rights of whoever calls this.

    ``factory`` is a ``GeneratorCard``, a frozen dataclass whose fields are the settings, or a function without
    arguments that gives a generator.

    Raises
    ------
    DataError
        When the file cannot be run, or has no such factory.
    """
    file, colon, name = address.rpartition(":")
    if not colon or not file or not name.isidentifier():
        raise DataError(f"--plugin takes FILE.py:FACTORY, for instance mine.py:MyGenerator, not {address!r}.")
    path = Path(file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"The plugin file {path} cannot be read: {error.strerror}.") from error
    module = _module(path, content)
    factory, title = getattr(module, name, None), f"{path.name}:{name}"
    if not callable(factory) and not isinstance(factory, GeneratorCard):
        known = sorted(
            key for key, value in vars(module).items()
            if isinstance(value, GeneratorCard) or getattr(value, "__module__", "") == module.__name__
        )  # fmt: skip
        listed = ", ".join(known)
        raise DataError(
            f"The plugin file {path} has no generator {name!r}{f'. It has: {listed}' if known else ''}. "
            "Name a class, a function or a GeneratorCard in it."
        )
    card = replace(factory, name=title) if isinstance(factory, GeneratorCard) else _card(title, factory)
    return Plugin(card, path, hashlib.sha256(content).hexdigest())


def _module(path: Path, content: bytes) -> ModuleType:
    name = f"synthlab_plugin_{hashlib.sha256(content).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise DataError(f"The plugin file {path} is not Python: let its name end in .py.")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look up the types of their fields in the module they were defined in.
    sys.modules[name] = module
    with _faults_of(path, path.name):
        spec.loader.exec_module(module)
    return module


def _card(title: str, factory: Any) -> GeneratorCard:
    return GeneratorCard(
        name=title,
        title=title,
        what="A generator from a file of yours.",
        privacy="Whatever its author can show; synthlab knows of none.",
        licence="",
        made_as=MadeAs.GENERATED,
        make=factory,
        settings_help={},
    )


@dataclass(frozen=True)
class Checked:
    """A plugin's generator; its sampler is wrapped so that every table it gives is checked."""

    generator: Any
    plugin: Plugin

    def fit(
        self, train: pd.DataFrame, schema: Schema, rng: np.random.Generator, progress: Progress
    ) -> CheckedSampler:
        """Fitted on a copy, so that nothing it does to the train rows is seen outside."""
        title = self.plugin.card.name
        with _faults_of(self.plugin.path, f"{title}: fit"):
            sampler = self.generator.fit(train.copy(), schema, rng, _forward(progress))
        if not callable(getattr(sampler, "sample", None)):
            raise DataError(
                f"{title}: fit gives a {type(sampler).__name__} without sample. The seam is: {_SEAM}."
            )
        _check_arguments(sampler.sample, 3, f"{title}: sample")
        return CheckedSampler(sampler, schema, self.plugin)


@dataclass(frozen=True)
class CheckedSampler:
    """A plugin's sampler: as many rows as asked for, every modelled column in its type, conditions kept."""

    sampler: Any
    schema: Schema
    plugin: Plugin

    @property
    def notes(self) -> tuple[str, ...]:
        with _faults_of(self.plugin.path, f"{self.plugin.card.name}: notes"):
            notes = getattr(self.sampler, "notes", None) or ()
            return (notes,) if isinstance(notes, str) else tuple(str(note) for note in notes)

    def sample(self, n_rows: int, rng: np.random.Generator, where: Where | None = None) -> pd.DataFrame:
        """The plugin's rows, conformed to the schema.

        Raises
        ------
        DataError
            When they are not what was asked for, or the plugin fails.
        """
        title = f"{self.plugin.card.name}: sample"
        with _faults_of(self.plugin.path, title):
            rows = self.sampler.sample(n_rows, rng, where)
        if not isinstance(rows, pd.DataFrame):
            raise DataError(f"{title} gives a {type(rows).__name__}; a pandas DataFrame is needed.")
        if len(rows) != n_rows:
            raise DataError(f"{title} gives {len(rows):,} rows where {n_rows:,} were asked for.")
        try:
            rows = conform(rows.reset_index(drop=True), self.schema.replace(columns=self.schema.modelled,
                                                                            time=None, group=None))  # fmt: skip
        except DataError as error:
            raise DataError(f"{title}: {error}") from error
        for name, text in (where or {}).items():
            _check_condition(rows, self.schema, name, text, title)
        return rows


def _forward(progress: Progress) -> Progress:
    """Progress between 0 and 1 that never falls, whatever the plugin tells."""
    reached = 0.0

    def told(share: float, doing: str) -> None:
        nonlocal reached
        reached = max(reached, min(float(share), 1.0))
        progress(reached, str(doing))

    return told


def _check_condition(rows: pd.DataFrame, schema: Schema, name: str, text: str, title: str) -> None:
    if name not in rows.columns:
        raise DataError(f"A condition names the column {name!r}, which is not modelled.")
    is_level = schema[name].kind in (Kind.CATEGORICAL, Kind.BOOLEAN)
    wrong = (
        rows[name].notna() if text == "" else texts_of(rows[name]) != text if is_level else rows[name].isna()
    )
    if wrong.any():
        raise DataError(
            f"{title} gives {int(wrong.sum()):,} of {len(rows):,} rows that do not keep the condition on {name}."
        )


def _check_arguments(method: Any, n_arguments: int, title: str) -> None:
    try:
        signature = inspect.signature(method)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*range(n_arguments))
    except TypeError as error:
        raise DataError(
            f"{title} cannot be called with {n_arguments} arguments ({error}). The seam is: {_SEAM}."
        ) from error


@contextmanager
def _faults_of(path: Path, title: str) -> Iterator[None]:
    """A fault in the user's own file is the user's turn, with the line; ours and cancellations pass."""
    try:
        yield
    except (SynthlabError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        # An exit would pass for an answer of ours: its code says how a policy ended.
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename) == path
        ]
        if isinstance(error, SyntaxError):
            lines.append(error.lineno)
        where = f", line {lines[-1]}" if lines else ""
        raise DataError(f"{title}{where}: {type(error).__name__}: {error}") from error
