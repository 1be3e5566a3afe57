import re

import numpy as np
import pandas as pd
import pytest

from synthlab.generators.new_codes import code_maker, plain_code_maker

RNG = np.random.default_rng


def codes(values: list[str | None]) -> pd.Series:
    return pd.Series(values, dtype="string")


def made(real: pd.Series, n_rows: int = 500) -> list[str]:
    return code_maker(real, 5).make(n_rows, RNG(1))[0].dropna().tolist()


REAL = {
    r"P-\d{5}": [f"P-{number:05d}" for number in range(0, 400)],
    r"[A-Z]{2}\d{4}/[a-z]": [
        f"{chr(65 + n % 26)}{chr(65 + n // 26 % 26)}{1000 + n * 7 % 9000}/{chr(97 + n % 5)}"
        for n in range(600)
    ],
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{12}": [
        f"{n * 2654435761 % 2**32:08x}-{n * 40503 % 2**16:04x}-{n * 11400714819323198485 % 2**48:012x}"
        for n in range(300)
    ],
    r"[1-9]\d{9}": [str(1_000_000_000 + n * 6_700_417) for n in range(400)],
    r"[a-z]{10}@example\.org": [f"anna{n}@mail.example" for n in range(50)],
    r"\d{3}-\d{2}-\d{4}": [f"{n % 900 + 100}-{n % 90 + 10}-{n * 37 % 9000 + 1000}" for n in range(400)],
}


@pytest.mark.parametrize("pattern", REAL)
def test_new_identifiers_have_the_format_of_the_real_ones_and_are_none_of_them(pattern: str) -> None:
    real = REAL[pattern]
    new = made(codes(real))
    assert len(new) == len(set(new)) == 500
    assert all(re.fullmatch(pattern, code) for code in new)
    assert not set(new) & set(real)


def test_formats_come_as_often_as_in_the_real_table_and_rare_ones_never() -> None:
    real = [f"A{n:06d}" for n in range(300)] + [f"{n:04d}-BB" for n in range(100)] + ["only-me", "x"]
    new = made(codes(real), 2_000)
    assert all(re.fullmatch(r"A\d{6}|\d+-BB", code) for code in new)
    assert sum(code.startswith("A") for code in new) / 2_000 == pytest.approx(0.75, abs=0.04)


def test_a_format_that_is_full_is_made_longer_and_that_is_told() -> None:
    maker = code_maker(codes([str(n) for n in range(100, 1_000)]), 5)
    new, longer = maker.make(900, RNG(0))
    assert longer
    assert new.is_unique
    assert new.str.len().min() > 3
    assert not new.str.startswith("0").any()
    assert not code_maker(codes(REAL[r"[1-9]\d{9}"]), 5).make(10, RNG(0))[1]


def test_identifiers_are_missing_as_often_as_the_real_ones() -> None:
    real = codes([f"Q{n:07d}" for n in range(300)] + [None] * 100)
    new, _ = code_maker(real, 5).make(4_000, RNG(0))
    assert new.isna().mean() == pytest.approx(0.25, abs=0.03)
    assert new.dropna().is_unique


@pytest.mark.parametrize("real", [["a", "bb", "c-c"], [], [None, None], ["高橋", "田中", "佐藤"]])
def test_where_no_format_is_shared_there_are_plain_numbers(real: list[str | None]) -> None:
    maker = code_maker(codes(real), 5)
    assert "no format is shared by 5 real ones" in maker.note
    assert all(re.fullmatch(r"[1-9]\d{9}", code) for code in maker.make(20, RNG(0))[0].dropna())


def test_a_format_is_counted_by_different_codes_not_by_rows() -> None:
    assert code_maker(codes(["secret-1"] * 40 + ["secret-2"] * 40), 5).note


def test_names_in_another_script_are_not_carried_over() -> None:
    new = made(codes([f"{'高橋田中佐藤'[n % 6]}{'一二三四五'[n % 5]}-{n:04d}" for n in range(200)]))
    assert all(re.fullmatch(r"[A-Z]{2}-\d+", code) for code in new)


def test_the_same_seed_makes_the_same_identifiers() -> None:
    assert made(codes(REAL[r"P-\d{5}"])) == made(codes(REAL[r"P-\d{5}"]))


def test_plain_identifiers_follow_no_real_ones() -> None:
    new, longer = plain_code_maker().make(1_000, RNG(0))
    assert new.is_unique
    assert not longer
    assert new.str.fullmatch(r"[1-9]\d{11}").all()
