import json

import numpy as np
import pandas as pd
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.metrics.fidelity.embedding import METRIC, MOST_BINS, _shares
from synthlab.tables.schema import Kind


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


def cells(lines):
    return [cell for line in lines for cell in line]


@pytest.mark.parametrize("sizes", [(1200, 600, 1200), (1200, None, 700), (90, 60, 90)])
def test_a_perfect_table_lies_within_the_floor(sizes):
    found = score(comparison(sizes=sizes))
    assert found.reference_low <= found.value <= found.reference_high
    assert found.facts["finding"].endswith("where chance puts real ones.")


def test_a_table_of_few_rows_again_and_again_leaves_most_of_the_plane_empty():
    def few(frame):
        again = frame.iloc[np.arange(len(frame)) % 12].reset_index(drop=True)
        return {name: again[name] for name in frame}

    found = score(comparison(few))
    assert found.low > found.reference_high
    assert found.value > 0.8
    assert "of the synthetic rows lie elsewhere" in found.facts["finding"]


def test_columns_drawn_apart_from_each_other_lie_elsewhere_though_each_alone_is_right():
    rng = np.random.default_rng(0)
    a = rng.normal(size=1500)
    real = {"a": a, "b": a + 0.1 * rng.normal(size=1500)}
    found = score(
        of(
            {
                name: (Kind.NUMERIC, list(values), list(rng.permutation(values)))
                for name, values in real.items()
            }
        )
    )
    assert found.low > found.reference_high
    # The first direction is where both agree: rows far along it are gone.
    assert found.facts["explained"][0] > 0.9


def test_what_is_drawn_are_bins_and_no_rows():
    found = score(comparison())
    facts = found.facts
    # 600 holdout rows are the fewest: ten bins a side leave six a bin.
    side = 10
    for name in ("train", "synthetic", "difference"):
        assert [len(line) for line in facts[name]] == [side] * side
    # Every shown cell holds ten rows at least, or none.
    for table, n in zip(("train", "synthetic"), facts["rows"], strict=True):
        shown = [cell for cell in cells(facts[table]) if cell is not None]
        assert all(cell == 0 or round(cell * n) >= 10 for cell in shown)
        assert sum(shown) <= 1
        assert None in cells(facts[table])
    for real, made, gap in zip(
        *(cells(facts[name]) for name in ("train", "synthetic", "difference")), strict=True
    ):
        assert (gap is None) == (real is None or made is None)
        assert gap is None or gap == pytest.approx(made - real)
    assert [len(axis) for axis in facts["edges"]] == [side - 1] * 2
    text = json.dumps(facts) + json.dumps(list(found.details))
    assert "baker" not in text
    assert [row["direction"] for row in found.details] == ["across", "up"]
    assert [row["explained"] for row in found.details] == facts["explained"]


def test_a_single_small_cell_takes_another_with_it():
    counts = np.array([0, 4, 50, 12, 90])
    assert _shares(counts) == [0, None, 50 / 156, None, 90 / 156]
    assert _shares(np.array([0, 4, 5, 91])) == [0, None, None, 0.91]
    assert _shares(np.array([40, 60])) == [0.4, 0.6]
    assert _shares(np.array([3])) == [None]


def test_the_distance_is_that_of_the_bins_that_are_drawn():
    rng = np.random.default_rng(1)
    real = rng.normal(size=(4000, 2))
    made = real + np.array([2.0, 0.0])
    found = score(
        of({name: (Kind.NUMERIC, list(real[:, i]), list(made[:, i])) for i, name in enumerate("ab")})
    )
    shown = [
        (a, b)
        for a, b in zip(cells(found.facts["train"]), cells(found.facts["synthetic"]), strict=True)
        if a is not None and b is not None
    ]
    drawn = sum(abs(a - b) for a, b in shown) / 2
    hidden = 1 - min(sum(a for a, _ in shown), sum(b for _, b in shown))
    assert drawn <= found.value + 0.02
    assert drawn >= found.value - hidden - 0.02


def test_large_tables_get_more_bins_than_small_ones():
    sides = [len(score(comparison(sizes=(n, n, n))).facts["train"]) for n in (20, 600, 3000)]
    assert sides == [4, 10, MOST_BINS]


def test_one_column_has_no_plane():
    with pytest.raises(NotMeasurable, match="fewer than two directions"):
        score(of({"x": (Kind.NUMERIC, list(range(50)), list(range(50)))}))
    with pytest.raises(NotMeasurable, match="every one of them is set aside"):
        score(of({"x": (Kind.IDENTIFIER, ["a", "b"], ["a", "b"])}))


def test_dates_and_gaps_have_a_place_too():
    found = score(comparison(lambda frame: {"joined": frame["joined"] + pd.Timedelta(days=1500)}))
    assert found.value > found.reference
