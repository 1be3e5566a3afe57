"""How often kept-aside rows were used: counted on disk, and not to be taken back."""

from __future__ import annotations

import pytest

from synthlab.provenance import Claims, Provenance
from synthlab.studies.context import context_of
from synthlab.studies.uses import holdout_uses, note_holdout_use
from synthlab.tables.schema import Kind


def _candidate(study, trained_on: str = "train", claims: Claims | None = None):
    provenance = Provenance(kind="unknown", generator="made elsewhere", trained_on=trained_on, claims=claims)
    return study.add_candidate(provenance, study.train())


def test_every_measurement_counts_and_removing_the_table_takes_none_back(study):
    study.lock_split()
    first, second = _candidate(study), _candidate(study)
    for candidate in (first, first, second):
        note_holdout_use(study, candidate)
    study.remove_candidate(first.id)
    assert len(holdout_uses(study)) == 3
    context = context_of(study, second)
    assert (context["holdout_uses"], context["holdout_tables"], context["releases"]) == (3, 2, 2)


def test_another_split_begins_anew_and_the_same_cut_goes_on(study):
    receipt = study.lock_split()
    note_holdout_use(study, _candidate(study))
    study.lock_split(seed=5)
    assert holdout_uses(study) == ()
    assert study.lock_split(receipt.holdout_share, receipt.seed).fingerprint == receipt.fingerprint
    assert len(holdout_uses(study)) == 1


def test_a_table_made_from_unknown_rows_uses_no_holdout(study):
    study.lock_split()
    candidate = _candidate(study, "unknown", Claims(made_from="contains", row_is_person="no"))
    note_holdout_use(study, candidate)
    assert holdout_uses(study) == ()
    context = context_of(study, candidate)
    assert "holdout_uses" not in context
    assert "model_kept" not in context
    assert context["claims"] == {"made_from": "contains", "split_at_random": "unknown", "row_is_person": "no"}


def test_the_answers_travel_with_the_table_and_older_files_have_none(study):
    study.lock_split()
    claims = Claims(made_from="train", split_at_random="no", row_is_person="yes")
    assert study.candidate(_candidate(study, claims=claims).id).provenance.claims == claims
    older = _candidate(study).provenance.model_dump(exclude={"claims"})
    assert Provenance.model_validate(older).claims is None


def test_rows_a_person_are_told_where_a_column_tells_persons_apart(study):
    name = next(column.name for column in study.schema.columns if column.kind is Kind.CATEGORICAL)
    study.set_schema(study.schema.replace(group=name))
    study.lock_split()
    levels = study.table([name])[name].nunique()
    assert context_of(study, _candidate(study))["rows_per_person"] == pytest.approx(
        len(study.table()) / levels, abs=0.001
    )
