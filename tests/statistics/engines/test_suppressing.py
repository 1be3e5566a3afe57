import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.statistics.binning import make_bins
from synthlab.statistics.engines.memory import MemoryEngine
from synthlab.statistics.engines.suppressing import Suppressing
from synthlab.statistics.small_cells import WITHHELD
from synthlab.tables.schema import Column, Kind

JOB, AGE = Column(name="job", kind=Kind.CATEGORICAL), Column(name="age", kind=Kind.INTEGER)
FRAME = pd.DataFrame(
    {
        "job": pd.Categorical(["clerk"] * 60 + ["baker"] * 30 + ["pilot"] * 6 + ["diver"] * 4),
        "age": pd.array(list(range(100)), dtype="Int64"),
    }
)


@pytest.fixture
def engines():
    inner = MemoryEngine(FRAME)
    return inner, Suppressing(inner, 10)


def test_bins_of_few_rows_are_withheld_and_the_others_are_as_they_were(engines):
    inner, outer = engines
    bins = [make_bins([FRAME["job"]], JOB, 7)]
    assert inner.histograms(bins)[0][:4].tolist() == [60, 30, 6, 4]
    assert outer.histograms(bins)[0][:4].tolist() == [60, 30, WITHHELD, WITHHELD]


def test_no_cell_of_a_two_way_table_tells_of_fewer_rows(engines):
    inner, outer = engines
    bins = [make_bins([FRAME["job"]], JOB, 7), make_bins([FRAME["age"]], AGE, 4)]
    whole, told = inner.crosstabs(bins), outer.crosstabs(bins)
    assert ((whole > 0) & (whole < 10)).any()
    assert not ((told > 0) & (told < 10)).any()
    kept = told != WITHHELD
    assert kept.sum() > (told == WITHHELD).sum()
    assert (told[kept] == whole[kept]).all()


def test_quantiles_go_no_further_out_than_the_minimum_count(engines):
    inner, outer = engines
    assert inner.quantiles("age", [0.0, 0.5, 1.0]) == [0, 49, 99]
    assert outer.quantiles("age", [0.0, 0.5, 1.0]) == [9, 49, 89]
    assert Suppressing(inner, 60).quantiles("age", [0.5]) == []


@pytest.mark.parametrize(("n", "told"), [(0, 0), (3, WITHHELD), (9, WITHHELD), (10, 10), (40, 40)])
def test_few_matches_are_not_counted_out(engines, n, told):
    _, outer = engines
    strangers = FRAME.assign(age=FRAME["age"] + 1000)
    asked = pd.concat([FRAME.iloc[:n], strangers.iloc[n:]], ignore_index=True)
    assert outer.matches(asked) == told


def test_no_row_leaves_it(engines):
    _, outer = engines
    assert outer.n_rows == 100
    with pytest.raises(DataError, match="tells nothing of fewer than 10 rows"):
        outer.sample(5, 0)


def test_a_minimum_that_withholds_nothing_is_refused(engines):
    with pytest.raises(DataError, match="withholds nothing"):
        Suppressing(engines[0], 1)
