"""``synthlab app``: the dashboard, by default for this machine only."""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import sys
import time
from pathlib import Path
from typing import NoReturn

import synthlab
from synthlab.cli.console import say
from synthlab.errors import DataError

__all__ = ["free_port", "main"]

FIRST_PORT = 8501
_TRIED = 50
_PATIENCE = 60.0


def main(options: argparse.Namespace) -> NoReturn:
    """Start the dashboard in place of this process; see the module."""
    start = Path(synthlab.__file__).resolve().parents[1] / "asgi.py"
    if not start.exists():
        raise DataError(
            "The dashboard's files are not beside the package. Start it from a checkout of synthlab, with "
            "`make run` or `python -m synthlab app`."
        )
    port = free_port(options.address, options.port)
    _announce(options.address, port)
    arguments = [sys.executable, str(start), "--port", str(port), "--address", options.address]
    sys.stdout.flush()
    # The server takes this process over, so that stopping the one that was typed stops it.
    os.execv(sys.executable, arguments)


def free_port(address: str, wanted: int | None = None) -> int:
    """The port asked for, or else the first free one from 8501 up.

    Raises
    ------
    DataError
        When the port is taken or may not be used, or none of fifty is free.
    """
    candidates = range(FIRST_PORT, FIRST_PORT + _TRIED) if wanted is None else [wanted]
    problem = ""
    for port in candidates:
        try:
            _try(address, port)
        except (OSError, OverflowError) as error:
            problem = getattr(error, "strerror", None) or str(error)
        else:
            return port
    if wanted is None:
        raise DataError(f"None of the ports {FIRST_PORT} to {FIRST_PORT + _TRIED - 1} is free: {problem}.")
    raise DataError(f"Port {wanted} at {address} cannot be used: {problem}. Choose another one with --port.")


def _try(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server itself does: a port that was closed a moment ago may be taken again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))


def _announce(address: str, port: int) -> None:
    """Leave a helper behind that tells the address as soon as the server answers, then ends."""
    server = os.getpid()
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    if os.fork() == 0:
        _tell_when_it_answers(address, port, server)
    os._exit(0)


def _tell_when_it_answers(address: str, port: int, server: int) -> None:
    host = "127.0.0.1" if address in ("0.0.0.0", "") else "::1" if address == "::" else address
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and _is_running(server):
        if _answers(host, port):
            shown = f"[{host}]" if ":" in host else host
            say(f"synthlab is at http://{shown}:{port}")
            sys.stdout.flush()
            return
        time.sleep(0.05)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=1.0)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
