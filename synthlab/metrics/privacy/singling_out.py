"""Can one person be singled out? Descriptions learnt from the synthetic table that fit exactly one real person."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score, Skipped
from synthlab.metrics.privacy.experiment import STREAM, run
from synthlab.metrics.privacy.scoring import headline, score_of

__all__ = ["METRIC", "singling_out"]


def singling_out(comparison: Comparison, rng: np.random.Generator) -> Score | Skipped:
    """How much larger a share of training than of kept-aside people is singled out, in [-1, 1]; 0 is no difference.

    Up to 2,000 descriptions by one column (a value the synthetic table holds once) and 2,000 by two to four columns
    (fitting one synthetic row); one that fits exactly one person of the whole pool singles that person out. Both
    groups are attacked by the same descriptions, so no correction for their sizes is needed.

    That some people are singled out proves nothing by itself: a description that fits one in n people by chance
    isolates somebody with a probability of up to 37% without any leak. Silence does NOT cover copies of a few
    people (see ``copies``, ``membership``).

    Raises
    ------
    NotMeasurable
        When no description can be made.

    Source
    ------
    Cohen and Nissim (2020), arXiv 1904.06009; singling out as in WP29 Opinion 05/2014.
    """
    result = run(comparison, rng)
    if isinstance(result, Skipped):
        return result
    if not result.findings["singling-out"]:
        raise NotMeasurable(
            "No value or combination occurs once in the synthetic table, so nobody can be described."
        )
    shown = headline(result, "singling-out")
    counts = result.battery.singled[shown.attack.removeprefix("guesses by ")]
    facts = {
        "guesses": {name: asdict(singled) for name, singled in result.battery.singled.items()},
        "right_share": counts.n_right / counts.n_guesses,
    }
    warnings = [
        f"The guesses by {name} single out no more people than guesses without any dependence between columns: "
        "this attack learned nothing here, which proves nothing."
        for name, singled in result.battery.singled.items()
        if singled.n_right <= singled.n_right_naive
    ]
    return score_of(
        result,
        "singling-out",
        counts.n_right_naive / counts.n_guesses,
        shown.effect.holdout_rate or 0.0,
        facts=facts,
        warnings=warnings,
    )


METRIC = Metric(
    name="singling-out",
    family=Family.PRIVACY,
    question="Can one person be singled out?",
    best=0.0,
    bounds=(-1.0, 1.0),
    unit="difference of shares",
    source="Predicate singling out (arXiv 1904.06009) with a control group and label shuffling.",
    compute=singling_out,
    stream=STREAM,
)
