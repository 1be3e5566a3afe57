"""What a checked file complains of, in plain sentences with their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from synthlab.errors import DataError
from synthlab.generators.simulation.spec import SimulationSpec
from synthlab.tables.yaml_text import YamlText

__all__ = ["check_columns", "complaint"]


def complaint(error: ValidationError, read: YamlText) -> DataError:
    """The first thing that is wrong, with its line."""
    first = _deepest(error.errors())
    loc = [part for part in first["loc"] if part != "[key]"]
    # Behind "by" stands pydantic's own word for which of its two forms it took.
    return read.error(loc[:3] if loc[2:3] == ["by"] else loc, _sentence(first))


def check_columns(spec: SimulationSpec, read: YamlText) -> None:
    """Every column has a name, and one at most is the target.

    Raises
    ------
    DataError
        When not; the sentence names the line.
    """
    if not all(name.strip() for name in spec.columns):
        nameless = next(name for name in spec.columns if not name.strip())
        raise read.error(("columns", nameless), "A column has no name.")
    targets = [name for name, column in spec.columns.items() if column.role == "target"]
    if len(targets) > 1:
        raise read.error(
            ("columns", targets[1], "role"), f"{targets[0]} is the target already; there is one at most."
        )


def _deepest(errors: Sequence[Any]) -> Mapping[str, Any]:
    """Of what a choice between two forms complains of, the form that came further; else what comes first."""
    first = errors[0]
    others = [error for error in errors if error["loc"][:-1] == first["loc"][:-1]]
    return max(others, key=lambda error: error["type"] not in ("string_type", "list_type"))


def _sentence(error: Mapping[str, Any]) -> str:
    tell = _TOLD.get(error["type"])
    if tell is not None:
        return tell(error.get("ctx", {}))
    return str(error["msg"]).removeprefix("Value error, ").replace("Input should be", "It must be")


_MAPPING = "Lines of key and value are needed here, as in docs/simulation.md."
_TOLD: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "extra_forbidden": lambda _: "There is no such key here.",
    "missing": lambda _: "This key is needed.",
    "dict_type": lambda _: _MAPPING,
    "model_type": lambda _: _MAPPING,
    "string_type": lambda _: "A single text or number is needed here.",
    "int_parsing": lambda _: "A whole number is needed here.",
    "float_parsing": lambda _: "A number is needed here.",
    "finite_number": lambda _: "A finite number is needed here.",
    "greater_than_equal": lambda context: f"It must be at least {context['ge']:,.10g}.",
    "less_than_equal": lambda context: f"It must be at most {context['le']:,.10g}.",
    "too_short": lambda _: "It must not be empty.",
    "string_too_short": lambda _: "It must not be empty.",
    "too_long": lambda context: f"There are more than {context['max_length']:,} of these.",
    "string_too_long": lambda context: f"It has more than {context['max_length']:,} signs.",
    "string_pattern_mismatch": lambda _: "It must be written like en or de_DE.",
}
