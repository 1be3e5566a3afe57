"""Are the rules kept that hold throughout the real table, or nearly?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score
from synthlab.metrics.fidelity.binned import check_sizes
from synthlab.metrics.fidelity.loose_rules import WithExceptions, loose_rules
from synthlab.metrics.fidelity.rule_finding import MOST_COLUMNS, find_rules
from synthlab.metrics.fidelity.rule_kinds import Rule
from synthlab.statistics.binning import MIN_ROWS
from synthlab.statistics.intervals import newcombe, wilson
from synthlab.statistics.resampling import multinomial_replicates

__all__ = ["METRIC", "broken_rules"]

_MOST_RULES = 400
_REPLICATES = 400
_MARKEDLY = 0.5


def broken_rules(comparison: Comparison, rng: np.random.Generator) -> Score:
    """The share of synthetic rows that break a rule, mean over the rules found in train, in [0, 1].

    Rules: a column determines another; one is at most another; two add up to a third; one is missing wherever
    another is; steps of ten, no negative values, no time of day; codes of one shape. Each holds in every train
    row, and would not by chance; the first three also where at most 1 in 100 real rows is an exception. And the
    values of one column are all codes of another. ``reference`` is how often as many holdout rows break them: a rule that only
    seemed to hold breaks there too. Identifiers are looked at for their shape alone. A row where a value is
    missing keeps the rule. A low value does NOT say that looser rules are kept, nor any of other sorts.

    Details hold a row a rule, the greatest excess over chance first; ``too_clean`` where the real table breaks it and
    the synthetic one does not half as often, beyond chance. ``facts["too_clean"]`` says so in sentences.

    Raises
    ------
    NotMeasurable
        When no rule was found.

    Source
    ------
    Functional dependencies and order constraints found by counting; intervals by Wilson (1927).
    """
    check_sizes(comparison)
    seen, unseen = (
        (comparison.train, comparison.holdout)
        if comparison.holdout is not None
        else comparison.floor_pair(rng)
    )
    exact = find_rules(seen, comparison.schema)
    rules = [*exact, *loose_rules(seen, comparison.schema, exact)][:_MOST_RULES]
    if not rules:
        raise NotMeasurable("No rule was found that holds throughout the real table.")
    n = min(len(unseen), len(comparison.synthetic))
    made, floor = _judged(rules, comparison.synthetic), _judged(rules, unseen)
    rows = sorted(
        (_row(rule, made, floor, index) for index, rule in enumerate(rules)),
        key=lambda row: (-max(0.0, row["broken"] - row["reference_high"]), -row["broken"], row["rule"]),
    )
    clean = [_too_clean(row) for row in rows if row["too_clean"]]
    value, low, high = _mean(made, len(comparison.synthetic), rng)
    reference, floor_low, floor_high = _mean(floor, n, rng)
    return Score(
        value=value,
        low=low,
        high=high,
        reference=reference,
        reference_low=floor_low,
        reference_high=floor_high,
        n_rows=len(comparison.synthetic),
        details=rows,
        facts={
            "n_rules": len(rules),
            "n_with_exceptions": sum(isinstance(rule, WithExceptions) for rule in rules),
            "too_clean": clean,
            "n_broken": sum(row["broken"] > row["reference_high"] for row in rows),
            "most_columns": MOST_COLUMNS,
            "finding": _finding(rows),
        },
        warnings=_warned(clean),
    )


class _Judged:
    """Which rows a rule applies to and which break it, shape (n_rules, n_rows) each."""

    def __init__(self, applies: npt.NDArray[np.bool_], broken: npt.NDArray[np.bool_]) -> None:
        self.applies, self.broken = applies, broken


def _judged(rules: Sequence[Rule], frame: pd.DataFrame) -> _Judged:
    pairs = [rule.judge(frame) for rule in rules]
    return _Judged(np.stack([pair[0] for pair in pairs]), np.stack([pair[1] for pair in pairs]))


def _row(rule: Rule, made: _Judged, floor: _Judged, index: int) -> dict[str, Any]:
    n_rows, n_floor = made.broken.shape[1], floor.broken.shape[1]
    broken, by_chance = int(made.broken[index].sum()), int(floor.broken[index].sum())
    low, high = wilson(broken, n_rows)
    return {
        "rule": rule.text,
        "kind": rule.kind,
        "columns": list(rule.columns),
        "broken": broken / n_rows,
        "low": low,
        "high": high,
        "reference": by_chance / n_floor,
        "reference_high": wilson(by_chance, n_floor)[1],
        "applies": float(made.applies[index].mean()),
        **_exceptions(rule, broken, n_rows),
    }


def _exceptions(rule: Rule, broken: int, n_rows: int) -> dict[str, Any]:
    """How many real rows break the rule, where ten do, and whether the synthetic table has far too few that do."""
    if not isinstance(rule, WithExceptions) or rule.n_broken < MIN_ROWS:
        return {"exceptions": None, "too_clean": False}
    real = rule.n_broken / rule.n_rows
    few = broken / n_rows < _MARKEDLY * real and newcombe(broken, n_rows, rule.n_broken, rule.n_rows)[1] < 0
    return {"exceptions": real, "too_clean": few}


def _mean(judged: _Judged, n: int, rng: np.random.Generator) -> tuple[float, float, float]:
    """The mean over rules and rows of breaking, and its interval at ``n`` rows.

    Rows are drawn again by how many rules each breaks. Where none does, up to Wilson's bound may break one.
    """
    n_rules, n_rows = judged.broken.shape
    broken = np.bincount(judged.broken.sum(axis=0), minlength=n_rules + 1)
    value = float(judged.broken.mean())
    drawn = multinomial_replicates(np.round(broken * n / n_rows).astype(np.int64), _REPLICATES, rng)
    means = (drawn @ np.arange(n_rules + 1)) / np.maximum(drawn.sum(axis=-1), 1) / n_rules
    low, high = (float(np.quantile(means, share)) for share in (0.025, 0.975))
    least = wilson(round((1 - broken[0] / n_rows) * n), n)[1] / n_rules
    return value, min(low, value), max(high, least, value)


def _finding(rows: Sequence[Mapping[str, Any]]) -> str:
    worst = rows[0]
    if worst["low"] <= worst["reference_high"]:
        return "The rules that hold in the real rows hold in the synthetic table too."
    return (
        f"In {'nearly ' if 'exceptions' in worst['kind'] else ''}every real row {worst['rule']}; "
        f"{worst['broken']:.1%} of the synthetic rows break that, {worst['reference']:.1%} of the real rows kept aside."
    )


def _too_clean(row: Mapping[str, Any]) -> str:
    return f"Too clean: {row['rule']}; of the synthetic rows {row['broken']:.2%} break that."


def _warned(clean: Sequence[str]) -> tuple[str, ...]:
    if not clean:
        return ()
    return (
        f"The synthetic table keeps {len(clean)} rule{'s' if len(clean) > 1 else ''} that real rows break now and then: "
        "its exceptions are missing.",
    )


METRIC = Metric(
    name="rules",
    family=Family.FIDELITY,
    question="Are the rules kept that hold throughout the real table, or nearly?",
    best=0.0,
    bounds=(0.0, 1.0),
    unit="share of rows, mean over rules",
    source="Functional dependencies and order constraints by counting; intervals by Wilson (1927)",
    compute=broken_rules,
)
