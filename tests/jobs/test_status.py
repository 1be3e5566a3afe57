"""How far a job is: never falling, at most five times a second, and honest about what is not known."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import ValidationError

from synthlab.errors import DataError
from synthlab.jobs import status as status_module
from synthlab.jobs.status import (
    JobSpec,
    JobStatus,
    Reporter,
    read_spec,
    read_status,
    write_spec,
    write_status,
)

QUEUED = JobStatus(id="a" * 32, kind="generate", state="queued")


@pytest.mark.parametrize(
    ("share", "seconds", "remaining"),
    [
        (0.5, 10.0, 10.0),
        (0.25, 10.0, 30.0),
        (1.0, 10.0, 0.0),
        (0.04, 10.0, None),
        (0.5, 2.9, None),
        (0.0, 100.0, None),
    ],
)
def test_remaining_time_is_told_only_when_enough_is_done(
    share: float, seconds: float, remaining: float | None
) -> None:
    running = QUEUED.model_copy(update={"state": "running", "share": share, "started_at": 1000.0})
    seen = running.at(1000.0 + seconds)
    assert seen.seconds == pytest.approx(seconds)
    assert seen.remaining_seconds == (None if remaining is None else pytest.approx(remaining))


@pytest.mark.parametrize(("now", "remaining"), [(1010.0, 10.0), (1015.0, 5.0), (1020.0, 0.0), (1021.0, None)])
def test_the_forecast_falls_while_a_long_step_runs_and_ends_when_it_was_wrong(
    now: float, remaining: float | None
) -> None:
    step = {"state": "running", "share": 0.5, "started_at": 1000.0, "told_at": 1010.0}
    assert QUEUED.model_copy(update=step).at(now).remaining_seconds == remaining


def test_a_queued_job_has_run_for_no_time() -> None:
    assert QUEUED.at(5.0).seconds == 0.0
    assert QUEUED.at(5.0).remaining_seconds is None


def test_the_time_of_a_finished_job_stands_still() -> None:
    ended = QUEUED.model_copy(update={"state": "done", "share": 1.0, "started_at": 10.0, "ended_at": 14.0})
    assert ended.at(1000.0).seconds == 4.0
    assert ended.at(1000.0).remaining_seconds is None


def test_a_clock_set_back_gives_no_negative_time() -> None:
    assert QUEUED.model_copy(update={"state": "running", "started_at": 10.0}).at(5.0).seconds == 0.0


def test_share_never_falls_and_never_passes_one(tmp_path: Path) -> None:
    with Reporter(tmp_path, QUEUED) as reporter:
        reporter.progress(0.6, "a")
        reporter.progress(0.2, "b")
    assert (read_status(tmp_path).share, read_status(tmp_path).doing) == (0.6, "b")
    with Reporter(tmp_path, QUEUED) as reporter:
        reporter.progress(7.0, "c")
    assert read_status(tmp_path).share == 1.0


def test_progress_is_written_at_most_five_times_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[float] = []
    monkeypatch.setattr(status_module, "write_status", lambda _run, status: written.append(status.share))
    with Reporter(tmp_path, QUEUED) as reporter:
        until = time.monotonic() + 1.0
        calls = 0
        while time.monotonic() < until:
            calls += 1
            reporter.progress(calls / 1e7, str(calls))
            time.sleep(0.0005)
    assert calls > 100
    # The first and the last word are written at once, beside five a second.
    assert 3 <= len(written) <= 7


def test_the_latest_line_is_written_though_nothing_follows_it(tmp_path: Path) -> None:
    with Reporter(tmp_path, QUEUED) as reporter:
        reporter.progress(0.1, "before")
        reporter.progress(0.2, "the long silence")
        deadline = time.monotonic() + 3
        while read_status(tmp_path).share != 0.2 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert read_status(tmp_path).doing == "the long silence"


def test_the_last_word_is_written_also_when_the_work_raises(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), Reporter(tmp_path, QUEUED) as reporter:
        reporter.progress(0.3, "dividing")
        raise ZeroDivisionError
    assert read_status(tmp_path).share == 0.3


def test_the_order_and_the_status_come_back_from_disk(tmp_path: Path) -> None:
    spec = JobSpec(
        kind="generate", generator="trees", settings={"min_leaf": "5"}, where={"a": "b"}, study="/x", id="y"
    )
    write_spec(tmp_path, spec)
    write_status(tmp_path, QUEUED)
    assert read_spec(tmp_path) == spec
    assert spec.run == Path("/x/jobs/y")
    assert read_status(tmp_path) == QUEUED


@pytest.mark.parametrize("content", ["", "{", "[]", '{"id": 1}', '{"format": "somebody else"}'])
def test_damaged_files_are_told_in_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "spec.json").write_text(content)
    (tmp_path / "status.json").write_text(content)
    with pytest.raises(DataError, match=r"damaged\. Start it again"):
        read_spec(tmp_path)
    with pytest.raises(DataError, match=r"damaged\. Start it again"):
        read_status(tmp_path)


def test_zero_rows_cannot_be_ordered() -> None:
    with pytest.raises(ValidationError):
        JobSpec(kind="generate", rows=0)


def test_states_that_are_over_are_not_active() -> None:
    states = {state: QUEUED.model_copy(update={"state": state}).is_active for state in
              ("queued", "running", "done", "failed", "cancelled", "lost")}  # fmt: skip
    assert [state for state, active in states.items() if active] == ["queued", "running"]
