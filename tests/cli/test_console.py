"""Progress rewrites one line on a terminal, and says one line a stage elsewhere."""

from __future__ import annotations

import sys

import pytest

from synthlab.cli.console import ProgressLine, plain


def test_off_a_terminal_each_stage_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    progress = ProgressLine()
    progress.stage("Reading a.csv")
    progress(0.5, "half")
    progress.stage("Measuring")
    progress.done()
    told = capsys.readouterr()
    assert told.err == "Reading a.csv ...\nMeasuring ...\n"
    assert told.out == ""


def test_on_a_terminal_one_line_is_rewritten_and_cleared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    progress = ProgressLine()
    progress.stage("Generating")
    progress(1.0, "drawing")
    progress.done()
    told = capsys.readouterr().err
    assert "\n" not in told
    assert "Generating: 100% drawing" in told
    assert told.endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("text", "expected"), [("a\x1b[31mb", "a?[31mb"), ("tab\there", "tab?here"), ("年齢\n🙂", "年齢\n🙂")]
)
def test_control_characters_do_not_reach_the_terminal(text: str, expected: str) -> None:
    assert plain(text) == expected
