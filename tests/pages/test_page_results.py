"""What the pages say about a synthetic table that was measured, went stale, or was brought from elsewhere."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import bundling
from pages.parts.candidates import labels
from synthlab.evaluation import Report, evaluate
from synthlab.export.findings import worst_finding
from synthlab.jobs.board import JobSpec, JobStatus
from synthlab.jobs.tasks import TASKS
from synthlab.metrics import METRICS
from synthlab.policy import default_policy, judge
from synthlab.provenance import Provenance
from synthlab.studies.candidate import Candidate
from synthlab.studies.store import Store
from synthlab.studies.study import Study
from synthlab.tables.reading import read_table

OWNER = "A" * 32
ROWS = 400


def _people(seed: int) -> pd.DataFrame:
    dice = np.random.default_rng(seed)
    age, visits = dice.integers(18, 90, ROWS), dice.integers(0, 9, ROWS)
    ill = np.where(age + 8 * visits + dice.normal(0, 10, ROWS) > 90, "yes", "no")
    return pd.DataFrame({"age": age, "visits": visits, "cost": dice.gamma(2, 50, ROWS).round(2), "ill": ill})


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A home with one study whose one synthetic table was measured: home, study id, candidate id."""
    home = tmp_path_factory.mktemp("home")
    file = home.parent / "people.csv"
    _people(1).to_csv(file, index=False)
    study = Store(home, OWNER).create(read_table(file))
    study.set_schema(study.schema.with_target("ill"))
    study.lock_split()
    candidate = _add(study, "train")
    return home, study.id, candidate.id


def _add(study: Study, trained_on: str) -> Candidate:
    from synthlab.tables.conform import conform

    made = conform(_people(2).astype("string"), study.schema)
    provenance = Provenance(kind="unknown", generator="made elsewhere", rows=ROWS, trained_on=trained_on)
    candidate = study.add_candidate(provenance, made)
    candidate.set_report(judge(evaluate(study.comparison(candidate), METRICS), default_policy()))
    return candidate


@pytest.fixture
def show(measured, visit, monkeypatch):
    """``show(page)``: the page of the measured study."""
    home, study_id, candidate_id = measured
    monkeypatch.setenv("SYNTHLAB_HOME", str(home))
    monkeypatch.setattr(bundling, "submit", lambda _study, _spec: None)

    def go(page: str, candidate: str = candidate_id) -> AppTest:
        return visit(page, study=study_id, candidate=candidate)

    return go


def _study(measured) -> Study:
    home, study_id, _ = measured
    return Store(home, OWNER).open(study_id)


def _texts(app: AppTest) -> str:
    said = [*app.markdown, *app.info, *app.warning, *app.error, *app.success]
    return "\n".join(str(one.value) for one in said).replace("\\", "")


def test_compare_shows_six_columns_at_most_and_draws_only_the_open_view(show):
    app = show("compare")
    assert len(app.get("plotly_chart")) == 4
    app.session_state["compare-view"] = "One column"
    app.run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1


def test_the_worst_pairs_are_a_list_and_each_opens_its_joint_picture(show):
    app = show("compare")
    app.session_state["compare-view"] = "Columns together"
    app.run()
    assert not app.exception
    pairs = app.radio(key="worst-pair")
    assert 1 <= len(pairs.options) <= 10
    assert len(app.get("plotly_chart")) == 2
    pairs.set_value(len(pairs.options) - 1).run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2


def test_utility_says_the_gap_with_its_interval_and_the_rule_in_a_sentence(show):
    texts = _texts(show("utility"))
    assert "points of AUC" in texts
    assert "the rule of 5%" in texts
    assert "tested on the same 133 real rows" in texts


def test_privacy_begins_with_the_verdict_and_calls_the_weak_figure_weak(show):
    app = show("privacy")
    first = next(iter([*app.error, *app.warning, *app.info, *app.success]))
    assert first.value.startswith("Privacy")
    assert "A weak figure, never a verdict." in _texts(app)
    for word in ("safe", "anonymous", "guarantee"):
        assert word not in _texts(app).lower()


