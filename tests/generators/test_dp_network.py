import dataclasses

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.generators.base import silent
from synthlab.generators.dp_network import DpNetwork
from synthlab.generators.dp_sampler import DpNetworkSampler
from synthlab.tables.schema import Column, Kind, Role, Schema

SCHEMA = Schema(
    columns=(
        Column(name="sick", kind=Kind.CATEGORICAL, levels=("no", "yes"), role=Role.TARGET),
        Column(name="age", kind=Kind.INTEGER, bounds=(0, 100)),
        Column(name="ward", kind=Kind.CATEGORICAL, levels=("A", "B", "C")),
    )
)


def table(n_rows: int = 6_000) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    sick = rng.random(n_rows) < 0.3
    age = np.clip(rng.normal(np.where(sick, 70, 40), 10), 0, 100).round()
    ward = np.where(sick & (rng.random(n_rows) < 0.8), "C", rng.choice(["A", "B"], n_rows))
    return pd.DataFrame(
        {
            "sick": pd.Series(np.where(sick, "yes", "no")).astype("category"),
            "age": pd.Series(age).astype("Int64"),
            "ward": pd.Series(ward).astype("category"),
        }
    )


def fitted(train: pd.DataFrame | None = None, schema: Schema = SCHEMA, **settings: float) -> DpNetworkSampler:
    train = table() if train is None else train
    return DpNetwork(**settings).fit(train, schema, np.random.default_rng(0), silent)  # type: ignore[arg-type]


def test_relations_are_kept_at_epsilon_one() -> None:
    rows = fitted().sample(6_000, np.random.default_rng(1))
    assert (rows["sick"] == "yes").mean() == pytest.approx(0.3, abs=0.04)
    sick = rows["sick"] == "yes"
    assert rows["age"][sick].mean() - rows["age"][~sick].mean() == pytest.approx(30, abs=6)
    assert (rows["ward"][sick] == "C").mean() == pytest.approx(0.8, abs=0.1)
    assert rows["age"].between(0, 100).all()


@pytest.mark.parametrize("epsilon", [0.2, 1.0, 8.0])
def test_the_ledger_adds_up_to_no_more_than_the_promise(epsilon: float) -> None:
    for schema in (SCHEMA, SCHEMA.with_column("ward", levels=None).with_column("age", bounds=None)):
        proof = fitted(epsilon=epsilon, schema=schema).proof
        assert proof.spent_epsilon <= epsilon
        assert sum(spend.delta for spend in proof.spends) <= 1e-7
        assert 0.5 * epsilon < proof.spent_epsilon


def test_nothing_is_spent_on_finding_where_all_is_public() -> None:
    schema = SCHEMA.with_column("age", kind=Kind.BOOLEAN, bounds=None)
    train = table().assign(age=pd.Series(np.random.default_rng(0).random(6_000) < 0.5).astype("boolean"))
    proof = fitted(train, schema).proof
    assert not any(spend.delta for spend in proof.spends)
    assert "finding" not in " ".join(proof.notes)


def test_no_value_comes_out_that_is_neither_public_nor_found() -> None:
    train = table()
    train["ward"] = train["ward"].cat.add_categories("secret")
    train.loc[:3, "ward"] = "secret"
    train.loc[4, "age"] = 4_000
    for schema in (SCHEMA, SCHEMA.with_column("ward", levels=None).with_column("age", bounds=None)):
        rows = fitted(train, schema).sample(20_000, np.random.default_rng(0))
        assert set(rows["ward"].dropna()) <= {"A", "B", "C"}
        assert rows["age"].dropna().between(-1, 130).all()


def test_more_rows_a_person_means_more_noise() -> None:
    one, ten = (fitted(rows_per_person=k).proof.spends for k in (1, 10))
    assert sum(spend.rho for spend in one) == pytest.approx(sum(spend.rho for spend in ten), rel=0.1)
    wards = [
        np.std(
            [
                (fitted(rows_per_person=k).sample(4_000, np.random.default_rng(0))["ward"] == "C").mean()
                for _ in range(6)
            ]
        )
        for k in (1, 200)
    ]
    assert wards[1] > 2 * wards[0]


