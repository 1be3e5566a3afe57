from itertools import combinations

import duckdb
import numpy as np
import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.statistics.binning import MISSING, make_bins
from synthlab.statistics.engines import batched
from synthlab.statistics.engines.disk import DiskEngine, raw_rows, rows_in
from synthlab.statistics.engines.memory import MemoryEngine
from synthlab.tables.conform import conform
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="money", kind=Kind.NUMERIC),
        Column(name="age", kind=Kind.INTEGER),
        Column(name="job", kind=Kind.CATEGORICAL),
        Column(name='a "b"', kind=Kind.BOOLEAN),
        Column(name="day", kind=Kind.DATETIME, format="%Y-%m-%d %H:%M:%S"),
    )
)


def raw(n=700, seed=0):
    rng = np.random.default_rng(seed)
    money = np.round(rng.normal(50, 20, n), 1)
    money[rng.random(n) < 0.1] = np.nan
    age = pd.array(rng.integers(18, 90, n), dtype="Int64")
    age[rng.random(n) < 0.1] = pd.NA
    job = np.array(["baker", "clerk", "pilot", None], dtype=object)[rng.integers(0, 4, n)]
    true = pd.array(rng.random(n) < 0.4, dtype="boolean")
    true[rng.random(n) < 0.1] = pd.NA
    day = pd.Series(np.datetime64("2020-01-01", "ns") + rng.integers(0, 900, n) * np.timedelta64(1, "D"))
    day[rng.random(n) < 0.1] = pd.NaT
    return pd.DataFrame({"money": money, "age": age, "job": job, 'a "b"': true, "day": day})


@pytest.fixture(params=["memory", "parquet", "csv"])
def engine(request, tmp_path, monkeypatch):
    # Several pieces, the last of them shorter.
    monkeypatch.setattr(batched, "BATCH_ROWS", 128)
    monkeypatch.setattr("synthlab.statistics.engines.memory.BATCH_ROWS", 128)
    monkeypatch.setattr("synthlab.statistics.engines.disk.BATCH_ROWS", 128)
    frame = raw()
    if request.param == "memory":
        return MemoryEngine(conform(frame, SCHEMA))
    path = tmp_path / f"a 'table'.{request.param}"
    if request.param == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, date_format="%Y-%m-%d %H:%M:%S")
    return DiskEngine(path, SCHEMA)


@pytest.fixture(scope="module")
def table():
    return conform(raw(), SCHEMA)


@pytest.fixture(scope="module")
def bins(table):
    return [make_bins([table[column.name]], column, 6, 3) for column in SCHEMA.columns]


def labels(table, bins):
    """Each value's bin, by plain comparison in Python, without the coding that the engines use."""
    found = {}
    for each in bins:
        column = table[each.column]
        if each.edges is None:
            texts = (
                column.astype("string").str.lower() if column.dtype == "boolean" else column.astype("string")
            )
            place = {level: code for code, level in enumerate(each.levels)}
            found[each.column] = [each.missing_code if pd.isna(v) else place[v] for v in texts]
        else:
            edges = list(each.edges)
            values = column.astype("int64").where(column.notna()) if column.dtype.kind == "M" else column
            found[each.column] = [
                each.missing_code if pd.isna(v) else int(each.targets[sum(v >= edge for edge in edges)])
                for v in values
            ]
    return pd.DataFrame(found)


def test_histograms_are_pandas_counts_bit_for_bit(engine, table, bins):
    counted = engine.histograms(bins)
    for row, each, codes in zip(counted, bins, labels(table, bins).to_numpy().T, strict=True):
        assert row.tolist() == [int((codes == code).sum()) for code in range(counted.shape[1])]
        assert row[each.labels.index(MISSING)] == table[each.column].isna().sum()
    assert counted.sum(axis=1).tolist() == [700] * 5


def test_all_pairs_are_pandas_counts_bit_for_bit(engine, table, bins):
    codes = labels(table, bins)
    counted = engine.crosstabs(bins)
    for place, (a, b) in enumerate(combinations(codes, 2)):
        expected = np.zeros(counted.shape[1:], dtype=np.int64)
        for (i, j), count in codes.groupby([a, b]).size().items():
            expected[i, j] = count
        assert (counted[place] == expected).all()


