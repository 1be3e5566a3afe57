import numpy as np
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.metrics.fidelity.detecting import propensity, sides
from synthlab.metrics.fidelity.detection import METRIC
from synthlab.tables.schema import Kind


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


def test_a_perfect_synthesizer_is_a_coin_toss():
    found = score(comparison())
    assert found.low <= 0.5 <= found.high
    assert found.reference_low <= found.reference <= found.reference_high
    assert found.facts["finding"].startswith("A classifier cannot tell")
    assert found.n_rows == 600


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("income", lambda frame: frame["income"] * 100 + 5000),
        ("job", lambda frame: frame["job"].where(frame["job"] != "baker", "clerk")),
        ("score", lambda frame: frame["score"].fillna(50.0)),
        ("score", lambda frame: frame["income"].rank() * 0.05 + 20),
    ],
)
def test_the_column_that_was_changed_gives_it_away(name, change):
    found = score(comparison(lambda frame: {name: change(frame)}))
    assert found.low > found.reference_high
    assert found.details[0]["column"] == name
    assert name in found.facts["finding"]


def test_a_relation_that_is_lost_shows_only_together_and_is_said_so():
    shuffled = comparison(lambda f: {"income": f["income"].sample(frac=1, random_state=1).to_numpy()})
    found = score(shuffled)
    first = found.details[0]
    assert first["column"] == "income"
    assert first["low"] <= first["reference_high"]
    assert first["drop"] > 0.05
    assert "together with others" in found.facts["finding"]


def test_no_row_nor_its_twin_is_in_two_folds():
    base = comparison(sizes=(300, 150, 300))
    columns = base.schema.modelled
    given = sides(base.train, base.train, columns, 300, np.random.default_rng(0))
    folds = {}
    for twin, fold in zip(given.twins, given.fold, strict=True):
        assert folds.setdefault(twin, fold) == fold
    assert len(folds) == 300
    assert len(set(given.fold)) == 4


def test_a_copy_of_the_training_table_is_a_coin_toss_too():
    base = comparison()
    found = score(type(base)(base.train, base.holdout, base.train, base.schema))
    assert found.value == pytest.approx(0.5, abs=0.06)


def test_the_propensity_error_of_one_column_is_the_one_counted_by_hand():
    values = [1.0, 1.0, 1.0, 0.0]
    given = sides(
        of({"x": (Kind.NUMERIC, values, values)}).train[["x"]],
        of({"x": (Kind.NUMERIC, [0.0, 0.0, 0.0, 1.0], values)}).train[["x"]],
        of({"x": (Kind.NUMERIC, values, values)}).schema.modelled,
        4,
        np.random.default_rng(0),
    )
    # Of x = 1 a quarter is of the second table, of x = 0 three quarters: each row is 1/4 off one half.
    assert propensity(given) == (pytest.approx(1 / 16), pytest.approx(1 / 7 / 4))


def test_the_expected_propensity_error_is_what_random_labels_give():
    base = comparison(sizes=(400, 200, 400))
    ratios = []
    for seed in range(25):
        rng = np.random.default_rng(seed)
        error, expected = propensity(sides(base.train, base.synthetic, base.schema.modelled, 400, rng))
        ratios.append(error / expected)
    assert np.mean(ratios) < 1.6
    labels = np.random.default_rng(0)
    given = sides(base.train, base.synthetic, base.schema.modelled, 400, labels)
    dealt = []
    for _ in range(60):
        shuffled = type(given)(
            given.frame, given.columns, given.encoder, labels.permutation(given.made), given.twins, given.fold
        )
        error, expected = propensity(shuffled)
        dealt.append(error / expected)
    assert np.mean(dealt) == pytest.approx(1.0, abs=0.15)


def test_few_rows_are_refused_with_the_reason():
    with pytest.raises(NotMeasurable, match="at least 20 rows"):
        score(of({"x": (Kind.NUMERIC, [1.0, 2.0, 3.0], [1.0, 2.0, 3.0])}))
