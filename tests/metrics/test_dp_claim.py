"""A claimed epsilon: contradicted by copies, by nothing else, and never confirmed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced, with_copies, without_identifiers

from synthlab.errors import DataError
from synthlab.evaluation import Outcome, evaluate
from synthlab.metrics.base import Comparison, PrivacyClaim, State
from synthlab.metrics.privacy.dp_claim import METRIC
from synthlab.statistics.epsilon_bounds import chance_of_guesses


def claimed(comparison: Comparison, epsilon: float, delta: float = 0.0, coins: bool = False) -> Outcome:
    given = replaced(comparison, claim=PrivacyClaim(epsilon, delta), coin_split=coins)
    return evaluate(given, [METRIC]).outcomes[0]


def copied(comparison: Comparison) -> Comparison:
    return replaced(comparison, synthetic=without_identifiers(comparison.train))


@pytest.fixture(scope="module")
def leaky() -> Outcome:
    return claimed(copied(fresh(300, 300, 300)), 1.0, 1e-6, coins=True)


def test_without_a_claim_nothing_is_held_back() -> None:
    found = evaluate(fresh(300, 300, 300), [METRIC]).outcomes[0]
    assert (found.status, found.state) == ("skipped", None)
    assert "no claim to contradict" in (found.reason or "")


def test_a_copy_of_the_training_table_contradicts_a_small_epsilon(leaky: Outcome) -> None:
    assert leaky.state is State.LEAK_FOUND
    facts = leaky.facts
    assert facts["contradicts_epsilon_below"] > facts["claimed_epsilon"] == 1.0
    assert (
        f"contradicts any claim of epsilon below {facts['contradicts_epsilon_below']:.2f}"
        in facts["sentence"]
    )
    assert facts["split"] == "independent fair coins"
    assert leaky.low <= leaky.value <= leaky.high
    assert leaky.value >= leaky.smallest_detectable


def test_the_chance_is_that_of_the_formula_for_two_numbers_of_guesses(leaky: Outcome) -> None:
    rows = leaky.details
    assert [row["guesses"] for row in rows] == [20, 100]
    chances = [chance_of_guesses(1.0, row["right"], row["guesses"], 600, 1e-6) for row in rows]
    assert [row["p"] for row in rows] == chances
    assert leaky.p_adjusted == pytest.approx(2 * min(chances))


def test_the_smallest_share_told_is_the_first_that_contradicts(leaky: Outcome) -> None:
    r = max(row["guesses"] for row in leaky.details if row["p"] * 2 == leaky.p_adjusted)
    least = round(leaky.smallest_detectable * r)
    assert (
        chance_of_guesses(1.0, least, r, 600, 1e-6) < 0.025 <= chance_of_guesses(1.0, least - 1, r, 600, 1e-6)
    )


def test_no_outcome_could_contradict_a_huge_epsilon_and_that_is_no_state() -> None:
    found = claimed(copied(fresh(300, 300, 300)), 20.0)
    assert found.state is None
    assert found.smallest_detectable is None
    assert "does not confirm it" in found.facts["sentence"]


@pytest.mark.parametrize("seed", range(3))
def test_fresh_rows_contradict_not_even_an_epsilon_of_nought_with_unequal_sides(seed: int) -> None:
    found = claimed(fresh(900, 300, 600, seed), 0.0)
    assert found.state is None
    assert found.n_rows == 600
    assert found.facts["split"] == "approximate"
    # The most guesses speak where none contradicts: they could have seen the least.
    assert round(found.value * 100, 6) == found.details[-1]["right"]
    assert "Approximate" in found.facts["sentence"]


def test_a_few_copies_do_not_contradict_a_claim_that_allows_them() -> None:
    assert claimed(with_copies(fresh(300, 300, 300), 3), 3.0).state is None


def test_sides_that_time_decided_and_people_with_several_rows_are_not_tested() -> None:
    latest = fresh(300, 300, 300, schema=PEOPLE.replace(time="joined"))
    late = claimed(latest, 1.0)
    assert late.state is State.NOT_TESTED
    assert "latest ones" in (late.reason or "")
    schema = PEOPLE.replace(group="email")
    several = fresh(600, 600, 600)

    def in_pairs(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(email=pd.array(np.repeat(rows["email"].to_numpy()[::2], 2), dtype="string"))

    train, holdout = in_pairs(several.train), in_pairs(several.holdout)
    found = claimed(Comparison(train, holdout, several.synthetic, schema), 1.0)
    assert found.state is State.NOT_TESTED
    assert "several rows each" in (found.reason or "")


@pytest.mark.parametrize(("epsilon", "delta"), [(-1.0, 0.0), (float("nan"), 0.0), (1.0, 1.0), (1.0, -0.1)])
def test_what_is_no_claim_is_refused(epsilon: float, delta: float) -> None:
    with pytest.raises(DataError, match="is none of differential privacy"):
        PrivacyClaim(epsilon, delta)


def test_a_provenance_without_an_epsilon_claims_nothing() -> None:
    assert PrivacyClaim.stated(None, 1e-5) is None
    assert PrivacyClaim.stated(2.0, None) == PrivacyClaim(2.0, 0.0)
