"""Private files: written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from synthlab.errors import DataError

__all__ = [
    "discard", "disk_errors", "locked", "new_directory", "private_directory", "read_private",
    "remove_tree", "remove_unfinished", "size_of", "sweep", "write_private",
]  # fmt: skip

_UNFINISHED = ".new-"
_DISCARDED = ".gone-"
_ABANDONED_AFTER = 3600.0
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what a disk refuses inside the block into a ``DataError`` with the way out."""
    try:
        yield
    except FileNotFoundError as error:
        raise DataError(
            f"The file {path.name} is not there any more: the study it belongs to was changed or deleted. "
            "Go back to the list of studies."
        ) from error
    except OSError as error:
        raise DataError(_disk_sentence(path, error)) from error


def _disk_sentence(path: Path, error: OSError) -> str:
    # Arrow raises a bare OSError that carries the reason in its text only.
    if error.errno in _FULL or (error.errno is None and "No space left" in str(error)):
        return (
            f"The disk is full: {path.name} could not be written, and nothing was changed. "
            "Delete studies that are no longer needed, or free space, and try again."
        )
    if error.errno in _FORBIDDEN:
        return (
            f"The directory {path.parent} may not be written by this program. Give it that permission, or "
            "set SYNTHLAB_HOME to a directory of your own, and start again."
        )
    return (
        f"{path} cannot be used ({error.strerror or error}). "
        "Set SYNTHLAB_HOME to a directory on a disk that works, and start again."
    )


def private_directory(path: Path, *, parents: bool = False) -> Path:
    """The directory, made with mode 0700 where absent; with ``parents``, those above it too.

    Without ``parents`` a missing parent is an error, so that a deleted study is not brought back by one of
    its own jobs.
    """
    with disk_errors(path):
        if not path.is_dir():
            if parents and not path.parent.is_dir():
                # mkdir(parents=True) would give the parents the wider default mode.
                private_directory(path.parent, parents=True)
            try:
                path.mkdir(mode=0o700, exist_ok=True)
            except FileNotFoundError as error:
                if parents:
                    raise DataError(_disk_sentence(path, error)) from error
                raise
    return path


def write_private(path: Path, content: str | bytes, *, durable: bool = True) -> None:
    """Put ``content`` in place of the file at once, mode 0600; a reader sees the old file or the new one.

    ``durable=False`` leaves out the wait for the disk, for what may be lost in a power cut.
    """
    data = content.encode() if isinstance(content, str) else content
    waiting = path.with_name(f"{_UNFINISHED}{path.name}-{secrets.token_hex(6)}")
    with disk_errors(path):
        try:
            descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(waiting, path)
        except BaseException:
            waiting.unlink(missing_ok=True)
            raise
        if durable:
            _remember_names(path.parent)


def read_private(path: Path) -> str:
    """The file's text; a missing, unreadable or foreign one is a ``DataError``."""
    with disk_errors(path):
        data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise DataError(f"The file {path.name} of this study is damaged: it is not text.") from error


@contextmanager
def new_directory(path: Path) -> Iterator[Path]:
    """A directory to fill; it takes its name only when the block ends without an error."""
    private_directory(path.parent)
    unfinished = path.with_name(f"{_UNFINISHED}{path.name}")
    with disk_errors(path):
        unfinished.mkdir(mode=0o700)
        try:
            yield unfinished
            os.replace(unfinished, path)
        except BaseException:
            remove_tree(unfinished)
            raise
        _remember_names(path.parent)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold this lock file alone, among all threads and processes; a process that dies lets go of it."""
    with disk_errors(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def remove_unfinished(path: Path) -> None:
    """Remove what ``new_directory`` left of this directory when its process was killed."""
    remove_tree(path.with_name(f"{_UNFINISHED}{path.name}"))


def discard(path: Path) -> None:
    """Remove a directory, finished or not; it disappears under its name at once."""
    remove_unfinished(path)
    gone = path.with_name(f"{_DISCARDED}{path.name}-{secrets.token_hex(6)}")
    with disk_errors(path):
        try:
            os.replace(path, gone)
        except FileNotFoundError:
            return
    remove_tree(gone)


def remove_tree(path: Path) -> None:
    """Remove a directory with all in it, also while a dying process still adds to it."""
    with disk_errors(path):
        for attempt in range(20):
            try:
                shutil.rmtree(path)
            except FileNotFoundError:
                if not path.exists():
                    return
            except OSError as error:
                if error.errno != errno.ENOTEMPTY or attempt == 19:
                    raise
                time.sleep(0.05)
            else:
                return


def sweep(directory: Path) -> None:
    """Remove what killed processes left here: discarded directories, and unfinished ones an hour old."""
    with suppress(FileNotFoundError):
        for entry in list(os.scandir(directory)):
            with suppress(FileNotFoundError):
                left = entry.name.startswith(_DISCARDED) or (
                    entry.name.startswith(_UNFINISHED)
                    and time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED_AFTER
                )
                if left and entry.is_dir(follow_symlinks=False):
                    remove_tree(Path(entry.path))
                elif left:
                    os.unlink(entry.path)


def size_of(directory: Path) -> int:
    """Bytes of all files below the directory; what disappears meanwhile counts as nothing."""
    total = 0
    for folder, _, names in os.walk(directory):
        for name in names:
            with suppress(FileNotFoundError):
                facts = os.lstat(os.path.join(folder, name))
                total += facts.st_size if stat.S_ISREG(facts.st_mode) else 0
    return total


def _remember_names(directory: Path) -> None:
    """Make the directory's own entries survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
