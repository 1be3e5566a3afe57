"""A process is known by its number and its beginning together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from synthlab.studies.processes import ProcessFacts, end_now, note_process, recorded


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    with process:
        yield process
        process.kill()


def test_this_process_is_alive() -> None:
    assert ProcessFacts.of(os.getpid()).is_alive()


def test_a_number_given_to_another_process_later_is_not_the_same_process(
    sleeper: subprocess.Popen[bytes],
) -> None:
    facts = ProcessFacts.of(sleeper.pid)
    stranger = ProcessFacts(pid=sleeper.pid, began=facts.began + "0")
    assert not stranger.is_alive()
    stranger.tell_group(signal.SIGKILL)
    time.sleep(0.05)
    assert facts.is_alive()


def test_a_dead_process_that_nobody_reaped_is_not_alive(sleeper: subprocess.Popen[bytes]) -> None:
    facts = ProcessFacts.of(sleeper.pid)
    sleeper.kill()
    deadline = time.monotonic() + 5
    while facts.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not facts.is_alive()
    assert sleeper.returncode is None


def test_a_process_that_never_was_is_not_alive() -> None:
    assert not ProcessFacts(pid=2**22 + 5, began="").is_alive()


def test_what_was_noted_is_found_again_and_a_damaged_note_is_no_note(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    facts = note_process(tmp_path, "worker", sleeper.pid)
    (tmp_path / "supervisor.json").write_text('{"pid": "none"}')
    assert recorded(tmp_path) == {"worker": facts}


def test_ending_kills_the_whole_group_and_returns_when_it_is_dead(tmp_path: Path) -> None:
    code = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    leader = subprocess.Popen([sys.executable, "-c", code], start_new_session=True, stdout=subprocess.PIPE)
    with leader:
        assert leader.stdout is not None
        grandchild = ProcessFacts.of(int(leader.stdout.readline()))
        facts = note_process(tmp_path, "worker", leader.pid)
        assert grandchild.is_alive()
        end_now([tmp_path])
        assert not facts.is_alive()
    deadline = time.monotonic() + 2
    while grandchild.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not grandchild.is_alive()
