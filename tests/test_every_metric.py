"""What holds for all metrics. A new one fails here until it is put in exactly one set of each kind."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import (
    PEOPLE,
    conformed,
    fresh,
    replaced,
    stacked,
    without_holdout,
    without_identifiers,
)

from synthlab.evaluation import Outcome, Report, evaluate
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison, Family, Metric, PrivacyClaim, State
from synthlab.tables.schema import Column, Kind, Role, Schema

NAMES = [metric.name for metric in METRICS]

# What the training table itself scores: like the real rows it is, or as the copy it is.
FIDELITY_FURTHER = {
    "k-marginal",
    "detection",
    "tails",
    "coverage",
    "rules",
    "subgroups",
    "embedding",
    "dates",
    "text",
}
LEARNED = {"tstr", "every-column", "importance", "conclusions", "representation", "amplification"}
LIKE_REAL = {"marginals", "pairs", "association", "missingness", *LEARNED, *FIDELITY_FURTHER}
AS_A_COPY = {"copies", "nearest-record-share"}
EXPERIMENT = {"values", "membership", "vulnerable", "singling-out", "inference", "linkability", "dp-claim"}
# Set-aside columns are empty in it, so nothing is carried over.
NOTHING_CARRIED = {"identifiers"}

# Asks for groups of 50 isolated people, or for text.
NEEDS_MORE_PEOPLE = {"vulnerable"}
NEEDS_TEXT = {"text"}

# What happens without kept-aside rows.
MEASURED_WITHOUT_HOLDOUT = {"marginals", "pairs", "association", "missingness", *LEARNED, *FIDELITY_FURTHER}
SCREENED_WITHOUT_HOLDOUT = {"identifiers", "copies", "values"}
SKIPPED_WITHOUT_HOLDOUT = {"nearest-record-share", *EXPERIMENT} - {"values"}

# What another order of the same rows moves: nothing, or which rows are drawn for tables of equal size.
FREE_OF_ORDER = {
    "marginals", "pairs", "missingness", *LEARNED, "identifiers", "copies", "nearest-record-share", *EXPERIMENT,
    *FIDELITY_FURTHER,
}  # fmt: skip
DRAWS_ROWS = {"association"}

every_metric = pytest.mark.parametrize("metric", METRICS, ids=NAMES)


def base() -> Comparison:
    comparison = fresh(320, 240, 300)
    schema = PEOPLE.with_column("member", role=Role.SENSITIVE)
    return replaced(comparison, schema=schema, claim=PrivacyClaim(0.5))


def stirred() -> Comparison:
    rng = np.random.default_rng(1)

    def stir(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.iloc[rng.permutation(len(frame))].set_index(pd.Index(range(50, 50 + len(frame))))
        levels = [*frame["job"].cat.categories[::-1], "nobody"]
        return frame.assign(job=frame["job"].cat.set_categories(levels))

    comparison = base()
    return replaced(
        comparison, **{name: stir(getattr(comparison, name)) for name in ("train", "holdout", "synthetic")}
    )


def the_training_table() -> Comparison:
    comparison = base()
    return replaced(comparison, synthetic=without_identifiers(comparison.train))


def more_people() -> Comparison:
    return fresh(700, 500, 600)


def their_training_table() -> Comparison:
    comparison = more_people()
    return replaced(comparison, synthetic=without_identifiers(comparison.train))


def with_text(comparison: Comparison) -> Comparison:
    """The same with a remark in each row, made of the row's own values."""

    def remarked(frame: pd.DataFrame) -> pd.DataFrame:
        texts = [f"Works as {job}, {hours} hours in the {area}" for job, hours, area in zip(
            frame["job"].astype(str), frame["hours"].astype(str), frame["region"].astype(str), strict=True
        )]  # fmt: skip
        return frame.assign(remark=pd.array(texts, dtype="string"))

    frames = [comparison.train, comparison.holdout, comparison.synthetic]
    train, holdout, synthetic = (None if frame is None else remarked(frame) for frame in frames)
    schema = comparison.schema.replace(
        columns=(*comparison.schema.columns, Column(name="remark", kind=Kind.TEXT))
    )
    return Comparison(train, holdout, synthetic, schema, comparison.trained_on)


def remarks() -> Comparison:
    return with_text(base())


def the_training_remarks() -> Comparison:
    return with_text(the_training_table())


def stirred_remarks() -> Comparison:
    return with_text(stirred())


def remarks_without_holdout() -> Comparison:
    return with_text(without_holdout(base()))


def no_holdout() -> Comparison:
    return without_holdout(base())


def tiny() -> Comparison:
    return fresh(3, 2, 3)


def one_row_each() -> Comparison:
    return fresh(1, 1, 1)


def missing_in_synthetic() -> Comparison:
    comparison = base()
    empty = comparison.synthetic.copy()
    for name in ("age", "job", "member", "joined"):
        empty[name] = comparison.synthetic[name].iloc[:0].reindex(range(len(empty)))
    return replaced(comparison, synthetic=empty)


