"""What a mix sweep comes to: the curve with its band, the peak, the plateau, and how much costs nothing measurable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthlab.metrics.inquiry import Line, Panel, Table, Told
from synthlab.metrics.utility.mixing import MixPoint, MixSweep, Mode

__all__ = ["Conclusion", "CurvePoint", "concluded", "curve", "slice_names", "told"]

_NORMAL = 1.96
_WAYS: dict[Mode, str] = {"replace": "In place of real rows", "add": "On top of real rows"}


@dataclass(frozen=True)
class CurvePoint:
    """One share: the mean score over seeds, the lowest and highest (the band), and what is lost by it.

    ``loss`` is against the same seeds' models without synthetic rows, with a 95% interval over test rows and seeds.
    """

    share: float
    score: float
    lowest: float
    highest: float
    loss: float
    low: float
    high: float


@dataclass(frozen=True)
class Conclusion:
    """``peak``: the share with the best mean. ``plateau``: shares around it that are not measurably worse.

    ``cap``: the largest share up to which no share has a measurable loss; 0 where the first one has.
    """

    peak: float
    plateau: tuple[float, float]
    cap: float
    sentence: str


def slice_names(sweep: MixSweep) -> list[str]:
    """The groups and classes that were measured by themselves, as they came."""
    return list(dict.fromkeys(name for point in sweep.points for name in point.slices))


def curve(sweep: MixSweep, mode: Mode, of: str | None = None) -> list[CurvePoint]:
    """The shares of one mode that every seed has measured, in order; ``of`` names a slice, None is all test rows."""
    by_share: dict[float, list[MixPoint]] = {}
    for point in sweep.points:
        if point.mode == mode:
            by_share.setdefault(point.share, []).append(point)
    whole = {share: sorted(points, key=lambda p: p.seed) for share, points in sorted(by_share.items())}
    whole = {share: points for share, points in whole.items() if len(points) == sweep.settings.seeds}
    if 0.0 not in whole:
        return []
    without = np.array([_score(point, of) for point in whole[0.0]])
    scores = {share: np.array([_score(point, of) for point in points]) for share, points in whole.items()}
    # Few seeds tell little of their own spread, so it is pooled over the shares.
    spreads = [float(np.var(without - found, ddof=1)) for share, found in scores.items() if share > 0]
    pooled = float(np.mean(spreads)) if spreads else 0.0
    return [
        _curve_point(share, found, without, _error(whole[share], of), pooled)
        for share, found in scores.items()
    ]


def concluded(points: Sequence[CurvePoint], mode: Mode, score: str) -> Conclusion | None:
    """Peak, plateau and cap of a curve with two points or more, in a sentence."""
    if len(points) < 2:
        return None
    best = max(range(len(points)), key=lambda index: points[index].score)
    reach = (points[best].high - points[best].low) / 2
    near = [
        abs(points[best].score - point.score) <= max(reach, (point.high - point.low) / 2) for point in points
    ]
    first = last = best
    while first > 0 and near[first - 1]:
        first -= 1
    while last + 1 < len(points) and near[last + 1]:
        last += 1
    cap = 0.0
    for point in points[1:]:
        if point.low > 0:
            break
        cap = point.share
    return Conclusion(
        points[best].share,
        (points[first].share, points[last].share),
        cap,
        _sentence(points, best, cap, mode, score),
    )


def _score(point: MixPoint, of: str | None) -> float:
    return point.score if of is None else point.slices[of]


def _error(points: Sequence[MixPoint], of: str | None) -> float:
    """Over test rows: seeds share them, so their mean is hardly more certain than one."""
    errors = [point.error if of is None else point.slice_errors[of] for point in points]
    return float(np.mean(errors))


def _curve_point(
    share: float, found: np.ndarray, without: np.ndarray, error: float, pooled: float
) -> CurvePoint:
    loss = float((without - found).mean())
    reach = 0.0 if share == 0 else _NORMAL * float(np.sqrt(error**2 + pooled / len(found)))
    return CurvePoint(
        share, float(found.mean()), float(found.min()), float(found.max()), loss, loss - reach, loss + reach
    )


def _sentence(points: Sequence[CurvePoint], best: int, cap: float, mode: Mode, score: str) -> str:
    of = "synthetic rows" if mode == "replace" else "synthetic rows on top"
    at = next(point for point in points if point.share == cap)
    if cap == 0:
        first = points[1]
        said = (
            f"Already {_percent(first.share)} {of} cost {100 * first.loss:.1f} points of {score} "
            f"({100 * first.low:.1f} to {100 * first.high:.1f})"
        )
    else:
        said = f"Up to {_percent(cap)} {of} cost nothing measurable (at most {100 * max(0.0, at.high):.1f} points of {score})"
    peak = points[best]
    gain = "" if peak.high >= 0 else f", a gain of {-100 * peak.loss:.1f} points"
    return f"{said}; the best mean is at {_percent(peak.share)}{gain}."


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def told(sweep: MixSweep) -> Told | None:
    """The sweep for people: what either way of mixing comes to, every share, and the mix for each class and group."""
    ends = {mode: concluded(curve(sweep, mode), mode, sweep.score) for mode in _WAYS}
    if not any(ends.values()):
        return None
    tables = [
        Table(
            f"{_WAYS[mode]}: {sweep.score} on {sweep.n_test:,} real rows, {sweep.settings.seeds} seeds",
            ("synthetic rows", "mean", "lowest", "highest", "lost", "from", "to"),
            tuple(_share_row(point) for point in curve(sweep, mode)),
        )
        for mode in _WAYS
    ]
    return Told(
        sentences=tuple(f"{_WAYS[mode]}: {end.sentence}" for mode, end in ends.items() if end is not None),
        says_not=(
            "Nothing measurable is not nothing: the figure in brackets is the most that may be lost. It speaks for "
            "this target, this model and these sizes."
        ),
        panels=tuple(panel for mode in _WAYS if (panel := _panel(sweep, mode)) is not None),
        tables=(*tables, _slice_table(sweep)) if slice_names(sweep) else tuple(tables),
    )


def _panel(sweep: MixSweep, mode: Mode) -> Panel | None:
    points = curve(sweep, mode)
    if len(points) < 2:
        return None
    axes = {
        "replace": "share of rows that are synthetic, in percent",
        "add": "synthetic rows added, in percent of the real ones",
    }
    line = Line(
        "mean over seeds, and the lowest and highest",
        "synthetic",
        tuple(100 * point.share for point in points),
        tuple(point.score for point in points),
        tuple(point.lowest for point in points),
        tuple(point.highest for point in points),
    )
    name = {"replace": "mix-sweep-in-place", "add": "mix-sweep-on-top"}[mode]
    return Panel(name, _WAYS[mode], axes[mode], sweep.score, (line,), points[0].score)


def _share_row(point: CurvePoint) -> tuple[str, ...]:
    numbers = (point.score, point.lowest, point.highest, point.loss, point.low, point.high)
    return (_percent(point.share), *(f"{number:.4f}" for number in numbers))


def _slice_table(sweep: MixSweep) -> Table:
    rows = []
    for name in slice_names(sweep):
        cells = [name]
        for mode in _WAYS:
            found = concluded(curve(sweep, mode, name), mode, name)
            cells += ["–", "–"] if found is None else [_percent(found.peak), _percent(found.cap)]
        rows.append(tuple(cells))
    return Table(
        "The mix for each class and group: where its own best mean lies, and how much costs it nothing measurable",
        (
            "class or group", "in place: best at", "in place: up to", "on top: best at", "on top: up to",
        ),
        tuple(rows),
    )  # fmt: skip
