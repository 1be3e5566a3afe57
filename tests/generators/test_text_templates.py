import numpy as np
import pandas as pd

from synthlab.generators.text_templates import text_maker

RNG = np.random.default_rng


def remarks(n_rows: int = 300) -> pd.Series:
    rng = RNG(0)
    words = np.array(
        ["patient", "reports", "pain", "fever", "cough", "since", "days", "improved", "stable", "mild"]
    )
    texts = [" ".join(rng.choice(words, rng.integers(4, 12))) + f". Case {row}" for row in range(n_rows)]
    texts[0] = "Mrs Ottilie Zuckerkandl called about her neighbour"
    return pd.Series([*texts, None, None, None], dtype="string")


def test_texts_are_as_long_as_real_ones_of_words_that_many_rows_share() -> None:
    maker = text_maker(remarks(), 5)
    new = maker.make(1_000, RNG(1))
    used = {word for text in new.dropna() for word in text.split()}
    assert used <= {
        "patient",
        "reports",
        "pain",
        "fever",
        "cough",
        "since",
        "days",
        "improved",
        "stable",
        "mild",
        "Case",
    }
    lengths = new.dropna().str.split().str.len()
    real = remarks().dropna().str.findall(r"[^\W\d]+").str.len()
    assert abs(lengths.mean() - real.mean()) < 0.5
    assert lengths.min() >= real.min()
    assert maker.note.startswith(
        "texts of 11 words that at least 5 rows share, in random order; 7 rarer words"
    )


def test_no_rare_real_text_comes_out() -> None:
    # Two words only, so that real texts would come by chance.
    real = pd.Series(["yes no"] * 40 + ["no yes"] * 4 + ["yes yes no"] * 3, dtype="string")
    new = set(text_maker(real, 5).make(3_000, RNG(0)).dropna())
    assert not new & {"no yes", "yes yes no"}
    assert {"yes no", "no no"} <= new


def test_texts_are_missing_as_often() -> None:
    real = pd.concat([remarks(), pd.Series([None] * 100, dtype="string")])
    assert abs(text_maker(real, 5).make(3_000, RNG(0)).isna().mean() - 103 / 403) < 0.03


def test_a_word_that_one_person_uses_in_many_rows_is_withheld() -> None:
    real = pd.Series(["alpha beta"] * 20 + ["beta gamma"] * 20, dtype="string")
    persons = pd.Series(["p"] * 20 + [f"q{n}" for n in range(20)], dtype="string")
    maker = text_maker(real, 5, persons)
    assert maker.words == ("beta", "gamma")
    assert "at least 5 persons share" in maker.note


def test_east_asian_signs_are_words_written_together() -> None:
    real = pd.Series(["患者発熱", "発熱患者 mild", "患者痛み"] * 10, dtype="string")
    maker = text_maker(real, 5)
    assert set(maker.words) == {"患", "者", "発", "熱", "痛", "み", "mild"}
    assert not any(" " in text.replace("mild", "") .strip() for text in maker.make(50, RNG(0)).dropna()
                   if "mild" not in text)  # fmt: skip


def test_where_no_word_is_shared_the_column_stays_empty() -> None:
    for real in (["one", "two", "three"], ["1", "2"] * 20, []):
        maker = text_maker(pd.Series(real, dtype="string"), 5)
        assert maker.make(30, RNG(0)).isna().all()
        assert maker.note == "no word is shared by 5 rows, so that it stays empty"


def test_the_same_seed_makes_the_same_texts() -> None:
    maker = text_maker(remarks(), 5)
    assert maker.make(20, RNG(3)).equals(maker.make(20, RNG(3)))
