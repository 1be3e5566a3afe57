"""A real and a synthetic table of any size as Parquet files, written in pieces.

python -m benchmarks.growth.pair ROWS DIR [COLUMNS]        writes DIR/real.parquet and DIR/synthetic.parquet

Fifteen columns: six numbers, one of them with gaps, eight categories and a date. In the synthetic table one column is
drawn on its own instead of with the others, and one is a fifth larger, so that there is something to find. A wider
table has more such blocks, a narrower one the first columns of one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

PIECE = 500_000
LEVELS = (9, 16, 7, 15, 6, 5, 2, 40)


def piece(n_rows: int, rng: np.random.Generator, is_synthetic: bool, n_columns: int = 15) -> pa.Table:
    """Rows of a table of so many columns, block beside block."""
    columns: dict[str, object] = {}
    while len(columns) < n_columns:
        number = len(columns) // 15
        made = block(n_rows, rng, is_synthetic)
        columns |= {f"{name} {number}" if number else name: values for name, values in made.items()}
    return pa.table(dict(list(columns.items())[:n_columns]))


def block(n_rows: int, rng: np.random.Generator, is_synthetic: bool) -> dict[str, object]:
    """The fifteen columns."""
    age = rng.integers(18, 90, n_rows)
    columns: dict[str, object] = {"age": age}
    for place in range(4):
        columns[f"amount {place}"] = np.round(rng.lognormal(3, 0.3 + place / 4, n_rows), 2)
    income = np.round(np.exp(9 + age / 60 + rng.normal(0, 0.4, n_rows)), 2)
    columns["income"] = rng.permutation(income) if is_synthetic else income
    gaps = rng.random(n_rows) < 0.1
    columns["amount 1"] = pa.array(columns["amount 1"], mask=gaps)
    if is_synthetic:
        columns["amount 2"] = np.round(np.asarray(columns["amount 2"]) * 1.2, 2)
    for place, n_levels in enumerate(LEVELS):
        codes = np.minimum(rng.geometric(1.5 / n_levels, n_rows) - 1, n_levels - 1).astype(np.int32)
        levels = pa.array([f"level {level:02d}" for level in range(n_levels)])
        columns[f"word {place}"] = pa.DictionaryArray.from_arrays(pa.array(codes), levels).cast(pa.string())
    days = rng.integers(0, 3000, n_rows)
    columns["day"] = np.datetime64("2012-01-01", "ms") + days * np.timedelta64(86_400_000, "ms")
    return columns


def write(path: Path, n_rows: int, seed: int, is_synthetic: bool, n_columns: int = 15) -> None:
    rng = np.random.default_rng(seed)
    writer = None
    for start in range(0, n_rows, PIECE):
        table = piece(min(PIECE, n_rows - start), rng, is_synthetic, n_columns)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def main(n_rows: int, folder: Path, n_columns: int = 15) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "real.parquet", n_rows, 0, False, n_columns)
    write(folder / "synthetic.parquet", n_rows, 1, True, n_columns)


if __name__ == "__main__":
    main(int(sys.argv[1].replace("_", "")), Path(sys.argv[2]), *map(int, sys.argv[3:4]))
