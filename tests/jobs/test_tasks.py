"""What jobs do, without the processes around them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthlab import metrics
from synthlab.errors import Cancelled, DataError
from synthlab.jobs.status import JobSpec
from synthlab.jobs.tasks import TASKS, Recipe, by_cost, made, part
from synthlab.provenance import Provenance
from synthlab.studies.layout import new_id
from synthlab.studies.study import Study
from synthlab.tables.schema import Role

FULL = metrics.METRICS
METRICS = tuple(metric for metric in FULL if metric.name in ("identifiers", "copies"))


@pytest.fixture(autouse=True)
def few_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are enough to see that all that are listed are asked; test_board asks every one."""
    monkeypatch.setattr(metrics, "METRICS", METRICS)


def silent(_share: float, _doing: str) -> None:
    pass


def order(study: Study, **changes: object) -> JobSpec:
    fields = {"kind": "generate", "generator": "independent", "candidate_id": new_id(), "id": new_id()}
    return JobSpec.model_validate({**fields, "study": str(study.directory), **changes})


def test_generating_keeps_the_table_how_it_was_made_and_what_was_measured(study: Study) -> None:
    spec = order(study, rows=50, seed=3)
    told: list[float] = []
    TASKS["generate"](spec, lambda share, _doing: told.append(share))
    (candidate,) = study.candidates()
    assert candidate.id == spec.candidate_id
    assert tuple(candidate.table().columns) == study.schema.names
    assert len(candidate.table()) == 50
    assert candidate.table(["code"])["code"].isna().all()
    report = candidate.report()
    assert report is not None
    assert [outcome.metric for outcome in report.outcomes] == [metric.name for metric in METRICS]
    assert report.seed == 3
    assert report.verdicts
    assert not candidate.is_stale
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)


def test_the_provenance_says_everything_that_decided_the_table(study: Study) -> None:
    TASKS["generate"](order(study, seed=3, rows=20, where={"town": "Bern"}), silent)
    provenance = study.candidates()[0].provenance
    receipt = study.receipt
    assert receipt is not None
    assert (provenance.generator, provenance.seed, provenance.rows) == ("independent", 3, 20)
    assert provenance.trained_on == "train"
    assert provenance.where == {"town": "Bern"}
    assert provenance.source_sha256 == {"train": receipt.train_sha256}
    assert provenance.licence
    assert "pandas" in provenance.versions
    assert provenance.epsilon is None
    assert set(study.candidates()[0].table()["town"]) == {"Bern"}


def test_the_same_recipe_makes_the_same_table_and_another_seed_another(study: Study) -> None:
    def table(seed: int) -> pd.DataFrame:
        return made(Recipe("trees", seed=seed), study.train(), study.schema, "", silent)[0]

    pd.testing.assert_frame_equal(table(1), table(1))
    assert not table(1).equals(table(2))


def test_as_many_rows_as_train_are_made_where_no_number_is_given(study: Study) -> None:
    frame, provenance = made(Recipe("independent"), study.train(), study.schema, "", silent)
    assert len(frame) == provenance.rows == len(study.train())


def test_evaluating_measures_a_table_made_elsewhere(study: Study) -> None:
    elsewhere = Provenance(kind="unknown", generator="made elsewhere", trained_on="unknown")
    candidate = study.add_candidate(elsewhere, study.train())
    TASKS["evaluate"](order(study, kind="evaluate", candidate_id=candidate.id), silent)
    report = candidate.report()
    assert report is not None
    assert report.trained_on == "unknown"
    assert "holdout" not in report.tables


def test_evaluating_again_after_a_role_changed_settles_the_staleness(study: Study) -> None:
    TASKS["generate"](order(study), silent)
    (candidate,) = study.candidates()
    study.set_schema(study.schema.with_column("age", role=Role.SENSITIVE))
    assert candidate.is_stale
    TASKS["evaluate"](order(study, kind="evaluate", candidate_id=candidate.id), silent)
    assert not candidate.is_stale


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"generator": "dice"}, "no generator 'dice'"),
        ({"settings": {"dice": 6}}, "no setting 'dice'"),
        ({"where": {"nowhere": "x"}}, "nowhere"),
        ({"kind": "evaluate", "candidate_id": "a" * 32}, "no such synthetic table"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    study: Study, changes: dict[str, object], sentence: str
) -> None:
    spec = order(study, **changes)
    with pytest.raises(DataError, match=sentence):
        TASKS[spec.kind](spec, silent)
    assert study.candidates() == []


