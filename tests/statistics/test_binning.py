import numpy as np
import pandas as pd
import pytest

from synthlab.statistics.binning import MISSING, NEW, OTHER, RARE, code_table, make_bins
from synthlab.tables.schema import Column, Kind


def bins_of(values, kind, n_bins=20, **more):
    return make_bins([values], Column(name="x", kind=kind), n_bins, **more)


def coded(bins, values):
    return [bins.labels[code] for code in bins.code(values)]


def test_integers_with_few_values_get_a_bin_a_value():
    real = pd.Series([1] * 12 + [2] * 15 + [4] * 20, dtype="Int64")
    bins = bins_of(real, Kind.INTEGER, 4)
    assert bins.labels == ("1", "2", "4", NEW, MISSING)
    assert bins.real_rows == (12, 15, 20, 0, 0)
    assert coded(bins, pd.Series([1, 2, 3, 4, 5, -7, None], dtype="Int64")) == [
        "1", "2", NEW, "4", NEW, NEW, MISSING,
    ]  # fmt: skip


def test_values_that_few_rows_hold_are_joined_and_the_extreme_one_is_not_named():
    real = pd.Series([0] * 3 + [1] * 30 + [2] * 30 + [3] * 2 + [9] * 1, dtype="Int64")
    bins = bins_of(real, Kind.INTEGER, 6)
    assert bins.labels[:-2] == ("up to 1", "2 and above")
    assert coded(bins, pd.Series([-5, 0, 1, 2, 3, 9, 100], dtype="Int64")) == (
        ["up to 1"] * 3 + ["2 and above"] * 4
    )


def test_a_range_includes_its_lower_end_and_not_its_upper_one():
    real = pd.Series(np.arange(0, 1000, 0.5))
    bins = bins_of(real, Kind.NUMERIC, 10)
    edge = bins.edges[3]
    below, at = bins.code(pd.Series([np.nextafter(edge, -np.inf), edge]))
    assert (below, at) == (3, 4)


def test_bins_agree_with_comparison_where_floor_of_a_quotient_does_not():
    # (0.3 - 0) / 0.1 is 2.9999999999999996: floor puts 0.3 below its own edge.
    real = pd.Series(np.repeat(np.arange(1, 100) / 10, 30))
    bins = bins_of(real, Kind.NUMERIC, 15)
    for place, edge in enumerate(bins.edges):
        assert bins.code(pd.Series([edge]))[0] == place + 1


def test_no_label_shows_a_real_extreme_that_few_rows_hold():
    rng = np.random.default_rng(3)
    for _ in range(30):
        numbers = pd.Series(np.round(rng.lognormal(3, 1, 700), 2))
        whole = pd.Series((rng.lognormal(4, 1, 700)).astype(int), dtype="Int64")
        for values, kind in ((numbers, Kind.NUMERIC), (whole, Kind.INTEGER)):
            bins = bins_of(values, kind)
            for extreme in (values.min(), values.max()):
                if (values == extreme).sum() >= 10:
                    continue
                words = {word.replace(",", "") for label in bins.labels for word in label.split()}
                assert f"{extreme:.10g}" not in words


def test_a_value_held_by_many_stands_alone_and_spikes_are_not_merged():
    rng = np.random.default_rng(0)
    real = pd.Series(np.concatenate([np.zeros(500), np.full(400, 0.001), rng.exponential(50, 600)]))
    bins = bins_of(real, Kind.NUMERIC)
    assert coded(bins, pd.Series([0.0, 0.001, -0.5])) == ["0", "0.001", "below 0"]
    assert bins.real_rows[bins.labels.index("0")] == 500
    assert bins.real_rows[bins.labels.index("0.001")] == 400


def test_a_lone_value_survives_a_trip_through_float32():
    real = pd.Series(np.repeat([0.1, 0.2, 0.7], 50))
    bins = bins_of(real, Kind.NUMERIC)
    back = pd.Series(real.to_numpy(dtype=np.float32).astype(float))
    assert (bins.code(back) == bins.code(real)).all()
    assert coded(bins, pd.Series([0.15])) == [NEW]


def test_every_real_value_falls_in_a_counted_bin():
    rng = np.random.default_rng(1)
    for kind, values in (
        (Kind.NUMERIC, pd.Series(rng.normal(size=3000).round(1))),
        (Kind.INTEGER, pd.Series(rng.poisson(3, 3000), dtype="Int64")),
        (Kind.DATETIME, pd.Series(np.datetime64("2001-01-01", "ns") + rng.integers(0, 10**17, 3000))),
    ):
        bins = bins_of(values, kind)
        counted = np.bincount(bins.code(values), minlength=bins.n_codes)
        assert tuple(counted) == bins.real_rows
        assert counted.sum() == 3000
        assert counted[-2:].tolist() == [0, 0]


