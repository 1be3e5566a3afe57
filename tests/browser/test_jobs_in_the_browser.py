"""Long work: cancelled at once, and still there after a reload and after the server was started again."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def at_work(chromium, server, person):
    """A visitor whose study has a job that takes minutes."""
    someone = person(chromium, server)
    _begin_long_job(someone)
    return someone


def _begin_long_job(someone) -> None:
    someone.open()
    someone.press("Open the sample study")
    someone.sees("Which rows are held out?")
    someone.press("Lock the split")
    someone.visit("Generate")
    rows = someone.page.get_by_label("Rows to make")
    rows.fill("4000000")
    rows.press("Enter")
    someone.settle()
    someone.page.get_by_role("button", name="Generate and measure").click()
    someone.page.get_by_role("button", name="Cancel").wait_for()


def _worker(home: Path, within: float = 20) -> int:
    """The process id of the one job's child."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        for note in home.glob("*/*/jobs/*/worker.json"):
            return int(json.loads(note.read_text())["pid"])
        time.sleep(0.1)
    raise AssertionError("No child process has begun to work.")


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _cancel(someone, home: Path) -> float:
    """Press Cancel; the seconds until the child is dead."""
    pid = _worker(home)
    assert _is_alive(pid)
    began = time.monotonic()
    someone.page.get_by_role("button", name="Cancel").click()
    while _is_alive(pid) and time.monotonic() - began < 10:
        time.sleep(0.02)
    return time.monotonic() - began


def test_cancel_kills_the_child_within_three_seconds_and_says_so(at_work, server):
    assert _cancel(at_work, server.home) < 3
    at_work.sees("was cancelled")
    at_work.settle()  # what the run before showed stays until the run that says so has ended
    assert at_work.page.get_by_role("button", name="Cancel").count() == 0


def test_a_job_survives_a_reload_a_page_switch_and_a_closed_tab(at_work, server):
    pid = _worker(server.home)
    link = at_work.page.url
    at_work.page.reload()
    at_work.page.get_by_role("button", name="Cancel").wait_for()
    at_work.visit("Data")
    at_work.page.close()
    at_work.new_tab().goto(link)
    at_work.page.get_by_role("button", name="Cancel").wait_for()
    assert _is_alive(pid)
    assert _cancel(at_work, server.home) < 3


def test_a_job_survives_a_restart_of_the_server_and_can_still_be_cancelled(chromium, fresh_server, person):
    someone = person(chromium, fresh_server)
    _begin_long_job(someone)
    pid = _worker(fresh_server.home)
    link = someone.page.url
    someone.page.goto("about:blank")
    fresh_server.stop()
    assert _is_alive(pid)
    fresh_server.start()
    someone.page.goto(link)
    someone.page.get_by_role("button", name="Cancel").wait_for()
    assert _cancel(someone, fresh_server.home) < 3
    someone.sees("was cancelled")


def test_nothing_of_a_job_is_left_after_its_study_is_deleted(at_work, server):
    pid = _worker(server.home)
    at_work.visit("Start")
    at_work.press("Delete this study")
    at_work.press("Delete it for good")
    at_work.sees("was deleted")
    assert not _is_alive(pid)
    assert os.listdir(server.home)
