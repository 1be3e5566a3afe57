from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.metrics.privacy.auditing import Audit, Guesses, audit_generator, audit_target
from synthlab.metrics.privacy.canaries import KINDS, choose_canaries
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="x", kind=Kind.NUMERIC),
        Column(name="n", kind=Kind.INTEGER),
        Column(name="c", kind=Kind.CATEGORICAL),
        Column(name="d", kind=Kind.DATETIME),
    )
)


def people(n_rows: int = 400, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "x": rng.normal(size=n_rows),
            "n": pd.Series(rng.integers(0, 50, n_rows)).astype("Int64"),
            "c": pd.Series(rng.choice(list("abc"), n_rows)).astype("category"),
            "d": (
                pd.Timestamp("2020-01-01") + pd.to_timedelta(pd.Series(rng.integers(0, 99, n_rows)), "D")
            ).astype("datetime64[ns]"),
        }
    )


def copies(train: pd.DataFrame, _seed: int) -> pd.DataFrame:
    """The worst generator there is."""
    return train.copy()


def blind(_train: pd.DataFrame, seed: int) -> pd.DataFrame:
    """One that looks at nothing."""
    return people(300, seed + 1_000)


def test_a_copying_generator_is_refuted_far_up() -> None:
    audit = audit_generator(copies, people(), SCHEMA, 120)
    q = 0.025 ** (1 / 20)  # two numbers of guesses share 0.05
    assert audit.guesses[0] == Guesses(20, 20, pytest.approx(np.log(q / (1 - q))))
    assert audit.guesses[1].n_right >= 95
    assert audit.epsilon > 2
    assert min(audit.aucs.values()) > 0.95
    assert "contradicts any claim of epsilon below" in audit.sentences[2]


def test_a_generator_that_looks_at_nobody_is_hardly_ever_refuted() -> None:
    audits = [audit_generator(blind, people(seed=seed), SCHEMA, 60, seed=seed) for seed in range(5)]
    assert sum(audit.epsilon > 0 for audit in audits) <= 1
    assert np.mean([audit.aucs["random"] for audit in audits]) == pytest.approx(0.5, abs=0.12)
    assert any("contradicts no claim" in audit.sentences[2] for audit in audits)


def test_a_generator_that_keeps_one_secret_in_two_is_held_to_its_epsilon() -> None:
    """Each row is kept with chance 3/4 if there, and put there with chance 1/4 if not: epsilon log 3 for copies."""
    data = people()
    drawn = choose_canaries(data, SCHEMA, 120, np.random.default_rng(0)).rows

    def keeps(train: pd.DataFrame, seed: int) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        there = drawn["x"].isin(train["x"]).to_numpy()
        kept = rng.random(len(drawn)) < np.where(there, 0.75, 0.25)
        return pd.concat([people(200, 77), drawn[kept]], ignore_index=True)

    found = [audit_generator(keeps, data, SCHEMA, 120, seed=0, n_fits=n).epsilon for n in (1, 4)]
    assert max(found) < np.log(3)
    assert found[1] > 0.3


def test_canaries_are_of_three_kinds_and_nobody_is_both() -> None:
    data = people()
    canaries = choose_canaries(data, SCHEMA, 90, np.random.default_rng(0))
    assert {kind: int((canaries.kinds == kind).sum()) for kind in KINDS} == dict.fromkeys(KINDS, 30)
    assert len(canaries.others) == 310
    assert not set(canaries.others["x"]) & set(canaries.rows["x"])
    beyond = canaries.rows[canaries.kinds == "out of range"]
    assert ((beyond["x"] > data["x"].max()) | (beyond["x"] < data["x"].min())).all()
    assert ((beyond["n"] > 49) | (beyond["n"] < 0)).all()
    assert (beyond["d"] > data["d"].max()).all()
    assert (canaries.rows.dtypes == data.dtypes).all()
    alone = canaries.rows[canaries.kinds == "vulnerable"]
    assert alone["x"].abs().mean() > data["x"].abs().mean()


def test_one_person_is_found_in_copies() -> None:
    found = audit_target(copies, people(60), SCHEMA, 3, 100)
    assert found.accused == (found.accused[1], found.accused[1])
    assert found.wrongly[0] == 0
    assert found.epsilon > 1.5


@pytest.mark.parametrize(("n_canaries", "says"), [(2, "too few"), (390, "does not leave 30")])
def test_numbers_that_make_no_sense_say_so(n_canaries: int, says: str) -> None:
    with pytest.raises(DataError, match=says):
        audit_generator(copies, people(), SCHEMA, n_canaries)


def test_too_few_trainings_for_one_person_say_so() -> None:
    with pytest.raises(DataError, match="at least 100"):
        audit_target(copies, people(80), SCHEMA, 3, 20)
    with pytest.raises(DataError, match="no row 80"):
        audit_target(copies, people(80), SCHEMA, 80, 100)


def test_the_result_is_plain_and_holds_nobody() -> None:
    audit = Audit(1, 60, (Guesses(20, 12, 0.0),), {"random": 0.5}, 0.0, 1e-6)
    assert audit.as_json()["guesses"] == [{"guesses": 20, "right": 12, "epsilon_at_least": 0.0}]
