"""Which processes work on a study, told apart from strangers that were given the same number later."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from synthlab.errors import DataError
from synthlab.studies.files import read_private, write_private

__all__ = ["ProcessFacts", "end_now", "note_process", "recorded"]

_ROLES = ("supervisor", "worker")


class ProcessFacts(BaseModel):
    """A process's number and when it began, as the system says it: together they never come again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    began: str

    @classmethod
    def of(cls, pid: int) -> ProcessFacts:
        return cls(pid=pid, began=_began(pid))

    def is_alive(self) -> bool:
        """Whether this very process still runs; one that only waits to be reaped does not."""
        return bool(self.began) and _began(self.pid) == self.began

    def tell_group(self, number: signal.Signals) -> None:
        """Send the signal to the process and all it started; it must lead a group of its own."""
        if self.is_alive():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)


def note_process(run: Path, role: str, pid: int) -> ProcessFacts:
    """Write down the process of this role (supervisor or worker) in the job's directory."""
    facts = ProcessFacts.of(pid)
    write_private(run / f"{role}.json", facts.model_dump_json(), durable=False)
    return facts


def recorded(run: Path) -> dict[str, ProcessFacts]:
    """The processes written down for a job, by role, the supervisor first; a damaged note counts as none."""
    found = {}
    for role in _ROLES:
        with suppress(DataError, ValidationError):
            found[role] = ProcessFacts.model_validate_json(read_private(run / f"{role}.json"))
    return found


def end_now(runs: Iterable[Path], within: float = 3.0) -> None:
    """Kill every recorded process of these jobs and wait until they are gone, at most ``within`` seconds."""
    processes = [process for run in runs for process in recorded(run).values()]
    for process in processes:
        process.tell_group(signal.SIGKILL)
    deadline = time.monotonic() + within
    while any(process.is_alive() for process in processes) and time.monotonic() < deadline:
        time.sleep(0.01)


def _began(pid: int) -> str:
    """When the process began, in the system's own words; empty when it has ended."""
    if Path("/proc/self/stat").exists():
        return _began_on_linux(pid)
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, began = answer.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else began.strip()


def _began_on_linux(pid: int) -> str:
    try:
        facts = Path(f"/proc/{pid}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    boot = ""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    # The second field is the program's name in brackets and may itself hold blanks and brackets.
    fields = facts[facts.rindex(b")") + 2 :].split()
    state, ticks = fields[0], fields[19]
    return "" if state in (b"Z", b"X") else f"{boot} {ticks.decode()}"
