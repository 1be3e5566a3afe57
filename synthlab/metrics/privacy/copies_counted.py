"""The copies check from counts alone, for tables that are never in memory: exact matches over every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from synthlab.metrics.base import Score, Skipped, State
from synthlab.metrics.privacy import copies_words as words
from synthlab.metrics.privacy.copies import planted_copies, state_of_copies
from synthlab.metrics.privacy.copies_screening import BANNER, Yardstick
from synthlab.metrics.privacy.excess import ALPHA, Duplicates, Evidence
from synthlab.statistics.engines.repeats import Repeats
from synthlab.statistics.hypergeometric import least_provable, tail
from synthlab.statistics.intervals import newcombe

__all__ = ["copies_from_counts"]

_ONLY_EXACT = "Counted over every row, word for word only: not with one column left out, not rounded."


def copies_from_counts(counts: Repeats, left_out: Sequence[str] = ()) -> Score | Skipped:
    """As ``copies`` word for word, from counts over every row; without kept-aside rows, its screening.

    There is one level, so that p-values need no adjustment. ``left_out`` names the columns that were not compared,
    since the synthetic table has no value there. A record that stands in the real tables more than once
    discloses nobody and does not count.
    """
    n_train, n_holdout, _ = counts.rows
    if not counts.unique[0] or (n_holdout and not counts.unique[1]):
        return Skipped(
            "No record is unique among the real rows: a match to a common record discloses nobody, so copying cannot "
            "be seen in these columns.",
            State.NOT_TESTED,
        )
    score = _screened(counts) if n_holdout == 0 else _compared(counts, n_train, n_holdout)
    if not left_out:
        return score
    unmatched = f"Not matched on {', '.join(left_out)}: the synthetic table has no value there."
    facts = {**score.facts, "columns_left_out": list(left_out)}
    return replace(score, facts=facts, warnings=[unmatched, *score.warnings])


def _compared(counts: Repeats, n_train: int, n_holdout: int) -> Score:
    evidence, duplicates = _evidence(counts, n_train, n_holdout), _duplicates(counts, n_train, n_holdout)
    planted = planted_copies(evidence, n_train, counts.rows[2], n_levels=1)
    state = state_of_copies([evidence], duplicates, n_holdout, planted["fired"])
    rate_train, rate_holdout = evidence.rates
    row = asdict(evidence) | {"rate_train": rate_train, "rate_holdout": rate_holdout}
    return Score(
        value=evidence.effect,
        low=evidence.low,
        high=evidence.high,
        n_rows=counts.rows[2],
        details=[{"level": row.pop("name"), **row}],
        facts={
            **_facts(counts),
            "screening": False,
            "sentence": words.sentence(state, evidence, [evidence], duplicates, n_holdout),
            "duplicates_across": asdict(duplicates),
            "controls": {"fresh_real": None, "planted": planted},
            "least_provable": least_provable(n_train, n_holdout, ALPHA),
            "least_provable_here": evidence.least_provable,
        },
        state=state,
        baseline=counts.across / n_holdout,
        control=rate_holdout,
        p_adjusted=evidence.p_adjusted,
        smallest_detectable=evidence.least_provable / evidence.n_train if evidence.least_provable else None,
        warnings=[_ONLY_EXACT],
    )


def _evidence(counts: Repeats, n_train: int, n_holdout: int) -> Evidence:
    (m_train, m_holdout), (u_train, u_holdout) = counts.matched, counts.unique
    low, high = newcombe(m_train, u_train, m_holdout, u_holdout)
    p = tail(m_train, m_train + m_holdout, n_train, n_holdout)
    return Evidence(
        "exact", "word for word", u_train, u_holdout, m_train, m_holdout,
        m_train / u_train - m_holdout / u_holdout, low, high, p, p,
        least_provable(u_train, u_holdout, ALPHA, m_holdout),
    )  # fmt: skip


def _duplicates(counts: Repeats, n_train: int, n_holdout: int) -> Duplicates:
    from scipy.special import bdtrc

    n = n_train + n_holdout
    chance = 2 * n_train * n_holdout / (n * (n - 1))
    p = 1.0 if counts.across == 0 else float(bdtrc(counts.across - 1, counts.pairs, chance))
    return Duplicates(counts.pairs, counts.across, counts.pairs * chance, p)


def _screened(counts: Repeats) -> Score:
    n_real, n_synthetic = counts.rows[0], counts.rows[2]
    n_found, n_chance = counts.synthetic_matched, 2 * counts.pairs
    low, high = newcombe(n_found, n_synthetic, n_chance, n_real)
    found = Yardstick(
        n_found, n_synthetic, n_chance, n_real, n_found / n_synthetic - n_chance / n_real, low, high,
        tail(n_found, n_found + n_chance, n_synthetic, n_real),
    )  # fmt: skip
    state = State.LEAK_FOUND if found.is_leak else State.NOT_TESTED
    matched, unique = counts.matched[0], counts.unique[0]
    row = {"level": "exact", "title": "word for word", "n_train": unique, "m_train": matched}
    return Score(
        value=found.effect,
        low=low,
        high=high,
        n_rows=n_synthetic,
        details=[row | {"rate_train": matched / unique}],
        facts={
            **_facts(counts),
            "screening": True,
            "matches_holdout": None,
            "unique_holdout": None,
            "least_provable": None,
            "least_provable_here": None,
            "yardstick": asdict(found),
            "sentence": _screening_sentence(found, matched, unique, state),
        },
        state=state,
        baseline=n_chance / n_real,
        p_adjusted=found.p,
        warnings=[_ONLY_EXACT, BANNER],
    )


def _screening_sentence(found: Yardstick, matched: int, unique: int, state: State) -> str:
    share, chance = 100 * found.n_found / found.n_synthetic, 100 * found.n_chance / found.n_real
    counts = (
        f"{matched:,} of the {unique:,} records that are unique in the real file you gave us stand word for word in the "
        f"synthetic table ({share:.2f}% of its rows; of real rows, {chance:.2f}% equal such a record by chance)."
    )
    return (
        f"{counts} Ordinary similarity does not explain that."
        if state is State.LEAK_FOUND
        else f"{counts} {BANNER}"
    )


def _facts(counts: Repeats) -> dict[str, Any]:
    return {
        "all_rows": True,
        "level": "exact",
        "unique_exact_matches": sum(counts.matched),
        "unique_rows": sum(counts.unique),
        "matches_train": counts.matched[0],
        "matches_holdout": counts.matched[1],
        "unique_train": counts.unique[0],
        "unique_holdout": counts.unique[1],
        "review_rows": counts.matched[0],
        "alpha": ALPHA,
        "tolerance": 0,
        "columns": list(counts.columns),
        "columns_left_out": [],
        "rounding": {},
    }
