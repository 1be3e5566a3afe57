"""What added rows of a rare class come to: the gain of each source at each share, in sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from synthlab.metrics.inquiry import Line, Panel, Table, Told
from synthlab.metrics.utility.rare import ARMS, RareHelp, RarePoint
from synthlab.metrics.utility.rare_rows import Arm
from synthlab.metrics.utility.seeds import Change, changes

__all__ = ["gains", "mean_of", "recall_gains", "told"]

Key = tuple[Arm, float]


def gains(found: RareHelp) -> Mapping[Key, Change]:
    """What average precision gains by the rows of each source at each share that every seed has measured."""
    return _changes(found, "average_precision", "precision_error")


def recall_gains(found: RareHelp) -> Mapping[Key, Change]:
    """The same for recall."""
    return _changes(found, "recall", "recall_error")


def mean_of(found: RareHelp, key: Key, field: str) -> float:
    """The mean over seeds of a field of the points of one source and share."""
    values = _values(found, key, field)
    return float(sum(values) / len(values))


def told(found: RareHelp) -> Told | None:
    """The answer for people; None while no source has been measured by every seed."""
    gained, recalled = gains(found), recall_gains(found)
    if not gained:
        return None
    base: Key = ("none", 0.0)
    sentences = [
        _sentence(found, arm, gained) for arm in found.arms[1:] if any(key[0] == arm for key in gained)
    ]
    most = max(share for _, share in gained)
    if ("generated", most) in gained:
        key: Key = ("generated", most)
        sentences.append(
            f"With {_percent(most)} of what balance takes, {ARMS['generated']} raise the share of {found.rare!r} that is "
            f"found from {_percent(mean_of(found, base, 'recall'))} to {_percent(mean_of(found, key, 'recall'))}; of the "
            f"rows called so, {_percent(mean_of(found, base, 'precision'))} were right before and "
            f"{_percent(mean_of(found, key, 'precision'))} are then."
        )
    return Told(
        sentences=tuple(sentences),
        says_not=(
            "More of a class among the train rows moves the threshold: recall rises and precision falls, also where "
            "nothing was learnt. Average precision does not depend on the threshold. The generator has learnt from all "
            "train rows, SMOTE from those that the model is trained on."
        ),
        panels=tuple(_panel(found, field, gained) for field in _PANELS),
        tables=(
            Table(
                f"{found.rare!r} of {found.target!r}: {found.n_rare:,} of {found.n_real:,} real rows to train on, "
                f"{found.n_rare_test:,} of {found.n_test:,} to test on, {found.settings.seeds} seeds",
                (
                    "rows added", "of balance", "average precision", "gained", "from", "to", "recall", "recall gained",
                    "precision",
                ),
                tuple(_row(found, key, gained, recalled) for key in [base, *gained]),
            ),
        ),
    )  # fmt: skip


_PANELS: Mapping[str, str] = {
    "average_precision": "Average precision",
    "recall": "Share that is found (recall)",
}
_ROLES: Mapping[Arm, Literal["real", "synthetic", "other"]] = {"generated": "synthetic", "smote": "other"}


def _panel(found: RareHelp, field: str, gained: Mapping[Key, Change]) -> Panel:
    base: Key = ("none", 0.0)
    lines = []
    for arm in found.arms[1:]:
        keys = [base, *(key for key in gained if key[0] == arm)]
        values = [_values(found, key, field) for key in keys]
        lines.append(
            Line(
                ARMS[arm],
                _ROLES[arm],
                tuple(100 * share for _, share in keys),
                tuple(mean_of(found, key, field) for key in keys),
                tuple(min(each) for each in values),
                tuple(max(each) for each in values),
            )
        )
    name = f"rare-help-{field.replace('_', '-')}"
    axis = "percent of what balance takes"
    return Panel(
        name, _PANELS[field], axis, f"{field.replace('_', ' ')} of {found.rare}", tuple(lines), lines[0].y[0]
    )


def _values(found: RareHelp, key: Key, field: str) -> list[float]:
    return [getattr(point, field) for point in found.points if (point.arm, point.share) == key]


def _changes(found: RareHelp, field: str, error: str) -> Mapping[Key, Change]:
    by_key: dict[Key, list[RarePoint]] = {}
    for point in found.points:
        by_key.setdefault((point.arm, point.share), []).append(point)
    without = {point.seed: getattr(point, field) for point in by_key.pop(("none", 0.0), [])}
    whole = {key: points for key, points in by_key.items() if len(points) == found.settings.seeds}
    if len(without) < found.settings.seeds:
        return {}
    return changes(
        {key: [getattr(p, field) - without[p.seed] for p in points] for key, points in sorted(whole.items())},
        {key: [getattr(p, error) for p in points] for key, points in whole.items()},
    )


def _sentence(found: RareHelp, arm: Arm, gained: Mapping[Key, Change]) -> str:
    own = {share: change for (one, share), change in gained.items() if one == arm}
    share, best = max(own.items(), key=lambda each: each[1].value)
    what = f"{ARMS[arm].capitalize() if arm == 'generated' else ARMS[arm]} of {found.rare!r}"
    of, at = "average precision", f"at {_percent(share)} of what balance takes"
    if best.low > 0:
        return f"{what} gain {best.points(of)}, {at}."
    if best.high < 0:
        return f"{what} cost {best.turned.points(of)} {at}, where they cost least."
    return f"{what} change nothing measurable: {best.points(of)} {at}, where the mean is best."


def _row(
    found: RareHelp, key: Key, gained: Mapping[Key, Change], recalled: Mapping[Key, Change]
) -> tuple[str, ...]:
    change, recall = gained.get(key), recalled.get(key)
    return (
        f"{ARMS[key[0]]}" if change is None else f"{mean_of(found, key, 'n_added'):,.0f} {ARMS[key[0]]}",
        _percent(key[1]),
        f"{mean_of(found, key, 'average_precision'):.4f}",
        *(
            ("–", "–", "–")
            if change is None
            else (f"{change.value:.4f}", f"{change.low:.4f}", f"{change.high:.4f}")
        ),
        f"{mean_of(found, key, 'recall'):.4f}",
        "–" if recall is None else f"{recall.value:.4f} ({recall.low:.4f} to {recall.high:.4f})",
        f"{mean_of(found, key, 'precision'):.4f}",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
