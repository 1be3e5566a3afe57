from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.tables.schema import Column, Kind, Role, Schema
from synthlab.tables.splitting import Split, SplitReceipt, recheck, split

N = 120
RNG = np.random.default_rng(3)
FRAME = pd.DataFrame(
    {
        "row": pd.array(np.arange(N), dtype="Int64"),
        "label": pd.Categorical(["yes"] * 90 + ["no"] * 29 + ["rare"]),
        "amount": RNG.normal(size=N),
        "when": pd.date_range("2020-01-01", periods=40).repeat(3),
        "who": pd.Series([f"p{i // 4}" for i in range(N)], dtype="string"),
    }
)
SCHEMA = Schema(
    columns=(
        Column(name="row", kind=Kind.INTEGER),
        Column(name="label", kind=Kind.CATEGORICAL),
        Column(name="amount", kind=Kind.NUMERIC),
        Column(name="when", kind=Kind.DATETIME),
        Column(name="who", kind=Kind.IDENTIFIER),
    )
)
METHODS = {
    "random": SCHEMA,
    "stratified by label": SCHEMA.with_target("label"),
    "stratified by amount": SCHEMA.with_target("amount"),
    "time-ordered by when": SCHEMA.replace(time="when"),
    "by group who": SCHEMA.replace(group="who"),
}


@pytest.mark.parametrize("method", METHODS)
def test_every_row_is_on_one_side_in_its_old_order(method: str) -> None:
    made = split(FRAME, METHODS[method])
    assert made.receipt.method == method
    assert sorted([*made.train["row"], *made.holdout["row"]]) == list(range(N))
    for part in (made.train, made.holdout):
        assert part["row"].is_monotonic_increasing
        assert part.index.tolist() == list(range(len(part)))
        assert (part.dtypes == FRAME.dtypes).all()
    assert (made.receipt.n_train, made.receipt.n_holdout) == (len(made.train), len(made.holdout))
    # Rows come in threes of one moment: 39 is the nearest to 40.
    assert made.receipt.n_holdout == (39 if method.startswith("time") else 40)
    assert recheck(made.receipt, made.train, made.holdout) == ()


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_cuts_alike(method: str) -> None:
    assert split(FRAME, METHODS[method], seed=5).receipt == split(FRAME, METHODS[method], seed=5).receipt


@pytest.mark.parametrize("method", ["random", "stratified by label", "by group who"])
def test_another_seed_cuts_otherwise(method: str) -> None:
    one, other = (split(FRAME, METHODS[method], seed=seed).receipt for seed in (0, 1))
    assert one.fingerprint != other.fingerprint
    assert one.train_sha256 != other.train_sha256


def test_classes_keep_their_shares_and_a_single_row_stays_in_train() -> None:
    made = split(FRAME, SCHEMA.with_target("label"))
    assert made.holdout["label"].value_counts().to_dict() == {"yes": 30, "no": 10, "rare": 0}
    assert "1 class of label with one row kept in train." in made.receipt.notes


def test_a_numeric_target_is_cut_in_every_tenth_alike() -> None:
    made = split(FRAME, SCHEMA.with_target("amount"))
    tenths = pd.qcut(FRAME["amount"], 10, labels=False)
    assert tenths[made.holdout["row"].astype(int)].value_counts().between(3, 5).all()


def test_classes_that_hardly_have_two_rows_are_drawn_at_random_and_said() -> None:
    frame = FRAME.assign(label=pd.Categorical([f"c{i // 2 if i < 20 else i}" for i in range(N)]))
    made = split(frame, SCHEMA.with_target("label"))
    assert made.receipt.method == "random"
    assert made.receipt.n_holdout == 40
    assert "Too many classes" in made.receipt.notes[0]


def test_the_holdout_is_the_latest_rows_and_one_moment_is_never_torn() -> None:
    made = split(FRAME.sample(frac=1, random_state=1), SCHEMA.replace(time="when"), holdout_share=0.33)
    assert made.train["when"].max() < made.holdout["when"].min()
    assert made.receipt.n_holdout == 39


