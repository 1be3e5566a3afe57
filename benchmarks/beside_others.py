"""Processor seconds and memory of a fidelity report, beside three other tools on the same files.

    python -m benchmarks.beside_others TRAIN HOLDOUT SYNTHETIC [--rows 10000 39000] [--qa PYTHON] [--syntheval PYTHON]

``--qa`` and ``--syntheval`` are the pythons of environments of their own, with mostlyai-qa or SynthEval in them: they
are no dependency of synthlab. SDMetrics comes with sdv. Each line is one process from its first import to its last
file, one thread; prints a Markdown table with the ratio to ours. Tables are cut to ``--rows`` rows each, the
holdout to at most as many.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

_OURS = """
import sys
from pathlib import Path
from synthlab.evaluation import evaluate
from synthlab.export.bundle import Exhibit, exhibit_files
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison, Family, TrainedOn
from synthlab.provenance import Provenance
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import read_table
frames = [read_table(Path(path)).frame for path in sys.argv[1:4]]
schema = infer_schema(frames[0])
comparison = Comparison(*(conform(frame, schema) for frame in frames), schema, TrainedOn.TRAIN)
fidelity = tuple(metric for metric in METRICS if metric.family is Family.FIDELITY)
made = Provenance(kind="unknown", generator="made elsewhere")
exhibit = Exhibit("beside", comparison.synthetic, schema, evaluate(comparison, fidelity, 0), made)
for name, content in exhibit_files(exhibit, ()).items():
    path = Path(sys.argv[4]) / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
"""

_READ = """
import sys, warnings
warnings.filterwarnings("ignore")
import pandas as pd
train, holdout, synthetic = (pd.read_csv(path) for path in sys.argv[1:4])
"""

_SDMETRICS = (
    _READ
    + """
from sdmetrics.reports.single_table import DiagnosticReport, QualityReport
columns = {name: {"sdtype": "numerical" if pd.api.types.is_numeric_dtype(train[name]) else "categorical"} for name in train}
for report in (QualityReport(), DiagnosticReport()):
    report.generate(train, synthetic, {"columns": columns}, verbose=False)
    report.get_score()
"""
)

_QA = (
    _READ
    + """
from mostlyai import qa
qa.report(syn_tgt_data=synthetic, trn_tgt_data=train, hol_tgt_data=holdout, report_path=sys.argv[4] + "/qa.html")
"""
)

_SYNTHEVAL = (
    _READ
    + """
from syntheval import SynthEval
categories = [name for name in train if not pd.api.types.is_numeric_dtype(train[name])]
judge = SynthEval(train, holdout_dataframe=holdout, cat_cols=categories, missing_directive="drop", verbose=False,
                  enable_plots=False, console="off")
judge.evaluate(synthetic, presets_file="fast_eval")
"""
)


@dataclass(frozen=True)
class Used:
    """What one process used; ``failed`` is its last line where it did not end well."""

    cpu_seconds: float
    gigabytes: float
    failed: str = ""


def used(command: list[str], limit: float) -> Used:
    """Run a command to its end, or for at most ``limit`` seconds of processor time, and say what it used."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            ["bash", "-c", f'ulimit -t {limit:.0f}; exec "$@"', "bash", *command],
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore", "HF_HUB_OFFLINE": "1"},
        )
        _, status, usage = os.wait4(process.pid, 0)
        said.seek(0)
        lines = said.read().strip().splitlines()
    code = os.waitstatus_to_exitcode(status)
    failed = "" if code == 0 else (lines[-1][:100] if lines else f"ended with {code}")
    return Used(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6, failed)


def main(options: argparse.Namespace) -> None:
    """Print a line a tool and size."""
    tools = {"synthlab, every fidelity metric, summary with pictures": (sys.executable, _OURS)}
    tools["SDMetrics, quality and diagnostic"] = (sys.executable, _SDMETRICS)
    if options.qa:
        tools["mostlyai-qa, report"] = (options.qa, _QA)
    if options.syntheval:
        tools["SynthEval, fast_eval"] = (options.syntheval, _SYNTHEVAL)
    print("| rows | tool | CPU s | GB | CPU s, times ours |")
    print("|---|---|---|---|---|")
    for n_rows in options.rows:
        with tempfile.TemporaryDirectory() as folder:
            paths = [
                _cut(path, n_rows, Path(folder))
                for path in (options.train, options.holdout, options.synthetic)
            ]
            ours = 0.0
            for title, (python, code) in tools.items():
                found = used([python, "-c", code, *map(str, paths), folder], options.limit)
                ours = ours or found.cpu_seconds
                figures = f"{found.cpu_seconds:.1f} | {found.gigabytes:.2f} | {found.cpu_seconds / ours:.1f}"
                print(f"| {n_rows:,} | {title} | {figures} | {found.failed}".rstrip("| ") + " |", flush=True)


def _cut(path: Path, n_rows: int, folder: Path) -> Path:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.head(n_rows).to_csv(folder / path.name, index=False)
    return folder / path.name


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("train", "holdout", "synthetic"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 39_000])
    parser.add_argument("--qa")
    parser.add_argument("--syntheval")
    parser.add_argument("--limit", type=float, default=600, help="CPU seconds that one process may take")
    main(parser.parse_args())
