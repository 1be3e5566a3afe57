"""Facts beside the privacy checks: said where known, and never more than that."""

from __future__ import annotations

from hand_made import provenance, report

from synthlab.evaluation import Outcome, Report, TableFacts
from synthlab.export.context import assumptions, facts
from synthlab.export.html import to_html
from synthlab.export.markdown import to_markdown
from synthlab.export.summary import summarise
from synthlab.metrics.base import Family, State


def _report(trained_on: str = "train", **context: object) -> Report:
    tables = {
        "train": TableFacts(rows=1000, columns=3, sha256="a" * 64),
        "synthetic": TableFacts(rows=2500, columns=3, sha256="b" * 64),
    }
    return Report(seed=0, tables=tables, trained_on=trained_on, context=context)


def _said(**context: object) -> str:
    return " ".join(" ".join(row) for row in facts(_report(**context)))


def test_rows_tables_and_uses_are_told_with_what_they_mean():
    said = _said(holdout_uses=7, holdout_tables=3, releases=4, model_kept=False, rows_per_person=2.5)
    assert "2,500, 2.5 for each training row" in said
    assert "4. What is told about a person adds up" in said
    assert "Not kept by synthlab" in said
    assert "2.5 on average" in said
    assert "7 measurements of 3 tables. A table made again until it passed was chosen" in said


def test_one_use_of_one_table_accuses_nobody_of_choosing():
    assert "chosen" not in _said(holdout_uses=1, holdout_tables=1, releases=1)
    assert "2 measurements of this table." in _said(holdout_uses=2, holdout_tables=1, releases=1)


def test_what_nobody_knows_is_not_told():
    assert "If it is handed on too, this report does not cover it" in _said()
    assert [what for what, _ in facts(_report())] == [
        "Synthetic rows",
        "The generator itself",
        "Rows a person",
    ]


def test_answers_that_take_the_ground_away_are_told_and_sound_ones_are_not():
    sound = {"made_from": "train", "split_at_random": "yes", "row_is_person": "yes"}
    assert assumptions(_report(claims=sound)) == ()
    assert assumptions(_report()) == ()
    (not_random,) = assumptions(_report(claims={**sound, "split_at_random": "no"}))
    assert "not drawn at random" in not_random
    (many_rows,) = assumptions(_report(claims={**sound, "row_is_person": "no"}))
    assert "The same people may stand on both sides" in many_rows
    assert assumptions(_report(claims={**sound, "row_is_person": "no"}, rows_per_person=3.0)) == ()
    (some,) = assumptions(
        _report("unknown", claims={**sound, "made_from": "contains", "split_at_random": "no"})
    )
    assert "“in the real file you gave us”" in some


def test_the_summary_tells_the_facts_and_puts_the_warnings_first():
    claims = {"made_from": "train", "split_at_random": "no", "row_is_person": "yes"}
    summary = summarise(report(context={"holdout_uses": 2, "claims": claims}), provenance())
    for text in (to_html(summary), to_markdown(summary)):
        assert "What was not tested and bears on privacy" in text
        assert "2 measurements of this table" in text
        assert text.index("not drawn at random") < text.index("What was not tested")


def test_the_summary_says_what_was_screened_and_that_nothing_is_cleared():
    screened = Outcome(
        metric="copies", family=Family.PRIVACY, status="measured", value=0.0, low=0.0, high=0.0,
        state=State.NOT_TESTED, facts={"sentence": "None was found.", "screening": True},
    )  # fmt: skip
    attack = Outcome(
        metric="membership",
        family=Family.PRIVACY,
        status="skipped",
        reason="No holdout.",
        state=State.NOT_TESTED,
    )
    summary = summarise(report(screened, attack, trained_on="unknown"), provenance())
    for text in (to_html(summary), to_markdown(summary)):
        assert "Not tested: nothing is cleared. None was found. Likewise: membership." in text
        assert "Screened: copied records. Not tested: membership." in text
        assert text.index("Does it give away real rows?") < text.index("Read this first")
