"""Copies without kept-aside rows: a screening. It can find a leak; it clears nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Score, State
from synthlab.metrics.privacy import copies_words as words
from synthlab.metrics.privacy.disclosure import known_columns
from synthlab.metrics.privacy.excess import ALPHA
from synthlab.metrics.privacy.matching import Matches, find, once
from synthlab.statistics.hypergeometric import tail
from synthlab.statistics.intervals import newcombe

__all__ = ["BANNER", "Yardstick", "screen", "yardstick"]

BANNER = (
    "We cannot tell copying from ordinary similarity without people who were kept out. Split the real table, "
    "generate again from its training rows, and come back."
)

_LEAST_ROWS = 5
_TIMES_CHANCE = 2.0


@dataclass(frozen=True)
class Yardstick:
    """``n_found`` of ``n_synthetic`` rows equal a unique real record; of real rows, ``n_chance`` of ``n_real`` do.

    A real row put aside equals a record that is unique among the rest exactly when the two are the only pair
    of their kind: this leave-one-out rate is what an unrelated real row would show.
    """

    n_found: int
    n_synthetic: int
    n_chance: int
    n_real: int
    effect: float
    low: float
    high: float
    p: float

    @property
    def is_leak(self) -> bool:
        found, chance = self.n_found / self.n_synthetic, self.n_chance / self.n_real
        return (
            self.n_found >= _LEAST_ROWS
            and self.p <= ALPHA
            and self.low > 0
            and found >= _TIMES_CHANCE * chance
        )


def screen(comparison: Comparison, rng: np.random.Generator) -> Score:
    """How many more synthetic rows equal a unique real record than real rows do, leave-one-out, in [-1, 1].

    The state is LEAK FOUND or NOT TESTED, never more: five rows at least, twice chance at least, and p at most
    0.01. The reference is the same for one random half of the real rows against the other. Where columns are marked as
    quasi-identifiers, the details also count whom they find again and what they tell (``disclosure``).
    """
    schema = comparison.schema
    matches = find([comparison.train], comparison.synthetic, schema.modelled, schema.set_aside)
    if not matches.columns:
        raise NotMeasurable(
            "The synthetic table fills none of the modelled columns, so no record can be matched."
        )
    exact = matches.levels[0]
    if not exact.eligible.any():
        raise NotMeasurable(
            "No real record is unique: a match to a common record discloses nobody, so copying cannot be seen."
        )
    found = yardstick(matches.hashes, matches.synthetic_rows_matched, len(comparison.synthetic))
    near = _near(matches, len(comparison.synthetic))
    real = _halves(matches.hashes, rng)
    state = State.LEAK_FOUND if found.is_leak else State.NOT_TESTED
    return Score(
        value=found.effect,
        low=found.low,
        high=found.high,
        reference=real.effect if real else None,
        reference_low=real.low if real else None,
        reference_high=real.high if real else None,
        n_rows=len(comparison.synthetic),
        details=[
            {
                "level": level.name,
                "title": level.title,
                "n_train": int(level.eligible.sum()),
                "m_train": int(level.matched.sum()),
                "rate_train": float(level.matched.sum() / max(1, level.eligible.sum())),
            }
            for level in matches.levels
        ]
        + known_columns(comparison),
        facts=_facts(matches, found)
        | {
            "sentence": _sentence(matches, found, state) + _nearly(near),
            "near_copies": near and asdict(near),
        },
        state=state,
        baseline=found.n_chance / found.n_real,
        p_adjusted=found.p,
        warnings=[*words.warnings(matches), BANNER],
    )


def yardstick(hashes: npt.NDArray[np.uint64], n_found: int, n_synthetic: int) -> Yardstick:
    """The count of synthetic rows that equal a unique real record, held against the real rows' own coincidences.

    ``hashes`` are those of the real rows.
    """
    _, counts = np.unique(hashes, return_counts=True)
    n_chance, n_real = 2 * int((counts == 2).sum()), len(hashes)
    low, high = newcombe(n_found, n_synthetic, n_chance, n_real)
    return Yardstick(
        n_found,
        n_synthetic,
        n_chance,
        n_real,
        n_found / n_synthetic - n_chance / n_real,
        low,
        high,
        tail(n_found, n_found + n_chance, n_synthetic, n_real),
    )


def _near(matches: Matches, n_synthetic: int) -> Yardstick | None:
    """The same yardstick for records found again with numbers and dates rounded. It is for review, never an alarm."""
    if matches.rounded_hashes is None:
        return None
    return yardstick(matches.rounded_hashes, matches.rounded_rows_matched, n_synthetic)


def _nearly(near: Yardstick | None) -> str:
    if near is None or not near.is_leak:
        return ""
    found, chance = 100 * near.n_found / near.n_synthetic, 100 * near.n_chance / near.n_real
    return (
        f" With numbers and dates rounded, {found:.2f}% of its rows equal a unique real record; of real rows, "
        f"{chance:.2f}% do by chance: look at these too."
    )


def _halves(hashes: npt.NDArray[np.uint64], rng: np.random.Generator) -> Yardstick | None:
    if len(hashes) < 4:
        return None
    shuffled = rng.permutation(np.sort(hashes))
    one, other = shuffled[: len(shuffled) // 2], shuffled[len(shuffled) // 2 :]
    return yardstick(one, int(np.isin(other, one[once(one)]).sum()), len(other))


def _facts(matches: Matches, found: Yardstick) -> dict[str, Any]:
    exact = matches.levels[0]
    widest = matches.level("all columns") or exact
    return {
        "screening": True,
        "level": "exact",
        "unique_exact_matches": int(widest.matched.sum()),
        "unique_rows": int(widest.eligible.sum()),
        "matches_train": int(exact.matched.sum()),
        "matches_holdout": None,
        "unique_train": int(exact.eligible.sum()),
        "unique_holdout": None,
        "review_rows": int(exact.matched.sum()),
        "least_provable": None,
        "least_provable_here": None,
        "alpha": ALPHA,
        "tolerance": 0,
        "columns": list(matches.columns),
        "columns_left_out": list(matches.left_out),
        "rounding": dict(matches.rounding),
        "yardstick": asdict(found),
    }


def _sentence(matches: Matches, found: Yardstick, state: State) -> str:
    exact = matches.levels[0]
    n_matched, n_unique = int(exact.matched.sum()), int(exact.eligible.sum())
    if n_matched == 0:
        return (
            f"None of the {n_unique:,} records that are unique in the real file you gave us appears word for word in "
            f"the synthetic table. That clears nothing. {BANNER}"
        )
    share, chance = 100 * found.n_found / found.n_synthetic, 100 * found.n_chance / found.n_real
    appear = "appears" if n_matched == 1 else "appear"
    counts = (
        f"{words.counted(n_matched, 'record')} unique in the real file you gave us {appear} word for word in the "
        f"synthetic table ({share:.2f}% of its rows; of real rows, {chance:.2f}% equal such a record by chance)."
    )
    if state is State.LEAK_FOUND:
        return f"{counts} Ordinary similarity does not explain that."
    return f"{counts} Somebody should look at them. {BANNER}"
