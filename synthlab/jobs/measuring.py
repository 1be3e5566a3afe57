"""How a synthetic table is measured in a job: what is quick and grave comes first and is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from synthlab.evaluation import Outcome, Report, evaluate
from synthlab.metrics.base import Comparison, Family, Metric
from synthlab.metrics.privacy.review import review_rows
from synthlab.policy import default_policy, judge
from synthlab.studies.candidate import Candidate
from synthlab.studies.context import context_of
from synthlab.studies.rounds import note_round
from synthlab.studies.study import Study
from synthlab.studies.uses import note_holdout_use

__all__ = ["FIRST", "Progress", "by_cost", "judged", "measure", "part"]

Progress = Callable[[float, str], None]

FIRST = ("identifiers", "copies")
"""Asked before everything else: they take seconds, and what they find outweighs the rest."""

# Seconds a metric takes on 32,000 rows of Adult, where it takes much longer than one; "values" runs every attack.
_COSTS: Mapping[str, float] = {
    "tstr": 30.0,
    "values": 20.0,
    "importance": 14.0,
    "detection": 13.0,
    "every-column": 9.0,
    "association": 5.0,
    "k-marginal": 3.0,
}


def measure(study: Study, candidate: Candidate, seed: int, progress: Progress) -> None:
    """Measure the table and keep the report; what is known of privacy is kept after each check.

    The measurement counts as a use of the kept-aside rows from its beginning: also a cancelled one was looked at.
    """
    progress(0.0, "Reading the tables")
    under = study.made_under()
    comparison = study.comparison(candidate)
    note_holdout_use(study, candidate)

    def keep(outcomes: Sequence[Outcome]) -> None:
        if outcomes[-1].family is Family.PRIVACY:
            told = Report(seed=seed, trained_on=str(comparison.trained_on), outcomes=list(outcomes))
            candidate.set_report_so_far(told, under)

    report = judged(comparison, seed, progress, keep)
    copies = report.outcome("copies")
    found = 0 if copies is None else int(copies.facts.get("review_rows", 0))
    candidate.set_review(review_rows(comparison) if found else comparison.train.iloc[:0])
    told = {"context": context_of(study, candidate), "minimum_count": study.minimum_count}
    candidate.set_report(report.model_copy(update=told), under)
    note_round(study, candidate, report)


def judged(
    comparison: Comparison,
    seed: int,
    progress: Progress,
    so_far: Callable[[Sequence[Outcome]], None] = lambda _outcomes: None,
) -> Report:
    """Every metric's outcome in the registry's order, and the verdicts of the policy in force.

    Asked in another order: ``FIRST``, the other privacy checks, the rest. Each metric draws from a stream of its
    own, so that the order moves no value. ``so_far`` is given the outcomes after each metric.
    """
    from synthlab.metrics import METRICS

    asked = sorted(METRICS, key=_turn)
    told = by_cost(progress, [_COSTS.get(metric.name, 1.0) for metric in asked])
    report = evaluate(comparison, asked, seed, told, so_far)
    place = {metric.name: index for index, metric in enumerate(METRICS)}
    outcomes = sorted(report.outcomes, key=lambda outcome: place[outcome.metric])
    return judge(report.model_copy(update={"outcomes": outcomes}), default_policy())


def _turn(metric: Metric) -> int:
    if metric.name in FIRST:
        return FIRST.index(metric.name)
    return len(FIRST) + (metric.family is not Family.PRIVACY)


def part(progress: Progress, start: float, end: float) -> Progress:
    """Progress of one stage, as a stretch of the whole."""
    return lambda share, doing: progress(start + (end - start) * share, doing)


def by_cost(progress: Progress, costs: Sequence[float]) -> Progress:
    """Progress told in equal steps, one for each of ``costs``, passed on in steps of their size."""
    ends = np.concatenate([[0.0], np.cumsum(costs)])

    def told(share: float, doing: str) -> None:
        progress(float(np.interp(share * len(costs), np.arange(len(ends)), ends / ends[-1])), doing)

    return told
