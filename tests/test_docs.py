"""The docs name everything there is, link to what exists, and show what really comes out."""

from __future__ import annotations

import argparse
import re
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from readme_sessions import README, ROOT, Session, differences, run, sessions

from synthlab.cli.parser import build_parser
from synthlab.errors import NotMeasurable
from synthlab.generators import GENERATORS
from synthlab.generators.base import GeneratorCard, silent
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison, Metric, Score
from synthlab.policy_file import policy_from_yaml
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Column, Kind, Schema

TEXT = README.read_text(encoding="utf-8")
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "sample_data").glob("*.md")])


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = build_parser()._actions
    return next(dict(a.choices) for a in actions if isinstance(a, argparse._SubParsersAction))


def test_the_readme_names_every_command_metric_and_generator() -> None:
    names = [*commands(), *(metric.name for metric in METRICS), *(card.name for card in GENERATORS)]
    assert [name for name in names if f"`{name}`" not in TEXT] == []


def test_every_option_has_a_help_text() -> None:
    bare = [
        (name, action.dest)
        for name, parser in commands().items()
        for action in parser._actions
        if not action.help
    ]
    assert bare == []


def test_the_readme_gives_the_two_commands_and_the_exit_codes() -> None:
    assert "make run" in TEXT
    assert "make test" in TEXT
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {"run:", "test:"} <= set(re.findall(r"^\w+:", makefile, re.MULTILINE))
    for number in ("0 done", "1 the policy is not met", "2 the input is wrong", "3 the policy asks"):
        assert number in " ".join(TEXT.split())


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)\)", path.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_the_policy_in_the_readme_is_one() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert len(policy_from_yaml(text).rules) == 3


@pytest.mark.parametrize(
    "session", sessions(TEXT), ids=lambda session: f"{session.language}: {session.steps()[0][0][:40]}"
)
def test_a_session_in_the_readme_prints_what_it_shows(session: Session) -> None:
    for (typed, shown), printed in zip(session.steps(), run(session), strict=True):
        assert differences(shown, printed) == [], typed


@pytest.fixture(scope="module")
def examples() -> tuple[dict[str, Any], dict[str, Any]]:
    """The two modules that CONTRIBUTING works through, as modules."""
    blocks = re.findall(
        r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL
    )
    modules = []
    for number, block in enumerate(blocks):
        module = types.ModuleType(f"worked_example_{number}")
        sys.modules[module.__name__] = module
        exec(compile(block, module.__name__, "exec"), module.__dict__)
        modules.append(module.__dict__)
    metric, generator = modules
    return metric, generator


def test_the_metric_in_contributing_measures(examples: tuple[dict[str, Any], dict[str, Any]]) -> None:
    metric: Metric = examples[0]["METRIC"]
    schema = Schema(
        columns=(Column(name="a", kind=Kind.CATEGORICAL), Column(name="b", kind=Kind.CATEGORICAL))
    )

    def table(a: str, b: str) -> pd.DataFrame:
        return conform(pd.DataFrame({"a": list(a), "b": list(b)}, dtype="string"), schema)

    real = table("x" * 12 + "y" * 12 + "z" * 2, "u" * 26)
    comparison = Comparison(real, real, table("xxz", "uvv"), schema)
    score = metric.compute(comparison, np.random.default_rng(0))
    assert isinstance(score, Score)
    # Of x, y and u, which ten rows hold, it has x and u.
    assert score.value == pytest.approx(2 / 3)
    assert score.reference == 1.0
    assert score.details[0] == {"column": "a", "levels": 2, "found": 1}
    numbers = Schema(columns=(Column(name="n", kind=Kind.INTEGER),))
    frame = conform(pd.DataFrame({"n": ["1", "2"]}, dtype="string"), numbers)
    with pytest.raises(NotMeasurable, match="no categorical column"):
        metric.compute(Comparison(frame, frame, frame, numbers), np.random.default_rng(0))


def test_the_generator_in_contributing_generates(examples: tuple[dict[str, Any], dict[str, Any]]) -> None:
    reading = read_table(ROOT / "sample_data" / "election_1996.csv")
    schema = infer_schema(reading.frame).with_target("expected_vote")
    table = conform(reading.frame, schema)
    card: GeneratorCard = examples[1]["CARD"]
    sampler = card.make(min_count=5).fit(table, schema, np.random.default_rng(0), silent)
    made = sampler.sample(2000, np.random.default_rng(1))
    assert made.dtypes.map(str).to_dict() == table[made.columns].dtypes.map(str).to_dict()
    among = made.groupby("expected_vote", observed=True)["party"].value_counts(normalize=True)
    real = table.groupby("expected_vote", observed=True)["party"].value_counts(normalize=True)
    assert (among - real).abs().max() < 0.06
    assert set(sampler.sample(20, np.random.default_rng(1), {"expected_vote": "Dole"})["expected_vote"]) == {
        "Dole"
    }


def test_there_are_sessions_of_both_kinds_with_output() -> None:
    found = sessions(TEXT)
    assert {session.language for session in found} == {"console", "python"}
    assert all(any(shown for _, shown in session.steps()) for session in found)


@pytest.mark.parametrize(
    ("shown", "printed", "equal"),
    [
        ("a 0.50 b", "a 0.53 b", True),
        ("a 0.50 b", "a 0.60 b", False),
        ("1,000 rows", "1,050 rows", True),
        ("1,000 rows", "1,500 rows", False),
        ("copies: leak found", "copies: trace", False),
        ("fingerprint 0123456789ab.", "fingerprint ba9876543210.", True),
        ("-0.02", "0.02", True),
    ],
)
def test_a_session_is_compared_to_the_letter_but_for_its_numbers(
    shown: str, printed: str, equal: bool
) -> None:
    assert (differences(shown, printed) == []) is equal
