from __future__ import annotations

import pytest

from synthlab.tables.patterns import PATTERNS, is_code, is_name, is_phone, is_prose, is_street, share_of

TESTS = {what: test for what, test, _ in PATTERNS}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("e-mail addresses", "a.b+c@example.org"),
        ("web addresses", "https://example.org/x?y=1"),
        ("IP addresses", "192.168.0.255"),
        ("IP addresses", "2001:db8:0:0:0:0:2:1"),
        ("record numbers (UUID)", "123e4567-e89b-12d3-a456-426614174000"),
        ("device addresses (MAC)", "00:1B:44:11:3A:B7"),
        ("bank account numbers (IBAN)", "GB82 WEST 1234 5698 7654 32"),
        ("bank account numbers (IBAN)", "DE89370400440532013000"),
        ("social security numbers", "078-05-1120"),
        ("payment card numbers", "4111 1111 1111 1111"),
        ("hashes or tokens", "d41d8cd98f00b204e9800998ecf8427e"),
        ("names of people", "Braund, Mr. Owen Harris"),
        ("names of people", "Dr. Ada Example"),
    ],
)
def test_a_value_is_known_by_its_shape(what: str, text: str) -> None:
    assert TESTS[what](text)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("e-mail addresses", "a@b"),
        ("IP addresses", "300.1.1.1"),
        ("IP addresses", "18:00:00"),
        ("bank account numbers (IBAN)", "GB82 WEST 1234 5698 7654 33"),
        ("payment card numbers", "4111 1111 1111 1112"),
        ("social security numbers", "2020-01-31"),
        ("names of people", "Boston, Massachusetts"),
    ],
)
def test_a_near_miss_is_not(what: str, text: str) -> None:
    assert not TESTS[what](text)


@pytest.mark.parametrize("text", ["+49 30 1234567", "(555) 010-9999", "555-010-9999", "030/1234567"])
def test_phone_numbers_have_separators(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize("text", ["5550109999", "1990-1995", "2020-01-31", "12-34", "1234567890123456789"])
def test_year_ranges_dates_and_bare_digits_are_no_phone_numbers(text: str) -> None:
    assert not is_phone(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Example",
        "van der Berg",
        "O'Brien",
        "Jean-Luc",
        "SMITH",
        "Ana M. Núñez",
        "山田 太郎",
        "王小明",
        "김철수",
    ],
)
def test_names_in_several_scripts_look_like_names(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["never married", "35 years", "a sentence with words", "<b>", "x@y.zz"])
def test_other_text_does_not_look_like_a_name(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize(
    "text", ["12 Example Street", "Hauptstraße 12", "10, rue de Rivoli", "via Roma 3", "1丁目2番地"]
)
def test_streets_are_known(text: str) -> None:
    assert is_street(text)


@pytest.mark.parametrize(
    ("text", "found"), [("A/5 21171", True), ("N10156", True), ("ABC", False), ("3 red boxes of tea", False)]
)
def test_codes_hold_a_digit_and_no_prose(text: str, found: bool) -> None:
    assert is_code(text) == found


def test_sentences_are_prose_and_categories_are_not() -> None:
    assert is_prose(["please call me back when you can", "we are late again, start without us"])
    assert is_prose(["昨日の夜から熱があり今朝は咳も出ています。"])
    assert not is_prose(["New York", "Los Angeles"])
    assert not is_prose([])


def test_the_share_of_no_texts_is_zero() -> None:
    assert share_of([], is_name) == 0.0
