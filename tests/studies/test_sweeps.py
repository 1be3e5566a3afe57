from __future__ import annotations

import pytest

from synthlab.metrics.utility.mixing import MixPoint, MixSettings, MixSweep
from synthlab.studies.candidate import Candidate
from synthlab.studies.records import MadeUnder
from synthlab.studies.sweeps import keep_sweep, kept_sweep, points_to_go_on_from

UNDER = MadeUnder(schema_="s", table="t", split="p")
SETTINGS = MixSettings(shares=(0.0, 1.0), added=(0.0,), seeds=2)


@pytest.fixture
def candidate(tmp_path) -> Candidate:
    return Candidate(tmp_path, lambda: UNDER)


def sweep(n_points: int) -> MixSweep:
    points = tuple(
        MixPoint(mode="replace", share=float(i), seed=0, n_real=1, n_synthetic=0, score=0.5, error=0.0)
        for i in range(n_points)
    )
    return MixSweep(settings=SETTINGS, seed=4, target="y", score="AUC", n_test=9, points=points)


def test_what_is_kept_loads_back(candidate):
    assert kept_sweep(candidate) is None
    keep_sweep(candidate, sweep(2), UNDER)
    record = kept_sweep(candidate)
    assert (record.sweep, record.made_under) == (sweep(2), UNDER)
    (path,) = candidate.directory.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_only_an_interrupted_sweep_that_asked_the_same_is_gone_on_with(candidate):
    assert points_to_go_on_from(candidate, SETTINGS, 4, UNDER) == ()
    keep_sweep(candidate, sweep(2), UNDER)
    assert points_to_go_on_from(candidate, SETTINGS, 4, UNDER) == sweep(2).points
    assert points_to_go_on_from(candidate, SETTINGS, 5, UNDER) == ()
    assert points_to_go_on_from(candidate, MixSettings(seeds=2), 4, UNDER) == ()
    changed = UNDER.model_copy(update={"split": "q"})
    assert points_to_go_on_from(candidate, SETTINGS, 4, changed) == ()
    keep_sweep(candidate, sweep(6), UNDER)
    assert points_to_go_on_from(candidate, SETTINGS, 4, UNDER) == ()
