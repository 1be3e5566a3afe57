"""Long questions put to one synthetic table: answered point by point, each point true by itself.

An evaluation asks short questions of every table. An inquiry trains or generates for minutes and is started by a
person; it is kept point by point, so that it can be stopped and gone on with.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import pandas as pd
from pydantic import BaseModel, ConfigDict

from synthlab.generators.base import Generator, silent
from synthlab.metrics.base import Comparison, Family

__all__ = ["Ask", "Frozen", "Inquiry", "InquiryKind", "Line", "Panel", "Point", "Table", "Told", "gathered"]

Progress = Callable[[float, str], None]


class Frozen(BaseModel):
    """A record that is written to disk as it is: no NaN, nothing that is not named."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Point(Frozen):
    """One thing that was measured; ``key`` tells it from every other of the same inquiry."""

    @property
    def key(self) -> Hashable:
        raise NotImplementedError


class Inquiry(Frozen):
    """Every point that was measured so far, and what was asked."""

    settings: Frozen
    seed: int
    points: tuple[Point, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def n_points(self) -> int:
        """How many points there are when it is complete."""
        raise NotImplementedError

    @property
    def is_complete(self) -> bool:
        return len(self.points) >= self.n_points


def _keep_nothing(_inquiry: Any) -> None:
    pass


@dataclass(frozen=True)
class Ask:
    """What an inquiry is given beside its settings.

    ``done`` holds points of an earlier run with the same arguments; ``keep`` is called after each new one.
    ``generator`` is what made the synthetic table, unfitted; None where it was made elsewhere. ``tables`` is where
    tables may be put that a later run goes on from.
    """

    comparison: Comparison
    seed: int = 0
    progress: Progress = silent
    done: tuple[Any, ...] = ()
    keep: Callable[[Any], None] = _keep_nothing
    generator: Generator | None = None
    tables: MutableMapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def known(self) -> set[Hashable]:
        """The keys of the points that need not be measured again."""
        return {point.key for point in self.done}


@dataclass(frozen=True)
class Table:
    """Plain cells under a header, with a line that says what they are."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Line:
    """One line of a picture: places and values, and how far they may reach; ``role`` decides colour and dash.

    ``low`` and ``high`` are empty where there is no band.
    """

    name: str
    role: Literal["real", "synthetic", "other"]
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True)
class Panel:
    """One picture: lines over a common axis; ``level`` draws a line across, where nothing is lost or gained.

    ``from_zero`` lets the axis of values begin at 0, for shares of which small changes mean nothing.
    """

    name: str
    title: str
    x_title: str
    y_title: str
    lines: tuple[Line, ...]
    level: float | None = None
    from_zero: bool = False

    @property
    def alt(self) -> str:
        """What the picture shows, as a sentence in plain text."""
        each = "; ".join(
            f"{line.name}: {', '.join(f'{x:g} {y:.3f}' for x, y in zip(line.x, line.y, strict=True))}"
            for line in self.lines
        )
        return f"{self.title}, {self.y_title} by {self.x_title}. {each}."


@dataclass(frozen=True)
class Told:
    """What an inquiry comes to, for people: sentences, pictures, tables; all texts are plain and unescaped."""

    sentences: tuple[str, ...]
    says_not: str
    panels: tuple[Panel, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class InquiryKind:
    """One long question. ``name`` is that of its job and of the file in which it is kept.

    ``run(ask, settings)`` raises ``NotMeasurable`` where there is no answer; ``told`` is None before enough points
    are there. ``title`` names the job, with the table's name in place of ``{}``.
    """

    name: str
    family: Family
    question: str
    title: str
    settings: type[Frozen]
    result: type[Inquiry]
    run: Callable[[Ask, Any], Inquiry]
    told: Callable[[Any], Told | None]
    needs_target: bool = True
    needs_generator: bool = False


InquiryType = TypeVar("InquiryType", bound=Inquiry)


def gathered(inquiry: InquiryType, points: Iterable[Point], ask: Ask, doing: str) -> InquiryType:
    """The inquiry with these points added one by one, each kept and told of at once."""
    for point in points:
        inquiry = inquiry.model_copy(update={"points": (*inquiry.points, point)})
        ask.keep(inquiry)
        done = len(inquiry.points)
        ask.progress(min(1.0, done / inquiry.n_points), f"{doing} {done} of {inquiry.n_points}")
    return inquiry
