from __future__ import annotations

import pandas as pd
import pytest

from synthlab.errors import DataError
from synthlab.metrics.inquiries import inquiry_kind
from synthlab.metrics.utility.mixing import MixPoint, MixSettings, MixSweep
from synthlab.studies.candidate import Candidate
from synthlab.studies.inquiries import every_kept, keep_inquiry, kept_inquiry, points_to_go_on_from, tables_of
from synthlab.studies.records import MadeUnder

KIND = inquiry_kind("mix-sweep")
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
    assert kept_inquiry(candidate, KIND) is None
    keep_inquiry(candidate, KIND, sweep(2), UNDER)
    record = kept_inquiry(candidate, KIND)
    assert (record.inquiry, record.made_under) == (sweep(2), UNDER)
    (path,) = candidate.directory.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_only_an_interrupted_sweep_that_asked_the_same_is_gone_on_with(candidate):
    assert points_to_go_on_from(candidate, KIND, SETTINGS, 4, UNDER) == ()
    keep_inquiry(candidate, KIND, sweep(2), UNDER)
    assert points_to_go_on_from(candidate, KIND, SETTINGS, 4, UNDER) == sweep(2).points
    assert points_to_go_on_from(candidate, KIND, SETTINGS, 5, UNDER) == ()
    assert points_to_go_on_from(candidate, KIND, MixSettings(seeds=2), 4, UNDER) == ()
    changed = UNDER.model_copy(update={"split": "q"})
    assert points_to_go_on_from(candidate, KIND, SETTINGS, 4, changed) == ()
    keep_inquiry(candidate, KIND, sweep(6), UNDER)
    assert points_to_go_on_from(candidate, KIND, SETTINGS, 4, UNDER) == ()


def test_a_damaged_file_is_said_and_not_gone_on_with(candidate):
    (candidate.directory / "mix-sweep.json").write_text('{"made_under": 1}')
    with pytest.raises(DataError, match=r"mix-sweep\.json .* measure it again"):
        kept_inquiry(candidate, KIND)
    assert points_to_go_on_from(candidate, KIND, SETTINGS, 4, UNDER) == ()


def test_only_what_is_complete_and_measured_under_the_split_in_force_is_told(candidate):
    keep_inquiry(candidate, KIND, sweep(2), UNDER)
    assert list(every_kept(candidate, UNDER)) == []
    keep_inquiry(candidate, KIND, sweep(6), UNDER)
    assert list(every_kept(candidate, UNDER)) == [(KIND, sweep(6))]
    assert list(every_kept(candidate, UNDER.model_copy(update={"split": "q"}))) == []


def test_tables_to_go_on_from_last_until_the_inquiry_is_complete(candidate):
    tables = tables_of(candidate, KIND, afresh=True)
    assert len(tables) == 0
    frame = pd.DataFrame({"a": [1.5, 2.5]})
    tables["one"] = frame
    again = tables_of(candidate, KIND, afresh=False)
    assert list(again) == ["one"]
    pd.testing.assert_frame_equal(again["one"], frame)
    with pytest.raises(KeyError):
        again["two"]
    keep_inquiry(candidate, KIND, sweep(2), UNDER)
    assert "one" in again
    keep_inquiry(candidate, KIND, sweep(6), UNDER)
    assert "one" not in again
    again["one"] = frame
    assert len(tables_of(candidate, KIND, afresh=True)) == 0