def test_a_table_made_from_unknown_rows_is_cleared_of_nothing(measured, show):
    study = _study(measured)
    candidate = _add(study, "unknown")
    try:
        assert "Not tested: nothing is cleared" in _texts(show("privacy", candidate.id))
    finally:
        study.remove_candidate(candidate.id)


def test_two_tables_made_alike_in_the_same_minute_are_told_apart(measured, show):
    study = _study(measured)
    first = study.candidate(measured[2])
    second = study.add_candidate(first.provenance, first.table())
    second.set_report(first.report())
    try:
        names = labels(study.candidates())
        assert len(set(names.values())) == len(names)
        for candidate in (first, second):
            app = show("compare", first.id)
            app.selectbox[0].set_value(candidate.id).run()
            assert app.selectbox[0].value == candidate.id
    finally:
        study.remove_candidate(second.id)


def test_stale_results_say_so_on_every_page_and_still_show(measured, show):
    study = _study(measured)
    before = study.schema
    study.set_schema(before.with_column("age", role="quasi-identifier"))
    try:
        for page in ("compare", "utility", "privacy", "export"):
            app = show(page)
            assert any("stale" in warning.value for warning in app.warning), page
            assert any(button.label == "Measure now" for button in app.button), page
        assert "stale" in _texts(show("generate"))
    finally:
        study.set_schema(before)


def test_a_table_that_no_longer_fits_the_split_is_to_be_made_again(measured, show):
    study = _study(measured)
    receipt = study.receipt
    study.lock_split(seed=5)
    try:
        app = show("compare")
        assert any("make it again" in warning.value for warning in app.warning)
        assert not any(button.label == "Measure now" for button in app.button)
        assert any("Generate page" in link.value for link in app.page_link)
    finally:
        assert study.lock_split(receipt.holdout_share, receipt.seed).fingerprint == receipt.fingerprint


def _make_bundle(study: Study, candidate: Candidate) -> Path:
    TASKS["bundle"](
        JobSpec(kind="bundle", study=str(study.directory), candidate_id=candidate.id),
        lambda _share, _doing: None,
    )
    return candidate.bundle


def test_export_offers_the_bundle_and_its_files_and_no_real_row(measured, show, monkeypatch):
    study = _study(measured)
    candidate = study.candidate(measured[2])
    asked = []
    monkeypatch.setattr(bundling, "submit", lambda _study, spec: asked.append((spec.kind, spec.candidate_id)))
    assert not show("export").get("download_button")
    assert asked == [("bundle", candidate.id)]
    bundle = _make_bundle(study, candidate)
    labels = [button.label for button in show("export").get("download_button")]
    assert len(asked) == 1
    assert labels[0] == "Download the bundle"
    assert {"Table as CSV", "Table as Excel", "Table as Parquet", "Summary as HTML", "Report as JSON"} <= set(
        labels
    )
    assert bundle.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(bundle) as archive:
        report = Report.from_json(archive.read("report.json"))
        assert report.tables["train"].rows == 267
        table = archive.read("synthetic.csv").decode()
        # Records to look at are real people, and stay with the study.
        assert not [name for name in archive.namelist() if "review" in name]
    assert len(table.splitlines()) == ROWS + 1


def test_a_bundle_is_made_again_after_the_table_was_measured_again(measured):
    study = _study(measured)
    candidate = study.candidate(measured[2])
    before = candidate.bundle
    before.write_bytes(b"of the report before")
    candidate.set_report(candidate.report())
    assert candidate.bundle != before
    assert _make_bundle(study, candidate).exists()
    assert not before.exists()


