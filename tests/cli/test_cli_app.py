"""``synthlab app`` answers soon, says where, on this machine only, and stops when told."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from synthlab.cli import main
from synthlab.cli.app import FIRST_PORT, free_port
from synthlab.errors import DataError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def line_with(process: subprocess.Popen[bytes], text: str, seconds: float) -> str:
    """The first line of its output that holds the text."""
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    told, until = b"", time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while time.monotonic() < until and process.poll() is None:
            if selector.select(0.2):
                told += process.stdout.read() or b""
                found = [line for line in told.decode().splitlines(keepends=True) if text in line]
                if found and found[0].endswith("\n"):
                    return found[0].strip()
    raise AssertionError(f"{text!r} was not said within {seconds} s, but: {told.decode()}")


def test_the_dashboard_tells_its_address_when_it_answers_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port("127.0.0.1")
    process = subprocess.Popen(
        [sys.executable, "-m", "synthlab", "app", "--port", str(port)],
        cwd=ROOT, env={**os.environ, "SYNTHLAB_HOME": str(tmp_path)}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        assert line_with(process, "synthlab is at", 60) == f"synthlab is at http://127.0.0.1:{port}"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            assert answer.status == 200
            assert "frame-ancestors" in answer.headers["Content-Security-Policy"]
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
    finally:
        process.kill()
        process.communicate()


def test_the_first_free_port_is_taken_and_a_busy_one_is_passed_over() -> None:
    first = free_port("127.0.0.1")
    assert first >= FIRST_PORT
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", first))
        holder.listen()
        assert free_port("127.0.0.1") > first


def test_a_port_that_was_asked_for_and_is_busy_is_named(
    taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(DataError, match=f"Port {taken} at 127.0.0.1 cannot be used: .*--port"):
        free_port("127.0.0.1", taken)
    assert main(["app", "--port", str(taken)]) == 2
    assert "cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize("port", [-1, 70000])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(DataError, match="cannot be used"):
        free_port("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(DataError, match=r"192\.0\.2\.1"):
        free_port("192.0.2.1", 8501)
