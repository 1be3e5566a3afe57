import numpy as np
import pandas as pd
import pytest
from fidelity_tables import SCHEMA, comparison

from synthlab.errors import DataError, NotMeasurable
from synthlab.metrics.base import Comparison, TrainedOn
from synthlab.metrics.fidelity.marginals import marginal_distance
from synthlab.metrics.fidelity.subgroups import METRIC, subgroup_scores
from synthlab.tables.schema import Role, Schema

MARKED = SCHEMA.with_column("job", role=Role.SENSITIVE)


def marked(given, schema=MARKED):
    return Comparison(given.train, given.holdout, given.synthetic, schema, given.trained_on)


def richer_nurses(frame):
    return {"income": frame["income"].where(frame["job"] != "nurse", frame["income"] * 1.6)}


def rng(seed=0):
    return np.random.default_rng(seed)


def test_a_groups_score_is_that_of_its_rows_alone():
    given = comparison()
    found = subgroup_scores(given, "job", rng(3)).scores["clerk"]
    schema = Schema(columns=tuple(column for column in SCHEMA.columns if column.name != "job"))
    clerks = Comparison(
        *(
            frame.loc[frame["job"] == "clerk", list(schema.names)].reset_index(drop=True)
            for frame in (given.train, given.holdout, given.synthetic)
        ),
        schema,
    )
    alone = marginal_distance(clerks, rng(9))
    # All draws are from counts; other draws move the cut to equal size only.
    assert found.value == pytest.approx(alone.value, abs=0.006)
    assert found.n_rows == alone.n_rows == int((given.holdout["job"] == "clerk").sum())
    assert {row["column"] for row in found.details} == {row["column"] for row in alone.details}


def test_the_group_that_was_changed_comes_first_and_the_others_look_alike():
    found = subgroup_scores(comparison(richer_nurses, (2500, 1250, 2500)), "job", rng())
    first, *others = found.scores.items()
    assert first[0] == "nurse"
    assert first[1].low > first[1].reference_high
    assert first[1].details[0]["column"] == "income"
    assert all(score.value <= score.reference_high for _, score in others)


def test_dependence_that_is_lost_in_one_group_is_seen_by_its_pairs():
    def shuffled(frame):
        pilots = (frame["job"] == "pilot").to_numpy()
        income = frame["income"].to_numpy().copy()
        income[pilots] = rng().permutation(income[pilots])
        return {"income": income}

    given = comparison(shuffled, (2500, 1250, 2500))
    pairs = subgroup_scores(given, "job", rng(), "pairs")
    (label, worst), *_ = pairs.scores.items()
    assert label == "pilot"
    assert {worst.details[0]["a"], worst.details[0]["b"]} == {"age", "income"}
    assert worst.details[0]["low"] > worst.details[0]["reference_high"]


def test_small_groups_and_lost_ones_are_withheld_by_name_with_the_reason():
    given = comparison(lambda frame: {"job": frame["job"].where(frame["job"] != "baker", "clerk")})
    found = subgroup_scores(given, "job", rng())
    assert found.withheld == {"baker": "Fewer than 50 rows in synthetic."}
    assert set(found.scores) == {"clerk", "driver", "nurse", "pilot"}
    few = subgroup_scores(given, "town", rng(), least_rows=155)
    assert set(few.withheld) | set(few.scores) == {"E", "N", "S", "W"}
    assert set(few.withheld) == {town for town in "ENSW" if (given.holdout["town"] == town).sum() < 155}
    with pytest.raises(NotMeasurable, match="No group of town has 500 rows"):
        subgroup_scores(given, "town", rng(), least_rows=500)


def test_levels_of_few_rows_make_no_group_and_are_not_named():
    given = comparison()
    towns = given.train["town"].astype(object)
    towns[:5] = "Hidden"
    train = given.train.assign(town=towns.astype("category"))
    found = subgroup_scores(Comparison(train, given.holdout, given.synthetic, SCHEMA), "town", rng())
    assert set(found.scores) | set(found.withheld) == {"E", "N", "S", "W"}


def test_numbers_are_cut_into_ranges_and_missing_values_are_a_group():
    found = subgroup_scores(comparison(), "score", rng())
    assert "(missing)" in found.scores
    assert 4 <= len(found.scores) <= 6


def test_the_metric_takes_marked_columns_then_a_target_with_classes():
    found = METRIC.compute(marked(comparison(richer_nurses, (2500, 1250, 2500))), rng())
    assert found.facts["columns"] == ["job"]
    first = found.details[0]
    assert (first["column"], first["group"], first["worst"]) == ("job", "nurse", "income")
    assert found.facts["finding"].startswith("Where job is nurse, ")
    assert found.value == pytest.approx(np.mean([row["distance"] for row in found.details]))
    target = METRIC.compute(marked(comparison(), SCHEMA.with_target("member")), rng())
    assert {row["group"] for row in target.details} == {"false", "true"}
    with pytest.raises(NotMeasurable, match="No column makes groups"):
        METRIC.compute(comparison(), rng())
    with pytest.raises(NotMeasurable, match="No column makes groups"):
        METRIC.compute(marked(comparison(), SCHEMA.with_target("income")), rng())


def test_groups_beyond_the_largest_are_named_as_left_out():
    found = subgroup_scores(comparison(sizes=(900, 600, 900)), "job", rng(), most_groups=3)
    assert len(found.scores) == 3
    assert list(found.withheld.values()) == ["Not among the 3 largest groups."] * 2


@pytest.mark.parametrize("sizes", [(900, 600, 900), (1200, None, 900)])
def test_a_perfect_table_lies_within_the_floor_in_its_groups_too(sizes):
    found = METRIC.compute(marked(comparison(sizes=sizes)), rng())
    assert found.reference_low <= found.value <= found.reference_high
    assert found.low <= found.value <= found.high
    assert found.facts["finding"].startswith("Within every group")


def test_a_column_that_is_not_there_or_set_aside_or_alone_is_refused():
    given = comparison(sizes=(100, 60, 100))
    with pytest.raises(DataError, match="no column 'sex'"):
        subgroup_scores(given, "sex", rng())
    with pytest.raises(DataError, match="set aside"):
        subgroup_scores(given, "id", rng())
    with pytest.raises(DataError, match="no measure 'all'"):
        subgroup_scores(given, "job", rng(), "all")
    alone = Schema(columns=(SCHEMA["job"],))
    frame = pd.DataFrame({"job": given.train["job"]})
    with pytest.raises(NotMeasurable, match="Beside job there is no column"):
        subgroup_scores(Comparison(frame, None, frame, alone, TrainedOn.ALL), "job", rng())
