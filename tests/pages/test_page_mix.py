"""The mix sweep and the fairness page, as a person finds them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pages.parts import inquiries, jobs_panel, rebalance
from synthlab.evaluation import evaluate
from synthlab.generators import make_generator
from synthlab.jobs.board import JobStatus
from synthlab.metrics.fairness.amplification import METRIC as AMPLIFICATION
from synthlab.metrics.fairness.representation import METRIC as REPRESENTATION
from synthlab.metrics.inquiries import inquiry_kind
from synthlab.metrics.inquiry import Ask
from synthlab.metrics.utility.collapse import CollapseSettings
from synthlab.metrics.utility.conclusions import METRIC as CONCLUSIONS
from synthlab.metrics.utility.fine_tuning import FineSettings
from synthlab.metrics.utility.importance import METRIC as IMPORTANCE
from synthlab.metrics.utility.mixing import MixSettings, mix_sweep
from synthlab.metrics.utility.rare import RareSettings
from synthlab.metrics.utility.tstr import METRIC as TSTR
from synthlab.policy import default_policy, judge
from synthlab.provenance import Provenance
from synthlab.studies.inquiries import keep_inquiry
from synthlab.studies.rounds import note_round
from synthlab.studies.store import Store
from synthlab.tables.conform import conform
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Role

OWNER = "A" * 32


def people(seed: int) -> pd.DataFrame:
    dice = np.random.default_rng(seed)
    age, sex = dice.integers(18, 90, 500), dice.choice(["f", "m"], 500)
    visits = dice.integers(0, 9, 500)
    ill = np.where(age + 8 * visits + dice.normal(0, 10, 500) > 90, "yes", "no")
    return pd.DataFrame({"age": age, "visits": visits, "sex": sex, "ill": ill})


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    home = tmp_path_factory.mktemp("mix_home")
    file = home.parent / "people_of_mix.csv"
    people(1).to_csv(file, index=False)
    study = Store(home, OWNER).create(read_table(file))
    study.set_schema(study.schema.with_target("ill").with_column("sex", role=Role.SENSITIVE))
    study.lock_split()
    provenance = Provenance(
        kind="generated", generator="trees", settings={"min_leaf": 7}, seed=3, rows=500, trained_on="train"
    )
    candidate = study.add_candidate(provenance, conform(people(2).astype("string"), study.schema))
    metrics = (TSTR, IMPORTANCE, CONCLUSIONS, REPRESENTATION, AMPLIFICATION)
    candidate.set_report(judge(evaluate(study.comparison(candidate), metrics), default_policy()))
    return home, study, candidate


@pytest.fixture
def show(measured, visit, monkeypatch):
    home, study, candidate = measured
    monkeypatch.setenv("SYNTHLAB_HOME", str(home))
    return lambda page: visit(page, study=study.id, candidate=candidate.id)


def texts(app) -> str:
    return " ".join(element.value for element in app.markdown)


def test_a_sweep_is_offered_started_gone_on_with_and_shown(show, measured, monkeypatch):
    _, study, candidate = measured
    kind = inquiry_kind("mix-sweep")
    ordered = []
    monkeypatch.setattr(inquiries, "submit", lambda _study, spec: ordered.append(spec))
    app = show("utility")
    assert not app.exception
    app.button(key="measure-mix-sweep").click().run()
    assert [(spec.kind, spec.candidate_id) for spec in ordered] == [("mix-sweep", candidate.id)]

    settings = MixSettings(shares=(0.0, 1.0), added=(0.0, 1.0), seeds=2, most_rows=200)
    whole = mix_sweep(Ask(study.comparison(candidate)), settings)
    keep_inquiry(candidate, kind, whole.model_copy(update={"points": whole.points[:3]}), study.made_under())
    assert "interrupted after 3 of 8 points" in texts(show("utility"))

    keep_inquiry(candidate, kind, whole, study.made_under())
    done = show("utility")
    assert not done.exception
    assert "the best mean is at" in texts(done)
    assert "measure-mix-sweep" not in [button.key for button in done.button]
    done.radio(key="mix-mode").set_value("add").run()
    done.selectbox(key="mix-of").select("recall of yes").run()
    assert not done.exception
    assert "points of recall of yes" in texts(done)


def test_the_utility_page_says_who_loses_and_what_models_lean_on(show):
    app = show("utility")
    heads = [head.value for head in app.subheader]
    assert heads[:7] == [
        "How sure is this, and what was tried before?",
        "Who loses most?",
        "Would a test on synthetic rows flatter?",
        "Do predicted chances come true?",
        "Can each column be told from the others as well?",
        "Do both models lean on the same columns?",
        "Would an analyst conclude the same?",
    ]
    assert "No column is leaned on after synthetic rows only" in texts(app)


def test_the_fairness_page_shows_shares_and_decisions(show):
    app = show("fairness")
    assert not app.exception
    assert "has its share" in texts(app)
    assert "who is given ill" in texts(app)


def test_the_fairness_page_asks_the_generator_for_other_shares(show, monkeypatch):
    ordered = []
    monkeypatch.setattr(rebalance, "submit", lambda _study, spec: ordered.append(spec))
    app = show("fairness")
    app.button(key="rebalance").click().run()
    assert not app.exception
    (spec,) = ordered
    assert (spec.kind, spec.generator, spec.settings, spec.seed) == ("generate", "trees", {"min_leaf": 7}, 3)
    assert spec.groups.column == "sex"
    assert spec.groups.is_balance
    app.radio(key="rebalance-how").set_value("Shares that I choose").run()
    boxes = {box.label.split(",")[0]: box for box in app.number_input}
    assert set(boxes) == {"f", "m"}
    boxes["f"].set_value(70.0)
    boxes["m"].set_value(40.0)
    app.button(key="rebalance").click().run()
    assert "add up to 110%; they must add up to 100%" in app.error[0].value
    app.number_input(key="rebalance-sex-1").set_value(30.0)
    app.button(key="rebalance").click().run()
    assert sorted(ordered[-1].groups.shares.values()) == pytest.approx([0.3, 0.7])


def test_tables_of_other_shares_stand_beside_each_other(show, measured):
    _, study, candidate = measured
    provenance = candidate.provenance.model_copy(update={"groups": {"sex": "as many rows of each value"}})
    other = study.add_candidate(provenance, candidate.table())
    other.set_report(candidate.report())
    app = show("fairness")
    assert not app.exception
    table = app.dataframe[-1].value
    assert list(table["Shares asked for"]) == ["as in the real table", "sex: as many rows of each value"]
    study.remove_candidate(other.id)


def test_the_utility_page_says_how_sure_the_gap_is_and_shows_the_rounds(show, measured):
    _, study, candidate = measured
    assert "Half as wide takes about four times as many of both" in texts(show("utility"))
    assert "is added here as a round" in texts(show("utility"))
    for each in (candidate, study.add_candidate(candidate.provenance, candidate.table())):
        note_round(study, each, candidate.report())
    app = show("utility")
    assert not app.exception
    assert "the best of many rounds flatters" in texts(app)
    (table,) = [frame.value for frame in app.dataframe if "Round" in frame.value.columns]
    assert list(table["Round"]) == [1, 2]
    assert list(table["Settings"]) == ["min_leaf = 7"] * 2
    study.remove_candidate(next(one.id for one in study.candidates() if one.id != candidate.id))


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("rare-help", RareSettings(shares=(1.0,), seeds=2)),
        ("fine-tuning", FineSettings(shares=(0.5,), seeds=2)),
        ("collapse", CollapseSettings(generations=1, anchors=(0.0,))),
    ],
)
def test_every_long_question_is_offered_and_its_answer_shown(show, measured, name, settings):
    _, study, candidate = measured
    kind = inquiry_kind(name)
    app = show("utility")
    assert kind.question in [head.value for head in app.subheader]
    assert not app.button(key=f"measure-{name}").disabled
    found = kind.run(Ask(study.comparison(candidate), generator=make_generator("trees")), settings)
    keep_inquiry(candidate, kind, found, study.made_under())
    app = show("utility")
    assert not app.exception
    for sentence in kind.told(found).sentences:
        assert sentence[:30] in texts(app)
    assert f"measure-{name}" not in [button.key for button in app.button]


def test_two_long_questions_at_work_are_shown_each_in_its_place(show, measured, monkeypatch):
    _, study, candidate = measured
    other = study.add_candidate(candidate.provenance, candidate.table())
    other.set_report(candidate.report())
    at_work = [
        JobStatus(id=f"{place:032x}", kind=kind, state="running", title=f"{kind} runs", candidate_id=other.id)
        for place, kind in enumerate(("rare-help", "collapse"))
    ]
    for module in (inquiries, jobs_panel):
        monkeypatch.setattr(module, "jobs", lambda _study: at_work)
    app = visit_of(show, other)
    keys = [button.key for button in app.button]
    assert [key for key in keys if key.startswith("cancel-")] == [
        f"cancel-rare-help-{at_work[0].id}",
        f"cancel-collapse-{at_work[1].id}",
    ]
    assert "measure-fine-tuning" in keys
    assert "measure-rare-help" not in keys
    study.remove_candidate(other.id)


def visit_of(show, candidate):
    app = show("utility")
    app.selectbox[0].set_value(candidate.id).run()
    assert not app.exception
    return app
