import numpy as np
import pandas as pd
import pytest

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, TrainedOn
from synthlab.metrics.fidelity.text import METRIC
from synthlab.tables.schema import Column, Kind, Role, Schema

SCHEMA = Schema(columns=(Column(name="note", kind=Kind.TEXT), Column(name="code", kind=Kind.IDENTIFIER)))
SUBJECTS = (
    "the pump",
    "a valve",
    "this sensor",
    "the motor",
    "one filter",
    "the hose",
    "a switch",
    "the tank",
)
VERBS = ("leaks", "was replaced", "needs oil", "runs hot", "is noisy", "failed twice", "was cleaned")
ENDS = ("since Monday", "after the storm", "at low load", "for no reason", "again", "near the door")


def rows(n, rng, prefix="p"):
    """Sentences that a number makes nearly unique, and codes of two formats."""
    note = [
        f"{SUBJECTS[a]} {VERBS[b]} {ENDS[c]}, see order {d}"
        for a, b, c, d in zip(
            rng.integers(0, 8, n), rng.integers(0, 7, n), rng.integers(0, 6, n), rng.integers(0, 10**6, n),
            strict=True,
        )
    ]  # fmt: skip
    code = [
        f"{'AB'[n % 2]}-{number:04d}" if n % 3 else f"{number:06d}"
        for n, number in enumerate(rng.integers(0, 9999, n))
    ]
    return pd.DataFrame({"note": pd.array(note, dtype="string"), "code": pd.array(code, dtype="string")})


def comparison(change=lambda frame: frame, sizes=(500, 400, 500), seed=0):
    rng = np.random.default_rng([5, seed])
    train, holdout, made = (None if n is None else rows(n, rng) for n in sizes)
    made = change(made.copy())
    trained_on = TrainedOn.TRAIN if holdout is not None else TrainedOn.ALL
    return Comparison(train, holdout, made, SCHEMA, trained_on), train


def score(given, seed=0):
    return METRIC.compute(given[0] if isinstance(given, tuple) else given, np.random.default_rng(seed))


def row(found, what, column="note"):
    return next(each for each in found.details if each["what"] == what and each["column"] == column)


def test_lengths_words_and_formats_are_those_counted_by_hand():
    schema = Schema(columns=SCHEMA.columns)
    real = pd.DataFrame(
        {
            "note": pd.array(["red cat"] * 30 + ["red dog ran"] * 30, dtype="string"),
            "code": pd.array([f"A{place:02d}" for place in range(60)], dtype="string"),
        }
    )
    made = pd.DataFrame(
        {
            "note": pd.array(["red cat"] * 60, dtype="string"),
            "code": pd.array([f"A{place:02d}" for place in range(30)] + ["07"] * 30, dtype="string"),
        }
    )
    found = score(Comparison(real, real, made, schema))
    length = row(found, "length")
    assert (length["labels"], length["train"], length["synthetic"]) == (["7", "11"], [0.5, 0.5], [1.0, 0.0])
    assert length["distance"] == pytest.approx(0.5)
    # red is in all rows of both; cat in half and all; dog and ran in half and none.
    assert row(found, "words")["distance"] == pytest.approx((0 + 0.5 / 1.5 + 1 + 1) / 4)
    code = row(found, "format", "code")
    assert (code["labels"], code["synthetic"]) == (["A99", "(other)"], [0.5, 0.5])
    assert code["distance"] == pytest.approx(0.5)
    assert found.value == pytest.approx((0.5 + (1 / 3 + 2) / 4 + 0.5) / 3)


@pytest.mark.parametrize("sizes", [(500, 400, 500), (800, None, 500)])
def test_text_of_the_same_law_lies_within_the_floor_and_is_no_copy(sizes):
    found = score(comparison(sizes=sizes))
    assert found.reference_low <= found.value <= found.reference_high
    assert found.facts["copied"] == []
    assert not found.warnings
    assert row(found, "copied word for word")["copied"] == 0