def test_only_the_first_rows_of_a_person_are_used() -> None:
    train = table(3_000)
    train["person"] = pd.Series(np.arange(3_000) // 3).astype("string")
    train.loc[train.index % 3 == 2, "ward"] = "B"
    train.loc[train.index % 3 != 2, "ward"] = "A"
    schema = Schema(columns=(*SCHEMA.columns, Column(name="person", kind=Kind.IDENTIFIER)), group="person")
    sampler = fitted(train, schema, epsilon=20.0, rows_per_person=2)
    assert sampler.proof.n_rows == pytest.approx(2_000, abs=60)
    assert (sampler.sample(1_000, np.random.default_rng(0))["ward"] == "A").mean() > 0.97
    assert "of person with the first 2 rows of each" in sampler.notes[0]


def test_a_row_without_a_person_is_a_person_of_its_own() -> None:
    train = table(3_000)
    train["person"] = pd.Series([None] * 3_000, dtype="string")
    schema = Schema(columns=(*SCHEMA.columns, Column(name="person", kind=Kind.IDENTIFIER)), group="person")
    assert fitted(train, schema, epsilon=20.0).proof.n_rows == pytest.approx(3_000, abs=60)


def test_without_the_column_of_persons_nothing_is_promised_of_them() -> None:
    schema = Schema(columns=(*SCHEMA.columns, Column(name="person", kind=Kind.IDENTIFIER)), group="person")
    with pytest.raises(DataError, match="the train table lacks it"):
        fitted(table(300), schema)


def test_a_target_that_two_columns_repeat_is_not_counted_twice() -> None:
    rng = np.random.default_rng(0)
    sick = rng.random(20_000) < 0.5
    hint = np.where(rng.random(20_000) < 0.8, sick, ~sick)
    # Of one hint said by four columns, a network whose columns look at two others each makes a far surer one.
    said = {name: np.where(rng.random(20_000) < 0.95, hint, ~hint) for name in "abcd"}
    text = {name: pd.Series(np.where(one, "yes", "no")).astype("category") for name, one in said.items()}
    train = pd.DataFrame({"sick": pd.Series(np.where(sick, "yes", "no")).astype("category"), **text})
    columns = [Column(name=name, kind=Kind.CATEGORICAL, levels=("no", "yes")) for name in "abcd"]
    schema = Schema(columns=(SCHEMA["sick"], *columns))
    sampler = fitted(train, schema, epsilon=10.0, max_parents=1)
    rows = sampler.sample(20_000, np.random.default_rng(1))
    alike = dataclasses.replace(sampler, told=None).sample(20_000, np.random.default_rng(1))
    shares = []
    for made in (train, rows, alike):
        every = (made[list("abc")] == "yes").all(axis=1)
        shares.append((made["sick"][every] == "yes").mean())
    assert shares[1] == pytest.approx(shares[0], abs=0.05)
    assert shares[2] > shares[0] + 0.1


def test_the_target_costs_nothing_where_there_is_none() -> None:
    with_target, without = fitted().proof, fitted(schema=SCHEMA.with_target(None)).proof
    weighed = [spend.what for spend in with_target.spends if spend.what.endswith(" of sick")]
    assert weighed.count("weights of sick") == 4
    assert weighed.count("corrections of sick") == 1
    assert not any(spend.what.startswith(("weights", "corrections")) for spend in without.spends)
    for proof in (with_target, without):
        assert 0.8 < proof.spent_epsilon <= 1


def test_a_condition_on_the_target_is_met_and_gives_its_rows() -> None:
    sampler = fitted(epsilon=20.0)
    asked = sampler.sample(4_000, np.random.default_rng(1), {"sick": "yes"})
    assert (asked["sick"] == "yes").all()
    assert len(asked) == 4_000
    assert (asked["ward"] == "C").mean() == pytest.approx(0.8, abs=0.04)
    assert asked["age"].mean() == pytest.approx(70, abs=2)


def test_the_number_of_rows_is_known_with_noise_only() -> None:
    found = {fitted().proof.n_rows for _ in range(4)}
    assert len(found) > 1
    assert all(abs(n - 6_000) < 1_500 for n in found)


def test_fits_with_one_seed_differ_and_samples_with_one_seed_do_not() -> None:
    first, second = fitted(), fitted()
    assert first.proof.n_rows != second.proof.n_rows or not np.array_equal(
        first.nodes[1].table, second.nodes[1].table
    )
    pd.testing.assert_frame_equal(
        first.sample(50, np.random.default_rng(3)), first.sample(50, np.random.default_rng(3))
    )


def test_a_condition_changes_nothing_else() -> None:
    sampler = fitted(epsilon=20.0)
    free = sampler.sample(30_000, np.random.default_rng(0))
    asked = sampler.sample(5_000, np.random.default_rng(1), {"ward": "C"})
    assert (asked["ward"] == "C").all()
    of_c = free[free["ward"] == "C"]
    assert (asked["sick"] == "yes").mean() == pytest.approx((of_c["sick"] == "yes").mean(), abs=0.03)
    assert asked["age"].mean() == pytest.approx(of_c["age"].mean(), abs=1)


def test_a_condition_that_never_comes_true_says_so() -> None:
    sampler = fitted()
    place = next(k for k, node in enumerate(sampler.nodes) if node.family.name == "ward")
    table = sampler.nodes[place].table.copy()
    table[:, 2] = 0
    node = dataclasses.replace(sampler.nodes[place], table=table)
    never = dataclasses.replace(sampler, nodes=(*sampler.nodes[:place], node, *sampler.nodes[place + 1 :]))
    with pytest.raises(DataError, match="Only 0 of 10 rows"):
        never.sample(10, np.random.default_rng(0), {"ward": "C"})


def test_a_column_of_which_nothing_is_found_is_missing_and_named() -> None:
    train = table(300)
    train["ward"] = pd.Series([f"ward {row}" for row in range(300)]).astype("category")
    sampler = fitted(train, SCHEMA.with_column("ward", levels=None))
    assert sampler.sample(40, np.random.default_rng(0))["ward"].isna().all()
    assert sampler.notes[-1].startswith("ward: no value was found")


@pytest.mark.parametrize(
    ("setting", "value"), [("epsilon", 0.0), ("delta", 0.5), ("rows_per_person", 0), ("bins", 1)]
)
def test_settings_out_of_range_say_what_fits(setting: str, value: float) -> None:
    with pytest.raises(DataError, match=f"The setting {setting} is"):
        DpNetwork(**{setting: value})  # type: ignore[arg-type]


def test_the_settings_are_the_provenance() -> None:
    assert dataclasses.asdict(DpNetwork())["epsilon"] == 1.0
