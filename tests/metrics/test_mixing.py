from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import PEOPLE, fresh, replaced

from synthlab.errors import Cancelled, NotMeasurable
from synthlab.metrics.inquiry import Ask
from synthlab.metrics.utility.mix_words import concluded, curve
from synthlab.metrics.utility.mixing import MixSettings, mix_sweep
from synthlab.tables.schema import Role

FEW = MixSettings(shares=(0.0, 0.5, 1.0), added=(0.0, 1.0), seeds=2, most_rows=400)


def spoiled(comparison):
    labels = np.random.default_rng(3).permutation(comparison.synthetic["bought"].astype(object).to_numpy())
    return replaced(comparison, synthetic=comparison.synthetic.assign(bought=pd.Categorical(labels)))


@pytest.fixture(scope="module")
def sweep():
    schema = PEOPLE.with_column("member", role=Role.SENSITIVE)
    return mix_sweep(Ask(replaced(fresh(400, 400, 400), schema=schema)), FEW)


def test_replacing_keeps_the_size_and_adding_keeps_the_real_rows(sweep):
    sizes = {(p.mode, p.share): (p.n_real, p.n_synthetic) for p in sweep.points}
    assert sizes == {
        ("replace", 0.0): (400, 0),
        ("replace", 0.5): (200, 200),
        ("replace", 1.0): (0, 400),
        ("add", 0.0): (400, 0),
        ("add", 1.0): (400, 400),
    }
    assert sweep.is_complete
    assert len(sweep.points) == 10


def test_without_synthetic_rows_nothing_is_lost_and_every_slice_is_measured(sweep):
    for point in sweep.points:
        assert set(point.slices) == {"recall of no", "recall of yes", "member: false", "member: true"}
        if point.share == 0:
            assert point.error == 0
            assert set(point.slice_errors.values()) == {0.0}
        else:
            assert point.error > 0


def test_fresh_rows_cost_nothing_measurable(sweep):
    found = concluded(curve(sweep, "replace"), "replace", sweep.score)
    assert found.cap == 1.0
    assert "cost nothing measurable" in found.sentence


def test_spoiled_labels_cost_more_the_more_there_are():
    bad = mix_sweep(Ask(spoiled(fresh(400, 400, 400))), FEW)
    points = curve(bad, "replace")
    assert points[1].loss < points[2].loss
    assert points[2].score == pytest.approx(0.5, abs=0.12)
    assert points[2].low > 0.1
    assert concluded(points, "replace", bad.score).peak == 0.0


def test_an_interrupted_sweep_goes_on_to_the_same_end():
    comparison = fresh(200, 200, 200)
    kept = []

    def stop(share: float, _doing: str) -> None:
        if share > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        mix_sweep(Ask(comparison, progress=stop, keep=kept.append), FEW)
    assert 0 < len(kept[-1].points) < kept[-1].n_points
    told: list[float] = []
    rest = mix_sweep(
        Ask(comparison, progress=lambda share, _doing: told.append(share), done=kept[-1].points), FEW
    )
    assert rest == mix_sweep(Ask(comparison), FEW)
    assert len(told) == rest.n_points - len(kept[-1].points)
    assert told[-1] == 1.0


def test_too_few_rows_to_add_are_said():
    with pytest.raises(NotMeasurable, match="too few synthetic rows to add 4"):
        mix_sweep(Ask(fresh(100, 100, 40)), MixSettings(seeds=2))


def test_a_number_is_predicted_too():
    comparison = replaced(fresh(150, 150, 150), schema=PEOPLE.with_target("income"))
    found = mix_sweep(Ask(comparison), FEW)
    assert found.score == "R2"
    assert curve(found, "replace")[0].loss == 0
