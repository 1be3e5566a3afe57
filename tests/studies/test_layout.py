"""Names on disk say nothing, cannot be guessed, and cannot lead outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthlab.errors import DataError
from synthlab.studies.layout import clean_name, home, is_id, new_id, owner_directory


def test_home_is_where_the_environment_says_and_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNTHLAB_HOME", str(tmp_path / "a" / "b"))
    assert home() == tmp_path / "a" / "b"
    assert home().stat().st_mode & 0o777 == 0o700


def test_home_is_below_the_users_own_directory_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYNTHLAB_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert home() == tmp_path / ".synthlab"


def test_an_open_home_of_ours_is_closed_and_one_that_holds_other_things_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, holds, mode in (("ours", "a" * 64, 0o700), ("shared", "somebody's file", 0o755)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / holds).mkdir()
        folder.chmod(0o755)
        monkeypatch.setenv("SYNTHLAB_HOME", str(folder))
        assert home().stat().st_mode & 0o777 == mode


def test_a_home_that_is_a_file_or_lies_below_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SYNTHLAB_HOME", str(tmp_path / "file"))
    with pytest.raises(DataError, match="which is a file"):
        home()
    monkeypatch.setenv("SYNTHLAB_HOME", str(tmp_path / "file" / "below"))
    with pytest.raises(DataError, match="SYNTHLAB_HOME"):
        home()


@pytest.mark.parametrize("owner", ["ada", "../../etc", "/etc/passwd", "a\0b", "日本", "x" * 10_000])
def test_no_owners_name_leads_outside(tmp_path: Path, owner: str) -> None:
    directory = owner_directory(tmp_path, owner)
    assert directory.parent == tmp_path
    assert len(directory.name) == 64


def test_a_study_without_an_owner_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs an owner"):
        owner_directory(tmp_path, "")


def test_ids_have_128_bits_and_differ() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(is_id(text) and len(text) == 32 for text in ids)


@pytest.mark.parametrize(
    "text", ["", "..", "a" * 31, "a" * 33, "A" * 32, "a" * 32 + "\n", "../" + "a" * 29, None, 5]
)
def test_what_is_not_an_id_is_refused(text: object) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Adult,  third try ", "Adult, third try"),
        ("a\nb\x00c\u202ed", "a b c d"),
        ("\n\t ", "otherwise"),
        ("日本 🙂 <b>", "日本 🙂 <b>"),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_name_is_kept_on_one_line_and_short(typed: str, kept: str) -> None:
    assert clean_name(typed, "otherwise") == kept
