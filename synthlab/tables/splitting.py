"""Train and holdout, cut once before anything is fitted, with a receipt that can be held against them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict

from synthlab.errors import DataError
from synthlab.tables.cells import whole
from synthlab.tables.hashing import row_hashes, table_hash
from synthlab.tables.schema import Column, Kind, Schema
from synthlab.tables.strata import apportioned, strata_of

__all__ = ["Split", "SplitReceipt", "recheck", "split"]

_LEAST_ROWS = 10
_LEAST_SHARE, _MOST_SHARE = 0.05, 0.9
_COINS = "by independent coins"

Rows = npt.NDArray[np.int64]


class SplitReceipt(BaseModel):
    """How a table was cut and into what: enough to cut it again and to tell whether two tables are these.

    ``method`` is "random", "stratified by X", "time-ordered by X", "by group X", "by independent coins" or "by
    independent coins, one for each X". ``holdout_share`` is what was asked for. ``fingerprint``, 12 hexadecimal digits, covers method, seed and the content of both tables.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str
    seed: int
    holdout_share: float
    n_train: int
    n_holdout: int
    train_sha256: str
    holdout_sha256: str
    fingerprint: str
    notes: tuple[str, ...] = ()

    @property
    def by_coins(self) -> bool:
        """Whether a fair coin of its own decided for every row, or every group."""
        return self.method.startswith(_COINS)


@dataclass(frozen=True)
class Split:
    """Both tables, conformed, each in the order of the table they were cut from, with a fresh index."""

    train: pd.DataFrame
    holdout: pd.DataFrame
    receipt: SplitReceipt


@dataclass(frozen=True)
class _Cut:
    method: str
    holdout: Rows
    notes: tuple[str, ...] = ()


def split(
    frame: pd.DataFrame, schema: Schema, holdout_share: float = 1 / 3, seed: int = 0, by_coins: bool = False
) -> Split:
    """Cut a conformed table into train and holdout; the same table, schema, share and seed cut it alike.

    Where the schema names a time column the holdout is its latest rows, and rows of one moment stay
    together; where it names a group column whole groups are drawn; else rows are drawn at random, in each
    class of the target (each tenth of a target that is a number) alike. A class of one row stays in train.
    Rows that repeat are not moved: the receipt says how many stand on both sides. With ``by_coins`` a fair coin
    decides for each row, or each group, apart from all others: the number kept aside is luck, no class is evened
    out, and nobody's side tells anything of anybody else's, which bounds on differential privacy ask for.

    Raises
    ------
    DataError
        When there are under 10 rows, the share is outside 0.05 to 0.9, both a time and a group column are
        named, or the column named cannot cut the table in two; with ``by_coins`` when the share is not a half,
        a time column is named, or all coins fell on one side.
    """
    _check(frame, schema, holdout_share, seed, by_coins)
    rng = np.random.default_rng(seed)
    n_holdout = min(max(round(len(frame) * holdout_share), 1), len(frame) - 1)
    if by_coins:
        cut = _by_coins(frame, schema.group, rng)
    elif schema.time is not None:
        cut = _by_time(frame, schema[schema.time], n_holdout)
    elif schema.group is not None:
        cut = _by_group(frame, schema.group, n_holdout, rng)
    else:
        cut = _at_random(frame, schema.target, n_holdout, rng)
    kept_out = np.zeros(len(frame), dtype=bool)
    kept_out[cut.holdout] = True
    train = frame.loc[~kept_out].reset_index(drop=True)
    holdout = frame.loc[kept_out].reset_index(drop=True)
    notes = (*cut.notes, *_share_note(holdout_share, len(holdout), len(frame)))
    notes = (*notes, *_twins_note(train, holdout, [column.name for column in schema.modelled]))
    return Split(train, holdout, _receipt(cut.method, seed, holdout_share, train, holdout, notes))


def _check(frame: pd.DataFrame, schema: Schema, holdout_share: float, seed: int, by_coins: bool) -> None:
    if not _LEAST_SHARE <= holdout_share <= _MOST_SHARE:
        raise DataError(
            f"The holdout share is {holdout_share:g}; choose one from {_LEAST_SHARE} to {_MOST_SHARE}, "
            "a third as a rule."
        )
    if len(frame) < _LEAST_ROWS:
        raise DataError(
            f"The table has {whole(len(frame), 'row')}. At least {_LEAST_ROWS} are needed to keep some of them "
            "out of training: bring more rows."
        )
    if seed < 0:
        raise DataError(f"The seed is {seed}; choose a whole number from 0 up.")
    if schema.time is not None and schema.group is not None:
        raise DataError(
            f"The schema names {schema.time!r} as its time column and {schema.group!r} as its group column. "
            "Rows can be split by one of them: take the other away."
        )
    if by_coins and schema.time is not None:
        raise DataError(
            f"Coins keep no order of time, and {schema.time!r} is the time column: take one away."
        )
    if by_coins and holdout_share != 0.5:
        raise DataError(f"A fair coin keeps half of the people aside, and {holdout_share:g} was asked for.")


def _at_random(frame: pd.DataFrame, target: Column | None, n_holdout: int, rng: np.random.Generator) -> _Cut:
    if target is None:
        return _Cut("random", rng.permutation(len(frame))[:n_holdout])
    strata = strata_of(frame[target.name], target)
    sizes = np.bincount(strata)
    if (sizes - 1).sum() < n_holdout:
        note = f"Too many classes of {target.name} have one row: drawn at random instead."
        return _Cut("random", rng.permutation(len(frame))[:n_holdout], (note,))
    wanted = apportioned(sizes, n_holdout)
    order = rng.permutation(len(frame))
    order = order[np.argsort(strata[order], kind="stable")]
    starts = np.cumsum(sizes) - sizes
    chosen = [order[start : start + count] for start, count in zip(starts, wanted, strict=True)]
    lonely = int((sizes == 1).sum())
    classes, each = ("class", "") if lonely == 1 else ("classes", " each")
    note = f"{lonely:,} {classes} of {target.name} with one row{each} kept in train."
    return _Cut(f"stratified by {target.name}", np.concatenate(chosen), (note,) if lonely else ())


