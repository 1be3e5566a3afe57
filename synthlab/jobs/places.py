"""How many jobs run at once on this machine, first come first served, kept by locks that die with their holder."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from synthlab.errors import DataError
from synthlab.studies.files import disk_errors, locked, private_directory

__all__ = ["jobs_at_once", "place"]

_LOOK_EVERY = 0.2


def jobs_at_once() -> int:
    """``SYNTHLAB_JOBS``, else the number of processors this program may use.

    Raises
    ------
    DataError
        When SYNTHLAB_JOBS is not a whole number of at least 1.
    """
    asked = os.environ.get("SYNTHLAB_JOBS", "").strip()
    if not asked:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not asked.isdecimal() or int(asked) < 1:
        raise DataError(f"SYNTHLAB_JOBS is {asked!r}. Set it to a whole number of at least 1.")
    return int(asked)


@contextmanager
def place(queue: Path, limit: int, given_up: Callable[[], bool]) -> Iterator[bool]:
    """Wait until fewer than ``limit`` earlier comers are left; False when ``given_up`` before that.

    Each comer holds a lock on a numbered ticket until the block ends. The system lets go of the lock of a
    dead process, so a place is never lost.
    """
    with _ticket(queue) as number:
        while (
            sum(_is_held(queue / f"{other}.ticket") for other in _numbers(queue) if other < number) >= limit
        ):
            if given_up():
                yield False
                return
            time.sleep(_LOOK_EVERY)
        yield not given_up()


@contextmanager
def _ticket(queue: Path) -> Iterator[int]:
    private_directory(queue)
    with disk_errors(queue):
        with locked(queue / "lock"):
            for number in _numbers(queue):
                if not _is_held(queue / f"{number}.ticket"):
                    (queue / f"{number}.ticket").unlink(missing_ok=True)
            number = max(_numbers(queue), default=0) + 1
            path = queue / f"{number}.ticket"
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield number
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)


def _numbers(queue: Path) -> list[int]:
    return [int(path.stem) for path in queue.glob("*.ticket") if path.stem.isdecimal()]


def _is_held(ticket: Path) -> bool:
    try:
        descriptor = os.open(ticket, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two who look at once do not take each other for the holder.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)
