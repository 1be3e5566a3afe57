"""At most so many at once, first come first served, and the dead hold no place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from synthlab.errors import DataError
from synthlab.jobs.places import jobs_at_once, place


def never() -> bool:
    return False


def until(holds: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()


def test_the_first_comers_get_in_at_once_and_the_next_waits_for_one_to_leave(tmp_path: Path) -> None:
    order: list[str] = []

    def third() -> None:
        with place(tmp_path, 2, never) as ours:
            order.append(f"third {ours}")

    with place(tmp_path, 2, never) as first:
        with place(tmp_path, 2, never) as second:
            assert (first, second) == (True, True)
            waiting = threading.Thread(target=third)
            waiting.start()
            time.sleep(0.5)
            order.append("second leaves")
        waiting.join(5)
    assert order == ["second leaves", "third True"]
    assert not list(tmp_path.glob("*.ticket"))


def test_who_comes_first_is_served_first(tmp_path: Path) -> None:
    served: list[int] = []

    def come(number: int) -> None:
        with place(tmp_path, 1, never):
            served.append(number)
            time.sleep(0.05)

    threads = []
    with place(tmp_path, 1, never):
        for number in range(4):
            thread = threading.Thread(target=come, args=(number,))
            thread.start()
            expected = number + 2
            assert until(lambda n=expected: len(list(tmp_path.glob("*.ticket"))) == n)  # type: ignore[misc]
            threads.append(thread)
    for thread in threads:
        thread.join(5)
    assert served == [0, 1, 2, 3]


def test_who_gives_up_while_waiting_gets_no_place_and_leaves_no_ticket(tmp_path: Path) -> None:
    with place(tmp_path, 1, never):
        with place(tmp_path, 1, lambda: True) as ours:
            assert not ours
        assert len(list(tmp_path.glob("*.ticket"))) == 1


def test_a_killed_holder_loses_its_place(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from synthlab.jobs.places import place\n"
        "with place(Path(sys.argv[1]), 1, lambda: False): print('in', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"in\n"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        started = time.monotonic()
        with place(tmp_path, 1, never) as ours:
            assert ours
        assert time.monotonic() - started < 2


def test_never_more_than_the_limit_are_inside(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def come() -> None:
        with place(tmp_path, 2, never):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.02)
            inside.pop()

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(most) == 8
    assert max(most) == 2


@pytest.mark.parametrize("asked", ["0", "-1", "two", "1.5"])
def test_a_wrong_number_of_jobs_is_told(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv("SYNTHLAB_JOBS", asked)
    with pytest.raises(DataError, match=r"SYNTHLAB_JOBS is .*whole number of at least 1"):
        jobs_at_once()


def test_the_number_of_jobs_is_that_of_processors_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNTHLAB_JOBS", raising=False)
    assert 1 <= jobs_at_once() <= (os.cpu_count() or 1)
    monkeypatch.setenv("SYNTHLAB_JOBS", "7")
    assert jobs_at_once() == 7
