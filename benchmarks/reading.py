"""Seconds and memory to read a delimited table: Adult where it is at hand, and a million rows made here.

python benchmarks/reading.py [path to adult.csv]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from synthlab.tables.reading import read_table

_N_ROWS = 1_000_000
_NEAR = Path(__file__).resolve().parents[2] / "shared" / "data" / "adult.csv"


def million_rows(path: Path) -> None:
    """15 columns: three of small whole numbers, three of normal numbers, nine of few words; some cells are ``?``."""
    rng = np.random.default_rng(0)
    words = np.array(["clerk", "farmer", "teacher", "?", "self-employed"])
    columns: dict[str, np.ndarray] = {f"whole {i}": rng.integers(0, 100, _N_ROWS) for i in range(3)}
    columns |= {f"number {i}": rng.normal(size=_N_ROWS).round(6) for i in range(3)}
    columns |= {f"word {i}": rng.choice(words, _N_ROWS) for i in range(9)}
    pd.DataFrame(columns).to_csv(path, index=False)


def measure(path: Path) -> None:
    began, worked = time.perf_counter(), time.process_time()
    reading = read_table(path)
    seconds, work = time.perf_counter() - began, time.process_time() - worked
    n_rows, n_columns = reading.frame.shape
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{path.name}: {n_rows:,} x {n_columns} in {seconds:.2f} s ({work:.2f} s of processor time), peak memory of the process {peak:,.0f} MB"
    )


def main() -> None:
    adult = Path(sys.argv[1]) if len(sys.argv) > 1 else _NEAR
    if adult.exists():
        measure(adult)
    else:
        print("adult.csv is not at hand; give its path as an argument")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.csv"
        million_rows(path)
        measure(path)


if __name__ == "__main__":
    main()
