"""What a beginning on synthetic rows is worth: the gain at each share of real rows, in sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from synthlab.metrics.inquiry import Line, Panel, Table, Told
from synthlab.metrics.utility.continued import LEARNERS
from synthlab.metrics.utility.fine_tuning import FinePoint, FineTuning, Start
from synthlab.metrics.utility.seeds import Change, changes

__all__ = ["gains", "scores_of", "told"]


def scores_of(found: FineTuning, model: str, start: Start) -> Mapping[float, list[FinePoint]]:
    """The points of one model and beginning by share, of the shares that every seed has measured."""
    by_share: dict[float, list[FinePoint]] = {}
    for point in found.points:
        if (point.model, point.start) == (model, start):
            by_share.setdefault(point.share, []).append(point)
    return {
        share: sorted(points, key=lambda each: each.seed)
        for share, points in sorted(by_share.items())
        if len(points) == found.settings.seeds
    }


def gains(found: FineTuning, model: str) -> Mapping[float, Change]:
    """What the score gains by beginning on synthetic rows instead of with nothing, at each share of real rows."""
    alone, after = (scores_of(found, model, start) for start in ("nothing", "synthetic"))
    shares = [share for share in alone if share in after]
    return changes(
        {s: [b.score - a.score for a, b in zip(alone[s], after[s], strict=True)] for s in shares},
        {s: [point.error for point in after[s]] for s in shares},
    )


def told(found: FineTuning) -> Told | None:
    """The answer for people; None while no share has been measured by every seed."""
    by_model = {each.name: gains(found, each.name) for each in LEARNERS}
    sentences = [_sentence(found, model, gained) for model, gained in by_model.items() if gained]
    if not sentences:
        return None
    return Told(
        sentences=tuple(sentences),
        says_not=(
            "The generator has learnt from all train rows: what a beginning on synthetic rows is worth, it carries of "
            "them. It speaks for this target, these models and these sizes."
        ),
        panels=tuple(_panel(found, model) for model, gained in by_model.items() if gained),
        tables=tuple(_table(found, model, gained) for model, gained in by_model.items() if gained),
    )


def _sentence(found: FineTuning, model: str, gained: Mapping[float, Change]) -> str:
    first = min(gained)
    alone = scores_of(found, model, "nothing")
    title = next(each.title for each in LEARNERS if each.name == model)
    start = f"{title} that begins on synthetic rows"
    at = f"at {_percent(first)} of the real rows ({alone[first][0].n_real:,})"
    if gained[first].low > 0:
        said = f"{start} gains {gained[first].points(found.score)} over real rows alone {at}"
    elif gained[first].high < 0:
        said = f"{start} loses {gained[first].turned.points(found.score)} against real rows alone {at}"
    else:
        said = (
            f"{start} gains nothing measurable over real rows alone {at}: {gained[first].points(found.score)}"
        )
    later = [share for share in gained if share > first]
    helped = [share for share in later if gained[share].low > 0]
    if later and gained[first].low > 0:
        last = max([first, *helped])
        if last == max(gained):
            said += f", and still {gained[last].points(found.score)} at {_percent(last)}"
        else:
            said += f"; beyond {_percent(last)} the gain is no longer measurable"
    return f"{said}."


def _panel(found: FineTuning, model: str) -> Panel:
    title = next(each.title for each in LEARNERS if each.name == model)
    drawn: list[tuple[Start, str, Literal["real", "synthetic"]]] = [
        ("nothing", "on real rows alone", "real"),
        ("synthetic", "begun on synthetic rows", "synthetic"),
    ]
    lines = []
    for start, name, role in drawn:
        by_share = scores_of(found, model, start)
        scores = [[point.score for point in points] for points in by_share.values()]
        lines.append(
            Line(
                name,
                role,
                tuple(100 * share for share in by_share),
                tuple(sum(each) / len(each) for each in scores),
                tuple(min(each) for each in scores),
                tuple(max(each) for each in scores),
            )
        )
    name = f"fine-tuning-{model.replace(' ', '-')}"
    return Panel(name, title, "share of the real rows, in percent", found.score, tuple(lines))


def _table(found: FineTuning, model: str, gained: Mapping[float, Change]) -> Table:
    alone, after = (scores_of(found, model, start) for start in ("nothing", "synthetic"))
    rows = []
    for share, points in after.items():
        change = gained.get(share)
        rows.append(
            (
                f"{_percent(share)} ({points[0].n_real:,})",
                f"{_mean(alone[share]):.4f}" if share in alone else "–",
                f"{_mean(points):.4f}",
                *(("–", "–", "–") if change is None else _cells(change)),
            )
        )
    return Table(
        f"{model}: {found.score} on {found.n_test:,} real rows; begun on {found.n_synthetic:,} synthetic rows, "
        f"{found.settings.seeds} seeds",
        ("real rows", "on them alone", "begun on synthetic rows", "gained", "from", "to"),
        tuple(rows),
    )


def _mean(points: list[FinePoint]) -> float:
    return sum(point.score for point in points) / len(points)


def _cells(change: Change) -> tuple[str, ...]:
    return (f"{change.value:.4f}", f"{change.low:.4f}", f"{change.high:.4f}")


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
