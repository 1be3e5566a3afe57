"""A bundle that was tampered with is found out, and its scores come out the same again."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hand_made import provenance

from synthlab.errors import DataError
from synthlab.evaluation import Report, evaluate
from synthlab.export.bundle import Exhibit, exhibit_files
from synthlab.export.verify import bundle_of, verify_hashes, verify_scores
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison, PrivacyClaim, TrainedOn
from synthlab.tables.conform import conform, widen
from synthlab.tables.schema import Column, Kind, Schema
from synthlab.tables.splitting import split

SCHEMA = Schema(
    columns=(
        Column(name="age", kind=Kind.INTEGER),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="mail", kind=Kind.IDENTIFIER),
    )
)
SOME = tuple(metric for metric in METRICS if metric.name in {"copies", "identifiers", "marginals"})


def real_table(n: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 80, n).astype(str),
            "town": rng.choice(["Ulm", "Bonn", "Kiel"], n),
            "mail": [f"p{i}@x.example" for i in range(n)],
        },
        dtype="string",
    )
    return conform(frame, SCHEMA)


def bundle_files(seen: TrainedOn = TrainedOn.TRAIN, by_coins: bool = False) -> dict[str, bytes]:
    table = real_table()
    parts = split(table, SCHEMA, 0.5 if by_coins else 1 / 3, 4, by_coins)
    rng = np.random.default_rng(5)
    synthetic = parts.train.iloc[rng.permutation(len(parts.train))].reset_index(drop=True)
    synthetic = widen(synthetic[["age", "town"]], SCHEMA)
    if seen is TrainedOn.TRAIN:
        comparison = Comparison(parts.train, parts.holdout, synthetic, SCHEMA)
    else:
        comparison = Comparison(table, None, synthetic, SCHEMA, seen)
    receipt = parts.receipt if seen is TrainedOn.TRAIN else None
    report = evaluate(comparison, SOME, seed=6)
    return exhibit_files(Exhibit("Demo", synthetic, SCHEMA, report, provenance(), receipt), ["csv"])


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return bundle_files()


def silent(_share: float, _doing: str) -> None:
    return None


def rehashed(files: dict[str, bytes], **changed: bytes) -> dict[str, bytes]:
    """The files with some replaced, and a manifest that agrees: a careful forger."""
    import hashlib

    new = {**files, **{name.replace("__", "."): content for name, content in changed.items()}}
    manifest = json.loads(new["manifest.json"])
    for name, facts in manifest["files"].items():
        facts["sha256"] = hashlib.sha256(new[name]).hexdigest()
    return {**new, "manifest.json": json.dumps(manifest).encode()}


def test_an_untouched_bundle_has_no_differences(files: dict[str, bytes]) -> None:
    found = verify_hashes(files)
    assert found.differences == ()
    assert len(found.checked) == 2


@pytest.mark.parametrize("name", ["report.json", "synthetic.csv", "summary.md", "split.json"])
def test_a_changed_file_is_named(files: dict[str, bytes], name: str) -> None:
    (difference,) = verify_hashes({**files, name: files[name] + b" "}).differences
    assert difference.startswith(f"{name} was changed")


def test_a_missing_and_an_extra_file_are_named(files: dict[str, bytes]) -> None:
    fewer = {name: content for name, content in files.items() if name != "summary.md"}
    assert verify_hashes(fewer).differences == ("summary.md is missing.",)
    assert verify_hashes({**files, "x.txt": b""}).differences == ("x.txt is not in the manifest.",)


def test_another_table_under_an_honest_manifest_is_found_by_its_content(files: dict[str, bytes]) -> None:
    other = exhibit_files(
        Exhibit(
            "Demo",
            bundle_of(files).synthetic.iloc[::-1].reset_index(drop=True),
            SCHEMA,
            bundle_of(files).report,
            provenance(),
        )
    )
    forged = rehashed(files, synthetic__parquet=other["synthetic.parquet"])
    assert verify_hashes(forged).differences == (
        "synthetic.parquet is not the table that the report is about.",
    )


def test_another_split_is_found(files: dict[str, bytes]) -> None:
    receipt = json.loads(files["split.json"])
    receipt["holdout_sha256"] = "0" * 64
    receipt["fingerprint"] = "0" * 12
    found = verify_hashes(rehashed(files, split__json=json.dumps(receipt).encode())).differences
    assert any("another fingerprint" in line for line in found)
    assert any("holdout table is not the one" in line for line in found)


def test_scores_come_out_the_same_from_the_whole_real_table(files: dict[str, bytes]) -> None:
    found = verify_scores(bundle_of(files), real_table(), None, silent)
    assert found.differences == ()
    assert found.checked == (f"{len(SOME)} metrics computed again from the real tables.",)


def test_scores_without_a_holdout_come_out_the_same() -> None:
    bundle = bundle_of(bundle_files(TrainedOn.ALL))
    assert verify_scores(bundle, real_table(), None, silent).differences == ()


def test_a_split_by_coins_is_thrown_again_as_it_was() -> None:
    bundle = bundle_of(bundle_files(by_coins=True))
    assert bundle.receipt is not None
    assert bundle.receipt.by_coins
    assert verify_scores(bundle, real_table(), None, silent).differences == ()


def test_a_claimed_epsilon_is_held_against_the_evidence_again_and_a_changed_claim_is_found() -> None:
    table = real_table(900)
    parts = split(table, SCHEMA, 0.5, 4, by_coins=True)
    synthetic = widen(parts.train[["age", "town"]], SCHEMA)
    metric = tuple(metric for metric in METRICS if metric.name == "dp-claim")
    comparison = Comparison(
        parts.train, parts.holdout, synthetic, SCHEMA, claim=PrivacyClaim(1.0), coin_split=True
    )
    stated = provenance().model_copy(update={"epsilon": 1.0, "delta": 0.0})
    report = evaluate(comparison, metric, seed=6)
    assert report.outcomes[0].status == "measured"
    made = exhibit_files(Exhibit("Demo", synthetic, SCHEMA, report, stated, parts.receipt), ["csv"])
    assert verify_scores(bundle_of(made), table, None, silent).differences == ()
    other = stated.model_copy(update={"epsilon": 0.01}).model_dump_json().encode()
    found = verify_scores(bundle_of({**made, "provenance.json": other}), table, None, silent).differences
    assert any(line.startswith("dp-claim: ") for line in found)


def test_another_real_table_is_found_before_anything_is_measured(files: dict[str, bytes]) -> None:
    table = real_table()
    table.loc[0, "age"] = 99
    found = verify_scores(bundle_of(files), table, None, silent)
    assert any("not the one that was scored" in line for line in found.differences)


def test_a_polished_number_is_found(files: dict[str, bytes]) -> None:
    def polish(report: dict[str, Any]) -> None:
        copies = next(outcome for outcome in report["outcomes"] if outcome["metric"] == "copies")
        copies["value"], copies["state"] = 0.0, "no leak found"

    report = json.loads(files["report.json"])
    polish(report)
    forged = rehashed(files, report__json=json.dumps(report).encode())
    assert verify_hashes(forged).differences == ()
    found = verify_scores(bundle_of(forged), real_table(), None, silent).differences
    assert any(line.startswith("copies: value was 0.0; now it is") for line in found)
    assert any("state was no leak found" in line for line in found)


def test_a_metric_this_version_lacks_is_named(files: dict[str, bytes]) -> None:
    bundle = bundle_of(files)
    strange = bundle.report.outcomes[0].model_copy(update={"metric": "of-tomorrow"})
    report = bundle.report.model_copy(update={"outcomes": [*bundle.report.outcomes, strange]})
    bundle = type(bundle)(report, bundle.provenance, bundle.schema, bundle.receipt, bundle.synthetic)
    found = verify_scores(bundle, real_table(), None, silent).differences
    assert found == ("This synthlab has no metric 'of-tomorrow'.",)


def test_a_missing_holdout_is_asked_for(files: dict[str, bytes]) -> None:
    bundle = bundle_of(files)
    alone = type(bundle)(bundle.report, bundle.provenance, bundle.schema, None, bundle.synthetic)
    with pytest.raises(DataError, match="need a holdout"):
        verify_scores(alone, real_table(), None, silent)


def test_a_bundle_without_its_parts_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(DataError, match=r"lacks schema\.json"):
        bundle_of({name: content for name, content in files.items() if name != "schema.json"})
    with pytest.raises(DataError, match="cannot be read"):
        bundle_of({**files, "synthetic.parquet": b"PAR1"})
    with pytest.raises(DataError, match="not a synthlab report"):
        bundle_of({**files, "report.json": Report(seed=0).to_json().replace("/1", "/9").encode()})
