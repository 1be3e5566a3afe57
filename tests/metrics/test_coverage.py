import numpy as np
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.metrics.fidelity.column_reach import absent
from synthlab.metrics.fidelity.coverage import METRIC
from synthlab.tables.schema import Kind


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


@pytest.mark.parametrize(
    ("marked", "rows", "n", "chance"),
    [(0, 4, 2, 1), (1, 4, 2, 1 / 2), (2, 4, 2, 1 / 6), (3, 4, 2, 0), (1, 1, 1, 0)],
)
def test_the_chance_that_none_is_drawn_is_the_one_counted_by_hand(marked, rows, n, chance):
    assert absent([marked], rows, n)[0] == pytest.approx(chance)


def test_a_perfect_synthesizer_covers_as_much_as_real_rows_do():
    found = score(comparison())
    assert found.high >= found.reference_low
    assert found.value == pytest.approx(found.reference, abs=0.03)
    assert found.facts["finding"].startswith("The synthetic table reaches")
    for name in ("alpha_precision", "beta_recall", "authenticity"):
        assert found.facts[name] == pytest.approx(found.facts[f"{name}_reference"], abs=0.06)
    assert "no statement about privacy" in found.facts["authenticity_note"]


def test_a_dropped_category_is_the_first_finding():
    found = score(comparison(lambda f: {"job": f["job"].where(f["job"] != "baker", "clerk")}))
    first = found.details[0]
    assert (first["column"], first["levels"], first["lost"]) == ("job", 5, 1)
    assert first["covered"] == pytest.approx(0.8, abs=0.05)
    assert first["reference"] == 1
    assert found.facts["finding"].startswith("job: only")


def test_a_moved_column_covers_nothing_and_comes_first():
    found = score(comparison(lambda frame: {"income": frame["income"] * 100 + 5000}))
    assert found.details[0]["column"] == "income"
    assert found.details[0]["covered"] == 0
    assert found.high < found.reference_low


def test_a_range_cut_in_half_covers_half():
    rng = np.random.default_rng(0)
    real = rng.random(600).tolist()
    found = score(of({"x": (Kind.NUMERIC, real, (rng.random(600) / 2).tolist())}))
    assert found.details[0]["covered"] == pytest.approx(0.5, abs=0.1)


def test_a_synthetic_table_of_one_row_again_and_again_has_precision_and_no_recall():
    base = comparison()
    middle = base.train.iloc[[3] * 1200].reset_index(drop=True)
    found = score(type(base)(base.train, base.holdout, middle, base.schema))
    assert found.value < 0.1
    assert found.facts["beta_recall"] < 0.2


def test_a_copy_of_the_training_rows_is_covered_whole_and_not_authentic():
    base = comparison(sizes=(600, 600, 600))
    found = score(type(base)(base.train, base.holdout, base.train, base.schema))
    assert found.value == 1
    assert found.facts["authenticity"] == 0


def test_rows_that_are_typical_but_too_narrow_lose_recall():
    base = comparison()
    narrow = base.synthetic.assign(score=50.0, income=base.synthetic["income"].median())
    found = score(type(base)(base.train, base.holdout, narrow, base.schema))
    assert found.value < found.reference_low
    assert found.facts["beta_recall"] < found.facts["beta_recall_reference"] - 0.1


def test_few_rows_are_refused_with_the_reason():
    with pytest.raises(NotMeasurable, match="at least 10 rows"):
        score(of({"x": (Kind.NUMERIC, [1.0, 2.0, 3.0], [1.0, 2.0, 3.0])}))