def test_dates_are_cut_at_months_and_open_at_both_ends():
    days = pd.Series(pd.date_range("2011-01-01", "2012-12-31", freq="D").as_unit("ns"))
    bins = bins_of(days, Kind.DATETIME, 8)
    assert bins.labels[0].startswith("before 2011-")
    assert bins.labels[-3].startswith("2012-")
    assert bins.labels[-3].endswith(" and later")
    assert all(label.count("-") <= 3 for label in bins.labels[:-2])
    early = pd.Series([pd.Timestamp("1850-01-01"), pd.NaT]).astype("datetime64[ns]")
    assert coded(bins, early) == [bins.labels[0], MISSING]


def test_an_integer_beyond_the_reach_of_floats_keeps_its_bin():
    real = pd.Series([2**60] * 10 + [2**60 + 1] * 10, dtype="Int64")
    bins = bins_of(real, Kind.INTEGER)
    assert bins.code(real).tolist() == [0] * 10 + [1] * 10


def test_levels_are_kept_by_frequency_and_the_rest_are_other():
    real = pd.Series(["a"] * 30 + ["b"] * 20 + ["c"] * 15 + ["d"] * 12, dtype="category")
    bins = bins_of(real, Kind.CATEGORICAL, n_levels=2)
    assert bins.labels == ("a", "b", OTHER, NEW, MISSING)
    assert bins.real_rows == (30, 20, 27, 0, 0)
    values = pd.Series(["d", "zzz", "a", None], dtype="category")
    assert coded(bins, values) == [OTHER, NEW, "a", MISSING]


def test_a_level_with_fewer_than_ten_real_rows_is_counted_apart_but_never_shown():
    real = pd.Series(["a"] * 30 + ["secret"] * 9 + ["hidden"] * 3, dtype="category")
    bins = bins_of(real, Kind.CATEGORICAL)
    assert bins.labels[:3] == ("a", "secret", "hidden")
    assert bins.shown_labels == ("a", RARE, OTHER, NEW, MISSING)
    assert [bins.shown_labels[index] for index in bins.shown] == ["a", RARE, RARE, OTHER, NEW, MISSING]
    assert bins.n_pooled == 2


def test_a_level_that_reads_as_one_of_ours_is_quoted():
    real = pd.Series([MISSING] * 20 + [None] * 5, dtype="category")
    bins = bins_of(real, Kind.CATEGORICAL)
    assert bins.labels[0] == '"(missing)"'
    assert bins.real_rows[-1] == 5


def test_booleans_have_the_levels_true_and_false_and_missing():
    real = pd.Series([True] * 20 + [False] * 30 + [None] * 10, dtype="boolean")
    bins = bins_of(real, Kind.BOOLEAN)
    assert dict(zip(bins.labels, bins.real_rows, strict=True)) == {
        "false": 30, "true": 20, OTHER: 0, NEW: 0, MISSING: 10,
    }  # fmt: skip
    assert coded(bins, pd.Series([True, False, None], dtype="boolean")) == ["true", "false", MISSING]


@pytest.mark.parametrize("kind", [Kind.NUMERIC, Kind.INTEGER, Kind.DATETIME, Kind.CATEGORICAL, Kind.BOOLEAN])
def test_a_column_missing_throughout_has_no_bins_but_new_and_missing(kind):
    dtype = {
        Kind.NUMERIC: "float64", Kind.INTEGER: "Int64", Kind.DATETIME: "datetime64[ns]",
        Kind.CATEGORICAL: "category", Kind.BOOLEAN: "boolean",
    }[kind]  # fmt: skip
    empty = pd.Series([None] * 12, dtype="object").astype(dtype)
    bins = bins_of(empty, kind)
    assert set(coded(bins, empty)) == {MISSING}
    assert bins.labels[-2:] == (NEW, MISSING)


def test_a_table_with_fewer_than_ten_rows_names_no_value():
    bins = bins_of(pd.Series([5, 6, 7], dtype="Int64"), Kind.INTEGER)
    assert bins.labels == ("any value", NEW, MISSING)


def test_train_and_holdout_are_binned_without_knowing_which_is_which():
    rng = np.random.default_rng(2)
    first, second = pd.Series(rng.normal(size=300)), pd.Series(rng.normal(size=200))
    column = Column(name="x", kind=Kind.NUMERIC)
    one, other = make_bins([first, second], column, 20), make_bins([second, first], column, 20)
    assert one.labels == other.labels
    assert (one.edges == other.edges).all()
    assert one.real_rows == other.real_rows


def test_a_table_is_coded_column_by_column():
    frame = pd.DataFrame({"x": pd.Series(["a"] * 10 + ["b"] * 11, dtype="category")})
    bins = bins_of(frame["x"], Kind.CATEGORICAL)
    codes = code_table(frame, [bins])
    assert codes.shape == (1, 21)
    assert codes.flags.c_contiguous
    assert codes[0].tolist() == [1] * 10 + [0] * 11
