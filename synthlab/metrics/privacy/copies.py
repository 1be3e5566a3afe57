"""Are people copied word for word? Counted on unique records, against what chance gives on kept-aside ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Family, Metric, Score, State
from synthlab.metrics.privacy import copies_words as words
from synthlab.metrics.privacy.copies_screening import screen
from synthlab.metrics.privacy.excess import ALPHA, Duplicates, Evidence, duplicates_across, halves, weigh
from synthlab.metrics.privacy.matching import Matches, find
from synthlab.statistics.hypergeometric import least_provable, tail

__all__ = ["METRIC", "copied_rows", "planted_copies", "state_of_copies"]

LEAST_HOLDOUT = 200
"""Fewer kept-aside rows than this cannot clear a table; they can still convict it."""

PLANTED_SHARE = 0.01
"""The positive control: this share of the synthetic rows replaced by exact copies must be caught."""


def copied_rows(comparison: Comparison, rng: np.random.Generator) -> Score:
    """How much larger a share of unique training records than of unique kept-aside ones is found again, in [-1, 1].

    A record counts when it occurs once among all real rows: a match to a common combination of values discloses
    nobody. Matched word for word over the modelled columns the synthetic table fills, over all columns, over all
    columns but any one, and with numbers and dates rounded; the value is that of exact matches, or of the level
    that shows most where a leak is found (``facts["level"]``). A missing value equals a missing value. The
    synthetic table is always used in full. ``control`` is the share of kept-aside records found again,
    ``baseline`` the share of kept-aside records identical to some training record, ``reference`` the value for
    two random halves of the kept-aside records.

    0 says that training records are found no more often than others. It does NOT say that nobody can be
    recognised: copies that are changed in more than one column, and single values that are copied, are not seen
    here. A high value says that records were copied, not which.

    Without a holdout the table is only screened: a leak can be found, none can be ruled out.

    Raises
    ------
    NotMeasurable
        When no column is left to match on, or no real record is unique.

    Source
    ------
    Unique matches follow the replicated uniques of synthpop (arXiv:2406.16826) and the unique exact matches of
    NIST's SDNist; the control group and its exact test are those of a permutation test.
    """
    if comparison.holdout is None:
        return screen(comparison, rng)
    schema, n_train = comparison.schema, len(comparison.train)
    matches = find(
        [comparison.train, comparison.holdout], comparison.synthetic, schema.modelled, schema.set_aside
    )
    if not matches.columns:
        raise NotMeasurable(
            "The synthetic table fills none of the modelled columns, so no record can be matched."
        )
    evidence = weigh(matches.levels, n_train, rng)
    if not evidence or evidence[0].name != "exact":
        raise NotMeasurable(
            "No record is unique among the training rows, or none among the kept-aside ones: a match to a common "
            "record discloses nobody, so copying cannot be seen in these columns."
        )
    duplicates = duplicates_across(matches.hashes, n_train)
    control = halves(matches.levels[0], n_train, rng, matches.hashes)
    planted = planted_copies(evidence[0], n_train, len(comparison.synthetic), len(evidence))
    state = state_of_copies(evidence, duplicates, len(comparison.holdout), planted["fired"])
    shown = min(evidence, key=lambda one: one.p_adjusted) if state is State.LEAK_FOUND else evidence[0]
    return Score(
        value=shown.effect,
        low=shown.low,
        high=shown.high,
        reference=control.effect if control else None,
        reference_low=control.low if control else None,
        reference_high=control.high if control else None,
        n_rows=len(comparison.synthetic),
        details=[_row(one) for one in sorted(evidence, key=lambda one: one.p_adjusted)],
        facts=_facts(comparison, matches, evidence, shown)
        | {
            "sentence": words.sentence(state, shown, evidence, duplicates, len(comparison.holdout)),
            "duplicates_across": asdict(duplicates),
            "controls": {"fresh_real": _control(control), "planted": planted},
        },
        state=state,
        baseline=_coincidence(matches, n_train),
        control=shown.rates[1],
        p_adjusted=min(one.p_adjusted for one in evidence),
        smallest_detectable=shown.least_provable / shown.n_train if shown.least_provable else None,
        warnings=words.warnings(matches),
    )


def state_of_copies(evidence: list[Evidence], duplicates: Duplicates, n_holdout: int, can_see: bool) -> State:
    """The check's state; ``can_see`` says that the positive control was caught."""
    if duplicates.is_beyond_chance:
        return State.INVALID
    if any(one.p_adjusted <= ALPHA and one.low > 0 for one in evidence):
        return State.LEAK_FOUND
    if n_holdout < LEAST_HOLDOUT:
        return State.NOT_TESTED
    if all(one.m_train == 0 for one in evidence):
        return State.NO_LEAK_FOUND
    # The synthetic table is there in full, so no match at all is an answer; a few matches are one only where
    # as many more as matter would have stood out.
    if can_see and min(one.p_adjusted for one in evidence) > 0.05:
        return State.NO_LEAK_FOUND
    return State.CANNOT_TELL


def planted_copies(exact: Evidence, n_train: int, n_synthetic: int, n_levels: int) -> dict[str, Any]:
    """What exact copies of random training rows, 1% of the synthetic table, would have shown on top of chance."""
    rows = max(1, round(PLANTED_SHARE * n_synthetic))
    unique = min(int(rows * exact.n_train / n_train), exact.n_train)
    expected = min(round(exact.m_holdout * exact.n_train / exact.n_holdout), exact.n_train - unique)
    m_train = expected + unique
    p = tail(m_train, m_train + exact.m_holdout, exact.n_train, exact.n_holdout)
    return {"rows": rows, "share": PLANTED_SHARE, "p": p, "fired": p * n_levels <= ALPHA}


def _control(control: Evidence | None) -> dict[str, Any] | None:
    if control is None:
        return None
    return {"rows": control.n_train, "p": control.p, "fired": control.p <= ALPHA and control.low > 0}


def _coincidence(matches: Matches, n_train: int) -> float:
    return float(np.isin(matches.hashes[n_train:], matches.hashes[:n_train]).mean())


def _row(one: Evidence) -> dict[str, Any]:
    rate_train, rate_holdout = one.rates
    row = asdict(one) | {"rate_train": rate_train, "rate_holdout": rate_holdout}
    return {"level": row.pop("name"), **row}


def _facts(
    comparison: Comparison, matches: Matches, evidence: list[Evidence], shown: Evidence
) -> dict[str, Any]:
    exact = evidence[0]
    widest = matches.level("all columns") or matches.levels[0]
    holdout = comparison.holdout
    return {
        "screening": False,
        "level": shown.name,
        "unique_exact_matches": int(widest.matched.sum()),
        "unique_rows": int(widest.eligible.sum()),
        "matches_train": exact.m_train,
        "matches_holdout": exact.m_holdout,
        "unique_train": exact.n_train,
        "unique_holdout": exact.n_holdout,
        "review_rows": exact.m_train,
        "least_provable": least_provable(
            len(comparison.train), 0 if holdout is None else len(holdout), ALPHA
        ),
        "least_provable_here": exact.least_provable,
        "alpha": ALPHA,
        "tolerance": 0,
        "columns": list(matches.columns),
        "columns_left_out": list(matches.left_out),
        "rounding": dict(matches.rounding),
    }


METRIC = Metric(
    name="copies",
    family=Family.PRIVACY,
    question="Are people copied word for word?",
    best=0.0,
    bounds=(-1.0, 1.0),
    unit="difference of shares",
    source="Replicated uniques (arXiv:2406.16826) with a control group and an exact permutation test.",
    compute=copied_rows,
)
