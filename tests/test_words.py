"""We measure, we do not certify: the promises nobody may make, in anything a person reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FORBIDDEN = re.compile(
    r"safe to (?:share|release|publish|use)|\b(?:is|are|be|fully|completely|totally) (?:safe|private|anonymous|secure)\b"
    r"|\banonymous\b|\banonymi[sz]ed\b|GDPR|HIPAA|\bguarantee[ds]?\b|\brisk-free\b|\bzero risk\b|\bno risk\b"
    r"|privacy score|\bcertif(?:y|ies|ied|icate)\b|re-identification risk|ready for external sharing|\bcompliant\b",
    re.IGNORECASE,
)

NEGATED = re.compile(
    r"\b(?:not|no|nobody|nothing|never|none|neither|nor|cannot|without|isn't|doesn't|must)\b", re.IGNORECASE
)
"""A sentence may name a promise in order to refuse it."""

PROVEN = re.compile(r"differential|\bepsilon\b", re.IGNORECASE)
"""A guarantee may be named where it is a proof: differential privacy, with its epsilon."""


def sentences(text: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.!?])\s+|\n\s*\n|\n(?=[-*|#])", text)


def promises(text: str) -> list[str]:
    return [
        " ".join(sentence.split())
        for sentence in sentences(text)
        if FORBIDDEN.search(sentence) and not NEGATED.search(sentence) and not PROVEN.search(sentence)
    ]


def strings(path: Path) -> str:
    """Every string in a Python file (docstrings too), joined where the parser joins them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append(
                "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return "\n\n".join(found)


def read(path: Path) -> str:
    return strings(path) if path.suffix == ".py" else path.read_text(encoding="utf-8")


def what_people_read() -> list[Path]:
    code = [path for folder in ("synthlab", "pages") for path in (ROOT / folder).rglob("*.py")]
    texts = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "sample_data").glob("*.md"), *ROOT.glob("*.md")]
    return sorted([*code, ROOT / "app.py", ROOT / "asgi.py", *texts])


@pytest.mark.parametrize("path", what_people_read(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nobody_is_promised_what_cannot_be_measured(path: Path) -> None:
    assert promises(read(path)) == []


@pytest.mark.parametrize(
    "text",
    [
        "This table is safe to share.",
        "The data are anonymous.",
        "A GDPR-compliant table.",
        "Privacy is guaranteed.",
        "The output is fully private.",
        "Your privacy score is 97.",
        "We certify the table.",
    ],
)
def test_a_promise_is_found(text: str) -> None:
    assert promises(f"One sentence before. {text} One after.") == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Nothing here makes a table anonymous.",
        "We measure; we do not certify.",
        "The noise guarantees epsilon = 1 differential privacy.",
        "Keep the file in a safe place.",
        "A thread-safe counter.",
    ],
)
def test_a_refusal_a_proof_and_a_plain_word_are_not(text: str) -> None:
    assert promises(text) == []


@pytest.mark.parametrize("path", what_people_read(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_path_of_one_machine_is_named(path: Path) -> None:
    assert not re.search(r"/(?:home|Users|work|root)/\w", read(path))