def _by_time(frame: pd.DataFrame, column: Column, n_holdout: int) -> _Cut:
    if not column.is_ordered:
        raise DataError(
            f"The time column {column.name!r} is {column.kind}: give it the kind datetime, integer or numeric, "
            "or name another one."
        )
    values = frame[column.name]
    known = np.flatnonzero(values.notna().to_numpy())
    moments = values.iloc[known].to_numpy(
        dtype="datetime64[ns]" if column.kind is Kind.DATETIME else np.float64
    )
    order = known[np.argsort(moments, kind="stable")]
    moments = np.sort(moments)
    starts = np.flatnonzero(moments[1:] != moments[:-1]) + 1
    if len(starts) == 0:
        raise DataError(f"The time column {column.name!r} has one moment only: rows cannot be split by it.")
    start = int(starts[np.argmin(np.abs(starts - (len(moments) - n_holdout)))])
    missing = len(frame) - len(known)
    notes = (f"{whole(missing, 'row')} without {column.name} kept in train.",) if missing else ()
    return _Cut(f"time-ordered by {column.name}", order[start:], notes)


def _by_coins(frame: pd.DataFrame, group: str | None, rng: np.random.Generator) -> _Cut:
    codes, notes = (np.arange(len(frame)), ()) if group is None else _grouped(frame, group)
    aside = (rng.random(int(codes.max()) + 1) < 0.5)[codes]
    if aside.all() or not aside.any():
        raise DataError("All coins fell on one side: choose another seed, or bring more people.")
    return _Cut(_COINS if group is None else f"{_COINS}, one for each {group}", np.flatnonzero(aside), notes)


def _by_group(frame: pd.DataFrame, name: str, n_holdout: int, rng: np.random.Generator) -> _Cut:
    codes, notes = _grouped(frame, name)
    n_groups = int(codes.max()) + 1
    if n_groups < 2:
        raise DataError(f"The group column {name!r} has one group only: rows cannot be split by it.")
    order = rng.permutation(n_groups)
    reached = np.cumsum(np.bincount(codes, minlength=n_groups)[order])[:-1]
    taken = order[: int(np.argmin(np.abs(reached - n_holdout))) + 1]
    return _Cut(f"by group {name}", np.flatnonzero(np.isin(codes, taken)), notes)


def _grouped(frame: pd.DataFrame, name: str) -> tuple[Rows, tuple[str, ...]]:
    """Each row's group as a number from 0, a row without one being a group of its own, and what to say of those."""
    codes, groups = pd.factorize(frame[name])
    alone = np.flatnonzero(codes < 0)
    codes = codes.astype(np.int64)
    codes[alone] = len(groups) + np.arange(len(alone))
    return codes, (f"{whole(len(alone), 'row')} without {name} taken as a group each.",) if len(alone) else ()


def _share_note(asked: float, n_holdout: int, n_rows: int) -> tuple[str, ...]:
    share = n_holdout / n_rows
    if abs(share - asked) <= max(0.01, 1 / n_rows):
        return ()
    return (f"The holdout is {share:.1%} of the rows, where {asked:.1%} was asked for.",)


def _twins_note(train: pd.DataFrame, holdout: pd.DataFrame, names: list[str]) -> tuple[str, ...]:
    count = int(np.isin(row_hashes(holdout, names), row_hashes(train, names)).sum()) if names else 0
    if not count:
        return ()
    return (
        f"{whole(count, 'holdout row')} ({count / len(holdout):.1%}) equal to a train row in every modelled "
        "column; left where chance put them.",
    )


def _receipt(
    method: str,
    seed: int,
    holdout_share: float,
    train: pd.DataFrame,
    holdout: pd.DataFrame,
    notes: tuple[str, ...],
) -> SplitReceipt:
    hashes = table_hash(train), table_hash(holdout)
    return SplitReceipt(
        method=method,
        seed=seed,
        holdout_share=holdout_share,
        n_train=len(train),
        n_holdout=len(holdout),
        train_sha256=hashes[0],
        holdout_sha256=hashes[1],
        fingerprint=_fingerprint(method, seed, *hashes),
        notes=notes,
    )


def _fingerprint(method: str, seed: int, *hashes: str) -> str:
    return hashlib.sha256(json.dumps([method, seed, *hashes]).encode()).hexdigest()[:12]


def recheck(receipt: SplitReceipt, train: pd.DataFrame, holdout: pd.DataFrame) -> tuple[str, ...]:
    """What speaks against these two tables being the receipt's, a sentence each; empty when they are."""
    found = []
    for name, frame, rows, digest in (
        ("train", train, receipt.n_train, receipt.train_sha256),
        ("holdout", holdout, receipt.n_holdout, receipt.holdout_sha256),
    ):
        if len(frame) != rows:
            found.append(f"The {name} table has {len(frame):,} rows; the receipt says {rows:,}.")
        elif table_hash(frame) != digest:
            found.append(f"The {name} table's content is not what the receipt was made for.")
    expected = _fingerprint(receipt.method, receipt.seed, receipt.train_sha256, receipt.holdout_sha256)
    if expected != receipt.fingerprint:
        found.append("The receipt's fingerprint does not fit its own fields: the receipt was changed.")
    return tuple(found)
