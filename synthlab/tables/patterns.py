"""What values look like, one expression a shape: addresses, numbers people are known by, names, prose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

__all__ = ["PATTERNS", "is_code", "is_name", "is_phone", "is_prose", "is_street", "share_of"]

Test = Callable[[str], bool]


def _shape(expression: str, flags: int = 0) -> Test:
    compiled = re.compile(expression, flags)
    return lambda text: compiled.fullmatch(text) is not None


def share_of(texts: Sequence[str], is_one: Test) -> float:
    """Share of the texts that pass the test, 0 for none at all."""
    return sum(is_one(text.strip()) for text in texts) / len(texts) if texts else 0.0


_PHONE = _shape(r"(?:\+|00)?[(\d][\d ()./\-–]{5,18}\d(?: ?(?:x|ext\.?) ?\d+)?")
_YEARS = _shape(r"(?:1[5-9]|20)\d\d\s*[-–/]\s*(?:(?:1[5-9]|20)\d\d|\d\d(?:[-/]\d\d)?)")
_IBAN = _shape(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_CARD = _shape(r"\d{13,19}|\d{4}(?:[ -]\d{4}){2,3}[ -]\d{1,7}")


def is_phone(text: str) -> bool:
    """A phone number with its separators; other codes have this shape too."""
    digits = sum(character.isdigit() for character in text)
    separated = text.startswith("+") or any(character in " ()-/–" for character in text)
    return 7 <= digits <= 15 and separated and _PHONE(text) and not _YEARS(text)


def _is_iban(text: str) -> bool:
    packed = text.replace(" ", "").upper()
    if not _IBAN(packed):
        return False
    return int("".join(str(int(character, 36)) for character in packed[4:] + packed[:4])) % 97 == 1


def _is_card(text: str) -> bool:
    if not _CARD(text):
        return False
    digits = [int(character) for character in re.sub(r"\D", "", text)][::-1]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


_TITLES = r"(?:Mr|Mrs|Ms|Miss|Master|Mme|Mlle|Dr|Rev|Sir|Prof|Herr|Frau|Lady|Capt|Col|Major|Don|Dona)"

PATTERNS: tuple[tuple[str, Test, float], ...] = (
    ("e-mail addresses", _shape(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]{2,}"), 0.5),
    ("web addresses", _shape(r"(?:https?://|www\.)\S+"), 0.8),
    (
        "IP addresses",
        _shape(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)|(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{1,4}"),
        0.8,
    ),
    (
        "record numbers (UUID)",
        _shape(r"\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?"),
        0.8,
    ),
    ("device addresses (MAC)", _shape(r"(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}"), 0.8),
    ("bank account numbers (IBAN)", _is_iban, 0.5),
    ("social security numbers", _shape(r"\d{3}-\d{2}-\d{4}"), 0.8),
    ("payment card numbers", _is_card, 0.9),
    ("hashes or tokens", _shape(r"(?=.*\d)[0-9a-fA-F]{32,}"), 0.8),
    ("names of people", _shape(rf"[^\W\d_][\w'’. -]*, {_TITLES}\b\.? .*|{_TITLES}\. [^\W\d_].*"), 0.5),
)  # fmt: skip
"""What values can look like whatever the header says: its name, its test, and the least share of values."""

_PART = r"(?:[^\W\d_a-z][\w'’\-]*\.?|de|del|della|van|von|der|den|la|le|al|el|bin|ibn|di|da|dos|y)"
_WESTERN = re.compile(rf"{_PART}(?:,? {_PART}){{0,4}}(?:,? (?:jr|sr|Jr|Sr|II|III|IV)\.?)?")
_EASTERN = re.compile(
    r"[\u3400-\u9fff\u3005]{1,4}[ \u3000・]?[\u3400-\u9fff\u3040-\u30ff\u3005]{1,6}|[\u30a0-\u30ff]+[ \u3000・][\u30a0-\u30ff]+|[\uac00-\ud7a3]{2,5}"
)


def is_name(text: str) -> bool:
    """A person's name, or several divided by commas; places and products have this shape too."""
    parts = re.split(r"[,;/&] ?", text) if text.count(",") > 1 else [text]
    return all(_WESTERN.fullmatch(part.strip()) or _EASTERN.fullmatch(part.strip()) for part in parts)


is_code: Test = _shape(r"(?=.*\d)[\w./#:+\-]{2,40}(?: [\w./#:+\-]{1,20})?")
"""A code: letters and digits without prose, at least one digit."""

_WAYS = (
    r"street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|square|sq|terrace|"
    r"highway|hwy|rue|via|calle|plaza|avenida|piazza"
)
is_street: Test = _shape(
    rf"\d+[a-z]?,? .*\b(?:{_WAYS})\b.*|.*\b(?:{_WAYS})\b.* \d+[a-z]?|.*(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|straat|gatan|vej)\s+\d+.*|.*\d+(?:丁目|番地|號|号).*",
    re.IGNORECASE,
)


def is_prose(texts: Sequence[str]) -> bool:
    """Whether texts are mostly sentences: four words and twenty characters on average, or long without blanks."""
    if not texts:
        return False
    length = sum(len(text) for text in texts) / len(texts)
    words = sum(len(text.split()) for text in texts) / len(texts)
    eastern = sum(bool(re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]", text)) for text in texts)
    return (words >= 4 and length >= 20) or (eastern > 0.5 * len(texts) and length >= 15)