def test_words_that_are_never_used_come_first():
    def without_pumps_and_valves(frame):
        return frame.assign(note=frame["note"].str.replace("pump|valve|sensor", "frog", regex=True))

    found = score(comparison(without_pumps_and_valves))
    first = found.details[0]
    assert (first["column"], first["what"]) == ("note", "words")
    assert {"pump", "valve", "sensor"} <= set(first["labels"])
    assert "frog" not in first["labels"]
    assert first["low"] > first["reference_high"]
    assert found.facts["finding"].startswith("note, words: ")


def test_text_cut_short_is_told_by_its_length():
    found = score(comparison(lambda frame: frame.assign(note=frame["note"].str[:25])))
    assert found.details[0]["what"] in ("length", "words")
    assert row(found, "length")["distance"] > 0.9


def test_a_lost_format_of_a_code_is_found_and_its_values_do_not_matter():
    kept = score(comparison())
    assert row(kept, "format", "code")["distance"] <= row(kept, "format", "code")["reference_high"]
    lost = score(
        comparison(
            lambda frame: frame.assign(code=pd.array([f"{n:06d}" for n in range(500)], dtype="string"))
        )
    )
    assert lost.details[0]["what"] == "format"
    assert lost.details[0]["distance"] == pytest.approx(2 / 3, abs=0.05)


@pytest.mark.parametrize("nearly", [False, True])
def test_planted_copies_of_train_rows_are_told_and_those_of_other_rows_are_not(nearly):
    given, train = comparison()

    def planted(source):
        texts = source["note"].iloc[:50].to_numpy(dtype=object)
        if nearly:
            texts = [text.replace(", see", " - see") for text in texts]
        made = given.synthetic.copy()
        made.loc[:49, "note"] = texts
        return score(Comparison(given.train, given.holdout, made, SCHEMA))

    found = planted(train)
    what = "copied nearly" if nearly else "copied word for word"
    copies = row(found, what)
    # 400 of the 500 train rows are looked among, so about 40 of the 50 copies are seen.
    assert copies["copied"] == pytest.approx(0.08, abs=0.025)
    assert copies["control"] <= 0.01
    assert copies["low"] > 0
    assert any("of the synthetic texts are found" in text for text in found.warnings)
    assert row(found, "copied word for word")["copied"] == (0 if nearly else copies["copied"])
    other = planted(given.holdout)
    assert row(other, what)["low"] <= 0
    assert other.facts["copied"] == []


def test_a_copied_table_is_told_in_a_screening_by_how_often_real_texts_coincide():
    _given, train = comparison(sizes=(800, None, 500))
    found = score(Comparison(train, None, train, SCHEMA, TrainedOn.UNKNOWN))
    assert row(found, "copied word for word")["low"] > 0.3
    assert row(found, "copied word for word")["control"] == 0


def test_signs_of_scripts_without_spaces_are_words():
    notes = [f"機械{'故障' if place % 2 else '清掃'}、注文{place}" for place in range(80)]
    real = pd.DataFrame({"note": pd.array(notes, dtype="string")})
    made = real.assign(note=real["note"].str.replace("故障", "正常"))
    schema = Schema(columns=(SCHEMA["note"],))
    found = score(Comparison(real, real, made, schema))
    assert {"故", "障"} <= set(row(found, "words")["labels"])


def test_empty_and_ignored_text_is_not_measured():
    given, _ = comparison()
    empty = given.synthetic.assign(
        note=pd.array([pd.NA] * 500, dtype="string"), code=pd.array([pd.NA] * 500, dtype="string")
    )
    with pytest.raises(NotMeasurable, match="no free text and no identifier"):
        score(Comparison(given.train, given.holdout, empty, SCHEMA))
    ignored = SCHEMA.with_column("note", role=Role.IGNORED).with_column("code", role=Role.IGNORED)
    with pytest.raises(NotMeasurable, match="no free text and no identifier"):
        score(Comparison(given.train, given.holdout, given.synthetic, ignored))
