"""How long one command takes for a whole path, and how much memory: ``python benchmarks/whole_path.py TABLE [TARGET]``.

Prints seconds on the clock, seconds of processor time, peak memory, and the seconds of each metric. What must hold on
two cores for Adult (48,842 rows, 15 columns, target income): under 90 s in all and under 1.5 GB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main(table: str, target: str | None = None) -> None:
    """Run ``synthlab run`` with the default generator and print what it took."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "synthlab", "run", table, "--generator", "trees", "--out", out]
        started = time.perf_counter()
        subprocess.run(
            command + (["--target", target] if target else []), check=True, stdout=subprocess.DEVNULL
        )
        clock = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        # Kilobytes on Linux, bytes on macOS.
        peak = used.ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)
        print(f"{clock:.1f} s, {used.ru_utime + used.ru_stime:.1f} CPU s, peak {peak:.2f} GB")
        report = json.loads((Path(out) / "report.json").read_text(encoding="utf-8"))
        for outcome in report["outcomes"]:
            print(f"  {outcome['metric']}: {outcome['seconds']:.2f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
