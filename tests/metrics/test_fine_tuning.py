from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced

from synthlab.errors import Cancelled, NotMeasurable
from synthlab.metrics.inquiry import Ask
from synthlab.metrics.utility.continued import LEARNERS, started
from synthlab.metrics.utility.fine_tuning import FinePoint, FineSettings, FineTuning, fine_tuning
from synthlab.metrics.utility.fine_words import gains, told
from synthlab.metrics.utility.task import Task
from synthlab.tables.schema import Column, Kind

FEW = FineSettings(shares=(0.05, 0.5), seeds=2)


@pytest.fixture(scope="module")
def found() -> FineTuning:
    return fine_tuning(Ask(fresh(600, 500, 600)), FEW)


def test_every_share_is_measured_from_both_beginnings(found):
    assert found.is_complete
    assert {(p.start, p.share, p.n_real) for p in found.points} == {
        ("synthetic", 0.0, 0), ("nothing", 0.05, 30), ("synthetic", 0.05, 30), ("nothing", 0.5, 300), ("synthetic", 0.5, 300),
    }  # fmt: skip
    assert all(p.error == 0 for p in found.points if p.start == "nothing" or p.share == 0)


def test_beginning_on_fresh_rows_saves_real_ones(found):
    for learner in LEARNERS:
        gained = gains(found, learner.name)
        assert gained[0.05].low > 0
        assert gained[0.05].value > gained[0.5].value
    assert "gains" in told(found).sentences[0]


def test_a_beginning_on_shuffled_labels_is_worth_nothing():
    comparison = fresh(400, 300, 400)
    labels = comparison.synthetic["bought"].sample(frac=1, random_state=np.random.default_rng(0)).array
    spoiled = fine_tuning(
        Ask(replaced(comparison, synthetic=comparison.synthetic.assign(bought=labels))), FEW
    )
    assert all(gains(spoiled, learner.name)[0.5].value < 0.01 for learner in LEARNERS)


def test_an_interrupted_run_goes_on_to_the_same_end():
    kept: list[FineTuning] = []

    def stop(share: float, _doing: str) -> None:
        if share > 0.3:
            raise Cancelled

    comparison = fresh(120, 80, 120)
    with pytest.raises(Cancelled):
        fine_tuning(Ask(comparison, progress=stop, keep=kept.append), FEW)
    rest = fine_tuning(Ask(comparison, done=kept[-1].points), FEW)
    assert rest == fine_tuning(Ask(comparison), FEW)


def test_a_number_is_predicted_too():
    comparison = replaced(fresh(200, 150, 200), schema=PEOPLE.with_target("income"))
    found = fine_tuning(Ask(comparison), FEW)
    assert found.score == "R2"
    assert found.is_complete


def test_classes_that_one_table_lacks_are_left_out_and_said():
    comparison = replaced(fresh(200, 150, 200), schema=PEOPLE.with_target("region"))
    without = comparison.synthetic.loc[comparison.synthetic["region"] != "east"].reset_index(drop=True)
    found = fine_tuning(Ask(replaced(comparison, synthetic=without)), FineSettings(shares=(0.5,), seeds=2))
    assert "Rows of classes that one of the tables lacks were left out." in found.warnings
    one = comparison.synthetic.loc[comparison.synthetic["region"] == "east"].reset_index(drop=True)
    with pytest.raises(NotMeasurable, match="share fewer than two classes"):
        fine_tuning(Ask(replaced(comparison, synthetic=one)), FEW)


def test_boosting_goes_on_with_its_own_trees_and_adds_few_for_few_rows():
    rng = np.random.default_rng(0)
    features, target = rng.normal(size=(300, 2)), rng.integers(0, 2, 300)
    task = Task(Column(name="y", kind=Kind.CATEGORICAL), ("a", "b"))
    begun = started(LEARNERS[0], task, 0).trained(features, target)
    before = begun.said(features, 2)
    after = begun.copied().continued(features[:50], target[:50])
    assert len(after.estimator.estimators_) == len(begun.estimator.estimators_) + 2
    assert (
        after.estimator.estimators_[0, 0].tree_.threshold == begun.estimator.estimators_[0, 0].tree_.threshold
    ).all()
    assert (begun.said(features, 2) == before).all()


def by_hand(scores: dict[tuple[str, float], tuple[float, float]], error: float) -> FineTuning:
    points = tuple(
        FinePoint(
            model="linear", start=start, share=share, seed=seed, n_real=int(1000 * share), score=score,
            error=0.0 if start == "nothing" else error,
        )
        for (start, share), pair in scores.items()
        for seed, score in enumerate(pair)
    )  # fmt: skip
    settings = FineSettings(shares=(0.01, 0.1), seeds=2)
    return FineTuning(
        settings=settings,
        seed=0,
        target="y",
        score="AUC",
        n_real=1000,
        n_synthetic=1000,
        n_test=99,
        points=points,
    )


def test_the_gain_and_its_end_by_hand():
    found = by_hand(
        {("nothing", 0.01): (0.6, 0.6), ("synthetic", 0.01): (0.8, 0.8), ("nothing", 0.1): (0.8, 0.8),
         ("synthetic", 0.1): (0.805, 0.805), ("synthetic", 0.0): (0.79, 0.79)},
        0.01,
    )  # fmt: skip
    gained = gains(found, "linear")
    assert (gained[0.01].value, gained[0.01].high) == pytest.approx((0.2, 0.2 + 0.0196))
    (sentence,) = told(found).sentences
    assert sentence == (
        "A linear model that begins on synthetic rows gains 20.0 points of AUC (18.0 to 22.0) over real rows alone at 1% of "
        "the real rows (10); beyond 1% the gain is no longer measurable."
    )
    assert told(found).tables[0].rows[0] == ("0% (0)", "–", "0.7900", "–", "–", "–")
    assert isinstance(pd.DataFrame(told(found).tables[0].rows), pd.DataFrame)
    assert told(by_hand({("nothing", 0.01): (0.6, 0.6)}, 0.0)) is None
