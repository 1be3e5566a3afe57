"""Writing output whole or not at all, and reading archives that may be hostile."""

from __future__ import annotations

import os
import secrets
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from synthlab.errors import DataError

__all__ = ["MOST_BYTES", "MOST_FILES", "read_folder", "read_zip", "write_file", "write_files"]

MOST_FILES = 200
MOST_BYTES = 2 * 1024**3

_CHUNK = 1024**2


def write_file(path: Path, content: bytes) -> None:
    """Write the file through a neighbour that takes its place at the end; readable by its owner only.

    Raises
    ------
    DataError
        When the disk is full or the place may not be written; nothing is left behind then.
    """
    write_files({path: content})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write all of the files, or none: they take their places only when every one of them is on disk."""
    ready: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            ready[path] = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            _write(ready[path], content)
        for path, neighbour in ready.items():
            os.replace(neighbour, path)
    except OSError as error:
        where = error.filename2 or error.filename or next(iter(contents))
        raise DataError(f"Nothing was written: {where}: {error.strerror}.") from error
    finally:
        for neighbour in ready.values():
            neighbour.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_zip(path: Path | str, most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
    """Name and content of every file in the zip; nothing is unpacked onto the disk.

    Raises
    ------
    DataError
        When it is no zip, is damaged or encrypted, names a file twice or outside of itself, or unpacks to
        more than ``most_bytes`` (counted while reading: a zip may lie about its sizes).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_hostile(members)
            files: dict[str, bytes] = {}
            left = most_bytes
            for member in members:
                files[member.filename] = _content(archive, member, left, most_bytes)
                left -= len(files[member.filename])
            return files
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DataError(f"{path} is not a zip file that can be read: {error}.") from error


def read_folder(folder: Path, names: Mapping[str, object]) -> dict[str, bytes]:
    """The content of those of the named files that exist in the folder."""
    for name in names:
        _refuse_outside(name)
    paths = {name: folder / name for name in names}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def _refuse_hostile(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES:
        raise DataError(f"The zip holds {len(members):,} files; a bundle has at most {MOST_FILES}.")
    names = [member.filename for member in members]
    for member in members:
        _refuse_outside(member.filename)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise DataError(f"The zip holds a link ({member.filename!r}); a bundle has none.")
        if member.flag_bits & 1:
            raise DataError(f"The file {member.filename!r} in the zip is encrypted; a bundle never is.")
        if names.count(member.filename) > 1:
            raise DataError(f"The zip holds {member.filename!r} more than once.")


def _refuse_outside(name: str) -> None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or "\\" in name or ":" in name or ".." in parts or not parts:
        raise DataError(f"The name {name!r} points outside of the bundle.")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, most: int) -> bytes:
    pieces = []
    with archive.open(member) as file:
        while piece := file.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                raise DataError(f"The zip unpacks to more than {most:,} bytes; it is not read further.")
            pieces.append(piece)
    return b"".join(pieces)
