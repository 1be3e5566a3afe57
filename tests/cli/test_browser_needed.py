"""``make test`` finds a browser, installs one where it may, and otherwise says what to do and fails."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import browser_needed
import pytest


@pytest.fixture
def nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser_needed.shutil, "which", lambda _: None)
    monkeypatch.setattr(browser_needed, "PLACES", ())


def test_a_browser_that_is_there_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    browser = tmp_path / "chromium"
    browser.touch()
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert browser_needed.chromium() == str(browser)
    assert browser_needed.main() == 0


@pytest.mark.usefixtures("nothing_there")
def test_a_browser_in_the_place_of_a_mac_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "Chromium.app"
    place.touch()
    monkeypatch.setattr(browser_needed, "PLACES", (str(place),))
    assert browser_needed.chromium() == str(place)


@pytest.mark.usefixtures("nothing_there")
def test_without_a_browser_and_without_the_right_to_install_one_it_fails_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser_needed, "can_install", lambda: False)
    assert browser_needed.main() == 1
    assert "apt-get install chromium" in capsys.readouterr().err


@pytest.mark.usefixtures("nothing_there")
def test_root_on_debian_gets_it_installed_and_a_failed_installation_still_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[list[str]] = []

    def recorded(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(browser_needed, "can_install", lambda: True)
    monkeypatch.setattr(browser_needed.subprocess, "run", recorded)
    assert browser_needed.main() == 1
    assert [command[1] for command in ran] == ["update", "install"]
