"""Tables on disk: they come back exactly, at once or not at all, for their owner alone."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from synthlab.errors import DataError
from synthlab.tables.hashing import table_hash
from synthlab.tables.storage import load_table, save_table


def conformed() -> pd.DataFrame:
    moments = ["2020-01-01 10:00:00.123456789", None, "1999-01-01"]
    return pd.DataFrame(
        {
            "numeric": [1.5, np.nan, -0.0],
            "integer": pd.array([1, None, 2**62], dtype="Int64"),
            "categorical": pd.Categorical(["b", None, "a"], categories=["a", "b", "unused"]),
            "boolean": pd.array([True, None, False], dtype="boolean"),
            "datetime": pd.to_datetime(moments, format="ISO8601"),
            "text": pd.array(["x", None, ""], dtype="string"),
            "all missing": pd.array([None] * 3, dtype="string"),
            "no number": np.full(3, np.nan),
            "no integer": pd.array([None] * 3, dtype="Int64"),
            "no date": pd.Series([pd.NaT] * 3, dtype="datetime64[ns]"),
            "no category": pd.Categorical([None] * 3, categories=pd.Index([], dtype=object)),
            "😀 <b> =1+1": pd.Categorical(["x,\"y'", "\n", "🎉"]),
            "a.b": [1, 2, 3],
            "名前": [True, False, True],
        }
    )


def test_a_conformed_table_comes_back_exactly(tmp_path: Path) -> None:
    frame = conformed()
    save_table(frame, tmp_path / "t.parquet")
    loaded = load_table(tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(frame, loaded, check_exact=True)
    assert table_hash(frame) == table_hash(loaded)


@pytest.mark.parametrize(
    "values",
    [
        pd.Series(pd.Categorical(["b", "a"], categories=["b", "a"], ordered=True)),
        pd.Series([1.5, 2], dtype="float32"),
        pd.Series([1, 2], dtype="int32"),
        pd.Series([1, None], dtype="Int8"),
        pd.Series(pd.to_datetime(["2020-01-01", "2021-01-01"])).astype("datetime64[s]"),
        pd.Series(["a", None], dtype="string[pyarrow]"),
        pd.Series([np.inf, -np.inf]),
        pd.Series([2**63 - 1, -(2**63)]),
    ],
    ids=lambda values: str(values.dtype),
)
def test_other_dtypes_come_back_as_well(tmp_path: Path, values: pd.Series) -> None:
    save_table(values.to_frame("x"), tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(load_table(tmp_path / "t.parquet"), values.to_frame("x"))


@pytest.mark.parametrize("columns", [[], ["categorical", "text"], None])
def test_a_table_without_rows_or_columns_comes_back(tmp_path: Path, columns: list[str] | None) -> None:
    frame = conformed() if columns is None else conformed()[columns]
    for kept in (frame, frame.iloc[:0]):
        save_table(kept, tmp_path / "t.parquet")
        pd.testing.assert_frame_equal(load_table(tmp_path / "t.parquet"), kept.reset_index(drop=True))


def test_some_columns_come_in_the_order_asked_for(tmp_path: Path) -> None:
    save_table(conformed(), tmp_path / "t.parquet")
    loaded = load_table(tmp_path / "t.parquet", ["text", "a.b", "categorical"])
    pd.testing.assert_frame_equal(loaded, conformed()[["text", "a.b", "categorical"]])
    with pytest.raises(DataError, match="no column 'age'"):
        load_table(tmp_path / "t.parquet", ["age"])


def test_many_rows_with_many_texts_come_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    texts = pd.array(rng.integers(0, 90_000, 200_000).astype(str), dtype="string")
    frame = pd.DataFrame({"text": texts, "level": pd.Categorical(texts.astype(object))})
    save_table(frame, tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(load_table(tmp_path / "t.parquet"), frame)


def test_the_index_is_not_kept(tmp_path: Path) -> None:
    save_table(conformed().set_axis([5, 3, 1]), tmp_path / "t.parquet")
    assert load_table(tmp_path / "t.parquet").index.equals(pd.RangeIndex(3))


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_text("old")
    path.chmod(0o644)
    save_table(conformed(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_other_tools_read_the_file(tmp_path: Path) -> None:
    save_table(conformed(), tmp_path / "t.parquet")
    rows = pq.read_table(tmp_path / "t.parquet").to_pylist()
    assert rows[0]["categorical"] == "b"
    assert rows[1]["integer"] is None
    assert rows[1]["numeric"] is None


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EDQUOT, "The disk is full"),
        (errno.EFBIG, "The disk is full"),
        (errno.EROFS, "may not be used"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_a_disk_that_refuses_leaves_the_old_table_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    path = tmp_path / "t.parquet"
    save_table(conformed(), path)
    monkeypatch.setattr(os, "fsync", _refuse(number))
    with pytest.raises(DataError, match=sentence):
        save_table(conformed().iloc[:1], path)
    monkeypatch.undo()
    assert len(load_table(path)) == 3
    assert [each.name for each in tmp_path.iterdir()] == ["t.parquet"]


def test_a_really_full_device_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    link = tmp_path / "new"

    def on_the_full_device(**_: object) -> tuple[int, str]:
        link.symlink_to(full)
        return os.open(full, os.O_WRONLY), str(link)

    monkeypatch.setattr(tempfile, "mkstemp", on_the_full_device)
    for frame in (conformed(), pd.DataFrame({"x": np.random.default_rng(0).normal(size=500_000)})):
        with pytest.raises(DataError, match=r"The disk is full: t\.parquet"):
            save_table(frame, tmp_path / "t.parquet")
        assert list(tmp_path.iterdir()) == []


def test_a_directory_that_may_not_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "mkstemp", _refuse(errno.EACCES))
    with pytest.raises(DataError, match=f"Give it permission for {tmp_path}"):
        save_table(conformed(), tmp_path / "t.parquet")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_locked_directory_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DataError, match="Give it permission"):
        save_table(conformed(), tmp_path / "t.parquet")


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no"):
        save_table(conformed(), tmp_path / "gone" / "t.parquet")
    with pytest.raises(DataError, match="There is no"):
        load_table(tmp_path / "t.parquet")


def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    save_table(conformed(), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match="damaged"):
        load_table(path)
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(DataError, match="not written by synthlab"):
        load_table(path)


def test_what_would_not_come_back_is_not_kept(tmp_path: Path) -> None:
    for frame in (
        pd.DataFrame({"x": ["a", 1]}, dtype=object),
        pd.DataFrame([[1, 2]], columns=["x", "x"]),
        pd.DataFrame({"x": pd.Categorical([1, 2])}),
    ):
        with pytest.raises(DataError):
            save_table(frame, tmp_path / "t.parquet")
    assert list(tmp_path.iterdir()) == []


def _refuse(number: int) -> Callable[..., object]:
    def refuse(*_: object, **__: object) -> object:
        raise OSError(number, os.strerror(number))

    return refuse
