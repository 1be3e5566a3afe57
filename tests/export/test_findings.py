import sys
from pathlib import Path

import pytest

from synthlab.evaluation import evaluate
from synthlab.export.findings import worst_finding
from synthlab.export.suppression import shareable
from synthlab.metrics import METRICS
from synthlab.metrics.base import Family

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "metrics"))
from fidelity_tables import comparison

FIDELITY = [metric for metric in METRICS if metric.family is Family.FIDELITY]


def lead(change):
    report = evaluate(comparison(change), FIDELITY, seed=0)
    assert worst_finding(shareable(report)) == worst_finding(report)
    return worst_finding(report)


def without_outliers(frame):
    """Incomes beyond the upper fence are replaced by others below it."""
    income = frame["income"]
    first, third = income.quantile([0.25, 0.75])
    beyond = income > third + 1.5 * (third - first)
    return {
        "income": income.where(
            ~beyond, income[~beyond].sample(len(income), replace=True, random_state=0).to_numpy()
        )
    }


def without_gaps(frame):
    known = frame["score"].dropna()
    return {
        "score": frame["score"].fillna(
            known.sample(len(frame), replace=True, random_state=0).reset_index(drop=True)
        )
    }


@pytest.mark.parametrize(
    ("change", "begins", "says"),
    [
        (lambda f: {"income": f["income"] * 100 + 5000}, "income: ", "of the rows fall elsewhere"),
        (
            lambda f: {"job": f["job"].where(f["job"] != "baker", "clerk")},
            "job: ",
            "of the rows fall elsewhere",
        ),
        (lambda f: {"score": f["income"].rank() * 0.03 + 32}, "", "go together as they do not"),
        (
            lambda f: {"score": f["score"].where(f["age"] % 2 == 0)},
            "score: ",
            "of the synthetic values are missing",
        ),
        (without_gaps, "score: 0.0% of the synthetic values are missing, 20.9% of the real ones.", ""),
        (without_outliers, "Too clean: income, outliers", "0.00% of the synthetic rows"),
    ],
    ids=["moved", "dropped", "invented", "gaps", "no gaps", "no outliers"],
)
def test_what_was_done_to_the_table_is_what_leads(change, begins, says):
    sentence = lead(change)
    assert sentence.startswith(begins)
    assert says in sentence


def test_a_perfect_table_leads_with_nothing_beyond_chance():
    report = evaluate(comparison(sizes=(800, 400, 800), seed=4), FIDELITY, seed=0)
    assert worst_finding(report) == "Nothing that was measured differs by more than chance."


def test_skipped_measures_lead_nowhere():
    report = evaluate(comparison(sizes=(1, None, 1)), FIDELITY, seed=0)
    assert worst_finding(report).startswith("Nothing")
