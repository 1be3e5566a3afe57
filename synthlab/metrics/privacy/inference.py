"""Can a secret be inferred, beyond what statistics teach? Guesses about training people against guesses about others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from synthlab.metrics.base import Comparison, Family, Metric, Score, Skipped
from synthlab.metrics.privacy.attacks.guesses import Guess
from synthlab.metrics.privacy.battery import RARE, attack_name
from synthlab.metrics.privacy.experiment import STREAM, Result, run
from synthlab.metrics.privacy.scoring import headline, row_of, score_of

__all__ = ["METRIC", "inference"]


def inference(comparison: Comparison, rng: np.random.Generator) -> Score | Skipped:
    """How many more secrets of training than of kept-aside people are guessed, in [-1, 1]; 0 is no difference.

    Two attackers know a person's other columns (the quasi-identifiers where the schema names any): memory answers
    with the nearest synthetic record's secret, learning with gradient boosting fitted on the synthetic table (for
    the target and sensitive columns). A category must be exact; a number within 5% of its true value or 1% of the
    column's middle range. Each column is a secret in turn.

    Where one answer is right for three people in four, accuracy says little: the people it is wrong for are attacked
    apart ("rare answers", their best constant guess is right for nobody). For a marked secret, no leak is only found
    where there is none among them either.

    Three rates belong together: the best constant guess, the attack on people who gave no data, and the attack on
    those who did. The second less the first is what anyone can learn from statistics (``facts["group_inference"]``):
    no leak of a person, but not nothing. Only the third less the second speaks of people in the training data.

    Source
    ------
    Inference as in WP29 Opinion 05/2014; guesses against a control group as in Giomi et al. (2023), arXiv 2211.10459.
    """
    result = run(comparison, rng)
    if isinstance(result, Skipped):
        return result
    by_name = {attack_name(guess): guess for guess in result.battery.guesses}
    details = [
        row_of(finding) | _rates(finding.attack, by_name, result) for finding in result.findings["inference"]
    ]
    shown = headline(result, "inference")
    everybody = [row for row in details if not row["rare_answers"]]
    told = max(everybody, key=lambda row: float(row["holdout_rate"]) - float(row["baseline"]))
    facts = {
        "secret": by_name[shown.attack.removesuffix(RARE)].secret,
        "group_inference": (
            f"Anyone, including people who never gave data, can have their {told['secret']} guessed in "
            f"{100 * told['holdout_rate']:.0f} of 100 cases from this file ({100 * told['baseline']:.0f} by always "
            "guessing the most common). That is what the statistics teach, not a copy of a person."
        ),
    }
    idle = sorted({str(row["secret"]) for row in everybody if row["learned_nothing"]})
    warnings = [f"No better than always guessing the same for: {', '.join(idle)}."] if idle else []
    return score_of(
        result,
        "inference",
        next(float(row["baseline"]) for row in details if row["attack"] == shown.attack),
        shown.effect.holdout_rate or 0.0,
        details,
        facts,
        warnings,
    )


def _rates(attack: str, by_name: Mapping[str, Guess], result: Result) -> dict[str, Any]:
    guess, rare = by_name[attack.removesuffix(RARE)], attack.endswith(RARE)
    aside = ~result.experiment.in_train[result.experiment.pool.persons]
    return {
        "secret": guess.secret,
        "attacker": guess.attacker,
        "rare_answers": rare,
        "baseline": 0.0 if rare else float(guess.baseline[aside].mean()),
        "learned_nothing": bool(guess.success.mean() <= guess.baseline.mean()),
    }


METRIC = Metric(
    name="inference",
    family=Family.PRIVACY,
    question="Can a secret be inferred, beyond what statistics teach?",
    best=0.0,
    bounds=(-1.0, 1.0),
    unit="difference of shares",
    source="Attribute inference with a control group (WP29 05/2014; arXiv 2211.10459) and label shuffling.",
    compute=inference,
    stream=STREAM,
)
