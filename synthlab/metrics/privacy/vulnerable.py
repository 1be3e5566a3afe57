"""Are people who stand alone at greater risk? The membership attacks among the most isolated people."""

from __future__ import annotations

import numpy as np

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score, Skipped
from synthlab.metrics.privacy.battery import LEAST_GROUP
from synthlab.metrics.privacy.experiment import STREAM, run
from synthlab.metrics.privacy.scoring import score_of

__all__ = ["METRIC", "vulnerable"]


def vulnerable(comparison: Comparison, rng: np.random.Generator) -> Score | Skipped:
    """How well attackers tell training people from others among the most isolated 1% and 5%; 0.5 is guessing.

    Isolation is the mean distance to the 5 nearest other real people, measured without the label. A group needs 50
    people. How many of their secrets are remembered (the nearest synthetic row's, averaged over columns) is tested too,
    and can raise an alarm. ``facts`` gives the average risk (all people) beside the greatest.

    A low value does NOT say that these people cannot be singled out or linked; see there.

    Raises
    ------
    NotMeasurable
        When no group has 50 people.

    Source
    ------
    Meeus et al. (2023), Achilles' Heels, arXiv 2306.10308; maximum and average risk as in ISO/IEC 27559:2022, 7.3.2.
    """
    result = run(comparison, rng)
    if isinstance(result, Skipped):
        return result
    if not result.findings["vulnerable"]:
        raise NotMeasurable(
            f"The most isolated 5% are fewer than {LEAST_GROUP} people, too few to be attacked as a group."
        )
    aucs = {
        check: max(f.effect.value for f in result.findings[check] if f.kind == "auc")
        for check in ("membership", "vulnerable")
    }
    facts = {"average_risk": aucs["membership"], "greatest_risk": aucs["vulnerable"]}
    return score_of(result, "vulnerable", 0.5, result.blind.auc, facts=facts)


METRIC = Metric(
    name="vulnerable",
    family=Family.PRIVACY,
    question="Are people who stand alone at greater risk?",
    best=0.5,
    bounds=(0.0, 1.0),
    unit="chance of being right",
    source="Vulnerable records by isolation (arXiv 2306.10308), label shuffling with max-T.",
    compute=vulnerable,
    stream=STREAM,
)
