"""Every measurement is a round that stays visible, also when its table is removed."""

from __future__ import annotations

import pytest

from synthlab.evaluation import Outcome, Report
from synthlab.metrics.base import Family
from synthlab.provenance import Provenance
from synthlab.studies.rounds import note_round, rounds


def report(gap: float, target: str = "income") -> Report:
    outcome = Outcome(
        metric="tstr", family=Family.UTILITY, status="measured", value=gap, low=gap - 0.01, high=gap + 0.01, n_rows=50,
        facts={"target": target, "score": "AUC", "trtr": 0.9},
    )  # fmt: skip
    return Report(seed=0, outcomes=[outcome])


def candidate(study, **settings: object):
    provenance = Provenance(
        kind="generated",
        generator="trees",
        settings=settings,
        rows=9,
        trained_on="train",
        where={"town": "Bern"},
    )
    return study.add_candidate(provenance, study.train())


@pytest.fixture
def ready(study):
    study.set_schema(study.schema.with_target(study.schema.columns[1].name))
    study.lock_split()
    return study


def test_rounds_stay_when_their_table_goes_and_the_last_measurement_of_a_table_counts(ready):
    target = ready.schema.target.name
    first, second = candidate(ready, min_leaf=5), candidate(ready, min_leaf=9)
    for each, gap in ((first, 0.05), (second, 0.03), (first, 0.04)):
        note_round(ready, each, report(gap, target))
    ready.remove_candidate(second.id)
    found = {each.candidate_id: each for each in rounds(ready)}
    assert {key: each.gap for key, each in found.items()} == {first.id: 0.04, second.id: 0.03}
    assert found[second.id].settings == "min_leaf = 9, town = Bern"
    assert (found[second.id].generator, found[second.id].n_test) == ("trees", 50)
    assert (ready.directory / "rounds.json").stat().st_mode & 0o777 == 0o600


def test_another_split_or_target_begins_anew(ready):
    note_round(ready, candidate(ready), report(0.05, ready.schema.target.name))
    note_round(ready, candidate(ready), report(0.05, "another"))
    assert len(rounds(ready)) == 1
    ready.lock_split(seed=5)
    assert rounds(ready) == ()


def test_a_report_without_a_gap_is_no_round(ready):
    note_round(ready, candidate(ready), Report(seed=0))
    assert rounds(ready) == ()
