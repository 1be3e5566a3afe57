"""What must not matter to the privacy experiment does not: order, names, spelling, units, types, who is called what."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced, with_copies

from synthlab.metrics.base import Comparison
from synthlab.metrics.privacy.experiment import Result, run
from synthlab.tables.hashing import row_hashes
from synthlab.tables.schema import Column, Kind, Schema

EXACT = ("distance", "near copies", "rare values")
"""Attacks without a random draw: what they say may not change at all."""

Change = Callable[[Comparison], Comparison]


@cache
def planted() -> Comparison:
    return with_copies(fresh(900, 900, 900, 3), 12)


def result_of(comparison: Comparison) -> Result:
    result = run(replaced(comparison), np.random.default_rng(0))
    assert isinstance(result, Result)
    return result


def told(result: Result) -> dict[tuple[str, str, str], float]:
    """Each statistic of the attacks without a random draw, standardised."""
    return {
        (check, finding.attack, finding.statistic): finding.z
        for check in ("membership", "values")
        for finding in result.findings[check]
        if finding.attack.startswith(EXACT)
    }


@cache
def before() -> Result:
    return result_of(planted())


def each(
    comparison: Comparison, change: Callable[[pd.DataFrame], pd.DataFrame], schema: Schema
) -> Comparison:
    frames = (change(f) for f in (comparison.train, comparison.holdout, comparison.synthetic))
    return Comparison(*frames, schema)


def rows_in_another_order(comparison: Comparison) -> Comparison:
    rng = np.random.default_rng(1)

    def turned(frame: pd.DataFrame) -> pd.DataFrame:
        order = rng.permutation(len(frame))
        return frame.iloc[order].set_axis([f"row {i}" for i in order])

    return each(comparison, turned, PEOPLE)


def columns_in_another_order(comparison: Comparison) -> Comparison:
    names = list(PEOPLE.names)[::-1]
    turned = PEOPLE.replace(columns=tuple(PEOPLE[name] for name in names))
    return each(comparison, lambda frame: frame[names], turned)


def columns_with_other_names(comparison: Comparison) -> Comparison:
    names = ["e mail", "class", "O'Brien", "=1+1", "<b>", "年齢", "None", "select", "a,b"]
    renamed = tuple(c.model_copy(update={"name": n}) for c, n in zip(PEOPLE.columns, names, strict=True))
    return each(comparison, lambda frame: frame.set_axis(names, axis=1), PEOPLE.replace(columns=renamed))


def categories_with_other_names(comparison: Comparison) -> Comparison:
    def renamed(frame: pd.DataFrame) -> pd.DataFrame:
        changed = frame.copy()
        for name in ("job", "region", "bought"):
            levels = frame[name].cat.categories
            codes = {level: str(len(levels) - place) for place, level in enumerate(levels)}
            changed[name] = frame[name].cat.rename_categories(codes)
        return changed

    return each(comparison, renamed, PEOPLE)


def other_units(comparison: Comparison) -> Comparison:
    def scaled(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(age=frame["age"] * 12, income=frame["income"] / 1000)

    return each(comparison, scaled, PEOPLE)


def numbers_below_zero(comparison: Comparison) -> Comparison:
    return each(comparison, lambda f: f.assign(age=f["age"] * -1, income=5 - f["income"]), PEOPLE)


def whole_numbers_as_floats(comparison: Comparison) -> Comparison:
    columns = tuple(
        c.model_copy(update={"kind": Kind.NUMERIC}) if c.kind is Kind.INTEGER else c for c in PEOPLE.columns
    )

    def floats(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.astype({"age": "float64", "hours": "float64"})

    return each(comparison, floats, PEOPLE.replace(columns=columns))


def a_constant_column_more(comparison: Comparison) -> Comparison:
    wider = PEOPLE.replace(columns=(*PEOPLE.columns, Column(name="country", kind=Kind.CATEGORICAL)))
    level = pd.CategoricalDtype(["here"])

    def more(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(country=pd.Series("here", index=frame.index).astype(level))

    return each(comparison, more, wider)


@pytest.mark.parametrize(
    "change",
    [
        rows_in_another_order,
        columns_in_another_order,
        columns_with_other_names,
        categories_with_other_names,
        other_units,
        numbers_below_zero,
        whole_numbers_as_floats,
        a_constant_column_more,
    ],
)
def test_what_says_nothing_new_changes_nothing(change: Change):
    after = told(result_of(change(planted())))
    assert after.keys() == told(before()).keys()
    assert list(after.values()) == pytest.approx([told(before())[key] for key in after], abs=2e-3)


def test_the_order_of_rows_changes_no_digit_of_any_finding():
    after = result_of(rows_in_another_order(planted()))
    for check, findings in before().findings.items():
        assert list(after.findings[check]) == list(findings)


def test_no_score_knows_who_was_trained_on():
    """The label firewall: with train and holdout in each other's place every row has the score it had."""
    comparison = planted()
    turned = result_of(replaced(comparison, train=comparison.holdout, holdout=comparison.train))
    names = [column.name for column in PEOPLE.modelled]
    for check in ("membership", "values"):
        for one, other in zip(before().battery.scores[check], turned.battery.scores[check], strict=True):
            first, second = (
                pd.Series(scores.values, index=row_hashes(result.experiment.pool.rows, names)).sort_index()
                for scores, result in ((one, before()), (other, turned))
            )
            assert first.index.equals(second.index)
            assert first.to_numpy() == pytest.approx(second.to_numpy(), abs=1e-5), one.attack


def test_calling_the_leak_the_other_group_turns_the_findings_round():
    comparison = planted()
    turned = result_of(replaced(comparison, train=comparison.holdout, holdout=comparison.train))
    key = ("membership", "near copies", "AUC")
    assert told(turned)[key] == pytest.approx(-told(before())[key], abs=1e-3)
    assert all(finding.p_adjusted > 0.04 for finding in turned.findings["membership"])


def test_the_same_rows_twice_in_the_synthetic_table_change_no_distance():
    comparison = planted()
    twice = replaced(
        comparison, synthetic=pd.concat([comparison.synthetic, comparison.synthetic], ignore_index=True)
    )
    assert told(result_of(twice)).keys() == told(before()).keys()
    distances = [f for f in result_of(twice).findings["membership"] if f.attack == "near copies"]
    copies = [f for f in before().findings["membership"] if f.attack == "near copies"]
    assert [f.z for f in distances] == pytest.approx([f.z for f in copies], abs=1e-3)


def test_a_table_of_few_categories_is_answered_without_an_alarm():
    rng = np.random.default_rng(5)
    schema = Schema(columns=tuple(Column(name=name, kind=Kind.CATEGORICAL) for name in "abcd"))
    levels = pd.CategoricalDtype(["x", "y", "z"])

    def drawn(n: int) -> pd.DataFrame:
        return pd.DataFrame(
            {name: pd.Series(rng.choice(["x", "y", "z"], n)).astype(levels) for name in "abcd"}
        )

    result = result_of(Comparison(drawn(800), drawn(800), drawn(800), schema))
    assert min(finding.p_adjusted for found in result.findings.values() for finding in found) > 0.04
