"""Settings given as text, read by the types of a generator's fields."""

from __future__ import annotations

import dataclasses
import math
import typing
from collections.abc import Mapping

from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard

__all__ = ["parsed_settings"]

_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


def parsed_settings(card: GeneratorCard, settings: Mapping[str, object]) -> dict[str, object]:
    """Settings as values of their fields' types, ready for ``card.make``."""
    made = typing.cast(type, card.make)
    types = typing.get_type_hints(made)
    names = [field.name for field in dataclasses.fields(made)] if dataclasses.is_dataclass(made) else []
    unknown = [name for name in settings if name not in names]
    if unknown:
        has = f"Its settings are: {', '.join(names)}." if names else "It has no settings."
        raise DataError(f"The generator {card.name} has no setting {unknown[0]!r}. {has}")
    return {name: _value(card.name, name, types[name], value) for name, value in settings.items()}


def _value(generator: str, name: str, kind: object, value: object) -> object:
    text = str(value).strip()
    if kind is bool and text.lower() in (*_TRUE, *_FALSE):
        return text.lower() in _TRUE
    if kind is str:
        # As it is: lines of a longer text keep their numbers.
        return str(value)
    if typing.get_origin(kind) is typing.Literal:
        choices = typing.get_args(kind)
        if text in choices:
            return text
        raise DataError(
            f"The setting {name} of {generator} is {text!r}; it must be one of {', '.join(choices)}."
        )
    try:
        if kind is int:
            return int(text)
        if kind is float and math.isfinite(float(text)):
            return float(text)
    except ValueError:
        pass
    kinds: dict[object, str] = {int: "a whole number", float: "a number", bool: "true or false"}
    needed = kinds.get(kind, f"a {kind}, which cannot be given as text")
    raise DataError(f"The setting {name} of {generator} is {text!r}; it must be {needed}.")
