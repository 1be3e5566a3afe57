import numpy as np
import pandas as pd
import pytest
from fidelity_tables import comparison, of

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, TrainedOn
from synthlab.metrics.fidelity.dates import METRIC
from synthlab.tables.schema import Column, Kind, Schema

DAY = pd.Timedelta(days=1)
VISITS = Schema(
    columns=(Column(name="who", kind=Kind.IDENTIFIER), Column(name="seen", kind=Kind.DATETIME)), group="who"
)


def score(given, seed=0):
    return METRIC.compute(given, np.random.default_rng(seed))


def row(found, what):
    return next(each for each in found.details if each["what"] == what)


def visits(n_people, rng, every=None, seed_name="p"):
    """Eight visits of each person within 140 days: every so many days, or at random."""
    start = rng.integers(0, 60, n_people)
    days = (
        start[:, None] + every * np.arange(8)
        if every is not None
        else start[:, None] + np.sort(rng.integers(0, 57, (n_people, 8)), axis=1)
    )
    return pd.DataFrame(
        {
            "who": pd.array(
                np.repeat([f"{seed_name}{place}" for place in range(n_people)], 8), dtype="string"
            ),
            "seen": np.datetime64("2021-03-01", "ns") + days.ravel() * np.timedelta64(1, "D"),
        }
    )


def test_shares_of_weekdays_and_months_are_those_counted_by_hand():
    monday, tuesday = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-02-06")
    found = score(of({"day": (Kind.DATETIME, [monday] * 20 + [tuesday] * 20, [monday] * 20)}))
    weekday = row(found, "weekday")
    assert weekday["labels"] == ["Monday", "Tuesday"]
    assert weekday["train"] == [0.5, 0.5]
    assert weekday["synthetic"] == [1, 0]
    # 20 of the 40 real rows are drawn at random: about half of them Tuesdays.
    assert weekday["distance"] == pytest.approx(0.5, abs=0.06)
    assert row(found, "month")["labels"] == ["January", "February"]
    assert row(found, "day of the month")["labels"] == ["1", "6"]
    assert {each["what"] for each in found.details} == {"weekday", "month", "day of the month"}
    assert found.value == pytest.approx(np.mean([each["distance"] for each in found.details]))


def test_a_perfect_table_lies_within_the_floor_whatever_its_size():
    for sizes in ((600, 300, 600), (600, 300, 2400), (900, None, 700)):
        found = score(comparison(sizes=sizes))
        assert found.reference_low <= found.value <= found.reference_high
        assert found.facts["finding"].startswith("Dates fall where")


def test_weekends_that_are_missing_come_first_and_are_said():
    def no_weekends(frame):
        late = frame["joined"].dt.dayofweek >= 5
        return {"joined": frame["joined"].where(~late, frame["joined"] - 2 * DAY)}

    found = score(comparison(no_weekends))
    first = found.details[0]
    assert first["what"] == "weekday"
    assert first["low"] > first["reference_high"]
    assert found.facts["finding"].startswith("joined, weekday: ")


def test_a_shift_by_whole_weeks_leaves_the_weekdays_alone():
    found = score(comparison(lambda frame: {"joined": frame["joined"] + 52 * 7 * DAY}))
    weekday = row(found, "weekday")
    assert weekday["distance"] <= weekday["reference_high"]


def test_hours_that_were_lost_come_first():
    rng = np.random.default_rng(0)
    real = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 400 * 24, 800), unit="h")
    found = score(of({"at": (Kind.DATETIME, real, real.normalize())}))
    assert found.details[0]["what"] == "hour"
    assert found.details[0]["distance"] == pytest.approx(23 / 24, abs=0.05)


def test_a_missing_date_is_a_bin_of_its_own():
    found = score(comparison(lambda frame: {"joined": frame["joined"].where(frame["age"] > 30)}))
    assert row(found, "month")["labels"][-1] == "(missing)"
    assert row(found, "month")["synthetic"][-1] == pytest.approx(13 / 62, abs=0.04)


def test_dates_in_bursts_are_told_by_the_gaps_between_them():
    rng = np.random.default_rng(1)
    real = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 86_400 * 700, 900), unit="s")
    burst = pd.Timestamp("2020-01-01") + pd.to_timedelta(
        np.repeat(rng.integers(0, 86_400 * 700, 90), 10) + rng.integers(0, 30, 900), unit="s"
    )
    given = of({"at": (Kind.DATETIME, real, burst)})
    first = score(given).details[0]
    assert first["what"] == "gap to the next date"
    assert first["low"] > first["reference_high"]
    assert None in first["train"] or min(first["train"]) == 0


def test_gaps_are_taken_within_each_person_and_do_not_depend_on_how_many_people_there_are():
    rng = np.random.default_rng(2)
    train, holdout = visits(120, rng, 7), visits(60, rng, 7, "h")
    again, alone = visits(400, rng, 7, "s"), visits(120, rng, None, "s")
    like = score(Comparison(train, holdout, again, VISITS, TrainedOn.TRAIN))
    gap = row(like, "gap to the next date")
    assert gap["labels"] == ["1 to 2 weeks"]
    assert gap["distance"] == 0
    assert gap["note"] == "Gaps between the dates of 60 people (who) of each table."
    unlike = score(Comparison(train, holdout, alone, VISITS, TrainedOn.TRAIN))
    assert unlike.details[0]["what"] == "gap to the next date"
    assert unlike.details[0]["distance"] > 0.5


def test_without_people_in_the_synthetic_table_gaps_are_those_of_all_rows():
    rng = np.random.default_rng(3)
    nobody = visits(90, rng, 7).assign(who=pd.array([pd.NA] * 720, dtype="string"))
    found = score(Comparison(visits(90, rng, 7), visits(90, rng, 7, "h"), nobody, VISITS, TrainedOn.TRAIN))
    assert row(found, "gap to the next date")["note"] == "Gaps between 720 dates of each table."


def test_a_table_without_dates_is_not_measured():
    with pytest.raises(NotMeasurable, match="no column with dates"):
        score(of({"x": (Kind.INTEGER, [1, 2], [1, 2])}))
    with pytest.raises(NotMeasurable, match="no column with dates"):
        score(of({"x": (Kind.DATETIME, [None, None], [pd.Timestamp("2020-01-01")] * 2)}))