def missing_in_real() -> Comparison:
    comparison = base()
    parts = {}
    for which in ("train", "holdout"):
        frame = getattr(comparison, which).copy()
        for name in ("age", "job", "member", "joined"):
            frame[name] = frame[name].iloc[:0].reindex(range(len(frame)))
        parts[which] = frame
    return replaced(comparison, **parts)


def all_missing() -> Comparison:
    comparison = base()
    empty = {
        name: getattr(comparison, name).iloc[:0].reindex(range(30))
        for name in ("train", "holdout", "synthetic")
    }
    return replaced(comparison, **empty)


def constant() -> Comparison:
    comparison = base()
    same = {
        name: stacked(*[getattr(comparison, name).iloc[:1].assign(job="clerk", age=30)] * 60)
        for name in ("train", "holdout", "synthetic")
    }
    return replaced(comparison, **same)


def one_column() -> Comparison:
    comparison = base()
    return Comparison(
        comparison.train[["job"]],
        comparison.holdout[["job"]],
        comparison.synthetic[["job"]],
        Schema(columns=(PEOPLE["job"],)),
    )


def hostile_names() -> Comparison:
    new = dict(
        zip(
            PEOPLE.names,
            ["氏名", "年齢", "=1+1", "<b>", "![x](http://e/p.png)", 'a"b', "__proto__", "%s {0}", "🎯 目的"],
            strict=True,
        )
    )
    comparison = base()
    columns = tuple(column.model_copy(update={"name": new[column.name]}) for column in PEOPLE.columns)
    values = {level: f"値 <i>{level}</i> 🎈" for level in ("baker", "clerk", "yes", "no")}

    def renamed(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.rename(columns=new)
        for name in ("![x](http://e/p.png)", "🎯 目的"):
            frame[name] = frame[name].cat.rename_categories(lambda level: values.get(level, level))
        return frame

    return Comparison(
        *(renamed(frame) for frame in (comparison.train, comparison.holdout, comparison.synthetic)),
        Schema(columns=columns),
    )


def far_off() -> Comparison:
    comparison = base()
    away = comparison.synthetic.assign(
        income=1e300, age=pd.array([10**15] * 300, dtype="Int64"), joined=pd.Timestamp("2261-01-01")
    )
    away["job"] = pd.Categorical(["pilot"] * 300)
    return replaced(comparison, synthetic=away)


def only_codes() -> Comparison:
    rng = np.random.default_rng(3)
    schema = Schema(
        columns=tuple(
            Column(name=f"c{i}", kind=Kind.CATEGORICAL, role=Role.TARGET if i == 0 else Role.FEATURE)
            for i in range(4)
        )
    )

    def table(n_rows: int) -> pd.DataFrame:
        return conformed({name: rng.choice(["0", "1", "2"], n_rows) for name in schema.names}, schema)

    return Comparison(table(150), table(120), table(150), schema)


SCENES: tuple[Callable[[], Comparison], ...] = (
    base,
    the_training_table,
    no_holdout,
    tiny,
    one_row_each,
    missing_in_synthetic,
    missing_in_real,
    all_missing,
    constant,
    one_column,
    hostile_names,
    far_off,
    only_codes,
)
every_scene = pytest.mark.parametrize("scene", SCENES, ids=[scene.__name__ for scene in SCENES])


@cache
def report(scene: Callable[[], Comparison], seed: int = 0) -> Report:
    """One evaluation a scene, shared by the tests; any exception but NotMeasurable comes through."""
    return evaluate(scene(), METRICS, seed)


FOR_ONE = (
    remarks,
    the_training_remarks,
    stirred_remarks,
    remarks_without_holdout,
    more_people,
    their_training_table,
)


@cache
def alone(scene: Callable[[], Comparison], metric: Metric) -> Report:
    return evaluate(scene(), [metric])


def outcome(scene: Callable[[], Comparison], metric: Metric) -> Outcome:
    """From the scene's one evaluation; scenes made for one metric are evaluated with it alone."""
    found = (alone(scene, metric) if scene in FOR_ONE else report(scene)).outcome(metric.name)
    assert found is not None
    return found


def good(metric: Metric) -> Callable[[], Comparison]:
    """A scene in which the metric can be measured and the synthetic table is fresh real rows."""
    if metric.name in NEEDS_TEXT:
        return remarks
    return more_people if metric.name in NEEDS_MORE_PEOPLE else base


def without_seconds(found: Outcome) -> Outcome:
    return found.model_copy(update={"seconds": 0.0})


def plain_numbers(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain_numbers(inner) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return all(plain_numbers(inner) for inner in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or type(value) in (str, int, bool)


@pytest.mark.parametrize(
    "sets",
    [
        (LIKE_REAL, AS_A_COPY, EXPERIMENT, NOTHING_CARRIED),
        (MEASURED_WITHOUT_HOLDOUT, SCREENED_WITHOUT_HOLDOUT, SKIPPED_WITHOUT_HOLDOUT),
        (FREE_OF_ORDER, DRAWS_ROWS),
    ],
    ids=["the training table", "no holdout", "another order"],
)
def test_each_metric_is_in_exactly_one_set(sets):
    listed = [name for names in sets for name in names]
    assert sorted(listed) == sorted(NAMES)


def test_names_are_unique_and_written_like_this():
    assert len(set(NAMES)) == len(NAMES)
    assert all(name == name.lower() and " " not in name and "_" not in name for name in NAMES)


@every_metric
def test_a_metric_says_what_it_asks_and_where_it_comes_from(metric):
    assert metric.question.endswith("?")
    assert metric.source
    assert metric.unit
    low, high = metric.bounds
    assert low is None or low <= metric.best
    assert high is None or metric.best <= high
    assert metric.compute.__doc__


@every_metric
def test_a_metric_has_a_method_card(metric):
    card = Path(__file__).resolve().parents[1] / "docs" / "metrics" / f"{metric.name}.md"
    assert card.exists(), f"Write {card.name}: what it asks, how it is computed, what it does not say."
    text = card.read_text(encoding="utf-8").lower()
    assert metric.name in text
    assert "does not say" in text


@every_scene
def test_every_scene_ends_in_scores_or_reasons_that_load_back(scene):
    whole = report(scene)
    assert [found.metric for found in whole.outcomes] == NAMES
    assert Report.from_json(whole.to_json()).outcomes == whole.outcomes
    for found in whole.outcomes:
        assert (found.status == "skipped") == (found.value is None)
        if found.status == "skipped":
            assert found.reason is not None
            assert found.reason.endswith(".")


@every_scene
@every_metric
def test_results_are_plain_json_without_nan(metric, scene):
    found = outcome(scene, metric)
    assert plain_numbers(found.details)
    assert plain_numbers(found.facts)
    json.dumps(found.model_dump(mode="json"), allow_nan=False)


@every_scene
@every_metric
def test_a_value_lies_in_its_interval_and_its_bounds(metric, scene):
    found = outcome(scene, metric)
    if found.status == "measured":
        low, high = metric.bounds
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9
        assert low is None or found.value >= low
        assert high is None or found.value <= high


@every_metric
def test_good_tables_are_measured_with_a_reference_in_its_interval(metric):
    found = outcome(good(metric), metric)
    assert found.status == "measured", found.reason
    assert found.reference is not None
    assert found.reference_low <= found.reference <= found.reference_high
    assert found.n_rows > 0


@every_metric
def test_the_same_seed_gives_the_same_outcome_to_the_last_digit(metric):
    scene = remarks if metric.name in NEEDS_TEXT else base
    again = evaluate(scene(), [metric], seed=0).outcomes[0]
    assert without_seconds(again) == without_seconds(outcome(scene, metric))


@every_metric
def test_row_order_index_and_category_order_do_not_move_a_value(metric):
    scenes = (remarks, stirred_remarks) if metric.name in NEEDS_TEXT else (base, stirred)
    one, two = (outcome(scene, metric) for scene in scenes)
    assert two.state == one.state
    if one.status == "skipped":
        assert two.reason == one.reason
    elif metric.name in DRAWS_ROWS:
        assert one.low <= two.value <= one.high
    else:
        assert two.value == pytest.approx(one.value, abs=1e-12)


@every_metric
def test_the_training_table_scores_as_what_it_is(metric):
    copy = the_training_remarks if metric.name in NEEDS_TEXT else the_training_table
    found = outcome(their_training_table if metric.name in NEEDS_MORE_PEOPLE else copy, metric)
    if metric.name in LIKE_REAL:
        assert abs(found.value - metric.best) <= max(abs(found.reference), 1e-9) + 0.02
    elif metric.name in AS_A_COPY:
        assert found.low > 0.5
    elif metric.name in EXPERIMENT:
        assert found.state is State.LEAK_FOUND
    else:
        assert (found.value, found.state) == (0.0, State.NO_LEAK_FOUND)


@every_metric
def test_without_a_holdout_nothing_is_cleared(metric):
    found = outcome(remarks_without_holdout if metric.name in NEEDS_TEXT else no_holdout, metric)
    if metric.name in MEASURED_WITHOUT_HOLDOUT:
        assert found.status == "measured"
    elif metric.name in SCREENED_WITHOUT_HOLDOUT:
        assert found.state is State.NOT_TESTED
    else:
        assert found.status == "skipped"
    if metric.family is Family.PRIVACY:
        assert found.state in (State.NOT_TESTED, State.LEAK_FOUND)


@every_metric
def test_only_privacy_checks_have_a_state(metric):
    if metric.family is not Family.PRIVACY:
        assert all(outcome(scene, metric).state is None for scene in SCENES)
