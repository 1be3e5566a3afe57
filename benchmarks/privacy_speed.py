"""Processor seconds of the privacy checks, beside anonymeter's four attacks on the same files.

    python -m benchmarks.privacy_speed TRAIN HOLDOUT SYNTHETIC --target income --sensitive race sex \\
        [--anonymeter PYTHON] [--rows 1000000]

``--anonymeter`` is the python of an environment of its own with anonymeter in it (it is no dependency of synthlab);
without it, only our figures are printed. ``--rows`` also measures tables of that many rows, drawn from these with a
little noise on numbers. One thread: set OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.twin_tables import compared, table, with_roles
from synthlab.evaluation import evaluate
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison, Family
from synthlab.metrics.privacy.attacks.coded import code
from synthlab.metrics.privacy.attacks.geometry import Scaling, lay_out
from synthlab.metrics.privacy.attacks.guesses import remembered_guesses
from synthlab.metrics.privacy.attacks.links import linked
from synthlab.metrics.privacy.attacks.predicates import by_value, isolated, multivariate, univariate
from synthlab.metrics.privacy.attacks.suspicion import Prepared
from synthlab.metrics.privacy.engine.pool import make_experiment
from synthlab.tables.schema import Role

PRIVACY = tuple(metric for metric in METRICS if metric.family is Family.PRIVACY)

ANONYMETER = """
import sys, time, warnings
import pandas as pd
warnings.filterwarnings("ignore")
import logging; logging.disable(logging.CRITICAL)
from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator
train, holdout, synthetic = (pd.read_csv(path) for path in sys.argv[1:4])
names, n = list(train.columns), 500
half = len(names) // 2

def measured(title, runs):
    began = time.process_time()
    for run in runs:
        try:
            run()
        except Exception as error:
            print(f"| anonymeter: {title} | stopped: {type(error).__name__} |", flush=True)
            return
    print(f"| anonymeter: {title} | {time.process_time() - began:.2f} |", flush=True)

def inference(secret):
    known = [name for name in names if name != secret]
    regression = pd.api.types.is_numeric_dtype(train[secret])
    return lambda: InferenceEvaluator(train, synthetic, control=holdout, aux_cols=known, secret=secret,
                                      regression=regression, n_attacks=n).evaluate(n_jobs=1)

tables = dict(ori=train, syn=synthetic, control=holdout, n_attacks=n)
measured("singling out, one column", [lambda: SinglingOutEvaluator(**tables).evaluate(mode="univariate")])
measured("singling out, several columns", [lambda: SinglingOutEvaluator(**tables, n_cols=4).evaluate(mode="multivariate")])
measured("linkability", [lambda: LinkabilityEvaluator(**tables, aux_cols=(names[:half], names[half:]), n_neighbors=10).evaluate(n_jobs=1)])
measured(f"inference of each of {len(names)} columns", [inference(name) for name in names])
"""


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _reported(title: str, comparison: Comparison) -> None:
    fresh = replace(comparison, shared={})
    seconds = _seconds(lambda: evaluate(fresh, PRIVACY, 0))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"| synthlab: {title} | {seconds:.2f} (peak memory so far {peak:.1f} GB) |", flush=True)


def _four_questions(comparison: Comparison) -> None:
    """The attacks that anonymeter has too, for everybody instead of 500 people, and for every secret."""
    rng = np.random.default_rng(0)

    def work() -> None:
        pool = make_experiment(comparison, rng).pool
        coded = code(pool)
        prepared = Prepared(pool, coded, {Scaling.RANK: lay_out(pool, coded, Scaling.RANK)}, {})
        rows, persons = by_value(coded.pool), pool.persons
        for guess in (univariate, multivariate):
            isolated(guess(coded, 2_000, rng), rows, persons)
        linked(prepared, rng)
        remembered_guesses(prepared, [column.name for column in coded.columns])

    print(
        f"| synthlab: the same four questions alone, everybody attacked | {_seconds(work):.2f} |", flush=True
    )


def _grown(
    frame: pd.DataFrame, n_rows: int, comparison: Comparison, rng: np.random.Generator
) -> pd.DataFrame:
    rows = frame.iloc[rng.integers(len(frame), size=n_rows)].reset_index(drop=True)
    for column in comparison.schema.modelled:
        if column.is_number:
            values = rows[column.name].astype("float64").to_numpy(dtype=float, na_value=np.nan)
            noisy = values + (values != 0) * rng.normal(size=n_rows) * 0.05 * np.nanstd(values)
            dtype = frame[column.name].dtype
            rows[column.name] = pd.Series(np.rint(noisy) if dtype.name == "Int64" else noisy).astype(dtype)
    return rows


def _larger(comparison: Comparison, n_rows: int) -> Comparison:
    rng = np.random.default_rng(0)
    assert comparison.holdout is not None
    names = list(comparison.schema.names)
    real = pd.concat([comparison.train[names], comparison.holdout[names]], ignore_index=True)
    pool = _grown(
        real.astype(comparison.train[names].dtypes.to_dict()), n_rows + n_rows // 4, comparison, rng
    )
    train, holdout = pool[:n_rows].reset_index(drop=True), pool[n_rows:].reset_index(drop=True)
    return replace(
        comparison,
        train=train,
        holdout=holdout,
        synthetic=_grown(comparison.synthetic, n_rows, comparison, rng),
        shared={},
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("train", "holdout", "synthetic"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--target")
    parser.add_argument("--sensitive", nargs="*", default=[])
    parser.add_argument("--anonymeter", type=Path)
    parser.add_argument("--rows", type=int)
    wanted = parser.parse_args()
    roles = dict.fromkeys(wanted.sensitive, Role.SENSITIVE)
    if wanted.target:
        roles[wanted.target] = Role.TARGET
    frames = [table(path) for path in (wanted.train, wanted.holdout, wanted.synthetic)]
    comparison = compared(*frames, roles)
    few = replace(comparison, train=comparison.train[:600], holdout=comparison.holdout[:600], shared={})
    evaluate(few, PRIVACY, 0)  # what is imported and compiled once is not counted
    sizes = " / ".join(f"{len(frame):,}" for frame in frames)
    print(f"Train / holdout / synthetic: {sizes} rows, {len(comparison.schema.modelled)} columns.\n")
    print("| what | CPU s |\n|---|---|")
    _four_questions(comparison)
    _reported("every check, learning attackers for marked columns", comparison)
    every = {column.name: Role.SENSITIVE for column in comparison.schema.columns}
    _reported(
        "every check, every secret by both attackers",
        replace(comparison, schema=with_roles(comparison.schema, every)),
    )
    if wanted.rows:
        _reported(f"every check, {wanted.rows:,} rows", _larger(comparison, wanted.rows))
    if wanted.anonymeter:
        _anonymeter(wanted.anonymeter, comparison, frames)


def _anonymeter(python: Path, comparison: Comparison, frames: list[pd.DataFrame]) -> None:
    import tempfile

    names = list(comparison.schema.names)
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / f"{name}.csv") for name in ("train", "holdout", "synthetic")]
        for path, frame in zip(paths, frames, strict=True):
            frame[names].to_csv(path, index=False)
        subprocess.run([str(python), "-c", ANONYMETER, *paths], check=True)


if __name__ == "__main__":
    main()