def test_without_a_split_nothing_is_generated(study: Study) -> None:
    study.set_schema(study.schema.with_target("town"))
    with pytest.raises(DataError, match="not split yet"):
        TASKS["generate"](order(study), silent)


def test_a_split_changed_in_the_middle_leaves_a_stale_table_and_no_report(study: Study) -> None:
    def change_once_made(_share: float, doing: str) -> None:
        if doing == "The synthetic table is made" and study.receipt and study.receipt.seed == 0:
            study.lock_split(seed=8)

    with pytest.raises(DataError, match="split was changed after this table was made"):
        TASKS["generate"](order(study), change_once_made)
    (candidate,) = study.candidates()
    assert candidate.is_stale
    assert candidate.report() is None


def test_progress_may_stop_the_work(study: Study) -> None:
    def stop(share: float, _doing: str) -> None:
        if share > 0.01:
            raise Cancelled("Enough.")

    with pytest.raises(Cancelled):
        TASKS["generate"](order(study), stop)
    assert study.candidates() == []


def test_a_part_of_the_work_is_a_stretch_of_the_whole() -> None:
    told: list[tuple[float, str]] = []
    stage = part(lambda *what: told.append(what), 0.25, 0.75)
    for share in (0.0, 0.5, 1.0):
        stage(share, "x")
    assert told == [(0.25, "x"), (0.5, "x"), (0.75, "x")]


def test_steps_of_unequal_cost_are_told_in_their_size() -> None:
    told: list[float] = []
    steps = by_cost(lambda share, _doing: told.append(share), [1.0, 3.0])
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        steps(share, "x")
    assert told == [0.0, 0.125, 0.25, 0.625, 1.0]


def test_a_study_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"not there any more|deleted"):
        TASKS["generate"](order(Study(tmp_path / "gone")), silent)


def test_the_quick_and_grave_checks_come_first_and_are_kept_while_the_rest_runs(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {metric.name: metric for metric in FULL}
    asked = tuple(named[name] for name in ("marginals", "nearest-record-share", "identifiers", "copies"))
    monkeypatch.setattr(metrics, "METRICS", asked)
    candidate = study.add_candidate(Provenance(kind="unknown", generator="made elsewhere"), study.train())
    known: list[tuple[str, ...]] = []

    def look(_share: float, _doing: str) -> None:
        so_far = candidate.report_so_far()
        known.append(() if so_far is None else tuple(outcome.metric for outcome in so_far.outcomes))

    TASKS["evaluate"](order(study, kind="evaluate", candidate_id=candidate.id), look)
    assert ("identifiers", "copies") in known
    assert ("identifiers", "copies", "nearest-record-share") in known
    report = candidate.report()
    assert [outcome.metric for outcome in report.outcomes] == [metric.name for metric in asked]
    assert candidate.report_so_far() is None
    assert report.context["holdout_uses"] == 1
    assert "uses" not in report.model_dump_json(include={"outcomes"})


def test_what_was_known_of_an_interrupted_measurement_stays_until_roles_change(study: Study) -> None:
    candidate = study.add_candidate(Provenance(kind="unknown", generator="made elsewhere"), study.train())

    def stop(share: float, _doing: str) -> None:
        if share > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        TASKS["evaluate"](order(study, kind="evaluate", candidate_id=candidate.id), stop)
    assert candidate.report() is None
    assert [outcome.metric for outcome in candidate.report_so_far().outcomes] == ["identifiers"]
    study.set_schema(study.schema.with_column("age", role=Role.SENSITIVE))
    assert candidate.report_so_far() is None


def test_a_bundle_needs_a_report(study: Study) -> None:
    candidate = study.add_candidate(Provenance(kind="unknown", generator="made elsewhere"), study.train())
    with pytest.raises(DataError, match="not been measured yet"):
        TASKS["bundle"](order(study, kind="bundle", candidate_id=candidate.id), silent)
