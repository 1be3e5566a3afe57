"""Facts beside the privacy checks, and what the checks rest on, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from synthlab.evaluation import Report

__all__ = ["assumptions", "facts"]


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """What was not tested and yet bears on privacy, as (what, sentence)."""
    return tuple(_facts(report, report.context))


def _facts(report: Report, context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    synthetic, train = report.tables.get("synthetic"), report.tables.get("train")
    if synthetic is not None and train is not None and train.rows:
        real = "training row" if report.trained_on == "train" else "real row"
        yield (
            "Synthetic rows",
            f"{synthetic.rows:,}, {synthetic.rows / train.rows:.2g} for each {real}. More rows make attacks easier: "
            "this report is about these rows and no more.",
        )
    if releases := context.get("releases"):
        yield "Tables from these training rows", _releases(releases)
    if context.get("model_kept") is False:
        yield "The generator itself", "Not kept by synthlab. This report covers the table alone."
    else:
        yield "The generator itself", "Not known. If it is handed on too, this report does not cover it."
    if rows := context.get("rows_per_person"):
        yield "Rows a person", f"{rows:.3g} on average. All rows of a person were kept on one side."
    else:
        yield "Rows a person", f"One row is taken for one person{_said_of_persons(context)}."
    if uses := context.get("holdout_uses"):
        yield "Uses of the kept-aside rows", _uses(uses, context.get("holdout_tables", 1))


def assumptions(report: Report) -> tuple[str, ...]:
    """What must be borne in mind because of what the owner said of a table made elsewhere; empty when all is well."""
    return tuple(_assumptions(report, report.context.get("claims") or {}))


def _assumptions(report: Report, claims: dict[str, Any]) -> Iterator[str]:
    if claims.get("made_from") == "contains":
        yield (
            "You said that the table was made from some of these rows. Which ones is not known, so “training” means "
            "“in the real file you gave us” here, and nothing can be cleared."
        )
    if claims.get("made_from") == "train":
        if claims.get("split_at_random") == "no":
            yield (
                "You said that the kept-aside rows were not drawn at random. Whatever an attack finds may come from "
                "that difference and not from copying; exact copies and identifiers count all the same. Split one "
                "table at random and generate again."
            )
        elif claims.get("split_at_random") == "unknown":
            yield (
                "You do not know whether the kept-aside rows were drawn at random. The attacks rest on it; the gate "
                "for drift catches gross differences only."
            )
    if claims.get("row_is_person") == "no" and not report.context.get("rows_per_person"):
        yield (
            "You said that a person has several rows, and no column names the person. The same people may stand on "
            "both sides, and chance is larger than assumed. Name the column on the Data page and split again."
        )


def _said_of_persons(context: dict[str, Any]) -> str:
    claims = context.get("claims") or {}
    return {"yes": ", as you said", "no": ", though you said that it is not"}.get(
        claims.get("row_is_person", ""), ""
    )


def _releases(releases: int) -> str:
    if releases == 1:
        return "1. A second one, handed on too, would add to what this one tells."
    return f"{releases:,}. What is told about a person adds up over all that are handed on; each was measured alone."


def _uses(uses: int, tables: int) -> str:
    if uses == 1:
        return "Once. The more often the same rows judge, the less a good result says."
    which = "of this table" if tables == 1 else f"of {tables:,} tables"
    chosen = (
        ""
        if tables == 1
        else " A table made again until it passed was chosen, and its result says less than it seems."
    )
    return f"{uses:,} measurements {which}.{chosen}"
