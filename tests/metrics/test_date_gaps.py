import numpy as np
import pandas as pd
from fidelity_tables import comparison

from synthlab.metrics.base import Comparison, TrainedOn
from synthlab.metrics.fidelity.date_gaps import GAPS, gaps_of
from synthlab.tables.schema import Column, Kind, Schema


def one(dates, schema=None, who=None):
    columns = (Column(name="at", kind=Kind.DATETIME),)
    frame = pd.DataFrame({"at": pd.Series(pd.to_datetime(dates), dtype="datetime64[ns]")})
    if who is not None:
        columns += (Column(name="who", kind=Kind.CATEGORICAL),)
        frame["who"] = pd.Categorical(who)
    schema = Schema(columns=columns, group=None if who is None else "who")
    return Comparison(frame, None, frame, schema, TrainedOn.ALL)


def counted(gaps):
    return {label: n for label, n in zip(GAPS, gaps.train.tolist(), strict=True) if n}


def test_every_gap_falls_into_the_bin_that_begins_at_it():
    steps = [0, 1, 59, 60, 3600, 86_399, 86_400, 2 * 86_400, 7 * 86_400, 365 * 86_400]
    dates = [pd.Timestamp("1980-01-01") + pd.Timedelta(seconds=int(each)) for each in np.cumsum(steps * 4)]
    given = one(dates)
    same = Comparison(given.train, given.train, given.train, given.schema, TrainedOn.TRAIN)
    found = gaps_of(same, "at", np.random.default_rng(0), 10, 10_000)
    assert counted(found) == {
        "at the same time": 3, "1 to 10 s": 4, "10 s to 1 min": 4, "1 to 10 min": 4, "1 to 6 h": 4,
        "6 h to 1 day": 4, "1 day": 4, "2 days": 4, "1 to 2 weeks": 4, "a year or more": 4,
    }  # fmt: skip
    assert found.value == found.reference == 0
    assert gaps_of(same, "at", np.random.default_rng(0), 10, 35).train.sum() == 34


def test_each_persons_dates_are_put_in_order_and_nobody_elses_come_between():
    # 40 people: the 1st, 3rd and 10th of a month, in a mixed order.
    rng = np.random.default_rng(1)
    rows = [(f"p{person}", f"2020-01-{day:02d}") for person in range(40) for day in (10, 1, 3)]
    order = rng.permutation(len(rows))
    who, dates = zip(*(rows[place] for place in order), strict=True)
    found = gaps_of(one(list(dates), who=list(who)), "at", rng, 10, 10_000)
    assert found.person == "who"
    assert found.n == 20
    assert counted(found) == {"2 days": 20.0, "1 to 2 weeks": 20.0}
    assert found.value == found.reference == 0


def test_too_few_dates_have_no_gaps_worth_comparing():
    given = comparison(sizes=(40, 20, 40))
    assert gaps_of(given, "joined", np.random.default_rng(0), 10, 10_000) is None


def test_the_floor_holds_what_real_rows_score_among_themselves():
    found = gaps_of(comparison(sizes=(400, 400, 400)), "joined", np.random.default_rng(0), 200, 10_000)
    low, high = np.quantile(found.floors, [0.005, 0.995])
    assert low <= found.value <= high
    assert low <= found.reference <= high
