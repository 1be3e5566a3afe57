"""How a job's processes are started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from synthlab.errors import DataError
from synthlab.jobs.launch import python, start_process


def printed(run: Path, code: str) -> str:
    with start_process([sys.executable, "-c", code], run, subprocess.DEVNULL) as process:
        assert process.wait() == 0
    return (run / "log.txt").read_text().strip()


def test_a_process_leads_a_session_and_a_group_of_its_own(tmp_path: Path) -> None:
    code = "import os; print(os.getsid(0) == os.getpgrp() == os.getpid())"
    assert printed(tmp_path, code) == "True"


def test_it_has_no_standard_input_to_wait_for(tmp_path: Path) -> None:
    assert printed(tmp_path, "import sys; print(repr(sys.stdin.read()))") == "''"


def test_threads_are_one_unless_somebody_chose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    code = "import os; print(os.environ['OMP_NUM_THREADS'], os.environ['MKL_NUM_THREADS'])"
    assert printed(tmp_path, code) == "1 3"


def test_this_very_synthlab_is_found_from_any_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    import synthlab

    run = tmp_path / "run"
    run.mkdir()
    assert printed(run, "import synthlab; print(synthlab.__file__)") == synthlab.__file__


def test_both_streams_go_into_one_private_log_that_grows(tmp_path: Path) -> None:
    printed(tmp_path, "import sys; print('out'); print('err', file=sys.stderr)")
    assert sorted(printed(tmp_path, "print('more')").split()) == ["err", "more", "out"]
    assert (tmp_path / "log.txt").stat().st_mode & 0o777 == 0o600


def test_a_program_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No process could be started for this job"):
        start_process([str(tmp_path / "not there")], tmp_path, subprocess.DEVNULL)


def test_the_command_names_this_python_and_the_jobs_directory(tmp_path: Path) -> None:
    assert python("synthlab.jobs.child", tmp_path) == [
        sys.executable,
        "-m",
        "synthlab.jobs.child",
        os.fspath(tmp_path),
    ]
