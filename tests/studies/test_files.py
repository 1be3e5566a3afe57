"""Files are private, whole, and gone when they should be."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from synthlab.errors import DataError
from synthlab.studies.files import (
    discard,
    disk_errors,
    locked,
    new_directory,
    private_directory,
    read_private,
    remove_tree,
    size_of,
    sweep,
    write_private,
)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_is_written_is_readable_by_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        folder = private_directory(tmp_path / "a" / "b", parents=True)
        write_private(folder / "x.json", "{}")
        with new_directory(folder / "c"):
            pass
    finally:
        os.umask(before)
    assert [mode(tmp_path / "a"), mode(folder), mode(folder / "c")] == [0o700] * 3
    assert mode(folder / "x.json") == 0o600


def test_text_comes_back_as_it_was(tmp_path: Path) -> None:
    write_private(tmp_path / "x", "日本 🙂\n")
    assert read_private(tmp_path / "x") == "日本 🙂\n"


def test_a_second_writing_replaces_the_first_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_private(tmp_path / "x", "first")
    write_private(tmp_path / "x", b"second")
    assert read_private(tmp_path / "x") == "second"
    assert os.listdir(tmp_path) == ["x"]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full: x could not be written, and nothing was changed"),
        (errno.EDQUOT, "The disk is full"),
        (errno.EACCES, "may not be written by this program.*SYNTHLAB_HOME"),
        (errno.EROFS, "may not be written"),
        (errno.EIO, "cannot be used .*Set SYNTHLAB_HOME"),
    ],
)
def test_a_disk_that_refuses_is_told_in_a_sentence_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    write_private(tmp_path / "x", "old")

    def refuse(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DataError, match=sentence):
        write_private(tmp_path / "x", "new")
    assert read_private(tmp_path / "x") == "old"
    assert os.listdir(tmp_path) == ["x"]


def test_a_full_disk_that_arrow_reports_in_words_only_is_recognised(tmp_path: Path) -> None:
    with (
        pytest.raises(DataError, match="The disk is full"),
        disk_errors(tmp_path / "t"),
    ):
        raise OSError("Error writing bytes to file. Detail: [errno 28] No space left on device")


def test_a_directory_below_a_file_cannot_be_made_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for parents in (False, True):
        with pytest.raises(DataError, match="cannot be used"):
            private_directory(tmp_path / "file" / "below", parents=parents)


def test_a_directory_is_not_made_where_its_parent_is_gone(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="was changed or deleted"):
        private_directory(tmp_path / "deleted study" / "jobs")
    assert os.listdir(tmp_path) == []


def test_a_missing_file_and_one_that_is_not_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nothing\.json is not there any more"):
        read_private(tmp_path / "nothing.json")
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="damaged: it is not text"):
        read_private(tmp_path / "x")


def test_a_directory_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "made"
    with new_directory(target) as unfinished:
        write_private(unfinished / "x", "1")
        assert not target.exists()
    assert read_private(target / "x") == "1"


def test_a_directory_that_could_not_be_filled_leaves_nothing(tmp_path: Path) -> None:
    def fill() -> None:
        with new_directory(tmp_path / "made") as unfinished:
            write_private(unfinished / "x", "1")
            raise DataError("No.")

    with pytest.raises(DataError, match="No"):
        fill()
    assert os.listdir(tmp_path) == []


def test_discarding_removes_finished_and_unfinished_and_does_not_mind_neither(tmp_path: Path) -> None:
    (tmp_path / "made" / "deep").mkdir(parents=True)
    (tmp_path / ".new-made").mkdir()
    discard(tmp_path / "made")
    discard(tmp_path / "made")
    assert os.listdir(tmp_path) == []


def test_a_tree_goes_while_somebody_still_adds_to_it(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    until = time.monotonic() + 0.15

    def add() -> None:
        number = 0
        while time.monotonic() < until:
            number += 1
            try:
                (tree / str(number)).touch()
            except FileNotFoundError:
                return

    adding = threading.Thread(target=add)
    adding.start()
    remove_tree(tree)
    adding.join()
    assert not tree.exists()


def test_a_link_out_of_the_tree_is_removed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x").touch()
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "outside")
    remove_tree(tmp_path / "tree")
    assert (tmp_path / "outside" / "x").exists()


def test_sweeping_takes_discarded_and_old_unfinished_things_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".gone-a").mkdir()
    (tmp_path / ".new-young").mkdir()
    (tmp_path / "kept").touch()
    for old in (tmp_path / ".new-old", tmp_path / ".new-file"):
        old.mkdir() if old.name == ".new-old" else old.touch()
        os.utime(old, (0, 0))
    sweep(tmp_path)
    sweep(tmp_path / "not there")
    assert sorted(os.listdir(tmp_path)) == [".new-young", "kept"]


def test_the_size_counts_every_file_below(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_bytes(b"123")
    (tmp_path / "y").write_bytes(b"4567")
    (tmp_path / "link").symlink_to(tmp_path / "y")
    assert size_of(tmp_path) == 7
    assert size_of(tmp_path / "not there") == 0


def test_only_one_thread_at_a_time_holds_a_lock(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(20):
            with locked(tmp_path / "lock"):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.0005)
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 80
    assert max(most) == 1


_WRITES_FOREVER = """
import itertools, sys
from pathlib import Path
from synthlab.studies.files import write_private
print("ready", flush=True)
for number in itertools.count():
    write_private(Path(sys.argv[1]), str(number % 10) * 300_000)
"""


def test_a_writer_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    moments = random.Random(0)
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITES_FOREVER, str(path)], stdout=subprocess.PIPE, cwd=os.getcwd()
        )
        with writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            deadline = time.monotonic() + 5
            while not path.exists() and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(moments.uniform(0, 0.03))
            writer.send_signal(signal.SIGKILL)
        text = read_private(path)
        assert len(text) == 300_000
        assert len(set(text)) == 1