def test_a_bundle_that_could_not_be_made_is_told_and_not_begun_again_by_itself(measured, show, monkeypatch):
    study = _study(measured)
    candidate = study.candidate(measured[2])
    candidate.set_report(candidate.report())
    failed = JobStatus(
        id="a" * 32, kind="bundle", state="failed", message="The disk is full.", candidate_id=candidate.id,
        submitted_at=time.time() + 1,
    )  # fmt: skip
    monkeypatch.setattr(bundling, "jobs", lambda _study: [failed])
    asked = []
    monkeypatch.setattr(bundling, "submit", lambda _study, spec: asked.append(spec))
    app = show("export")
    assert "The disk is full." in _texts(app)
    assert asked == []
    next(button for button in app.button if button.label == "Make the bundle").click().run()
    assert [spec.kind for spec in asked] == ["bundle"]


def test_a_candidate_of_another_study_in_the_link_falls_back_to_the_newest_one(show):
    app = show("compare", candidate="f" * 32)
    assert not app.error
    assert len(app.get("plotly_chart")) == 4


def test_every_question_about_likeness_is_asked_somewhere_on_the_compare_page(measured, show):
    app = show("compare")
    app.session_state["compare-view"] = "Every measure"
    app.run()
    assert not app.exception
    report = _study(measured).candidate(measured[2]).report()
    asked = [subheader.value.replace("\\", "") for subheader in app.subheader]
    assert asked == [outcome.question for outcome in report.outcomes if outcome.family == "fidelity"]


def _open_view(app: AppTest, view: str) -> AppTest:
    app.session_state["compare-view"] = view
    app.run()
    assert not app.exception
    return app


def test_the_compare_page_leads_with_the_worst_finding(measured, show):
    report = _study(measured).candidate(measured[2]).report()
    said = [str(one.value).replace("\\", "") for one in show("compare").markdown]
    lead = next(text for text in said if text.startswith("**Look here first.**"))
    assert worst_finding(report) in lead


def test_the_groups_of_any_column_are_compared_and_a_group_opens_its_columns(show):
    app = _open_view(show("compare"), "Groups")
    # The target's classes are what was measured; one figure of groups and three columns beside the target.
    assert app.selectbox(key="group-column").value == "ill"
    assert len(app.get("plotly_chart")) == 4
    groups = app.selectbox(key="group-of-ill")
    assert sorted(groups.options) == ["no", "yes"]
    groups.set_value(groups.options[-1]).run()
    assert not app.exception
    app.selectbox(key="group-column").set_value("visits").run()
    assert not app.exception
    assert "is not shown. Fewer than 50 rows in" in _texts(app)
    app.selectbox(key="group-look").set_value("Pairs of columns").run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    assert "of the rows would have to move" in _texts(app)


def test_the_plane_shows_two_densities_and_their_difference_and_what_it_holds(show):
    app = _open_view(show("compare"), "One plane")
    assert len(app.get("plotly_chart")) == 3
    assert "of the variance of the real rows" in _texts(app)
    assert "no row is drawn by itself" in _texts(app)


def test_a_table_without_dates_and_text_says_so(show):
    texts = _texts(_open_view(show("compare"), "Dates and text"))
    assert "There is no column with dates." in texts
    assert "There is no free text and no identifier" in texts


def test_columns_are_picked_and_shown_worst_first(show, monkeypatch):
    monkeypatch.setattr("pages.parts.compare_views._AT_ONCE", 2)
    app = show("compare")
    assert len(app.get("plotly_chart")) == 2
    app.multiselect(key="distributions-columns").set_value(["visits"]).run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    assert "**visits**" in _texts(app)


def test_the_minimum_count_is_set_where_the_bundle_is_made(measured, show, monkeypatch):
    monkeypatch.setattr(bundling, "submit", lambda _study, _spec: None)
    study = _study(measured)
    app = show("export")
    app.number_input(key=f"minimum-count-{study.id}").set_value(25).run()
    try:
        assert not app.exception
        assert study.minimum_count == 25
        assert "still withholds what stands for fewer than 10 real rows: measure" in _texts(app)
    finally:
        study.set_minimum_count(10)
