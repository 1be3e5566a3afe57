"""Seconds and memory of ``synthlab evaluate`` as tables grow.

    python -m benchmarks.growth [--rows 10000 100000 1000000 10000000] [--columns 10 50 200]

Rows grow at 15 columns, columns at 10,000 rows; each line is one process, one thread, without a holdout. Prints a
Markdown table: processor seconds, peak memory, and the seconds of the five dearest metrics.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.growth import pair


def measured(n_rows: int, n_columns: int) -> str:
    """One line of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pair.main(n_rows, folder, n_columns)
        tables = [str(folder / "real.parquet"), str(folder / "synthetic.parquet")]
        command = [sys.executable, "-m", "synthlab", "evaluate", *tables, "--out", str(folder / "out")]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"}
        )
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            return f"| {n_rows:,} | {n_columns} | ended with {os.waitstatus_to_exitcode(status)} | | |"
        report = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    dearest = sorted(report["outcomes"], key=lambda each: -float(each["seconds"]))[:5]
    told = ", ".join(f"{each['metric']} {each['seconds']:.1f}" for each in dearest)
    seconds = usage.ru_utime + usage.ru_stime
    return f"| {n_rows:,} | {n_columns} | {seconds:.1f} | {usage.ru_maxrss / 1e6:.2f} | {told} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000, 1_000_000, 10_000_000])
    parser.add_argument("--columns", type=int, nargs="*", default=[10, 50, 200])
    options = parser.parse_args()
    print("| rows, each table | columns | CPU s | GB | seconds of the dearest metrics |")
    print("|---|---|---|---|---|")
    for n_rows in options.rows:
        print(measured(n_rows, 15), flush=True)
    for n_columns in options.columns:
        print(measured(10_000, n_columns), flush=True)
