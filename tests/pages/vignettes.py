"""Six studies a privacy officer may be handed, each measured for real on tables small enough to be measured here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd

from synthlab.evaluation import evaluate
from synthlab.metrics import METRICS
from synthlab.metrics.base import Family
from synthlab.metrics.privacy import experiment
from synthlab.metrics.privacy.engine.states import Tolerance
from synthlab.policy import default_policy, judge
from synthlab.provenance import Claims, Provenance
from synthlab.studies.candidate import Candidate
from synthlab.studies.context import context_of
from synthlab.studies.store import Store
from synthlab.studies.study import Study
from synthlab.studies.uses import note_holdout_use
from synthlab.tables.conform import conform
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Role

OWNER = "A" * 32
NAMES = ("leak", "clean", "underpowered", "drift", "no holdout", "trace")
# What so few people can clear: an organisation may sign tolerances like these, and synthlab's own need tens of
# thousands of people.
LAX = Tolerance(auc=0.90, window=0.999, success=0.40)
CHECKS = ("values", "membership", "vulnerable", "singling-out", "inference", "linkability")


@dataclass(frozen=True)
class Vignette:
    study: Study
    candidate: Candidate


def people(n: int, rng: np.random.Generator) -> pd.DataFrame:
    age = np.clip(rng.normal(45, 16, n), 18, 95).round(1)
    return pd.DataFrame(
        {
            "age": age,
            "town": rng.choice(["Bern", "Köln", "東京", "Wien"], n, p=[0.4, 0.3, 0.2, 0.1]),
            "income": rng.lognormal(7.5 + age / 60, 0.3).round(),
            "height": rng.normal(170, 9, n).round(1),
            "ill": np.where(rng.random(n) < 1 / (1 + np.exp(-(age - 55) / 5)), "yes", "no"),
        }
    )


def vignette(home: Path, name: str) -> Vignette:
    """The study of this name, split and measured, below ``home``."""
    rng = np.random.default_rng(NAMES.index(name))
    real = people(600 if name == "underpowered" else 3000, rng)
    if name == "drift":
        real = real.sort_values("age", kind="stable").assign(
            joined=pd.date_range("2020-01-01", periods=3000, freq="h").astype(str)
        )
    study = _study(home, name, real)
    synthetic = _MADE[name](study, rng)
    candidate = study.add_candidate(_provenance(name), synthetic, name)
    note_holdout_use(study, candidate)
    privacy = [metric for metric in METRICS if metric.family is Family.PRIVACY]
    tolerances = dict.fromkeys(CHECKS, LAX) if name in ("clean", "trace") else experiment.TOLERANCES
    with mock.patch.object(experiment, "TOLERANCES", tolerances):
        report = judge(evaluate(study.comparison(candidate), privacy), default_policy())
    candidate.set_report(report.model_copy(update={"context": context_of(study, candidate)}))
    return Vignette(study, candidate)


def _study(home: Path, name: str, real: pd.DataFrame) -> Study:
    file = home.parent / f"{name}.csv"
    real.to_csv(file, index=False)
    study = Store(home, OWNER).create(read_table(file), name=name)
    schema = study.schema.with_column("income", role=Role.SENSITIVE)
    study.set_schema(schema.replace(time="joined") if name == "drift" else schema)
    study.lock_split(0.5)
    return study


def _provenance(name: str) -> Provenance:
    fields = {"kind": "unknown", "generator": "made elsewhere"}
    if name == "no holdout":
        return Provenance(**fields, trained_on="unknown", claims=Claims(made_from="contains"))
    if name == "drift":
        return Provenance(
            **fields, claims=Claims(made_from="train", split_at_random="no", row_is_person="yes")
        )
    return Provenance(**fields)


def _fresh(study: Study, rng: np.random.Generator) -> pd.DataFrame:
    n = len(study.train())
    made = people(n, rng)
    if "joined" in study.schema.names:
        made = made.assign(joined=pd.date_range("2020-01-01", periods=n, freq="2h").astype(str))
    return conform(made.astype("string"), study.schema)


def _with_copies(study: Study, rng: np.random.Generator) -> pd.DataFrame:
    return pd.concat([study.train().iloc[:45], _fresh(study, rng).iloc[45:]], ignore_index=True)


def _smoothed(study: Study, rng: np.random.Generator) -> pd.DataFrame:
    """Every row made from one training row by moving its numbers by a third of their spread."""
    rows = study.train().copy()
    for name, places in (("age", 1), ("income", 0), ("height", 1)):
        values = rows[name].astype("float64")
        rows[name] = (values + rng.normal(0, 0.3 * values.std(), len(rows))).round(places)
    return conform(rows.astype("string"), study.schema)


_MADE: dict[str, Callable[[Study, np.random.Generator], pd.DataFrame]] = {
    "leak": _with_copies,
    "clean": _fresh,
    "underpowered": _fresh,
    "drift": _fresh,
    "no holdout": _fresh,
    "trace": _smoothed,
}
