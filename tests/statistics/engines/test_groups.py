import numpy as np
import pandas as pd
import pytest

from synthlab.statistics.binning import make_bins
from synthlab.statistics.crosstab import column_counts
from synthlab.statistics.engines import groups
from synthlab.statistics.engines.groups import N_GROUPS, Tally, count_groups
from synthlab.statistics.engines.memory import MemoryEngine
from synthlab.tables.schema import Column, Kind


def engine_and_tally(n):
    values = np.sort(np.random.default_rng(0).integers(0, 5, n))
    frame = pd.DataFrame({"x": pd.array(values, dtype="Int64")})
    bins = [make_bins([frame["x"]], Column(name="x", kind=Kind.INTEGER), 6)]
    n_codes = bins[0].n_codes
    return (
        MemoryEngine(frame),
        Tally(bins, lambda codes, bounds: column_counts(codes, n_codes, bounds)),
        values,
    )


@pytest.mark.parametrize(("n", "parts"), [(5_000, 1), (70_000, 1), (140_000, 2), (200_000, 1)])
def test_every_row_is_counted_once_and_groups_are_equal(n, parts):
    engine, tally, values = engine_and_tally(n)
    size = int(0.9 * n / parts / N_GROUPS)
    found = count_groups(engine, [tally], size, np.random.default_rng(1), parts)
    whole = sum(part[0].sum(axis=(0, 1)) for part in found)
    assert whole[:5].tolist() == np.bincount(values, minlength=5).tolist()
    for (counts,) in found:
        assert counts.shape[0] == N_GROUPS + 1
        assert (counts[:-1].sum(axis=(1, 2)) == size).all()


def test_groups_of_a_sorted_table_are_alike(monkeypatch):
    monkeypatch.setattr("synthlab.statistics.engines.memory.BATCH_ROWS", 4096)
    monkeypatch.setattr(groups, "BATCH_ROWS", 4096)
    engine, tally, _ = engine_and_tally(64_000)
    ((counts,),) = count_groups(engine, [tally], 900, np.random.default_rng(2))
    # A fifth of each group has each value; 180 of 900, and chance moves that by 12.
    assert np.abs(counts[:-1, 0, :5] - 180).max() < 60


def test_groups_that_do_not_fit_are_refused():
    engine, tally, _ = engine_and_tally(640)
    with pytest.raises(ValueError, match="do not fit"):
        count_groups(engine, [tally], 20, np.random.default_rng(0))
