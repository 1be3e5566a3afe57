"""False alarms and power of the privacy checks on the Adult table.

    python -m benchmarks.privacy_calibration ADULT.csv [--nulls 200] [--leaks 40] [--processes 2]

Prints Markdown tables; docs/privacy.md holds a run with its date. About 1.5 CPU seconds a study.
"""

from __future__ import annotations

import argparse
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
PRIVACY = tuple(metric for metric in METRICS if metric.family is Family.PRIVACY)
_table: Any = None


def _start(path: Path) -> None:
    global _table
    _table = adult(path)


def _study(task: tuple[str, str, int]) -> dict[str, Any]:
    kind, name, seed = task
    comparison = (null if kind == "null" else leak)(name, *_table, seed)
    started = time.process_time()
    report = evaluate(comparison, PRIVACY, seed)
    result = next((kept for key, kept in comparison.shared.items() if key.startswith(STREAM)), None)
    findings = getattr(result, "findings", {})
    return {
        "name": name,
        "states": {outcome.metric: outcome.state for outcome in report.outcomes if outcome.state is not None},
        "p": {check: found[0].p for check, found in findings.items() if found},
        "least_p": min((f.p_adjusted for found in findings.values() for f in found), default=None),
        "single_p": [
            f.p for f in findings.get("membership", ()) if f.attack == "distance, log" and f.kind == "auc"
        ],
        "covered": [
            f.effect.low <= f.effect.chance <= f.effect.high
            for found in findings.values()
            for f in found
            if f.kind != "window"
        ],
        "seconds": time.process_time() - started,
    }


def _nulls(studies: list[dict[str, Any]]) -> None:
    from scipy.stats import kstest

    print(
        "| configuration | studies | alarms | invalid | p of the report, KS | intervals that cover | CPU s a study |"
    )
    print("|---|---|---|---|---|---|---|")
    for name in NULLS:
        mine = [study for study in studies if study["name"] == name]
        alarms = sum(any(state in ALARMS for state in study["states"].values()) for study in mine)
        invalid = sum(State.INVALID in study["states"].values() for study in mine)
        single = [p for study in mine for p in study["single_p"]]
        covered = [c for study in mine for c in study["covered"]]
        ks = f"{kstest(single, 'uniform').pvalue:.2f}" if single else "-"
        share = f"{100 * np.mean(covered):.1f}%" if covered else "-"
        seconds = np.mean([study["seconds"] for study in mine])
        print(f"| {name} | {len(mine)} | {alarms} | {invalid} | {ks} | {share} | {seconds:.2f} |", flush=True)


def _leaks(studies: list[dict[str, Any]]) -> None:
    checks = [metric.name for metric in PRIVACY]
    print(f"\n| planted leak | studies | found by any | {' | '.join(checks)} |")
    print("|" + "---|" * (3 + len(checks)))
    for name in LEAKS:
        mine = [study["states"] for study in studies if study["name"] == name]
        any_leak = sum(State.LEAK_FOUND in states.values() for states in mine)
        each = [sum(states.get(check) is State.LEAK_FOUND for states in mine) for check in checks]
        print(f"| {name} | {len(mine)} | {any_leak} | {' | '.join(map(str, each))} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("adult", type=Path)
    parser.add_argument("--nulls", type=int, default=200)
    parser.add_argument("--leaks", type=int, default=40)
    parser.add_argument("--processes", type=int, default=2)
    wanted = parser.parse_args()
    tasks = [("null", name, seed) for name in NULLS for seed in range(wanted.nulls)]
    tasks += [("leak", name, seed) for name in LEAKS for seed in range(wanted.leaks)]
    with ProcessPoolExecutor(wanted.processes, initializer=_start, initargs=(wanted.adult,)) as pool:
        studies = list(pool.map(_study, tasks, chunksize=4))
    n_nulls = len(NULLS) * wanted.nulls
    _nulls(studies[:n_nulls])
    _leaks(studies[n_nulls:])


if __name__ == "__main__":
    main()
