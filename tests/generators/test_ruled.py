"""Stated rules hold in every row of every kind of sampler, and what that took is told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError, NotReached
from synthlab.generators import make_generator
from synthlab.generators.base import MadeAs, Sampler, silent
from synthlab.generators.drawing import Demand
from synthlab.generators.ruled import Mended, RuledSampler, kept_rules
from synthlab.generators.whole import SetAside, WholeSampler, fit_whole
from synthlab.metrics.fidelity.rule_finding import find_rules
from synthlab.tables.groups import Groups
from synthlab.tables.rules import (
    AtLeast,
    Determines,
    MissingTogether,
    NeverTogether,
    Order,
    Step,
    Sum,
    WithoutTime,
)
from synthlab.tables.schema import Column, Kind, Schema

PLAIN = Schema(
    columns=(
        Column(name="start", kind=Kind.DATETIME),
        Column(name="end", kind=Kind.DATETIME),
        Column(name="casual", kind=Kind.INTEGER),
        Column(name="members", kind=Kind.INTEGER),
        Column(name="all", kind=Kind.INTEGER),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="state", kind=Kind.CATEGORICAL),
        Column(name="pregnant", kind=Kind.BOOLEAN),
        Column(name="sex", kind=Kind.CATEGORICAL),
        Column(name="fee", kind=Kind.NUMERIC),
    )
)
RULES = (
    Sum(parts=("casual", "members"), total="all"),
    Order(low="start", high="end", strictly=True),
    Determines(first="town", second="state"),
    NeverTogether(first="sex", value="man", second="pregnant", other="true"),
    AtLeast(column="fee"),
    Step(column="fee", unit=0.5),
    WithoutTime(column="end"),
    MissingTogether(first="fee", second="pregnant"),
)
SCHEMA = PLAIN.replace(rules=RULES)


def real(n_rows: int = 600, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 300, n_rows), unit="D")
    casual, members = rng.poisson(9, n_rows), rng.poisson(30, n_rows)
    town = rng.choice(["Bern", "Thun", "Genf", "Basel"], n_rows)
    town[:2] = "Ulm"
    sex = rng.choice(["man", "woman"], n_rows)
    gone = rng.random(n_rows) < 0.2
    states = {"Bern": "BE", "Thun": "BE", "Genf": "GE", "Basel": "BS", "Ulm": "BW"}
    return pd.DataFrame(
        {
            "start": start,
            "end": start + pd.to_timedelta(rng.integers(1, 30, n_rows), unit="D"),
            "casual": pd.array(casual, dtype="Int64"),
            "members": pd.array(members, dtype="Int64"),
            "all": pd.array(casual + members, dtype="Int64"),
            "town": pd.Categorical(town),
            "state": pd.Categorical([states[name] for name in town]),
            "pregnant": pd.Series((sex == "woman") & (rng.random(n_rows) < 0.3), dtype="boolean").mask(gone),
            "sex": pd.Categorical(sex),
            "fee": pd.Series(rng.integers(0, 40, n_rows) / 2).mask(gone),
        }
    ).astype({"start": "datetime64[ns]", "end": "datetime64[ns]"})


def test_the_rules_hold_in_the_real_rows_they_were_made_for() -> None:
    found = {rule.text for rule in find_rules(real(), PLAIN)}
    assert {"start < end", "casual + members = all", "town determines state"} <= found


def broken_in(rows: pd.DataFrame) -> dict[str, int]:
    """How many rows break each rule, counted here and by nothing under test; a common town by the real rows."""
    common = real()[real()["town"] != "Ulm"]
    state_of = common.drop_duplicates("town").set_index("town")["state"].astype(str)
    state = rows["town"].astype(object).map(state_of)
    return {
        "sum": int((rows["casual"] + rows["members"] != rows["all"]).sum()),
        "order": int((rows["start"] >= rows["end"]).sum()),
        "determines": int((state.notna() & (state != rows["state"].astype(object))).sum()),
        "never": int(((rows["sex"] == "man") & rows["pregnant"].fillna(False)).sum()),
        "least": int((rows["fee"] < 0).sum()),
        "step": int((rows["fee"].dropna() * 2 % 1 != 0).sum()),
        "day": int((rows["end"] != rows["end"].dt.normalize()).sum()),
        "together": int((rows["fee"].isna() & rows["pregnant"].notna()).sum()),
    }


@cache
def fitted(name: str) -> WholeSampler:
    rng = np.random.default_rng(0)
    return fit_whole(make_generator(name), MadeAs.GENERATED, real(), SCHEMA, SetAside(), rng)


@pytest.mark.parametrize(("name", "n_broken"), [("independent", 5), ("trees", 2), ("gaussian-copula", 4)])
def test_every_stated_rule_holds_in_every_row(name: str, n_broken: int) -> None:
    whole, rng = fitted(name), np.random.default_rng(0)
    kept = whole.table(Demand(1_000), rng)
    before, after = broken_in(whole.sampler.sample(1_000, rng)), broken_in(kept.rows)
    assert sum(count > 0 for count in before.values()) >= n_broken
    assert after == dict.fromkeys(after, 0)
    assert len(kept.rows) == 1_000
    assert {note.split("'")[1] for note in kept.notes if "were repaired" in note} >= {"start < end"}
    assert kept.rows.dtypes.drop(["town", "state", "sex"]).equals(
        real().dtypes.drop(["town", "state", "sex"])
    )


def test_rules_hold_under_conditions_and_in_balanced_classes_too() -> None:
    rng = np.random.default_rng(0)
    drawn = fitted("trees").table(Demand(300, {"state": "BE", "all": "39"}, Groups(column="sex")), rng)
    assert drawn.rows["sex"].value_counts().to_dict() == {"man": 150, "woman": 150}
    assert (drawn.rows["state"] == "BE").all()
    assert (drawn.rows["all"] == 39).all()
    assert set(broken_in(drawn.rows).values()) == {0}


def test_the_share_that_is_told_is_the_share_that_was_changed() -> None:
    rng = np.random.default_rng(0)
    schema = PLAIN.replace(rules=(Sum(parts=("casual", "members"), total="all"),))
    sampler = make_generator("independent").fit(real(), schema, rng, silent)
    rules, _ = kept_rules(schema, real(), sampler, 5, rng, private=False)
    tally = Mended()
    rows = RuledSampler(sampler, rules, tally).sample(500, np.random.default_rng(1))
    bare = sampler.sample(500, np.random.default_rng(1))
    changed = int((rows["all"] != bare["all"]).sum())
    assert tally.changed == {"casual + members = all": changed}
    assert tally.notes == (
        f"So that the stated rule 'casual + members = all' holds, {changed / 500:.1%} of the rows were repaired.",
    )


def test_without_rules_a_table_is_the_samplers_own() -> None:
    whole = fit_whole(
        make_generator("independent"), MadeAs.GENERATED, real(), PLAIN, SetAside(), np.random.default_rng(0)
    )
    rows = whole.sample(80, np.random.default_rng(3))
    pd.testing.assert_frame_equal(rows, whole.sampler.sample(80, np.random.default_rng(3)))


def test_rare_pairs_of_the_real_table_are_not_used_and_that_is_told() -> None:
    whole = fitted("gaussian-copula")
    assert (
        "town determines state: for 1 value that fewer than 5 rows have, the partner is the model's own."
        in (whole.notes)
    )
    # SDV gives the rare town; one state goes with it throughout, the one that the model draws most often.
    rows = whole.sample(5_000, np.random.default_rng(0))
    assert (rows.groupby("town", observed=True)["state"].nunique() == 1).all()


def test_around_a_generator_with_a_proof_nothing_is_read_off_real_rows() -> None:
    class Untouchable(pd.DataFrame):
        def __getitem__(self, key: object) -> object:
            raise AssertionError(f"{key} was read")

    sampler = fitted("trees").sampler
    rules, notes = kept_rules(SCHEMA, Untouchable(), sampler, 5, np.random.default_rng(0), private=True)
    assert len(rules) == len(RULES)
    assert notes == (
        "town determines state: which value goes with which was read off drawn rows, not off real ones.",
    )


class _Fixed:
    notes = ()

    def sample(
        self, n_rows: int, rng: np.random.Generator, where: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        return real(n_rows, 1)


def test_rules_that_cannot_all_be_true_are_told_with_what_was_reached() -> None:
    both = PLAIN.replace(
        rules=(
            NeverTogether(first="sex", value="man", second="town", other="Bern"),
            *(
                NeverTogether(first="sex", value="woman", second="town", other=town)
                for town in ("Bern", "Thun", "Genf", "Basel", "Ulm")
            ),
        )
    )
    sampler: Sampler = _Fixed()
    rules, _ = kept_rules(both, real(), sampler, 5, np.random.default_rng(0), private=False)
    rows = RuledSampler(sampler, rules).sample(200, np.random.default_rng(0))
    assert set(rows["sex"]) == {"man"}
    assert "Bern" not in set(rows["town"])
    impossible = both.replace(
        rules=(*both.rules, *(NeverTogether(first="sex", value="man", second="state", other=state)
                              for state in ("BE", "GE", "BS", "BW")))
    )  # fmt: skip
    rules, _ = kept_rules(impossible, real(), sampler, 5, np.random.default_rng(0), private=False)
    with pytest.raises(NotReached, match="Only 0 of 20 rows could be drawn in which every stated rule holds"):
        RuledSampler(sampler, rules).sample(20, np.random.default_rng(0))


@pytest.mark.parametrize(
    "rule",
    [
        Order(low="start", high="all"),
        Order(low="town", high="all"),
        Sum(parts=("casual", "town"), total="all"),
        Step(column="town", unit=1),
        AtLeast(column="start"),
        WithoutTime(column="all"),
    ],
)
def test_a_rule_of_columns_of_the_wrong_kind_is_the_users_turn(rule: object) -> None:
    schema = PLAIN.replace(rules=(rule,))
    with pytest.raises(DataError, match=r"cannot be kept: .* is "):
        kept_rules(schema, real(), _Fixed(), 5, np.random.default_rng(0), private=False)


def test_rules_of_columns_that_are_set_aside_have_nothing_to_hold_in() -> None:
    schema = SCHEMA.with_column("town", kind=Kind.IDENTIFIER)
    rules, _ = kept_rules(schema, real(), _Fixed(), 5, np.random.default_rng(0), private=False)
    assert len(rules) == len(RULES) - 1
