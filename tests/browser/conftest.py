"""The real server on a free port with a home of its own, and a browser that remembers every complaint."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
_IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
# On a link below the root, Streamlit's page first looks for its server beside the link.
_PROBE = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")


class Server:
    """``python asgi.py`` in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start and wait until it answers; returns the CPU seconds that took (Linux)."""
        began = time.perf_counter()
        environment = {**os.environ, "SYNTHLAB_HOME": str(self.home), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, str(ROOT / "asgi.py"), "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT)
        while time.perf_counter() - began < 60:
            with suppress(OSError):
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1).read()
                return self.cpu_seconds()
            time.sleep(0.05)
        raise AssertionError("The server did not answer within 60 s.")

    def cpu_seconds(self) -> float:
        """CPU seconds of the server up to now: unlike the clock, not longer where another test runs beside."""
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def mapped_files(self) -> str:
        """Paths of every compiled module in the server's memory (Linux)."""
        assert self.process is not None
        return Path(f"/proc/{self.process.pid}/maps").read_text()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


class Visitor:
    """One person: a browser context of their own, and what went wrong in it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.context = context
        self.complaints: list[str] = []
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        self.page = page
        return page

    def _console(self, message: object) -> None:
        if message.type == "error" and not _PROBE.search(message.location["url"]):  # type: ignore[attr-defined]
            self.complaints.append(f"console: {message.text} {message.location['url']}")  # type: ignore[attr-defined]

    def _request(self, request: object) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):  # type: ignore[attr-defined]
            self.complaints.append(f"outside request: {request.url}")  # type: ignore[attr-defined]

    def _failed(self, request: object) -> None:
        # The browser ends what it still loads when it leaves a page.
        if "ERR_ABORTED" not in (request.failure or ""):  # type: ignore[attr-defined]
            self.complaints.append(f"failed request: {request.url}")  # type: ignore[attr-defined]

    def open(self, path: str = "/") -> None:
        self.page.goto(self.url + path)
        self.settle()

    def settle(self) -> None:
        """Wait until no script runs and stays so for a moment."""
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector(_IDLE)
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector(_IDLE)

    def visit(self, title: str) -> None:
        """Go to a page by the navigation, which a narrow screen hides behind a button."""
        link = self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title)
        if not link.is_visible():
            self.page.get_by_test_id("stExpandSidebarButton").click()
        link.click()
        self.settle()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.settle()

    def sees(self, text: str, timeout: float = 30) -> Locator:
        found = self.page.get_by_text(text).first
        found.wait_for(timeout=timeout * 1000)
        return found

    def generate(self, within: float = 120) -> None:
        """Make a synthetic table with what the form says, and wait until it is measured."""
        self.press("Generate and measure")
        self.measured(within)

    def measured(self, within: float = 120) -> None:
        """Wait until the list of synthetic tables has one that was measured, or something went wrong."""
        made = self.page.get_by_role("button", name="Compare", exact=True)
        failed = self.page.get_by_test_id("stAlertContentError")
        made.or_(failed).first.wait_for(timeout=within * 1000)
        self.settle()
        assert not self.errors_shown()

    def pictures(self, least: int = 1) -> list[str]:
        """The texts in the figures of this page, once at least so many are drawn."""
        figures = self.page.locator(".js-plotly-plot .main-svg:first-child")
        figures.nth(least - 1).wait_for()
        self.page.wait_for_timeout(500)
        return self.page.locator(".js-plotly-plot").all_inner_texts()

    def errors_shown(self) -> list[str]:
        """Every red message and every crash on the page; a red verdict on the table is neither."""
        alerts = self.page.get_by_test_id("stAlertContentError").all_inner_texts()
        alerts = [text for text in alerts if not text.startswith(("Fidelity:", "Utility:", "Privacy:"))]
        return alerts + self.page.get_by_test_id("stException").all_inner_texts()

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return int(
            self.page.evaluate(
                "Math.max(document.documentElement.scrollWidth - window.innerWidth,"
                " ...[...document.querySelectorAll('[data-testid=stMain]')].map(e => e.scrollWidth - e.clientWidth))"
            )
        )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("home"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has visited yet."""
    running = Server(tmp_path / "home")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def person() -> Iterator[Callable[..., Visitor]]:
    """Make people: ``person(chromium, server, **context settings)``; none of them may have met a complaint."""
    people: list[Visitor] = []

    def come(browser: Browser, server: Server, **settings: Any) -> Visitor:
        settings = {"viewport": {"width": 1440, "height": 1000}, "accept_downloads": True, **settings}
        people.append(Visitor(browser.new_context(**settings), server.url))
        return people[-1]

    yield come
    for someone in people:
        someone.context.close()
    assert [complaint for someone in people for complaint in someone.complaints] == []


@pytest.fixture
def visitor(chromium: Browser, server: Server, person: Callable[..., Visitor]) -> Visitor:
    return person(chromium, server)
