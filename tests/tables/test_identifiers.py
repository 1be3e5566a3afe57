from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from synthlab.tables.identifiers import identifier_reason


def text(values: list[str]) -> pd.Series:
    return pd.Series(values, dtype="string")


def numbers(values: np.ndarray) -> pd.Series:
    return text([str(value) for value in values])


RNG = np.random.default_rng(7)
PEOPLE = [
    f"{first} {last}"
    for first in ("Ada", "Ben", "Cleo", "Dan", "Eve")
    for last in ("Example", "Sample", "Muster", "Doe", "Roe")
]
AGES = numbers(np.array([23, 31, 45, 52, 38, 61, 29, 47, 33, 56, 41, 64, 27, 36]))


@pytest.mark.parametrize(
    ("values", "name", "reason"),
    [
        (numbers(np.arange(1, 31)), "x", "Counts up by one"),
        (numbers(RNG.permutation(np.arange(5_000, 5_300))), "x", "Unique in every row"),
        (numbers(RNG.permutation(40_000)[:1000]), "x", "Unique in every row"),
        (numbers(RNG.integers(10**8, 10**9, 200)), "x", "Long whole numbers of one length"),
        (numbers(RNG.integers(1, 600, 5_000)), "customer_id", "Header and values look like record numbers"),
        (numbers(RNG.integers(500_000, 560_000, 5_000)), "InvoiceNo", "Header and values look like record"),
        (numbers(RNG.integers(10_000, 99_999, 500)), "zip", "postal codes"),
        (numbers(RNG.integers(10**9, 10**10, 20)), "phone", "phone numbers"),
        (numbers(10**15 * 9 + RNG.integers(0, 10**15, 50)), "x", "Unique in every row"),
        (text([f"{i:05d}" for i in RNG.permutation(3000)[:60]]), "x", "Unique in every row"),
        (text([f"{i:04d}-ABCDE" for i in range(50)]), "x", "Unique in every row: looks like a record number"),
        (text([f"A{i % 70}" for i in range(100)]), "x", "Codes that hardly repeat"),
        (text([f"A{i % 60}" for i in range(3000)]), "tailnum", "Header and values look like record numbers"),
        (text([f"user{i}@example.org" for i in range(12)]), "x", "e-mail addresses"),
        (text([f"+49 30 {i:07d}" for i in range(60)]), "x", "phone numbers"),
        (text([f"{i} Example Street" for i in range(30)]), "x", "street addresses"),
        (text(PEOPLE), "name", "names of people"),
        (text(PEOPLE * 20), "patient", "names of people"),
        (text([f"Muster{i % 10}, Mr. Max" for i in range(40)] + ["unknown"]), "x", "names of people"),
        (text([f"山田 太郎{chr(0x4E00 + i)}" for i in range(25)]), "氏名", "names of people"),
        (text([f"word{chr(97 + i)}" for i in range(20)]), "x", "Unique in every row"),
    ],
)  # fmt: skip
def test_what_points_at_single_records_is_flagged(values: pd.Series, name: str, reason: str) -> None:
    found = identifier_reason(values, name)
    assert found is not None
    assert pd.Series([found]).str.contains(reason).all()


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (AGES, "age"),
        (AGES, "x"),
        (numbers(RNG.integers(12_000, 1_500_000, 2000)), "fnlwgt"),
        (numbers(RNG.integers(1, 40, 500)), "Number"),
        (numbers(np.arange(1990, 2021)), "year"),
        (numbers(RNG.lognormal(10, 2, 200).astype(int)), "population"),
        (numbers(np.round(RNG.normal(size=500), 6)), "x"),
        (numbers(np.round(RNG.normal(size=500), 6)), "measure_id"),
        (pd.Series(RNG.normal(size=500)), "x"),
        (pd.Series(pd.date_range("2020-01-01", periods=100)), "visit"),
        (text([str(day.date()) for day in pd.date_range("2020-01-01", periods=100)]), "visit"),
        (pd.Series([True, False] * 50), "is_id"),
        (text(["red", "green"] * 50), "colour"),
        (text([f"city {chr(97 + i % 15)}" for i in range(40)]), "city"),
        (text([f"we met at the {i} station and talked for {i} hours" for i in range(40)]), "note"),
        (text(["01-01301", "24-01004", "51-51255", "38-00100"] * 50), "PUMA"),
        (numbers(np.full(50, 130001)), "code_no"),
        (text(["New York", "Los Angeles", "Chicago"] * 30), "name"),
        (text([None, None]), "id"),
        (text(["a", "b", "c"]), "id_of"),
    ],
)  # fmt: skip
def test_measurements_dates_prose_and_categories_are_not(values: pd.Series, name: str) -> None:
    assert identifier_reason(values, name) is None


def test_measured_numbers_that_happen_never_to_repeat_are_kept_by_the_birthday_rule() -> None:
    few = RNG.permutation(1000)[:60]  # 60 of 1,000: 1.8 repeats are expected, so none is no surprise
    many = RNG.permutation(1000)[:200]  # 200 of 1,000: 20 repeats are expected
    assert identifier_reason(numbers(few), "x") is None
    assert identifier_reason(numbers(many), "x") is not None


def test_native_numbers_are_judged_like_their_texts() -> None:
    values = RNG.permutation(40_000)[:1000]
    for native in (pd.Series(values), pd.Series(values.astype(float)), pd.Series(values, dtype="Int64")):
        assert identifier_reason(native, "x") == identifier_reason(numbers(values), "x")


def test_no_reason_quotes_a_value() -> None:
    values = [f"user{i}@example.org" for i in range(12)]
    found = identifier_reason(text(values), "x") or ""
    assert not any(value in found or "user" in found for value in values)
