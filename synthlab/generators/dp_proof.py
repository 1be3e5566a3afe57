"""What a fit with a proof promises and what it spent, in numbers and in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from synthlab.generators.dp_accounting import Ledger, Spend

__all__ = ["Proof", "Proven", "proof_of"]

_PARTS = (
    (
        "finding categories and bounds",
        ("categories of", "common values of", "steps of", "range of", "bins of"),
    ),
    ("the values of single columns", ("values of", "number of rows")),
    ("choosing what goes with what", ("what goes with what",)),
    ("tables of what goes with what", ("table of",)),
    ("weighing what each column says of the target", ("weights of", "corrections of")),
)


@dataclass(frozen=True)
class Proof:
    """(``epsilon``, ``delta``)-differential privacy for adding or removing one person.

    ``spends`` are the looks at the train rows; ``spent_epsilon`` what they come to. ``n_rows`` is the number of
    train rows as the fit knows it, with noise. ``person_column`` bounds each person's rows, None: the user's word.
    """

    epsilon: float
    delta: float
    spent_epsilon: float
    rows_per_person: int
    person_column: str | None
    n_rows: int
    spends: tuple[Spend, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """The promise, then the ledger, in sentences."""
        rows = f"{self.rows_per_person} row{'s' if self.rows_per_person > 1 else ''}"
        bounded = (
            f"of {self.person_column} with the first {rows} of each"
            if self.person_column
            else f"with at most {rows}, on your word"
        )
        total = sum(spend.rho for spend in self.spends)
        parts = [
            f"{sum(s.rho for s in mine) / total:.0%} on {part}"
            for part, begins in _PARTS
            if (mine := [s for s in self.spends if s.what.startswith(begins)])
        ]
        return (
            f"Differentially private with epsilon {self.epsilon:g} and delta {self.delta:g}, for adding or removing "
            f"one person ({bounded}), if the schema is public. Reports that compare with real rows are not covered.",
            f"Budget: {len(self.spends)} looks at the train rows spent rho {total:.4g} of zero-concentrated privacy "
            f"(epsilon {self.spent_epsilon:.4g}): {', '.join(parts)}.",
        )


@runtime_checkable
class Proven(Protocol):
    """A sampler that comes with a proof."""

    @property
    def proof(self) -> Proof: ...


def proof_of(ledger: Ledger, rows_per_person: int, person_column: str | None, n_rows: int) -> Proof:
    """The proof of a finished fit."""
    spends: Sequence[Spend] = ledger.spends
    return Proof(
        ledger.epsilon,
        ledger.delta,
        ledger.spent_epsilon,
        rows_per_person,
        person_column,
        n_rows,
        tuple(spends),
    )
