"""One job, alone in its process: ``python -m synthlab.jobs.child RUN``.

Heavy libraries are imported here and nowhere else. Standard input is a pipe from the supervisor; when it
closes, the supervisor is dead and so is this process.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

from synthlab.errors import DataError
from synthlab.jobs.ending import left_candidate
from synthlab.jobs.status import Reporter, read_spec, read_status

__all__ = ["main", "memory_limit"]

_OUT_OF_MEMORY = "It needed more memory than there is. Try fewer rows or columns, or a lighter generator."
_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


def main(run: Path) -> None:
    """Do the job of this directory and write how it went into its status."""
    Thread(target=_die_with_supervisor, daemon=True).start()
    _keep_to_its_own(run)
    started = read_status(run).model_copy(
        update={"state": "running", "started_at": time.time(), "doing": "Starting"}
    )
    spec = read_spec(run)
    with Reporter(run, started) as reporter:
        try:
            _limit_memory()
            from synthlab.jobs.tasks import TASKS

            TASKS[spec.kind](spec, reporter.progress)
        except DataError as error:
            reporter.over("failed", str(error), left_candidate(spec))
        except MemoryError:
            reporter.over("failed", _OUT_OF_MEMORY, left_candidate(spec))
        else:
            reporter.over("done", candidate_id=left_candidate(spec))


def memory_limit() -> int | None:
    """Bytes of address space a job may use, from ``SYNTHLAB_JOB_MEMORY`` such as ``4G``; None: no limit.

    Raises
    ------
    DataError
        When it is set to something else.
    """
    asked = os.environ.get("SYNTHLAB_JOB_MEMORY", "").strip()
    if not asked:
        return None
    found = re.fullmatch(r"([1-9][0-9]*)\s*([KMGT]?)B?", asked.upper())
    if found is None:
        raise DataError(f"SYNTHLAB_JOB_MEMORY is {asked!r}. Set it to a size such as 4G or 800M.")
    return int(found[1]) * _UNITS[found[2]]


def _limit_memory() -> None:
    limit = memory_limit()
    if limit is not None:
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _keep_to_its_own(run: Path) -> None:
    """Private files, a working directory that is removed with the job, and first to go when memory ends."""
    os.umask(0o077)
    os.chdir(run / "tmp")
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def _die_with_supervisor() -> None:
    while os.read(0, 4096):
        pass
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    sys.stdout.flush()
    sys.stderr.flush()
    # The result is on disk; native libraries that crash while they are unloaded must not turn it into a failure.
    os._exit(0)
