"""What bears on privacy and cannot be measured from the tables: how they were used, and what was said of them."""

from __future__ import annotations

from typing import Any

from synthlab.studies.candidate import Candidate
from synthlab.studies.study import Study
from synthlab.studies.uses import holdout_uses

__all__ = ["context_of"]


def context_of(study: Study, candidate: Candidate) -> dict[str, Any]:
    """Plain facts for ``Report.context``; a fact that nobody knows is absent.

    ``holdout_uses`` counts measurements against the kept-aside rows, ``holdout_tables`` the tables measured, and
    ``releases`` the tables made from the same training rows, those removed since included; ``rows_per_person`` is
    the mean where the schema names a group column; ``model_kept`` is False for a table made here, since no fitted
    generator is kept; ``claims`` are the owner's answers.
    """
    provenance = candidate.provenance
    context: dict[str, Any] = {}
    if provenance.trained_on == "train" and study.receipt is not None:
        measured = {use.candidate_id for use in holdout_uses(study)}
        made = {one.id for one in study.candidates() if one.provenance.trained_on == "train"}
        context |= {
            "holdout_uses": len(holdout_uses(study)),
            "holdout_tables": len(measured),
            "releases": len(measured | made),
        }
    if provenance.claims is None:
        context["model_kept"] = False
    else:
        context["claims"] = provenance.claims.model_dump()
    group = study.schema.group
    if group is not None:
        values = study.table([group])[group]
        context["rows_per_person"] = round(
            len(values) / max(1, values.nunique() + int(values.isna().sum())), 3
        )
    return context
