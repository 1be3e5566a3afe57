"""A policy file reads back, and what is wrong in it is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

import synthlab.metrics
from synthlab.errors import DataError
from synthlab.metrics.base import Family, Metric
from synthlab.policy import Policy, Rule, default_policy
from synthlab.policy_file import policy_from_yaml, policy_to_yaml, read_policy

GOOD = """\
format: synthlab.policy/1
name: Tables for model development
rules:
  - metric: marginals
    above_floor_at_most: 0.02
    because: what our models tolerate
  - metric: copies
    worst_state: trace
"""


@pytest.fixture(autouse=True)
def two_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    def metric(name: str, family: Family) -> Metric:
        return Metric(name, family, "?", 0.0, (0.0, 1.0), "", "", compute=None)  # type: ignore[arg-type]

    metrics = (metric("marginals", Family.FIDELITY), metric("tstr", Family.UTILITY))
    metrics += (metric("copies", Family.PRIVACY), metric("identifiers", Family.PRIVACY))
    monkeypatch.setattr(synthlab.metrics, "METRICS", metrics, raising=False)


def test_a_policy_file_is_read() -> None:
    policy = policy_from_yaml(GOOD)
    assert policy.name == "Tables for model development"
    assert policy.rules[0] == Rule(
        metric="marginals", above_floor_at_most=0.02, because="what our models tolerate"
    )


@pytest.mark.parametrize("policy", [default_policy(), Policy(name="größer: <b>", rules=())])
def test_a_written_policy_reads_back_to_the_same(policy: Policy) -> None:
    assert policy_from_yaml(policy_to_yaml(policy)) == policy


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("above_floor_at_most: 0.02", "above_floor: 0.02", r"line 5, rules\.0\.above_floor"),
        ("0.02", "much", r"line 5, rules\.0\.above_floor_at_most.*valid number"),
        ("metric: marginals", "metric: marginal", r"line 4, rules\.0\.metric: There is no metric 'marginal'"),
        ("worst_state: trace", "worst_state: leak found", r"line 8, rules\.1\.worst_state"),
        ("metric: copies", "metric: tstr", r"line 8, rules\.1\.worst_state: .*privacy checks"),
        ("name: Tables", "name: [", r"line \d+: this is not YAML"),
        ("name: Tables for model development", "name: ''", r"line 2, name"),
        ("synthlab.policy/1", "synthlab.policy/9", r"line 1, format"),
        (
            "    worst_state: trace",
            "    worst_state: trace\n    worst_state: trace",
            r"line 9: .*given twice",
        ),
        ("name: Tables for", "name: &a x\nnote: *a # ", r"line 2: anchors and aliases \(&a\)"),
        ("rules:", "rule:", r"line 3, rule: "),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_field(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(DataError, match=message):
        policy_from_yaml(GOOD.replace(old, new), "bank.yaml")


@pytest.mark.parametrize("text", ["", "- a\n", "42"])
def test_a_file_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="a policy is a mapping"):
        policy_from_yaml(text)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_policy(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9\n")
    with pytest.raises(DataError, match="not UTF-8"):
        read_policy(tmp_path / "latin.yaml")
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    assert read_policy(tmp_path / "good.yaml") == policy_from_yaml(GOOD)
