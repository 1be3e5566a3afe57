"""Identifiers newly made in the format of the real ones: never one of them, each one once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.patterns import PATTERNS, share_of

__all__ = ["CodeMaker", "code_maker", "plain_code_maker"]

Hashes = npt.NDArray[np.uint64]

_DIGITS, _LOWER, _UPPER = "0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROOM = 100
"""So many times more codes must a format allow than are real or asked for: else the gaps would tell the real ones."""

_MOST_MASKS = 200
_COVERED = 0.95
_LOOKED_AT = 100_000
_ROUNDS = 50


@dataclass(frozen=True)
class CodeMaker:
    """``masks[i]`` gives, for each place of a code, the signs that may stand there; drawn with ``shares[i]``.

    ``taken`` are hashes of the real codes, ``missing`` the share of rows without one.
    """

    masks: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    missing: float
    taken: Hashes
    note: str = ""

    def make(self, n_rows: int, rng: np.random.Generator) -> tuple[pd.Series, bool]:
        """New codes, all different, none of the real ones; and whether they had to be longer than those."""
        gone = rng.random(n_rows) < self.missing
        wanted = int((~gone).sum())
        room = _ROOM * (wanted + len(self.taken))
        masks = [_lengthened(mask, room) for mask in self.masks]
        found: dict[str, None] = {}
        for _ in range(_ROUNDS):
            if len(found) >= wanted:
                break
            drawn = self._drawn(masks, wanted - len(found), rng)
            free = ~np.isin(_hashed(drawn), self.taken)
            found.update(dict.fromkeys(np.asarray(drawn, dtype=object)[free]))
        texts = np.full(n_rows, None, dtype=object)
        texts[~gone] = list(found)[:wanted]
        longer = any(len(new) > len(old) for new, old in zip(masks, self.masks, strict=True))
        return pd.Series(texts, dtype="string"), longer

    def _drawn(
        self, masks: Sequence[tuple[str, ...]], n_codes: int, rng: np.random.Generator
    ) -> npt.NDArray[np.str_]:
        which = rng.choice(len(masks), n_codes, p=np.asarray(self.shares))
        drawn = np.empty(n_codes, dtype=f"U{max(len(mask) for mask in masks)}")
        for number, mask in enumerate(masks):
            rows = np.flatnonzero(which == number)
            signs = np.empty((len(rows), len(mask)), dtype="U1")
            for place, allowed in enumerate(mask):
                signs[:, place] = np.array(list(allowed))[rng.integers(len(allowed), size=len(rows))]
            drawn[rows] = ["".join(row) for row in signs]
        return drawn


def code_maker(values: pd.Series, least: int) -> CodeMaker:
    """The formats that at least ``least`` different codes share, and how often each occurs.

    A place where all codes of a format have the same sign keeps it (a prefix, a dash); elsewhere digits become
    any digits and letters any letters of their case. Checksums are not imitated. E-mail addresses end in
    example.org, which belongs to nobody. Where no format is shared by ``least`` codes, they are of ten digits.
    """
    codes = values.dropna().astype(str)
    missing = 1 - len(codes) / len(values) if len(values) else 0.0
    distinct = np.sort(codes.unique())
    taken = np.unique(_hashed(distinct))
    looked_at = [str(code) for code in distinct[:: max(1, len(distinct) // _LOOKED_AT)]]
    name, is_mail, share = PATTERNS[0]
    assert name == "e-mail addresses"
    if looked_at and share_of(looked_at, is_mail) >= share:
        mask = (*[_LOWER] * 10, *"@example.org")
        return CodeMaker((mask,), (1.0,), missing, taken)
    groups = _grouped(looked_at, least)
    if not groups:
        note = f"no format is shared by {least} real ones, so that they are numbers of ten digits"
        return CodeMaker(_PLAIN, (1.0,), missing, taken, note)
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    return CodeMaker(
        tuple(_mask(group) for group in groups), tuple(sizes / sizes.sum()), missing, taken
    )  # fmt: skip


def plain_code_maker() -> CodeMaker:
    """Numbers of twelve digits that have nothing to do with any real ones."""
    return CodeMaker((_first(12),), (1.0,), 0.0, np.empty(0, dtype=np.uint64))


def _first(digits: int) -> tuple[str, ...]:
    return (_DIGITS[1:], *[_DIGITS] * (digits - 1))


_PLAIN = (_first(10),)


def _grouped(codes: Sequence[str], least: int) -> list[list[str]]:
    """Codes by format, at the finest of three levels at which common formats cover nearly all of them."""
    best: list[list[str]] = []
    for form in (_by_digit, _by_hexadecimal, _by_sign):
        forms = [form(code) for code in codes]
        counts = Counter(forms)
        common = {name for name, count in counts.most_common(_MOST_MASKS) if count >= least}
        groups: dict[str, list[str]] = {name: [] for name in sorted(common)}
        for name, code in zip(forms, codes, strict=True):
            if name in common:
                groups[name].append(code)
        covered = sum(map(len, groups.values()))
        if covered > sum(map(len, best)):
            best = list(groups.values())
        if covered >= _COVERED * len(codes):
            break
    return best


def _by_digit(code: str) -> str:
    return _formed(code, lambda sign: "9" if sign in _DIGITS else "a" if sign in _LOWER else "A")


def _by_hexadecimal(code: str) -> str:
    return _formed(code, lambda sign: "h" if sign in "0123456789abcdefABCDEF" else sign)


def _by_sign(code: str) -> str:
    return _formed(code, lambda _sign: "x")


def _formed(code: str, form: Callable[[str], str]) -> str:
    return "".join(form(sign) if _is_varied(sign) else sign if not sign.isalnum() else "?" for sign in code)


def _is_varied(sign: str) -> bool:
    return sign in _DIGITS or sign in _LOWER or sign in _UPPER


def _mask(codes: Sequence[str]) -> tuple[str, ...]:
    """The signs allowed at each place of codes of one length: one where all agree, else whole classes of signs."""
    hexadecimal = all(sign in "0123456789abcdefABCDEF" for code in codes for sign in code if _is_varied(sign))
    mask = []
    for place, signs in enumerate(map(set, zip(*codes, strict=True))):
        if len(signs) == 1:
            mask.append(next(iter(signs)))
            continue
        allowed = ""
        if signs & set(_DIGITS):
            # A number does not begin with a zero unless a real one does.
            allowed += _DIGITS if place or "0" in signs else _DIGITS[1:]
        few = hexadecimal and bool(signs & set(_DIGITS))
        if signs & set(_LOWER):
            allowed += _LOWER[:6] if few else _LOWER
        if signs & set(_UPPER) or not allowed:
            allowed += _UPPER[:6] if few else _UPPER
        mask.append(allowed)
    return tuple(mask)


def _lengthened(mask: tuple[str, ...], room: int) -> tuple[str, ...]:
    """The mask with room for so many codes: digits that were all alike vary, the last first; then it grows longer."""
    places = list(mask)
    for at in reversed(range(len(places))):
        if _allowed(places) >= room:
            break
        if len(places[at]) == 1 and places[at] in _DIGITS:
            places[at] = _DIGITS if at or places[at] == "0" else _DIGITS[1:]
    varied = [place for place, signs in enumerate(places) if len(signs) > 1]
    at = varied[-1] if varied else len(places)
    signs = places[at] if varied and not set(places[at]) <= set(_DIGITS) else _DIGITS
    while _allowed(places) < room:
        places.insert(at + 1, signs)
    return tuple(places)


def _allowed(places: Sequence[str]) -> float:
    return math.prod(float(len(signs)) for signs in places)


def _hashed(codes: npt.NDArray[np.generic]) -> Hashes:
    return np.asarray(pd.util.hash_array(np.asarray(codes, dtype=object), categorize=False))
