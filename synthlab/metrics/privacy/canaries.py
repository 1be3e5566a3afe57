"""People planted to be looked for: real ones that stand alone, real ones at random, and made ones out of range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.errors import DataError
from synthlab.metrics.privacy.attacks.suspicion import isolation, prepare
from synthlab.metrics.privacy.engine.pool import Pool
from synthlab.tables.schema import Kind, Schema

__all__ = ["KINDS", "Canaries", "choose_canaries"]

KINDS = ("vulnerable", "random", "out of range")

_MOST_LOOKED_AT = 20_000
_LEAST_OTHERS = 30


@dataclass(frozen=True)
class Canaries:
    """``rows`` may be in training or not, ``others`` always are; ``kinds`` says why each was chosen."""

    rows: pd.DataFrame
    kinds: npt.NDArray[np.str_]
    others: pd.DataFrame


def choose_canaries(
    data: pd.DataFrame, schema: Schema, n_canaries: int, rng: np.random.Generator
) -> Canaries:
    """A third of each kind: the most isolated rows, random ones, and random ones with numbers out of range.

    Numbers of the last kind lie up to a range's width beyond the greatest or least real one, dates after the last;
    a table without any has random rows there too.

    Raises
    ------
    DataError
        When fewer than 3 canaries are asked for, or hardly any row would be left to learn from.
    """
    if n_canaries < len(KINDS):
        raise DataError(f"{n_canaries} canaries are too few: ask for at least {len(KINDS)}, 100 as a rule.")
    if len(data) < n_canaries + _LEAST_OTHERS:
        raise DataError(
            f"The table has {len(data):,} rows, which does not leave {_LEAST_OTHERS} beside {n_canaries:,} "
            "canaries: ask for fewer of them."
        )
    data = data.reset_index(drop=True)
    share = n_canaries // len(KINDS)
    looked_at = np.sort(rng.permutation(len(data))[:_MOST_LOOKED_AT])
    pool = data.iloc[looked_at].reset_index(drop=True)
    alone = isolation(prepare(Pool(pool, np.arange(len(pool)), pool, schema)))
    vulnerable = looked_at[np.argsort(-alone, kind="stable")[:share]]
    rest = rng.permutation(np.setdiff1d(np.arange(len(data)), vulnerable))
    random, source = rest[:share], rest[share : n_canaries - share]
    moved = _out_of_range(data.iloc[source], data, schema, rng)
    rows = pd.concat([data.iloc[vulnerable], data.iloc[random], moved], ignore_index=True)
    gone = np.concatenate([vulnerable, random, source])
    kinds = np.repeat(KINDS, [len(vulnerable), len(random), len(source)])
    return Canaries(rows, kinds, data.drop(index=gone).reset_index(drop=True))


def _out_of_range(
    rows: pd.DataFrame, data: pd.DataFrame, schema: Schema, rng: np.random.Generator
) -> pd.DataFrame:
    rows = rows.copy()
    for column in schema.modelled:
        known = data[column.name].dropna()
        if not column.is_ordered or known.empty:
            continue
        if column.kind is Kind.DATETIME:
            days = max((known.max() - known.min()).days, 1)
            beyond = pd.to_timedelta(_beyond(days, len(rows), rng).round(), unit="D")
            rows[column.name] = (known.max() + beyond).astype("datetime64[ns]")
            continue
        values, width = known.to_numpy(dtype=np.float64), float(known.max()) - float(known.min())
        step = _beyond(max(width, 1.0), len(rows), rng)
        moved = np.where(rng.random(len(rows)) < 0.5, values.max() + step, values.min() - step)
        whole = column.kind is Kind.INTEGER
        rows[column.name] = pd.array(np.rint(moved) if whole else moved, dtype=data[column.name].dtype)
    return rows


def _beyond(width: float, n_rows: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    return rng.uniform(0.1, 1.0, n_rows) * width
