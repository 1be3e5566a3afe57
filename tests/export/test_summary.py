"""The summary says what was found, what was not, and what was left out."""

from __future__ import annotations

import pytest
from hand_made import copies, marginals, provenance, report, tstr

from synthlab.evaluation import Outcome
from synthlab.export.summary import summarise
from synthlab.export.words import SDV_NOTE, number, says, says_not
from synthlab.metrics.base import Family


def test_every_measured_metric_has_its_number_floor_interval_and_two_sentences() -> None:
    summary = summarise(report(), provenance())
    assert [section.metric for section in summary.sections] == ["marginals", "association", "tstr", "copies"]
    section = summary.sections[0]
    assert section.question == "Do single columns look alike?"
    assert (section.value, section.interval, section.floor) == ("0.2", "0.18 to 0.22", "0.02 (0.01 to 0.03)")
    assert all(section.says and section.says_not for section in summary.sections)
    assert summary.sections[3].state == "leak found"


def test_what_was_skipped_or_set_aside_is_named_with_its_reason() -> None:
    summary = summarise(report(tstr()), provenance())
    assert summary.skipped == (
        ("missingness", "Are gaps alike?", "No <script>column</script> has a missing value."),
    )
    assert summary.set_aside == (("<b>mail", "identifier, feature", "looks like e-mail"),)


def test_small_cells_are_withheld_before_anything_is_drawn_or_listed() -> None:
    outcome = Outcome(
        metric="missingness", family=Family.FIDELITY, status="measured", value=0.1, low=0.0, high=0.2, n_rows=1000,
        details=[{"column": "a", "train": 0.003, "synthetic": 0.0, "difference": 0.003}],
    )  # fmt: skip
    (section,) = summarise(report(outcome), provenance()).sections
    assert section.header == ("column", "synthetic")
    assert section.rows == (("a", "0"),)
    drawn = summarise(report(marginals(("a",))), provenance()).sections[0].pictures[0].svg
    assert "not shown" in drawn


def test_the_metric_s_own_sentence_is_preferred() -> None:
    assert says(tstr()) == "The gap is 3 points of AUC."
    assert says(marginals()).startswith("On average over the columns, a share of 0.2 of the rows")


def test_a_metric_nobody_wrote_words_for_is_still_told() -> None:
    other = Outcome(metric="tails", family=Family.FIDELITY, status="measured", value=0.25, low=0.0, high=1.0)
    assert "0.25" in says(other)
    assert says_not(other)


@pytest.mark.parametrize("generator", ["ctgan", "tvae", "gaussian-copula"])
def test_the_licence_of_sdv_is_told_where_it_was_used(generator: str) -> None:
    assert SDV_NOTE in summarise(report(tstr()), provenance(generator=generator)).warnings
    assert SDV_NOTE not in summarise(report(tstr()), provenance()).warnings


@pytest.mark.parametrize("seen", ["all", "unknown"])
def test_a_table_without_unseen_rows_is_told_to_be_screened_only(seen: str) -> None:
    (warning,) = [
        w for w in summarise(report(tstr(), trained_on=seen), provenance()).warnings if "screened" in w
    ]
    assert warning


def test_warnings_name_their_metric_and_findings_come_along() -> None:
    warnings = summarise(report(marginals(("a",))), provenance(notes=("Column x was renamed.",))).warnings
    assert "marginals: Column <i>x</i> is nearly constant." in warnings
    assert "Column x was renamed." in warnings


def test_provenance_lists_what_is_known_and_nothing_empty() -> None:
    rows = dict(summarise(report(tstr()), provenance(), split="random, seed 0").provenance)
    assert rows["generator"] == "trees"
    assert rows["settings"] == "min_leaf = 20"
    assert rows["split"] == "random, seed 0"
    assert rows["privacy promise"].startswith("No proof.")
    assert "epsilon" not in rows


def test_nested_details_are_drawn_and_not_listed() -> None:
    (section,) = summarise(report(marginals(("a",))), provenance()).sections
    assert "labels" not in section.header
    assert len(section.rows) == 1
    (section,) = summarise(report(copies()), provenance()).sections
    assert section.rows == (("exact", "20"),)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.0, "0"), (12345.0, "12,345"), (0.012345, "0.0123"), (12345.6, "12,346"), (-0.5, "-0.5")],
)
def test_numbers_are_written_for_people(value: float | None, text: str) -> None:
    assert number(value) == text
