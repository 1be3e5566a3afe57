"""How many rows each value of one column shall have: counts, shares, or the same for all."""

from __future__ import annotations

import math
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from synthlab.errors import DataError

__all__ = ["Groups", "groups_of", "sizes_from_shares"]

_MOST_GROUPS = 200


class Groups(BaseModel):
    """Rows for each value of ``column``: ``counts`` of rows, ``shares`` of all rows, or with neither the same for all.

    Values are texts as they would be typed; empty text means missing. Only one column can be divided so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    counts: dict[str, int] | None = None
    shares: dict[str, float] | None = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.counts is not None and self.shares is not None:
            raise ValueError(f"Either counts or shares of {self.column} can be asked for, not both.")
        asked = self.counts if self.counts is not None else self.shares
        if asked is not None and not 1 <= len(asked) <= _MOST_GROUPS:
            raise ValueError(f"Between 1 and {_MOST_GROUPS} values of {self.column} can be asked for.")
        if self.counts is not None and (min(self.counts.values()) < 0 or not sum(self.counts.values())):
            raise ValueError(
                f"The counts of {self.column} must be whole numbers from 0 up, one of them above 0."
            )
        if self.shares is not None:
            _check_shares(self.column, self.shares)
        return self

    @property
    def is_balance(self) -> bool:
        """Whether every value is to have as many rows."""
        return self.counts is None and self.shares is None

    @property
    def text(self) -> str:
        """What is asked for in a few words, for instance ``yes: 2,000 rows``."""
        if self.counts is not None:
            return ", ".join(f"{value or 'missing'}: {count:,} rows" for value, count in self.counts.items())
        if self.shares is not None:
            return ", ".join(f"{value or 'missing'}: {share:.4g}" for value, share in self.shares.items())
        return "as many rows of each value"

    def rows(self, n_rows: int | None, otherwise: int) -> int:
        """How many rows come out in all; ``n_rows`` is what was asked for beside, ``otherwise`` the usual number.

        Raises
        ------
        DataError
            When counts are given and add up to another number.
        """
        if self.counts is None:
            return otherwise if n_rows is None else n_rows
        total = sum(self.counts.values())
        if n_rows not in (None, total):
            raise DataError(
                f"The counts of {self.column} add up to {total:,} rows, but {n_rows:,} rows are asked for. "
                "Leave one of the two out, or ask for shares."
            )
        return total


def _check_shares(column: str, shares: dict[str, float]) -> None:
    if any(not (math.isfinite(share) and 0 <= share <= 1) for share in shares.values()):
        raise ValueError(f"The shares of {column} must be between 0 and 1.")
    total = sum(shares.values())
    if abs(total - 1) > 1e-6:
        raise ValueError(
            f"The shares of {column} add up to {total:.6g}; they must add up to 1. A value that is not named gets no row."
        )


def groups_of(
    column: str, counts: dict[str, int] | None = None, shares: dict[str, float] | None = None
) -> Groups:
    """Checked groups; what does not fit is a ``DataError``."""
    try:
        return Groups(column=column, counts=counts, shares=shares)
    except ValidationError as error:
        raise DataError(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from error


def sizes_from_shares(shares: dict[str, float], n_rows: int) -> dict[str, int]:
    """Whole numbers of rows that add up to ``n_rows``, each share rounded by the largest remainder.

    >>> sizes_from_shares({"a": 0.5, "b": 0.25, "c": 0.25}, 5)
    {'a': 3, 'b': 1, 'c': 1}
    """
    exact = {value: share * n_rows for value, share in shares.items()}
    sizes = {value: math.floor(rows + 1e-9) for value, rows in exact.items()}
    # Of equal remainders the one named first gets the row.
    by_remainder = sorted(exact, key=lambda value: sizes[value] - exact[value])
    for value in by_remainder[: n_rows - sum(sizes.values())]:
        sizes[value] += 1
    return sizes
