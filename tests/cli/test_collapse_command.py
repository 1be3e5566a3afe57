"""``synthlab collapse``: a chain of generations on disk, stopped and gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.cli import collapse as command
from synthlab.cli import main


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    age, town = rng.integers(18, 90, 300), rng.choice(["Bern", "Köln", "<b>"], 300)
    ill = np.where(age + rng.normal(0, 10, 300) > 60, "yes", "no")
    path = tmp_path / "people.csv"
    pd.DataFrame({"age": age, "town": town, "ill": ill}).to_csv(path, index=False)
    return path


def asked(table: Path, out: Path, *more: str) -> int:
    return main(
        ["collapse", str(table), "--generator", "independent", "--target", "ill", "--out", str(out), "--generations", "2", *more]
    )  # fmt: skip


def test_a_chain_is_told_written_and_stopped_chains_go_on(table, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out"
    whole = command.collapse

    def stopped(ask, settings):
        def progress(share: float, _doing: str) -> None:
            if share > 0.4:
                raise KeyboardInterrupt

        object.__setattr__(ask, "progress", progress)
        return whole(ask, settings)

    monkeypatch.setattr(command, "collapse", stopped)
    assert asked(table, out) == 130
    assert "goes on from there" in capsys.readouterr().err
    half = json.loads((out / "collapse.json").read_text())["collapse"]["points"]
    assert 0 < len(half) < 6
    given = []

    def watched(ask, settings):
        given.append(len(ask.done))
        return whole(ask, settings)

    monkeypatch.setattr(command, "collapse", watched)
    assert asked(table, out) == 0
    assert asked(table, tmp_path / "other") == 0
    assert given == [len(half), 0]
    assert (out / "collapse.json").read_bytes() == (tmp_path / "other" / "collapse.json").read_bytes()
    assert not (out / "collapse-tables").exists()
    assert "With no real rows added, after 2 generations" in capsys.readouterr().out
    text = (out / "collapse.md").read_text()
    assert text.startswith("# What if generated rows")
    assert "pictures/collapse-score.svg" in text
    assert (out / "pictures" / "collapse-score.svg").exists()


def test_other_settings_begin_afresh_and_foreign_files_are_left_alone(table, tmp_path, capsys):
    out = tmp_path / "out"
    assert asked(table, out, "--anchor", "0") == 0
    assert asked(table, out, "--anchor", "0.25") == 0
    found = json.loads((out / "collapse.json").read_text())["collapse"]
    assert {point["anchor"] for point in found["points"]} == {0.25}
    (out / "collapse.json").write_text("{}")
    assert asked(table, out) == 2
    assert "was not written by" in capsys.readouterr().err
    assert (out / "collapse.json").read_text() == "{}"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--anchor", "1"), "--anchor takes shares"),
        (("--anchor", "0", "--anchor", "0"), "each once"),
        (("--generations", "0"), "--generations:"),
        (("--most-rows", "5"), "--most-rows:"),
        (("--set", "nothing=1"), "nothing"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_read(table, tmp_path, capsys, more, said):
    assert asked(table, tmp_path / "out", *more) == 2
    assert said in capsys.readouterr().err
