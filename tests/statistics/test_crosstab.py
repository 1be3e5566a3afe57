import numpy as np
import pandas as pd
import pytest

from synthlab.statistics.crosstab import all_pairs, column_counts, pair_counts, pair_counts_numpy
from synthlab.statistics.crosstab_kernel import pair_counts_compiled


def test_pairs_of_three_columns_are_the_three_by_hand():
    assert all_pairs(3).tolist() == [[0, 1], [0, 2], [1, 2]]


def test_counts_of_a_small_table_are_those_counted_by_hand():
    codes = np.array([[0, 0, 1, 1], [1, 0, 1, 1]], dtype=np.uint8)
    assert column_counts(codes, 2).tolist() == [[[2, 2], [1, 3]]]
    assert pair_counts(codes, all_pairs(2), 2).tolist() == [[[[1, 1], [0, 2]]]]
    assert column_counts(codes, 2, [0, 1, 4]).tolist() == [[[1, 0], [0, 1]], [[1, 2], [1, 2]]]


@pytest.mark.parametrize(("n_columns", "n_rows"), [(2, 1), (5, 4096), (7, 9001), (3, 0)])
def test_the_kernel_and_numpy_and_pandas_give_the_same_counts(n_columns, n_rows):
    rng = np.random.default_rng(n_rows)
    codes = rng.integers(0, 11, (n_columns, n_rows), dtype=np.uint8)
    pairs = all_pairs(n_columns)
    bounds = np.array([0, n_rows // 3, n_rows // 3, n_rows], dtype=np.int64)
    compiled = pair_counts_compiled(codes, pairs, 11, bounds)
    assert (compiled == pair_counts_numpy(codes, pairs, 11, bounds)).all()
    for index, (first, second) in enumerate(pairs):
        table = pd.crosstab(codes[first], codes[second])
        table = table.reindex(index=range(11), columns=range(11), fill_value=0).to_numpy()
        assert (compiled[:, index].sum(axis=0) == table).all()


def test_without_numba_the_counts_come_from_numpy(monkeypatch):
    import builtins
    import sys

    real_import = builtins.__import__

    def without_numba(name, *rest):
        if name == "numba":
            raise ImportError(name)
        return real_import(name, *rest)

    for module in ("numba", "synthlab.statistics.compiled", "synthlab.statistics.crosstab_kernel"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr(builtins, "__import__", without_numba)
    from synthlab.statistics.crosstab import _kernel

    assert _kernel() is pair_counts_numpy


def test_a_code_beyond_the_table_is_refused_rather_than_written_elsewhere():
    codes = np.array([[0, 5], [0, 0]], dtype=np.uint8)
    with pytest.raises(ValueError, match="Code 5 is not below 3"):
        pair_counts(codes, all_pairs(2), 3)


def test_bounds_outside_the_rows_are_refused():
    codes = np.zeros((2, 4), dtype=np.uint8)
    with pytest.raises(ValueError, match="Bounds must rise"):
        column_counts(codes, 2, [0, 5])
