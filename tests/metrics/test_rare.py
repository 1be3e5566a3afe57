from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced

from synthlab.errors import Cancelled, NotMeasurable
from synthlab.generators.trees import Trees
from synthlab.metrics.inquiry import Ask
from synthlab.metrics.utility.rare import RareHelp, RarePoint, RareSettings, rare_help
from synthlab.metrics.utility.rare_words import gains, recall_gains, told

FEW = RareSettings(shares=(0.5, 1.0), seeds=2)


def with_few_buyers(n_train: int = 400, left: int = 40):
    """A comparison in which few train rows bought; the synthetic table has fresh rows of all kinds."""
    comparison = fresh(n_train, 300, 600)
    bought = np.flatnonzero((comparison.train["bought"] == "yes").to_numpy())
    train = comparison.train.drop(index=bought[left:]).reset_index(drop=True)
    return replaced(comparison, train=train)


@pytest.fixture(scope="module")
def found() -> RareHelp:
    return rare_help(Ask(with_few_buyers()), FEW)


def test_the_rarest_class_is_raised_towards_the_commonest(found):
    assert (found.rare, found.n_rare) == ("yes", 40)
    lacking = found.n_real - 2 * found.n_rare
    for arm in ("generated", "smote"):
        by_share = {p.share: p.n_added for p in found.points if p.arm == arm}
        assert by_share == {0.5: round(lacking / 2), 1.0: lacking}
    assert found.is_complete
    assert len(found.points) == 10


def test_fresh_rows_of_the_class_raise_its_recall_and_cost_nothing_measurable(found):
    gained = gains(found)
    assert gained["generated", 1.0].low < 0 < gained["generated", 1.0].high
    assert recall_gains(found)["generated", 1.0].low > 0
    said = told(found)
    assert "raise the share of 'yes' that is found" in said.sentences[-1]
    assert [panel.name for panel in said.panels] == ["rare-help-average-precision", "rare-help-recall"]
    assert len(said.tables[0].rows) == 5


def test_rows_of_the_class_that_look_like_the_other_do_harm():
    comparison = with_few_buyers()
    turned = comparison.synthetic["bought"].cat.rename_categories({"yes": "no", "no": "yes"})
    spoiled = replaced(comparison, synthetic=comparison.synthetic.assign(bought=turned))
    gained = gains(rare_help(Ask(spoiled), FEW))
    assert gained["generated", 1.0].high < 0
    assert gained["generated", 1.0].value < gained["smote", 1.0].value


def test_the_generator_is_asked_where_the_table_has_too_few_rows():
    comparison = with_few_buyers(300, 60)
    few = replaced(comparison, synthetic=comparison.synthetic.iloc[:30].reset_index(drop=True))
    n_added = {
        g is None: max(
            p.n_added for p in rare_help(Ask(few, generator=g), FEW).points if p.arm == "generated"
        )
        for g in (None, Trees())
    }
    assert (n_added[True], n_added[False]) == (15, 29)


def test_an_interrupted_run_goes_on_to_the_same_end():
    comparison = with_few_buyers(150, 25)
    kept: list[RareHelp] = []

    def stop(share: float, _doing: str) -> None:
        if share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        rare_help(Ask(comparison, progress=stop, keep=kept.append), FEW)
    rest = rare_help(Ask(comparison, done=kept[-1].points), FEW)
    assert rest == rare_help(Ask(comparison), FEW)


def test_what_has_no_rare_class_says_so():
    with pytest.raises(NotMeasurable, match="is a number"):
        rare_help(Ask(replaced(fresh(100, 100, 100), schema=PEOPLE.with_target("income"))), FEW)
    comparison = fresh(100, 60, 100)
    both = pd.concat(
        [comparison.train.assign(bought=pd.Categorical([one] * 100, ["no", "yes"])) for one in ("no", "yes")]
    )
    with pytest.raises(NotMeasurable, match="equally many"):
        rare_help(Ask(replaced(comparison, train=both.reset_index(drop=True))), FEW)


def by_hand(*points: tuple[str, float, int, float, float]) -> RareHelp:
    return RareHelp(
        settings=RareSettings(shares=(1.0,), seeds=2), seed=0, target="y", rare="<b>", arms=("none", "generated", "smote"),
        n_real=100, n_rare=10, n_test=50, n_rare_test=10,
        points=tuple(
            RarePoint(
                arm=arm, share=share, seed=seed, n_added=0 if arm == "none" else 80, average_precision=ap, recall=recall,
                precision=0.5, precision_error=0.0 if arm == "none" else 0.01, recall_error=0.0,
            )
            for arm, share, seed, ap, recall in points
        ),
    )  # fmt: skip


def test_the_gain_by_hand():
    whole = by_hand(
        ("none", 0.0, 0, 0.5, 0.4), ("none", 0.0, 1, 0.6, 0.4), ("generated", 1.0, 0, 0.6, 0.6), ("generated", 1.0, 1, 0.72, 0.6),
        ("smote", 1.0, 0, 0.5, 0.4), ("smote", 1.0, 1, 0.6, 0.4),
    )  # fmt: skip
    change = gains(whole)["generated", 1.0]
    # Gains 0.10 and 0.12: variance 0.0002; SMOTE's are 0 and 0: pooled 0.0001, over two seeds.
    assert change.value == pytest.approx(0.11)
    assert change.high - change.value == pytest.approx(1.96 * (0.01**2 + 0.00005) ** 0.5)
    said = told(whole)
    assert said.sentences[0].startswith(
        "Generated rows of '<b>' gain 11.0 points of average precision (8.6 to 13.4)"
    )
    assert said.sentences[1].startswith("SMOTE rows of '<b>' change nothing measurable")
    assert "from 40% to 60%" in said.sentences[2]
    assert told(by_hand(("none", 0.0, 0, 0.5, 0.4))) is None
