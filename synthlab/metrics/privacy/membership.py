"""Can someone tell who was in the training data? Several attackers, one exact test."""

from __future__ import annotations

import numpy as np

from synthlab.metrics.base import Comparison, Family, Metric, Score, Skipped
from synthlab.metrics.privacy.experiment import STREAM, run
from synthlab.metrics.privacy.scoring import score_of

__all__ = ["METRIC", "membership"]


def membership(comparison: Comparison, rng: np.random.Generator) -> Score | Skipped:
    """How well attackers who hold the synthetic table tell training people from kept-aside ones; 0.5 is guessing.

    Attackers score every real person without knowing the label: by the nearest synthetic record, by its distance
    against the person's own neighbours, by small cells that are fuller than they should be, by near copies. Each
    score is tested by its ranks (AUC) and among the most suspected 20 people, 0.3%, 1% and 5% (balanced precision);
    p-values are exact and adjusted over the whole experiment. The value is that of the statistic that decides.

    Averages are blind to a few copied people: 1% of rows copied word for word leaves the AUC near 0.505, while the
    most suspected few are nearly all training people. 0.5 does NOT say that attackers with the model, with other
    releases or with linked tables would fail.

    Source
    ------
    van Breugel et al. (2023), arXiv 2302.12580 (density ratios); Stadler et al. (2022), arXiv 2011.07018; Carlini et
    al. (2022), arXiv 2112.03570 (success at few false accusations).
    """
    result = run(comparison, rng)
    if isinstance(result, Skipped):
        return result
    return score_of(result, "membership", 0.5, result.blind.auc)


METRIC = Metric(
    name="membership",
    family=Family.PRIVACY,
    question="Can someone tell who was in the training data?",
    best=0.5,
    bounds=(0.0, 1.0),
    unit="chance of being right",
    source="Membership inference without the generator, label shuffling with max-T (arXiv 2302.12580, 2112.03570).",
    compute=membership,
    stream=STREAM,
)
