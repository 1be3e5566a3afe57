"""The supervisor is in charge of its child until the child is dead, however it dies."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from synthlab.errors import Cancelled
from synthlab.jobs.ending import ask_to_stop
from synthlab.jobs.status import JobSpec, read_status
from synthlab.jobs.supervise import prepare, supervise
from synthlab.studies.layout import new_id
from synthlab.studies.processes import ProcessFacts, recorded

PREPARE = """
import os, signal, subprocess, sys, time
from pathlib import Path
from synthlab.jobs.status import read_status, write_status
run = Path(sys.argv[1])
def say(**changes): write_status(run, read_status(run).model_copy(update=changes))
"""


def child(code: str, spec: JobSpec) -> list[str]:
    return [sys.executable, "-c", PREPARE + code, str(spec.run)]


@pytest.fixture
def spec(tmp_path: Path) -> JobSpec:
    return JobSpec(kind="generate", study=str(tmp_path), id=new_id(), candidate_id=new_id(), title="Work")


def until(holds: Callable[[], object], seconds: float = 8.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.01)


def test_progress_is_passed_on_and_the_childs_own_end_counts(spec: JobSpec) -> None:
    seen: list[tuple[float, str]] = []
    code = "say(state='running', share=0.5, doing='half'); time.sleep(0.4); say(state='done', share=1.0, doing='')"
    final = supervise(spec, lambda *told: seen.append(told), command=child(code, spec))
    assert final.state == "done"
    assert (0.5, "half") in seen
    assert read_status(spec.run).state == "done"
    assert recorded(spec.run) == {}


def test_what_the_child_prints_is_logged_privately(spec: JobSpec) -> None:
    supervise(spec, command=child("print('hello'); print('there', file=sys.stderr)", spec))
    assert sorted((spec.run / "log.txt").read_text().split()) == ["hello", "there"]
    assert (spec.run / "log.txt").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", r"killed by the system \(SIGKILL\).*memory"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", r"crashed inside a library \(SIGSEGV\)"),
        ("os.kill(os.getpid(), signal.SIGABRT)", r"crashed inside a library \(SIGABRT\)"),
        ("raise RuntimeError('secret value 4711')", r"did not foresee \(exit code 1\)"),
        ("sys.exit(0)", r"did not foresee \(exit code 0\)"),
    ],
)
def test_a_child_that_dies_without_a_word_has_failed_with_a_sentence(
    spec: JobSpec, code: str, sentence: str
) -> None:
    final = supervise(spec, command=child(code, spec))
    assert final.state == "failed"
    assert re.search(sentence, final.message)
    assert "Traceback" not in final.message
    assert "4711" not in final.message


def test_the_traceback_of_a_bug_is_in_the_log(spec: JobSpec) -> None:
    supervise(spec, command=child("raise RuntimeError('what broke')", spec))
    assert "RuntimeError: what broke" in (spec.run / "log.txt").read_text()


STUBBORN = """
signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, '-c',
    'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)'],
    stdout=subprocess.PIPE)
grandchild.stdout.readline()
(run / 'pids').write_text(f'{os.getpid()} {grandchild.pid}')
say(state='running', doing='ignoring you')
time.sleep(60)
"""


def test_a_child_that_ignores_the_polite_signal_is_dead_within_three_seconds(spec: JobSpec) -> None:
    prepare(spec)
    result = []
    thread = threading.Thread(target=lambda: result.append(supervise(spec, command=child(STUBBORN, spec))))
    thread.start()
    until(lambda: read_status(spec.run).state == "running")
    processes = [ProcessFacts.of(int(pid)) for pid in (spec.run / "pids").read_text().split()]
    assert all(process.is_alive() for process in processes)
    asked = time.monotonic()
    ask_to_stop(spec.run)
    thread.join(8)
    until(lambda: not any(process.is_alive() for process in processes))
    assert time.monotonic() - asked < 3.0
    assert result[0].state == "cancelled"


def test_an_ordinary_child_is_cancelled_within_a_second(spec: JobSpec) -> None:
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    started = time.monotonic()
    final = supervise(spec, cancelled=stop.is_set, command=child("time.sleep(60)", spec))
    assert final.state == "cancelled"
    assert time.monotonic() - started < 2.0


def test_what_progress_raises_ends_the_child(spec: JobSpec) -> None:
    def refuse(_share: float, _doing: str) -> None:
        raise Cancelled("No more.")

    with pytest.raises(Cancelled):
        supervise(
            spec, refuse, command=child("(run / 'pid').write_text(str(os.getpid())); time.sleep(60)", spec)
        )
    assert read_status(spec.run).state == "cancelled"
    assert recorded(spec.run) == {}


def test_cancelling_leaves_nothing_of_the_half_made_table(spec: JobSpec, tmp_path: Path) -> None:
    folder = tmp_path / "candidates"
    (folder / f".new-{spec.candidate_id}").mkdir(parents=True)
    (folder / str(spec.candidate_id)).mkdir()
    supervise(
        spec, cancelled=lambda: True, command=child("(run / 'tmp' / 'x').touch(); time.sleep(60)", spec)
    )
    assert os.listdir(folder) == []
    assert not (spec.run / "tmp").exists()


def test_a_finished_table_outlives_a_failure_after_it(spec: JobSpec, tmp_path: Path) -> None:
    folder = tmp_path / "candidates"
    (folder / f".new-{spec.candidate_id}").mkdir(parents=True)
    (folder / str(spec.candidate_id)).mkdir()
    final = supervise(spec, command=child("sys.exit(3)", spec))
    assert final.state == "failed"
    assert final.candidate_id == spec.candidate_id
    assert os.listdir(folder) == [spec.candidate_id]


def test_the_child_dies_when_its_supervisor_is_killed(spec: JobSpec) -> None:
    prepare(spec)
    waits = PREPARE + (
        "import threading; from synthlab.jobs import child\n"
        "threading.Thread(target=child._die_with_supervisor, daemon=True).start()\n"
        "say(state='running'); time.sleep(60)"
    )
    code = (
        "import sys; from pathlib import Path\n"
        "from synthlab.jobs.supervise import supervise; from synthlab.jobs.status import read_spec\n"
        f"run = Path(sys.argv[1]); supervise(read_spec(run), command=[sys.executable, '-c', {waits!r}, str(run)])"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(spec.run)]) as supervisor:
        until(lambda: read_status(spec.run).state == "running")
        worker = recorded(spec.run)["worker"]
        assert worker.is_alive()
        supervisor.send_signal(signal.SIGKILL)
        until(lambda: not worker.is_alive(), 3.0)


def test_a_job_is_one_thread_a_library_and_hashes_the_same_every_time(
    spec: JobSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    code = "import tempfile; print(os.environ['OMP_NUM_THREADS'], hash('x'), tempfile.gettempdir())"
    supervise(spec, command=child(code, spec))
    first = (spec.run / "log.txt").read_text().split()
    assert first[0] == "1"
    assert first[2] == str(spec.run / "tmp")
    other = spec.model_copy(update={"id": new_id()})
    supervise(other, command=child(code, other))
    assert (other.run / "log.txt").read_text().split()[1] == first[1]
