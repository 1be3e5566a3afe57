"""What generating from generated rows comes to, line by line, in sentences and a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from synthlab.metrics.inquiry import Line, Panel, Table, Told
from synthlab.metrics.utility.collapse import Collapse, CollapsePoint

__all__ = ["MEASURES", "line_name", "lines", "told"]

_NORMAL = 1.96

MEASURES: Mapping[str, str] = {
    "score": "score of a model on real rows",
    "categories": "share of the categories that are left",
    "spread": "spread of the numbers, as a share of the real one",
    "tails": "how often there are extremes, as a share of the real rows",
}
"""What is drawn by generation: fields of the points, and what they are called."""


def lines(found: Collapse) -> Mapping[float, list[CollapsePoint]]:
    """The generations of each share of real rows, in order."""
    by_anchor: dict[float, list[CollapsePoint]] = {anchor: [] for anchor in found.settings.anchors}
    for point in found.points:
        by_anchor[point.anchor].append(point)
    return {
        anchor: sorted(points, key=lambda p: p.generation) for anchor, points in by_anchor.items() if points
    }


def line_name(anchor: float) -> str:
    """How a line is called: by the share of real rows in every generation."""
    return "no real rows" if anchor == 0 else f"{100 * anchor:.0f}% real rows"


def told(found: Collapse) -> Told | None:
    """The answer for people; None before the first generation after the real rows."""
    sentences = tuple(_sentence(found, points) for points in lines(found).values() if len(points) > 1)
    if not sentences:
        return None
    return Told(
        sentences=sentences,
        says_not=(
            "One chain a line: another seed gives other generations, and the interval counts the test rows only. It "
            "speaks for this generator with these settings; it does not say how fast others lose."
        ),
        panels=tuple(panel for field in MEASURES if (panel := _panel(found, field)) is not None),
        tables=(
            Table(
                f"Generations of {found.n_rows:,} rows each; 0 is the real rows",
                (
                    "line", "generation", found.score or "score", "lost", "from", "to", "categories", "spread", "extremes",
                ),
                tuple(_row(point) for points in lines(found).values() for point in points),
            ),
        ),
    )  # fmt: skip


def _panel(found: Collapse, field: str) -> Panel | None:
    drawn = []
    for anchor, points in lines(found).items():
        known = [(p.generation, getattr(p, field)) for p in points if getattr(p, field) is not None]
        x, y = tuple(float(g) for g, _ in known), tuple(float(value) for _, value in known)
        role: Literal["synthetic", "real"] = "synthetic" if anchor == 0 else "real"
        drawn += [Line(line_name(anchor), role, x, y)] if known else []
    if not drawn:
        return None
    what = MEASURES[field]
    title = f"{what[0].upper()}{what[1:]}"
    unit = (found.score or "score") if field == "score" else "share"
    return Panel(
        f"collapse-{field}", title, "generation", unit, tuple(drawn), drawn[0].y[0], field != "score"
    )


def _sentence(found: Collapse, points: list[CollapsePoint]) -> str:
    last = points[-1]
    name = "With no real rows added" if last.anchor == 0 else f"With {line_name(last.anchor)} in each"
    said = []
    if last.lost is not None and last.error is not None:
        low, high = last.lost - _NORMAL * last.error, last.lost + _NORMAL * last.error
        of = f"{100 * abs(last.lost):.1f} points of {found.score}"
        if low > 0:
            said.append(f"a model loses {of} ({100 * low:.1f} to {100 * high:.1f})")
        else:
            said.append(
                f"a model loses nothing measurable ({100 * last.lost:.1f}, {100 * low:.1f} to {100 * high:.1f} points)"
            )
    if last.categories is not None:
        said.append(f"{last.categories:.0%} of the categories are left")
    if last.spread is not None:
        said.append(f"numbers spread {last.spread:.0%} as wide")
    if last.tails is not None:
        said.append(f"extremes are {last.tails:.0%} as frequent")
    if not said:
        return f"{name}, there is neither a target nor a column of numbers or categories to follow."
    count = f"{last.generation} generation{'' if last.generation == 1 else 's'}"
    return f"{name}, after {count} {', '.join(said[:-1])}{' and ' if len(said) > 1 else ''}{said[-1]}."


def _row(point: CollapsePoint) -> tuple[str, ...]:
    lost = point.lost, point.error
    cells = ["–", "–", "–"]
    if lost[0] is not None and lost[1] is not None:
        cells = [f"{lost[0]:.4f}", f"{lost[0] - _NORMAL * lost[1]:.4f}", f"{lost[0] + _NORMAL * lost[1]:.4f}"]
    rest = [_cell(each) for each in (point.categories, point.spread, point.tails)]
    return (line_name(point.anchor), str(point.generation), _cell(point.score), *cells, *rest)


def _cell(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"