def test_counts_are_those_of_duckdb_in_sql(engine, table, bins, tmp_path):
    path = tmp_path / "sql.parquet"
    raw().to_parquet(path)
    money, job = bins[0], bins[2]
    case = " ".join(
        f"WHEN money < {float(edge)!r} THEN {int(money.targets[i])}" for i, edge in enumerate(money.edges)
    )
    query = f"""
        SELECT CASE WHEN money IS NULL OR isnan(money) THEN {money.missing_code} {case}
               ELSE {int(money.targets[-1])} END AS code, job, count(*) FROM '{path}' GROUP BY ALL
    """
    with duckdb.connect() as connection:
        found = connection.sql(query).fetchall()
    counted = engine.crosstabs([money, job])[0]
    place = {level: code for code, level in enumerate(job.levels)} | {None: job.missing_code}
    expected = np.zeros_like(counted)
    for code, level, count in found:
        expected[code, place[level]] = count
    assert (counted == expected).all()


def test_a_value_on_an_edge_belongs_to_the_range_above_it(tmp_path):
    values = pd.DataFrame({"money": [float(value) for value in range(100)] * 3})
    schema = Schema(columns=SCHEMA.columns[:1])
    frame = conform(values, schema)
    each = make_bins([frame["money"]], schema.columns[0], 5)
    path = tmp_path / "edges.parquet"
    values.to_parquet(path)
    counts = DiskEngine(path, schema).histograms([each])
    assert (counts == MemoryEngine(frame).histograms([each])).all()
    first = each.edges[0]
    assert counts[0, 0] == 3 * sum(value < first for value in range(100))


def test_quantiles_are_values_of_the_table(engine, table):
    for name in ("money", "age"):
        expected = np.quantile(
            table[name].dropna().to_numpy(float), [0.01, 0.5, 0.999], method="inverted_cdf"
        )
        assert engine.quantiles(name, [0.01, 0.5, 0.999]) == expected.tolist()
    days = table["day"].dropna().sort_values().astype("int64").to_numpy()
    assert engine.quantiles("day", [0.5]) == [float(days[(len(days) + 1) // 2 - 1])]


def test_rows_match_null_safely(engine, table):
    wanted = table.iloc[[0, 5, 17]].reset_index(drop=True)
    assert engine.matches(wanted) == 3
    assert engine.matches(wanted.assign(money=-1.5)) == 0
    gaps = table[table["money"].isna()].head(4)
    assert engine.matches(gaps) == len(gaps)


def test_a_sample_is_bounded_seeded_and_the_same_from_every_engine(engine, table):
    drawn = engine.sample(50, seed=3)
    chosen = np.sort(np.random.default_rng(3).choice(700, 50, replace=False))
    expected = table.iloc[chosen].reset_index(drop=True)
    pd.testing.assert_frame_equal(drawn.astype(object), expected.astype(object))
    assert drawn.dtypes["job"] == "category"
    assert len(engine.sample(10**9, seed=0)) == 700


def test_raw_rows_come_in_the_files_order(tmp_path):
    path = tmp_path / "raw.parquet"
    pd.DataFrame({"x": range(1000)}).to_parquet(path)
    drawn = raw_rows(path, 30, seed=1)["x"].tolist()
    assert drawn == sorted(drawn)
    assert len(set(drawn)) == 30
    assert rows_in(path) == 1000


def test_missing_markers_of_a_text_file_are_missing(tmp_path):
    path = tmp_path / "marked.csv"
    path.write_text("money,age\n1.5,?\n?,30\n,40\n", encoding="utf-8")
    schema = Schema(columns=SCHEMA.columns[:2])
    sample = DiskEngine(path, schema, missing=("?",)).sample(10, 0)
    assert sample.isna().sum().tolist() == [2, 1]


def test_a_format_that_cannot_be_read_in_pieces_is_named(tmp_path):
    with pytest.raises(DataError, match="only Parquet and CSV"):
        rows_in(tmp_path / "big.xlsx")
