"""The calendar of a date column: its weekdays, hours, months and days of the month as codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["N_CODES", "Profile", "profiles"]

Codes = npt.NDArray[np.uint8]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
N_CODES = 32
"""More than any profile's codes: 31 days and one for a missing date."""


@dataclass(frozen=True)
class Profile:
    """One look at a date column: the code of each row of each table; the last label stands for a missing date."""

    column: str
    what: str
    labels: tuple[str, ...]
    codes: tuple[Codes, ...]


def profiles(tables: Sequence[pd.DataFrame], column: str) -> list[Profile]:
    """Weekday, month, day of the month and, where any table has a time of day, the hour."""
    sides = [table[column] for table in tables]
    looks = [
        ("weekday", _DAYS, [side.dt.dayofweek for side in sides]),
        ("month", _MONTHS, [side.dt.month - 1 for side in sides]),
        ("day of the month", tuple(str(day) for day in range(1, 32)), [side.dt.day - 1 for side in sides]),
    ]
    if any(bool((side.dt.normalize() != side)[side.notna()].any()) for side in sides):
        hours = tuple(f"{hour:02d}:00" for hour in range(24))
        looks.append(("hour", hours, [side.dt.hour for side in sides]))
    return [
        Profile(
            column,
            what,
            (*labels, "(missing)"),
            tuple(part.fillna(len(labels)).to_numpy(dtype=np.uint8) for part in parts),
        )
        for what, labels, parts in looks
    ]
