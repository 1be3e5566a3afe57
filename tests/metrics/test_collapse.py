from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, conformed, fresh, replaced

from synthlab.errors import Cancelled, DataError, NotMeasurable
from synthlab.metrics.base import Comparison
from synthlab.metrics.inquiry import Ask
from synthlab.metrics.utility.collapse import Collapse, CollapseSettings, collapse
from synthlab.metrics.utility.collapse_words import lines, told
from synthlab.tables.schema import Column, Kind, Role, Schema

FEW = CollapseSettings(generations=3, anchors=(0.0, 0.5), most_rows=200)


@dataclass(frozen=True)
class Shrinking:
    """Gives back the rows it saw, numbers halved towards their median, the rarest job replaced by the commonest."""

    def fit(self, train, schema, rng, progress):
        return _Shrunk(train[[c.name for c in schema.modelled]])


@dataclass(frozen=True)
class _Shrunk:
    rows: pd.DataFrame
    notes: tuple[str, ...] = ()

    def sample(self, n_rows, rng, where=None):
        frame = self.rows.iloc[rng.integers(len(self.rows), size=n_rows)].reset_index(drop=True)
        middle = self.rows["income"].median()
        counts = frame["job"].astype(str).value_counts()
        jobs = frame["job"].astype(object).replace(counts.index[-1], counts.index[0])
        return frame.assign(income=middle + (frame["income"] - middle) / 2, job=jobs.astype("category"))


@pytest.fixture(scope="module")
def found() -> Collapse:
    return collapse(Ask(fresh(300, 200, 300), generator=Shrinking()), FEW)


def test_every_line_begins_with_the_real_rows(found):
    assert found.is_complete
    assert {p.anchor: [q.generation for q in line] for line in lines(found).values() for p in line} == {
        0.0: [0, 1, 2, 3], 0.5: [0, 1, 2, 3],
    }  # fmt: skip
    for line in lines(found).values():
        first = line[0]
        assert (first.spread, first.tails, first.categories, first.lost, first.error) == (1, 1, 1, 0, 0)


def test_what_shrinks_is_seen_to_shrink_and_real_rows_hold_it_up(found):
    alone, anchored = lines(found).values()
    assert alone[1].categories > alone[2].categories > alone[3].categories
    assert alone[3].spread < alone[1].spread < 1
    assert alone[3].tails < 0.8
    assert anchored[3].spread > alone[3].spread
    assert anchored[3].categories >= alone[3].categories
    assert "no real rows added, after 3 generations" in told(found).sentences[0]
    assert "With 50% real rows in each" in told(found).sentences[1]
    assert [panel.name for panel in told(found).panels] == [
        "collapse-score", "collapse-categories", "collapse-spread", "collapse-tails",
    ]  # fmt: skip


def test_spread_tails_and_categories_by_hand():
    schema = Schema(columns=(Column(name="x", kind=Kind.NUMERIC), Column(name="c", kind=Kind.CATEGORICAL)))
    x = np.arange(1000.0)
    real = conformed({"x": x, "c": ["a", "b", "c", "d"] * 250}, schema)

    @dataclass(frozen=True)
    class Halved:
        def fit(self, train, schema, rng, progress):
            return self

        def sample(self, n_rows, rng, where=None):
            return conformed({"x": 250 + x / 2, "c": ["a", "a", "b", "c"] * 250}, schema)

    (_, after) = collapse(
        Ask(Comparison(real, real, real, schema), generator=Halved()),
        CollapseSettings(generations=1, anchors=(0.0,), most_rows=1000),
    ).points
    assert after.spread == pytest.approx(0.5, abs=0.002)
    assert (after.tails, after.categories) == (0.0, 0.75)
    assert (after.score, after.lost, after.error) == (None, None, None)


def test_an_interrupted_chain_goes_on_from_its_last_table(found):
    kept: list[Collapse] = []
    tables: dict[str, pd.DataFrame] = {}

    def stop(share: float, _doing: str) -> None:
        if share > 0.3:
            raise Cancelled

    comparison = fresh(300, 200, 300)
    with pytest.raises(Cancelled):
        collapse(Ask(comparison, progress=stop, keep=kept.append, generator=Shrinking(), tables=tables), FEW)
    assert 0 < len(kept[-1].points) < kept[-1].n_points
    fits = []

    @dataclass(frozen=True)
    class Counted(Shrinking):
        def fit(self, train, schema, rng, progress):
            fits.append(len(train))
            return super().fit(train, schema, rng, progress)

    rest = collapse(Ask(comparison, done=kept[-1].points, generator=Counted(), tables=tables), FEW)
    assert rest == found
    assert len(fits) == found.n_points - len(kept[-1].points) - 1
    assert len(tables) <= 2
    # Without the table it is made again, to the same end.
    assert collapse(Ask(comparison, done=kept[-1].points, generator=Shrinking()), FEW) == found


def test_what_cannot_be_asked_again_says_so():
    with pytest.raises(NotMeasurable, match="generator of this table is not known"):
        collapse(Ask(fresh(100, 100, 100)), FEW)

    class Failing:
        def fit(self, train, schema, rng, progress):
            raise DataError("Too few rows.")

    with pytest.raises(NotMeasurable, match=r"Generation 1 could not be made: Too few rows\."):
        collapse(Ask(fresh(100, 100, 100), generator=Failing()), FEW)


def test_a_number_or_no_target_is_followed_too():
    with_number = replaced(fresh(150, 100, 150), schema=PEOPLE.with_target("income"))
    once = CollapseSettings(generations=1, anchors=(0.0,))
    assert collapse(Ask(with_number, generator=Shrinking()), once).score == "R2"
    without = replaced(fresh(150, 100, 150), schema=PEOPLE.with_column("bought", role=Role.FEATURE))
    found = collapse(Ask(without, generator=Shrinking()), once)
    assert found.score is None
    assert "of the categories are left" in told(found).sentences[0]
    assert "lose" not in told(found).sentences[0]
