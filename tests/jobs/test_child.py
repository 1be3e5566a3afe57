"""One job in its own process: what it may use, and how it says that it cannot go on."""

from __future__ import annotations

import subprocess
import sys

import pytest

from synthlab.errors import DataError
from synthlab.jobs.board import order
from synthlab.jobs.child import memory_limit
from synthlab.jobs.status import JobSpec
from synthlab.jobs.supervise import supervise
from synthlab.studies.study import Study


@pytest.mark.parametrize(
    ("asked", "bytes_"),
    [("", None), ("1024", 1024), ("2K", 2048), ("3m", 3 * 2**20), ("4G", 4 * 2**30), ("1 TB", 2**40)],
)
def test_the_memory_limit_is_read_as_people_write_it(
    monkeypatch: pytest.MonkeyPatch, asked: str, bytes_: int | None
) -> None:
    monkeypatch.setenv("SYNTHLAB_JOB_MEMORY", asked)
    assert memory_limit() == bytes_


@pytest.mark.parametrize("asked", ["much", "0", "-1G", "1.5G", "4 Gibi"])
def test_a_wrong_memory_limit_is_told(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv("SYNTHLAB_JOB_MEMORY", asked)
    with pytest.raises(DataError, match=r"SYNTHLAB_JOB_MEMORY is .*such as 4G"):
        memory_limit()


def test_a_wrong_order_fails_with_its_own_sentence(study: Study) -> None:
    spec = order(study, JobSpec(kind="generate", generator="independent", where={"nowhere": "x"}))
    final = supervise(spec)
    assert final.state == "failed"
    assert "nowhere" in final.message
    assert final.candidate_id is None
    assert study.candidates() == []


def test_a_job_over_its_memory_limit_fails_with_a_sentence(
    large_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As many rows as may be asked for: a few columns of them take more than the whole limit.
    spec = order(large_study, JobSpec(kind="generate", generator="independent", rows=100_000_000))
    monkeypatch.setenv("SYNTHLAB_JOB_MEMORY", "4G")
    final = supervise(spec)
    assert final.state == "failed"
    assert "memory" in final.message
    assert large_study.candidates() == []
    few = order(large_study, JobSpec(kind="generate", generator="independent", rows=100))
    assert supervise(few).state == "done"


def test_the_dashboards_side_of_jobs_imports_no_heavy_library() -> None:
    code = (
        "import sys, synthlab.jobs.board\n"
        "print([name for name in ('sklearn', 'torch', 'sdv', 'scipy.stats', 'matplotlib', 'streamlit', 'duckdb')"
        " if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_waiting_supervisor_carries_no_pandas() -> None:
    code = "import sys, synthlab.jobs.supervise; print('pandas' in sys.modules, 'numpy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False False"
