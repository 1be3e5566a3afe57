"""Made-up names and places through Faker, and identifiers from a pattern."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from synthlab.errors import DataError
from synthlab.generators.simulation.parts import Values

__all__ = ["FAKES", "drawn_codes", "fake_values", "patterned", "room_of"]

FAKES: Mapping[str, str] = {
    "name": "name", "first_name": "first_name", "last_name": "last_name", "email": "safe_email",
    "user_name": "user_name", "phone": "phone_number", "street": "street_address", "postcode": "postcode",
    "city": "city", "state": "state", "country": "country", "company": "company", "job": "job", "uuid": "uuid4",
}  # fmt: skip
"""What can be made up, and Faker's word for it. E-mail addresses are at domains that belong to nobody."""

_MOST_MADE = 5_000
_ROUNDS = 50
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@cache
def _faker(locale: str) -> Any:
    from faker import Faker
    from faker.config import AVAILABLE_LOCALES

    if locale not in AVAILABLE_LOCALES:
        near = (
            ", ".join(sorted(name for name in AVAILABLE_LOCALES if name[:2] == locale[:2]))
            or "en_US, de_DE, fr_FR"
        )
        raise DataError(f"There is no locale {locale!r} to make up names in. There is, for instance: {near}.")
    return Faker(locale)


def fake_values(what: str, locale: str, n_rows: int, rng: np.random.Generator) -> Values:
    """So many made-up texts; of more than 5,000, as many different ones are made and drawn from again.

    Raises
    ------
    DataError
        When there is nothing of that name, or not in that locale.
    """
    if what not in FAKES:
        raise DataError(f"There is no {what!r} to make up. There is: {', '.join(FAKES)}.")
    faker = _faker(locale)
    faker.seed_instance(int(rng.integers(2**31)))
    try:
        make = getattr(faker, FAKES[what])
    except AttributeError as error:
        raise DataError(f"There is no {what!r} to make up in the locale {locale!r}.") from error
    pool = np.empty(min(n_rows, _MOST_MADE), dtype=object)
    pool[:] = [str(make()).replace("\n", ", ") for _ in range(len(pool))]
    return pool if n_rows <= _MOST_MADE else pool[rng.integers(len(pool), size=n_rows)]


def room_of(pattern: str) -> float:
    """How many identifiers a pattern allows."""
    return float(10.0 ** pattern.count("#") * 26.0 ** pattern.count("?"))


def drawn_codes(pattern: str, n_rows: int, rng: np.random.Generator) -> list[str]:
    """Identifiers by a pattern, each drawn by itself, so that two may be alike."""
    signs = np.empty((n_rows, len(pattern)), dtype="U1")
    for place, sign in enumerate(pattern):
        if sign == "#":
            signs[:, place] = rng.integers(10, size=n_rows).astype("U1")
        elif sign == "?":
            signs[:, place] = np.array(list(_LETTERS))[rng.integers(26, size=n_rows)]
        else:
            signs[:, place] = sign
    return ["".join(row) for row in signs]


def patterned(pattern: str, n_rows: int, rng: np.random.Generator) -> Values:
    """Identifiers by a pattern, all different: # is a digit, ? a letter, everything else itself.

    Raises
    ------
    DataError
        When the pattern allows too few.
    """
    room = room_of(pattern)
    if room < 2 * n_rows:
        raise DataError(
            f"The pattern {pattern!r} allows {room:,.0f} identifiers, too few for {n_rows:,} different ones. Add a #."
        )
    found: dict[str, None] = {}
    for _ in range(_ROUNDS):
        missing = n_rows - len(found)
        if missing <= 0:
            break
        found.update(dict.fromkeys(drawn_codes(pattern, missing, rng)))
    texts = np.empty(n_rows, dtype=object)
    texts[:] = list(found)[:n_rows]
    return texts
