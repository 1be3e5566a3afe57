"""A bundle taken at its word: hashes computed again, and scores too where the real table is at hand."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from synthlab.errors import DataError
from synthlab.evaluation import Outcome, Report, evaluate
from synthlab.export.bundle import manifest_of
from synthlab.export.suppression import shareable
from synthlab.metrics.base import Comparison, PrivacyClaim, TrainedOn
from synthlab.provenance import Provenance
from synthlab.tables.hashing import table_hash
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import SplitReceipt

__all__ = ["Bundle", "Verification", "bundle_of", "verify_hashes", "verify_scores"]

Progress = Callable[[float, str], None]

_NUMBERS = (
    "value", "low", "high", "reference", "reference_low", "reference_high", "baseline", "control", "p_adjusted",
    "smallest_detectable",
)  # fmt: skip


@dataclass(frozen=True)
class Verification:
    """What was checked, in sentences, and what differs; nothing differs where ``differences`` is empty."""

    checked: tuple[str, ...]
    differences: tuple[str, ...]


@dataclass(frozen=True)
class Bundle:
    """The parts of a bundle, read back."""

    report: Report
    provenance: Provenance
    schema: Schema
    receipt: SplitReceipt | None
    synthetic: pd.DataFrame


def verify_hashes(files: Mapping[str, bytes]) -> Verification:
    """Whether every file is the one the manifest names, and the table the one that was scored.

    Raises
    ------
    DataError
        When the files are no bundle of synthlab's.
    """
    listed = manifest_of(files)["files"]
    differences = [f"{name} is missing." for name in listed if name not in files]
    differences += [
        f"{name} is not in the manifest." for name in files if name not in listed and name != "manifest.json"
    ]
    for name, facts in listed.items():
        expected = facts.get("sha256") if isinstance(facts, dict) else None
        if name in files and hashlib.sha256(files[name]).hexdigest() != expected:
            differences.append(f"{name} was changed: its SHA-256 is not the one in the manifest.")
    checked = [f"{len(listed)} files held against their SHA-256 in the manifest."]
    if not differences:
        bundle = bundle_of(files)
        scored = bundle.report.tables.get("synthetic")
        if scored is None or table_hash(bundle.synthetic) != scored.sha256:
            differences.append("synthetic.parquet is not the table that the report is about.")
        checked.append("The synthetic table held against the hash in the report.")
        differences += _split_differences(bundle, manifest_of(files).get("fingerprint"))
    return Verification(tuple(checked), tuple(differences))


def _split_differences(bundle: Bundle, fingerprint: object) -> list[str]:
    receipt = bundle.receipt
    if receipt is None:
        return []
    found = (
        []
        if receipt.fingerprint == fingerprint
        else ["split.json has another fingerprint than the manifest."]
    )
    for name, expected in (("train", receipt.train_sha256), ("holdout", receipt.holdout_sha256)):
        scored = bundle.report.tables.get(name)
        if scored is None or scored.sha256 != expected:
            found.append(f"The report's {name} table is not the one of the split receipt.")
    return found


def bundle_of(files: Mapping[str, bytes]) -> Bundle:
    """The parts of the bundle, read back from its files.

    Raises
    ------
    DataError
        When a part is missing or cannot be read.
    """
    for name in ("report.json", "provenance.json", "schema.json", "synthetic.parquet"):
        if name not in files:
            raise DataError(f"The bundle lacks {name}.")
    from synthlab.tables.conform import widen

    schema = Schema.from_json(files["schema.json"].decode())
    try:
        provenance = Provenance.model_validate_json(files["provenance.json"])
        receipt = SplitReceipt.model_validate_json(files["split.json"]) if "split.json" in files else None
        released = pd.read_parquet(io.BytesIO(files["synthetic.parquet"]))
    except (ValueError, OSError) as error:
        raise DataError(f"A part of the bundle cannot be read: {error}") from error
    synthetic = widen(released, schema)
    return Bundle(Report.from_json(files["report.json"]), provenance, schema, receipt, synthetic)


def verify_scores(
    bundle: Bundle, real: pd.DataFrame, holdout: pd.DataFrame | None, progress: Progress
) -> Verification:
    """The scores computed again from the real table, and every number that differs.

    ``real`` and ``holdout`` are conformed to the bundle's schema. Where the bundle has a split receipt,
    ``real`` is the whole table and is split again; ``holdout`` is then None.
    """
    from synthlab.metrics import METRICS

    comparison = _comparison(bundle, real, holdout)
    wrong = [
        f"The {name} table given is not the one that was scored."
        for name, frame in (("real", comparison.train), ("holdout", comparison.holdout))
        if _hash_in(bundle.report, "train" if name == "real" else name) != _hash(frame)
    ]
    if wrong:
        return Verification(("The real tables held against their hashes in the report.",), tuple(wrong))
    known = {metric.name: metric for metric in METRICS}
    names = [outcome.metric for outcome in bundle.report.outcomes]
    differences = [f"This synthlab has no metric {name!r}." for name in names if name not in known]
    metrics = [known[name] for name in names if name in known]
    whole = evaluate(comparison, metrics, bundle.report.seed, progress)
    again = shareable(whole.model_copy(update={"minimum_count": bundle.report.minimum_count}))
    for outcome in bundle.report.outcomes:
        other = again.outcome(outcome.metric)
        if other is not None:
            differences += _outcome_differences(outcome, other)
    if differences and again.versions != bundle.report.versions:
        differences.append(f"The versions differ too: {_versions(bundle.report, again)}.")
    return Verification((f"{len(metrics)} metrics computed again from the real tables.",), tuple(differences))


def _comparison(bundle: Bundle, real: pd.DataFrame, holdout: pd.DataFrame | None) -> Comparison:
    from synthlab.tables.splitting import split

    if bundle.receipt is not None and holdout is None:
        receipt = bundle.receipt
        parts = split(real, bundle.schema, receipt.holdout_share, receipt.seed, receipt.by_coins)
        real, holdout = parts.train, parts.holdout
    trained_on = TrainedOn(bundle.report.trained_on)
    if (trained_on is TrainedOn.TRAIN) != (holdout is not None):
        raise DataError(
            "The bundle's scores need a holdout: give it with --holdout."
            if trained_on is TrainedOn.TRAIN
            else "The bundle was scored without a holdout: leave --holdout out."
        )
    claim = PrivacyClaim.stated(bundle.provenance.epsilon, bundle.provenance.delta)
    by_coins = bundle.receipt is not None and bundle.receipt.by_coins
    return Comparison(real, holdout, bundle.synthetic, bundle.schema, trained_on, claim, by_coins)


def _hash(frame: pd.DataFrame | None) -> str | None:
    return None if frame is None else table_hash(frame)


def _hash_in(report: Report, name: str) -> str | None:
    facts = report.tables.get(name)
    return None if facts is None else facts.sha256


def _outcome_differences(stated: Outcome, again: Outcome) -> list[str]:
    if stated.status != again.status:
        return [f"{stated.metric} was {stated.status}; now it is {again.status}."]
    return [
        f"{stated.metric}: {field} was {getattr(stated, field)}; now it is {getattr(again, field)}."
        for field in (*_NUMBERS, "state")
        if getattr(stated, field) != getattr(again, field)
    ]


def _versions(stated: Report, again: Report) -> str:
    names = sorted(set(stated.versions) | set(again.versions))
    return ", ".join(
        f"{name} {stated.versions.get(name, 'none')} then, {again.versions.get(name, 'none')} now"
        for name in names
        if stated.versions.get(name) != again.versions.get(name)
    )