def test_rows_without_a_moment_stay_in_train() -> None:
    frame = FRAME.copy()
    frame.loc[[0, 119], "when"] = pd.NaT
    made = split(frame, SCHEMA.replace(time="when"))
    assert {0, 119} <= set(made.train["row"])
    assert "2 rows without when kept in train." in made.receipt.notes


def test_a_group_stands_on_one_side_only() -> None:
    made = split(FRAME, SCHEMA.replace(group="who"))
    assert not set(made.train["who"]) & set(made.holdout["who"])


def test_a_large_group_moves_the_share_and_that_is_said() -> None:
    frame = FRAME.assign(who=pd.Series(["a"] * 100 + ["b"] * 20, dtype="string"))
    made = split(frame, SCHEMA.replace(group="who"))
    assert {made.receipt.n_train, made.receipt.n_holdout} == {100, 20}
    assert any("where 33.3% was asked for" in note for note in made.receipt.notes)


def test_rows_without_a_group_are_a_group_each() -> None:
    frame = FRAME.assign(who=pd.Series([None] * 119 + ["a"], dtype="string"))
    made = split(frame, SCHEMA.replace(group="who"))
    assert made.receipt.n_holdout == 40
    assert "119 rows without who taken as a group each." in made.receipt.notes


def test_twins_across_the_cut_are_counted_over_modelled_columns_and_left() -> None:
    frame = FRAME.assign(row=pd.array([7] * N, dtype="Int64"), amount=1.0, when=FRAME["when"].iloc[0])
    made = split(frame, SCHEMA.with_target("label"))
    assert made.receipt.notes[-1] == (
        "40 holdout rows (100.0%) equal to a train row in every modelled column; left where chance put them."
    )


def test_a_split_ignores_the_index_it_is_given() -> None:
    shuffled = FRAME.set_index(pd.Index(range(1000, 1000 + N)))
    assert split(shuffled, SCHEMA).receipt == split(FRAME, SCHEMA).receipt


