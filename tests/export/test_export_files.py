"""Output is whole or absent; a hostile archive is refused before it does anything."""

from __future__ import annotations

import errno
import io
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from synthlab.errors import DataError
from synthlab.export import files
from synthlab.export.files import read_folder, read_zip, write_file, write_files


def make_zip(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def test_a_written_file_is_private_and_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.json"
    write_file(path, b"1")
    write_file(path, b"2")
    assert path.read_bytes() == b"2"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["report.json"]


def test_a_full_disk_leaves_every_old_file_and_no_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, other = tmp_path / "a", tmp_path / "b"
    write_file(old, b"old")
    really_sync = os.fsync
    calls: list[int] = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(other))
        really_sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match=r"Nothing was written: .*b: No space left on device"):
        write_files({old: b"new", other: b"new"})
    assert old.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_place_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataError, match=r"Nothing was written: .*file"):
        write_file(tmp_path / "file" / "report.json", b"")


def test_a_zip_is_read_back(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "b.zip", ("a.txt", b"1"), ("pictures/x.svg", b"2"), ("pictures/", b""))
    assert read_zip(path) == {"a.txt": b"1", "pictures/x.svg": b"2"}


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/../../b", "C:evil", "a\\..\\b"])
def test_a_name_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="points outside"):
        read_zip(make_zip(tmp_path / "b.zip", (name, b"1")))
    with pytest.raises(DataError, match="points outside"):
        read_folder(tmp_path, {name: None})


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "b.zip", ("zeros", bytes(5_000_000)))
    assert path.stat().st_size < 10_000
    with pytest.raises(DataError, match="unpacks to more than 1,000,000 bytes"):
        read_zip(path, most_bytes=1_000_000)


def test_many_small_files_count_together(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "b.zip", ("a", bytes(600)), ("b", bytes(600)))
    with pytest.raises(DataError, match="more than 1,000 bytes"):
        read_zip(path, most_bytes=1000)


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    entries: list[tuple[str | zipfile.ZipInfo, bytes]] = [(str(n), b"") for n in range(files.MOST_FILES + 1)]
    with pytest.raises(DataError, match="holds 201 files"):
        read_zip(make_zip(tmp_path / "b.zip", *entries))


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(DataError, match="holds a link"):
        read_zip(make_zip(tmp_path / "b.zip", (link, b"/etc/passwd")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="more than once"):
        read_zip(make_zip(tmp_path / "b.zip", ("a", b"1"), ("a", b"2")))


def damaged(content: bytes) -> bytes:
    return content[:40] + bytes(10) + content[50:]


@pytest.mark.parametrize(
    "change", [damaged, lambda content: content[:-30], lambda _: b"no zip", lambda _: b""]
)
def test_a_damaged_zip_is_refused_with_a_sentence(tmp_path: Path, change: Any) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", os.urandom(1000))
    path = tmp_path / "b.zip"
    path.write_bytes(change(buffer.getvalue()))
    with pytest.raises(DataError, match="not a zip file that can be read"):
        read_zip(path)


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "b.zip", ("a", b"1"))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(DataError, match="is encrypted"):
        read_zip(path)


def test_a_zip_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.zip cannot be read: No such file"):
        read_zip(tmp_path / "none.zip")


def test_a_folder_gives_the_named_files_that_it_has(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").write_bytes(b"2")
    assert read_folder(tmp_path, {"a": None, "c": None}) == {"a": b"1"}
