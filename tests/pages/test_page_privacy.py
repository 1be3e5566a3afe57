"""The Privacy page beside its verdict: what the attacker knows, what runs, and records to look at."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from vignettes import vignette

from pages.parts import attacker, candidates
from synthlab.errors import DataError
from synthlab.evaluation import Outcome, Report
from synthlab.jobs.board import JobStatus
from synthlab.metrics.base import Family, State
from synthlab.metrics.privacy.review import review_rows
from synthlab.tables.schema import Column, Kind, Role, Schema


@pytest.fixture(scope="module")
def leak(tmp_path_factory):
    home = tmp_path_factory.mktemp("privacy") / "home"
    return home, vignette(home, "leak")


@pytest.fixture
def show(leak, visit, monkeypatch):
    home, one = leak
    monkeypatch.setenv("SYNTHLAB_HOME", str(home))
    return lambda page="privacy": visit(page, study=one.study.id, candidate=one.candidate.id)


def _said(app) -> str:
    said = [*app.markdown, *app.info, *app.warning, *app.error]
    return "\n".join(str(one.value) for one in said).replace("\\", "")


SCHEMA = Schema(
    columns=(
        Column(name="age", kind=Kind.INTEGER, role=Role.QUASI_IDENTIFIER),
        Column(name="pay", kind=Kind.INTEGER, role=Role.TARGET),
        Column(name="code", kind=Kind.IDENTIFIER),
        Column(name="ill", kind=Kind.BOOLEAN),
    )
)


def test_words_become_roles_and_identifiers_are_not_asked_about():
    changed = attacker.with_knowledge(SCHEMA, {0: {"attacker": "either"}, 2: {"attacker": "a secret"}})
    assert (changed["age"].role, changed["ill"].role) == (Role.FEATURE, Role.SENSITIVE)
    assert changed["code"] == SCHEMA["code"]
    left_out = attacker.with_knowledge(SCHEMA, {2: {"attacker": "left out of everything"}})
    assert not left_out["ill"].is_modelled
    assert attacker.with_knowledge(left_out, {2: {"attacker": "either"}}) == SCHEMA


def test_the_target_is_a_secret_and_stays_one():
    with pytest.raises(DataError, match="pay is the column a model predicts"):
        attacker.with_knowledge(SCHEMA, {1: {"attacker": "known to the attacker"}})


def test_the_attackers_knowledge_is_told_as_the_attack_uses_it():
    assert attacker.known(SCHEMA).startswith(
        "The attacker knows age of a person; the secret is pay, and after it"
    )
    plain = Schema(columns=(Column(name="age", kind=Kind.INTEGER), Column(name="ill", kind=Kind.BOOLEAN)))
    assert attacker.known(plain) == (
        "The attacker knows all other columns of a person; each column in turn is the secret."
    )


def test_another_role_makes_the_result_stale_and_a_job_measures_it_anew(leak, show, monkeypatch):
    _, one = leak
    asked = []
    monkeypatch.setattr(
        candidates, "submit", lambda _study, spec: asked.append((spec.kind, spec.candidate_id))
    )
    before = one.study.schema
    attacker._apply(one.study, {1: {"attacker": "known to the attacker"}})
    try:
        app = show()
        assert "These results are stale" in app.warning[0].value
        assert "The attacker knows town of a person; the secret is income" in _said(app)
        next(button for button in app.button if button.label == "Measure now").click().run()
        assert asked == [("evaluate", one.candidate.id)]
    finally:
        one.study.set_schema(before)
    assert not any("stale" in warning.value for warning in show().warning)


def test_copies_and_identifiers_are_shown_while_the_attacks_run(leak, show, monkeypatch):
    _, one = leak
    running = JobStatus(
        id="c" * 32,
        kind="evaluate",
        state="running",
        share=0.2,
        doing="Can someone tell?",
        candidate_id=one.candidate.id,
    )
    monkeypatch.setattr(candidates, "jobs", lambda _study: [running])
    monkeypatch.setattr("pages.parts.jobs_panel.jobs", lambda _study: [running])
    outcome = Outcome(
        metric="copies", family=Family.PRIVACY, question="Are people copied word for word?", status="measured",
        value=0.0, state=State.NO_LEAK_FOUND, facts={"sentence": "None appears."},
    )  # fmt: skip
    one.candidate.set_report_so_far(Report(seed=0, outcomes=[outcome]), one.study.made_under())
    kept = one.candidate.report()
    try:
        app = show()
        assert "What is known so far" in [head.value for head in app.subheader]
        assert "None appears." in _said(app)
        assert "Attacks that have not run yet may still find a leak." in _said(app)
        assert any(button.label == "Cancel" for button in app.button)
    finally:
        one.candidate.set_report(kept)


def test_records_to_look_at_are_real_and_shown_when_asked_for(leak, show):
    _, one = leak
    one.candidate.set_review(review_rows(one.study.comparison(one.candidate)))
    app = show()
    assert not app.dataframe or all("height" not in table.value.columns for table in app.dataframe)
    app.session_state["review"] = True
    app.run()
    assert not app.exception
    (table,) = [table.value for table in app.dataframe if "height" in table.value.columns]
    assert len(table) == 45
    assert "no report and no bundle holds them" in _said(app)
    one.candidate.set_review(table.iloc[:0])
    assert one.candidate.review() is None


@pytest.mark.parametrize(
    ("kind", "made_by", "later", "measured"),
    [
        ("generate", "trees", 1, True),
        ("generate", "trees", -1, False),
        ("generate", "made elsewhere", 1, False),
        ("bundle", "trees", 1, False),
        ("evaluate", "trees", 1, True),
    ],
)
def test_a_table_is_measured_by_the_job_that_made_it_or_one_of_its_own(
    monkeypatch, kind, made_by, later, measured
):
    made_at = datetime.now(UTC)
    table = SimpleNamespace(
        id="d" * 32,
        provenance=SimpleNamespace(generator=made_by),
        made_at=made_at.isoformat(),
        report=lambda: None,
    )
    job = JobStatus(
        id="c" * 32, kind=kind, state="running", candidate_id=None if kind == "generate" else table.id,
        submitted_at=made_at.timestamp() - later,
    )  # fmt: skip
    monkeypatch.setattr(candidates, "jobs", lambda _study: [job])
    assert candidates.is_being_measured(None, table) is measured
