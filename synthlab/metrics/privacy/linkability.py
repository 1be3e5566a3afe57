"""Can records be linked? Two halves of a person's record, put together through the synthetic table."""

from __future__ import annotations

import numpy as np

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score, Skipped
from synthlab.metrics.privacy.experiment import STREAM, run
from synthlab.metrics.privacy.scoring import headline, score_of

__all__ = ["METRIC", "linkability"]


def linkability(comparison: Comparison, rng: np.random.Generator) -> Score | Skipped:
    """How many more training than kept-aside people have their halves linked, in [-1, 1]; 0 is no difference.

    Columns are cut into two halves of about equal entropy, as two data holders might have them. The ten synthetic
    rows nearest by half A are taken; the person's true half B is ranked among 99 others of the pool by closeness to
    those rows. First place is a success; ties share it.

    The least sensitive of the three attacks named by regulators: silence says little.

    Raises
    ------
    NotMeasurable
        With fewer than two columns.

    Source
    ------
    Linkability as in WP29 Opinion 05/2014; its low power as reported by Giomi et al. (2023), arXiv 2211.10459.
    """
    result = run(comparison, rng)
    if isinstance(result, Skipped):
        return result
    if result.battery.links is None:
        raise NotMeasurable("A record of one column has no two halves to link.")
    shown = headline(result, "linkability")
    facts = {
        "half_a": list(result.battery.links.half_a),
        "half_b": list(result.battery.links.half_b),
        "candidates": 100,
    }
    return score_of(
        result,
        "linkability",
        float(result.battery.links.baseline.mean()),
        shown.effect.holdout_rate or 0.0,
        facts=facts,
    )


METRIC = Metric(
    name="linkability",
    family=Family.PRIVACY,
    question="Can records be linked?",
    best=0.0,
    bounds=(-1.0, 1.0),
    unit="difference of shares",
    source="Linkage of two halves through the synthetic table (WP29 05/2014) with a control group.",
    compute=linkability,
    stream=STREAM,
)
