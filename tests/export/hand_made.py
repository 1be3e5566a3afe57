"""A report made by hand: every kind of outcome, and names that try to get out of their place."""

from __future__ import annotations

from typing import Any

from synthlab.evaluation import Outcome, Report, TableFacts, Verdict
from synthlab.metrics.base import Family, State
from synthlab.provenance import Provenance

NASTY = (
    "<b>bold</b>",
    "![x](http://e/p.png)",
    "a|b",
    "$x_1$",
    "=1+1",
    'a"b',
    "年齢",
    "🙂",
    "&amp;",
    "`code`",
)


def marginals(columns: tuple[str, ...] = NASTY) -> Outcome:
    details = [
        {
            "column": name, "kind": "categorical", "distance": 0.2, "low": 0.1, "high": 0.3, "reference": 0.02,
            "reference_high": 0.03, "labels": [name, "below 20", "(missing)"], "train": [0.5, 0.495, 0.005],
            "synthetic": [0.3, 0.6, 0.1], "ks": None, "note": "",
        }
        for name in columns
    ]  # fmt: skip
    return Outcome(
        metric="marginals", family=Family.FIDELITY, question="Do single columns look alike?", status="measured",
        value=0.2, low=0.18, high=0.22, reference=0.02, reference_low=0.01, reference_high=0.03, n_rows=1000,
        details=details, facts={"n_equal": 1000}, warnings=["Column <i>x</i> is nearly constant."],
    )  # fmt: skip


def association() -> Outcome:
    matrix: list[list[float | None]] = [[1.0, 0.5, None], [0.5, 1.0, 0.1], [None, 0.1, 1.0]]
    other: list[list[float | None]] = [[1.0, 0.1, None], [0.1, 1.0, 0.4], [None, 0.4, 1.0]]
    return Outcome(
        metric="association", family=Family.FIDELITY, question="Do columns go together?", status="measured",
        value=0.3, low=0.2, high=0.4, reference=0.01, n_rows=1000,
        details=[{"a": "<b>", "b": "年齢", "measure": "spearman", "train": 0.5, "synthetic": 0.1,
                  "difference": -0.4, "low": -0.5, "high": -0.3, "what": "lost"}],
        facts={"columns": ["<b>", "年齢", "$c$"], "train": matrix, "synthetic": other},
    )  # fmt: skip


def tstr() -> Outcome:
    return Outcome(
        metric="tstr", family=Family.UTILITY, question="Does a model learn the same?", status="measured",
        value=0.03, low=0.01, high=0.05, n_rows=500,
        details=[{"model": "boosting", "score": "AUC", "trtr": 0.9, "tstr": 0.87, "baseline": 0.5, "gap": 0.03,
                  "low": 0.01, "high": 0.05}],
        facts={"score": "AUC", "main_model": "boosting", "sentence": "The gap is 3 points of AUC."},
    )  # fmt: skip


def copies() -> Outcome:
    return Outcome(
        metric="copies", family=Family.PRIVACY, question="Are people copied word for word?", status="measured",
        value=0.02, low=0.01, high=0.03, state=State.LEAK_FOUND,
        facts={"matches_train": 20, "unique_train": 1000, "matches_holdout": 1, "unique_holdout": 500},
        details=[{"level": "exact", "m_train": 20}],
    )  # fmt: skip


def report(*outcomes: Outcome, **more: Any) -> Report:
    skipped = Outcome(
        metric="missingness", family=Family.FIDELITY, question="Are gaps alike?", status="skipped",
        reason="No <script>column</script> has a missing value.",
    )  # fmt: skip
    return Report(
        seed=7,
        versions={"python": "3.11.9"},
        tables={"train": TableFacts(rows=1000, columns=10, sha256="ab" * 32)},
        set_aside=[
            {"column": "<b>mail", "kind": "identifier", "role": "feature", "reason": "looks like e-mail"}
        ],
        outcomes=[*(outcomes or (marginals(), association(), tstr(), copies())), skipped],
        policy="synthlab default, not a legal threshold",
        verdicts=[Verdict(family=Family.PRIVACY, verdict="leak found", because="copies: leak found.")],
        **more,
    )


def provenance(**more: Any) -> Provenance:
    fields: dict[str, Any] = {
        "kind": "generated", "generator": "trees", "settings": {"min_leaf": 20}, "seed": 7, "rows": 1000,
        "made_at": "2026-01-01T00:00:00+00:00",
    }  # fmt: skip
    return Provenance(**{**fields, **more})