@pytest.mark.parametrize(
    ("frame", "schema", "facts", "message"),
    [
        (FRAME.head(9), SCHEMA, {}, "has 9 rows. At least 10 are needed"),
        (FRAME, SCHEMA, {"holdout_share": 0.01}, "share is 0.01; choose one from 0.05 to 0.9"),
        (FRAME, SCHEMA, {"holdout_share": 1.0}, "share is 1;"),
        (FRAME, SCHEMA, {"seed": -1}, "seed is -1"),
        (FRAME, SCHEMA.replace(time="when", group="who"), {}, "'when' as its time column and 'who'"),
        (FRAME, SCHEMA.replace(time="label"), {}, "'label' is categorical"),
        (FRAME.assign(when=FRAME["when"].iloc[0]), SCHEMA.replace(time="when"), {}, "one moment only"),
        (FRAME.assign(who="a"), SCHEMA.replace(group="who"), {}, "one group only"),
        (FRAME, SCHEMA, {"by_coins": True}, "keeps half of the people aside, and 0.333333 was asked for"),
        (FRAME, SCHEMA.replace(time="when"), {"holdout_share": 0.5, "by_coins": True}, "'when' is the time"),
        (
            FRAME.assign(who="a"),
            SCHEMA.replace(group="who"),
            {"holdout_share": 0.5, "by_coins": True},
            "All coins fell on one side",
        ),
    ],
)
def test_what_cannot_be_split_is_refused_with_the_way_out(
    frame: pd.DataFrame, schema: Schema, facts: dict[str, float], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        split(frame, schema, **facts)  # type: ignore[arg-type]


def _by_coins(schema: Schema, seed: int = 0, frame: pd.DataFrame = FRAME) -> Split:
    return split(frame, schema, 0.5, seed, by_coins=True)


@pytest.mark.parametrize(
    ("schema", "method"),
    [
        (SCHEMA, "by independent coins"),
        (SCHEMA.with_target("label"), "by independent coins"),
        (SCHEMA.replace(group="who"), "by independent coins, one for each who"),
    ],
)
def test_coins_are_told_in_the_receipt_and_lose_no_row(schema: Schema, method: str) -> None:
    made = _by_coins(schema)
    assert made.receipt.method == method
    assert made.receipt.by_coins
    assert sorted([*made.train["row"], *made.holdout["row"]]) == list(range(N))
    assert recheck(made.receipt, made.train, made.holdout) == ()
    assert _by_coins(schema).receipt == made.receipt


@pytest.mark.parametrize("method", METHODS)
def test_no_other_cut_says_that_it_was_made_by_coins(method: str) -> None:
    assert not split(FRAME, METHODS[method]).receipt.by_coins


def test_coins_are_fair_and_no_row_tells_the_side_of_another() -> None:
    sides = np.zeros((400, N))
    for seed in range(400):
        sides[seed, _by_coins(SCHEMA, seed).holdout["row"].astype(int)] = 1.0
    # Four standard errors of 48,000 coins.
    assert abs(sides.mean() - 0.5) < 4 * 0.5 / np.sqrt(sides.size)
    n_aside = sides.sum(axis=1)
    # A split of fixed size has a variance of 0, coins one of N / 4.
    assert abs(n_aside.var() / (N / 4) - 1) < 4 * np.sqrt(2 / 400)


def test_one_coin_is_thrown_for_a_whole_group_and_for_each_row_without_one() -> None:
    frame = FRAME.assign(who=FRAME["who"].where(FRAME["row"] >= 40))
    made = _by_coins(SCHEMA.replace(group="who"), frame=frame)
    assert not set(made.train["who"].dropna()) & set(made.holdout["who"].dropna())
    alone = int(made.holdout["who"].isna().sum())
    assert 8 < alone < 32
    assert "40 rows without who taken as a group each." in made.receipt.notes


def test_ten_rows_are_enough() -> None:
    assert split(FRAME.head(10), SCHEMA, holdout_share=0.05).receipt.n_holdout == 1


def _made() -> Split:
    return split(FRAME, SCHEMA)


def test_a_changed_value_or_a_lost_row_does_not_fit_the_receipt() -> None:
    made = _made()
    changed = made.train.copy()
    changed.loc[0, "amount"] = 99.0
    assert recheck(made.receipt, changed, made.holdout) == (
        "The train table's content is not what the receipt was made for.",
    )
    assert recheck(made.receipt, made.train, made.holdout.head(39)) == (
        "The holdout table has 39 rows; the receipt says 40.",
    )


def test_train_and_holdout_changed_about_do_not_fit_the_receipt() -> None:
    made = _made()
    assert len(recheck(made.receipt, made.holdout, made.train)) == 2


@pytest.mark.parametrize("field", ["seed", "method", "train_sha256"])
def test_a_receipt_that_was_changed_shows(field: str) -> None:
    made = _made()
    value = 9 if field == "seed" else "0" * 64
    forged = made.receipt.model_copy(update={field: value})
    assert any("fingerprint" in finding for finding in recheck(forged, made.train, made.holdout))


def test_a_receipt_loads_back_and_its_fingerprint_has_twelve_digits() -> None:
    receipt = _made().receipt
    assert SplitReceipt.model_validate_json(receipt.model_dump_json()) == receipt
    assert len(receipt.fingerprint) == 12
    assert int(receipt.fingerprint, 16) >= 0


def test_a_role_that_does_not_touch_the_split_leaves_the_fingerprint() -> None:
    sensitive = SCHEMA.with_column("label", role=Role.SENSITIVE)
    assert split(FRAME, sensitive).receipt.fingerprint == _made().receipt.fingerprint
