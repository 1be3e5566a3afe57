"""False alarms and power of the privacy checks on the Adult table.

    python -m benchmarks.privacy_calibration ADULT.csv [--nulls 200] [--leaks 40] [--processes 2] [--keep STUDIES.jsonl]

Prints Markdown tables; docs/privacy.md holds a run with its date. About 1 CPU second a study. With ``--keep`` each
study is written down when it is done, and a later run goes on from there (begin a new file when the code changed);
with ``--minutes`` the tables of what is done by then are printed.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.privacy_calibration.tables import LEAKS, NULLS, adult, leak, null
from synthlab.evaluation import evaluate
from synthlab.metrics import METRICS
from synthlab.metrics.base import Family, State
from synthlab.metrics.privacy.experiment import STREAM

ALARMS = (State.LEAK_FOUND, State.TRACE)
# The nearest-record share has no state, so it can raise no alarm.
PRIVACY = tuple(m for m in METRICS if m.family is Family.PRIVACY and m.name != "nearest-record-share")
KINDS = ("auc", "success", "window")
Task = tuple[str, str, int]
_table: Any = None


def _start(path: Path) -> None:
    global _table
    _table = adult(path)


def _study(task: Task) -> dict[str, Any]:
    kind, name, seed = task
    comparison = (null if kind == "null" else leak)(name, *_table, seed)
    started = time.process_time()
    report = evaluate(comparison, PRIVACY, seed)
    result = next((kept for key, kept in comparison.shared.items() if key.startswith(STREAM)), None)
    findings = getattr(result, "findings", {})
    return {
        "task": list(task),
        "name": name,
        "states": {outcome.metric: outcome.state for outcome in report.outcomes if outcome.state is not None},
        "p": {check: found[0].p for check, found in findings.items() if found},
        "least_p": min((f.p_adjusted for found in findings.values() for f in found), default=None),
        "single_p": [
            f.p for f in findings.get("membership", ()) if f.attack == "distance, log" and f.kind == "auc"
        ],
        "covered": {
            kind: [
                f.effect.low <= f.effect.chance <= f.effect.high
                for found in findings.values()
                for f in found
                if f.kind == kind
            ]
            for kind in KINDS
        },
        "seconds": time.process_time() - started,
    }


def _nulls(studies: list[dict[str, Any]]) -> None:
    print(
        "| configuration | studies | alarms | invalid | p of one attack, KS | p of the report, KS | "
        "intervals that cover: AUC | success rates | windows | CPU s a study |"
    )
    print("|" + "---|" * 10)
    for name in NULLS:
        mine = [study for study in studies if study["name"] == name]
        if not mine:
            continue
        alarms = sum(any(state in ALARMS for state in study["states"].values()) for study in mine)
        invalid = sum(State.INVALID in study["states"].values() for study in mine)
        single = _uniform([p for study in mine for p in study["single_p"]])
        report = _uniform([study["least_p"] for study in mine if study["least_p"] is not None])
        covered = [_share([c for study in mine for c in study["covered"][kind]]) for kind in KINDS]
        seconds = np.mean([study["seconds"] for study in mine])
        cells = [name, len(mine), alarms, invalid, single, report, *covered, f"{seconds:.2f}"]
        print(f"| {' | '.join(map(str, cells))} |", flush=True)


def _uniform(p: list[float]) -> str:
    """The p-value of Kolmogorov and Smirnov's test that these are uniform."""
    from scipy.stats import kstest

    return f"{kstest(p, 'uniform').pvalue:.2f}" if p else "-"


def _share(covered: list[bool]) -> str:
    return f"{100 * np.mean(covered):.1f}%" if covered else "-"


def _leaks(studies: list[dict[str, Any]]) -> None:
    checks = [metric.name for metric in PRIVACY]
    print(f"\n| planted leak | studies | found by any | {' | '.join(checks)} |")
    print("|" + "---|" * (3 + len(checks)))
    for name in LEAKS:
        mine = [study["states"] for study in studies if study["name"] == name]
        any_leak = sum(State.LEAK_FOUND in states.values() for states in mine)
        each = [sum(states.get(check) == State.LEAK_FOUND for states in mine) for check in checks]
        print(f"| {name} | {len(mine)} | {any_leak} | {' | '.join(map(str, each))} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("adult", type=Path)
    parser.add_argument("--nulls", type=int, default=200)
    parser.add_argument("--leaks", type=int, default=40)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="print what is done by then")
    wanted = parser.parse_args()
    tasks = _tasks(wanted.nulls, wanted.leaks)
    studies = _studies(wanted.adult, tasks, wanted.processes, wanted.keep, wanted.minutes)
    _nulls([study for study in studies if study["task"][0] == "null"])
    _leaks([study for study in studies if study["task"][0] == "leak"])


def _tasks(n_nulls: int, n_leaks: int) -> list[Task]:
    """Seed by seed, so that the first few of every configuration are known early."""
    named = [("null", name, n_nulls) for name in NULLS] + [("leak", name, n_leaks) for name in LEAKS]
    return [
        (kind, name, seed) for seed in range(max(n_nulls, n_leaks)) for kind, name, n in named if seed < n
    ]


def _studies(
    adult_csv: Path, tasks: list[Task], n_processes: int, keep: Path | None, minutes: float
) -> list[dict[str, Any]]:
    kept = [] if keep is None or not keep.exists() else [json.loads(line) for line in keep.open()]
    done = {tuple(study["task"]): study for study in kept}
    waiting = [task for task in tasks if task not in done]
    began = time.monotonic()
    pool = ProcessPoolExecutor(n_processes, initializer=_start, initargs=(adult_csv,))
    for task, study in zip(waiting, pool.map(_study, waiting) if minutes > 0 else (), strict=False):
        done[task] = study
        if keep is not None:
            with keep.open("a") as file:
                file.write(json.dumps(study) + "\n")
        if time.monotonic() - began > 60 * minutes:
            break
    pool.shutdown(cancel_futures=True)
    return [done[task] for task in tasks if task in done]


if __name__ == "__main__":
    main()
