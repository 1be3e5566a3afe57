"""What ``run`` and ``generate`` are asked to make, checked before anything is read."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import cast

from synthlab.cli.inputs import key_values
from synthlab.errors import DataError
from synthlab.generators import generator_card
from synthlab.generators.plugins import load_plugin
from synthlab.generators.whole import Identifiers, SetAside, Texts
from synthlab.jobs.making import Recipe
from synthlab.tables.groups import Groups, groups_of

__all__ = ["groups_asked", "recipe_of"]


def recipe_of(options: argparse.Namespace) -> Recipe:
    """The recipe in the options of a command.

    Raises
    ------
    DataError
        When the generator, a setting or a group is unknown, or options contradict each other.
    """
    if (options.generator is None) == (options.plugin is None):
        raise DataError(
            "Name a generator with --generator, or one of your own with --plugin FILE.py:FACTORY."
        )
    settings = _settings(key_values(options.settings, "--set"))
    plugin = None if options.plugin is None else load_plugin(options.plugin)
    name = plugin.card.name if plugin is not None else generator_card(options.generator).name
    recipe = Recipe(
        generator=name,
        settings=settings,
        rows=options.rows,
        seed=options.seed,
        where=key_values(options.where, "--where"),
        groups=groups_asked(options.balance, options.shares, options.counts),
        aside=SetAside(cast(Identifiers, options.identifiers), cast(Texts, options.texts)),
        plugin=plugin,
    )
    if recipe.rows is not None and recipe.rows < 1:
        raise DataError(f"--rows {recipe.rows}: at least one row has to be made.")
    recipe.n_rows(1)
    recipe.made_generator()
    return recipe


def _settings(given: dict[str, str]) -> dict[str, str]:
    """Settings with ``file=PATH`` read into ``text``: a generator is given texts, never paths."""
    if "file" not in given:
        return given
    path = Path(given["file"])
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"--set file={path}: the file cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"--set file={path}: the file is not UTF-8 text.") from error
    return {**{name: value for name, value in given.items() if name != "file"}, "text": text}


def groups_asked(balance: str | None, shares: str | None, counts: str | None) -> Groups | None:
    """How rows are divided, from ``COL``, ``COL:a=0.5,b=0.5`` or ``COL:a=2000,b=300``; None where nothing is asked.

    Raises
    ------
    DataError
        When more than one is given, or a text is not of that form.
    """
    given = [text for text in (balance, shares, counts) if text is not None]
    if len(given) > 1:
        raise DataError(
            "--balance, --shares and --counts divide the rows each in its own way: give one of them."
        )
    if balance is not None:
        return groups_of(balance)
    if shares is not None:
        column, parts = _parts(shares, "--shares")
        return groups_of(column, shares={value: _number(text, "--shares") for value, text in parts.items()})
    if counts is not None:
        column, parts = _parts(counts, "--counts")
        return groups_of(column, counts={value: _whole(text, "--counts") for value, text in parts.items()})
    return None


def _parts(text: str, option: str) -> tuple[str, dict[str, str]]:
    column, colon, rest = text.partition(":")
    parts: dict[str, str] = {}
    for entry in next(csv.reader([rest]), []):
        value, equals, number = entry.rpartition("=")
        if not equals:
            break
        if value in parts:
            raise DataError(f"{option} names {value!r} twice.")
        parts[value] = number
    else:
        if colon and column and parts:
            return column, parts
    raise DataError(f"{option} takes COL:value=number,value=number, not {text!r}.")


def _number(text: str, option: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise DataError(f"{option}: {text!r} is not a number.") from error


def _whole(text: str, option: str) -> int:
    if not text.strip().isdecimal():
        raise DataError(f"{option}: {text!r} is not a whole number of rows.")
    return int(text)
