"""The dashboard behind security headers, and the one place that starts it.

``python asgi.py [--port 8501] [--address 127.0.0.1]`` serves until it is stopped. ``synthlab app`` replaces its
own process with exactly that, since Streamlit looks for ``.streamlit/config.toml`` beside the started script.
``uvicorn asgi:app`` serves the same behind another server's settings.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from pages.parts.security import SecurityHeaders, own_script_hashes  # noqa: E402

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_log = logging.getLogger("synthlab.app")


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    import plotly.graph_objects  # noqa: F401 - loaded now, so that the first picture does not wait for it

    # Streamlit collects all generations after every rerun; what is loaded now never becomes garbage.
    gc.collect()
    gc.freeze()
    yield


def _our_bug(error: Exception) -> bool:
    """Log the traceback here and tell the person in a sentence; nothing of the error reaches the browser."""
    _log.error("A page failed.", exc_info=error)
    st.error(
        "This page failed: that is a fault of synthlab, not of your table. Nothing on disk was lost. The details "
        "are in the window where the dashboard was started."
    )
    return True


app = st.App(
    ROOT / "app.py",
    lifespan=_lifespan,
    middleware=[Middleware(SecurityHeaders, script_hashes=own_script_hashes())],
    on_script_error=_our_bug,
)


def serve(port: int | None = None, address: str = "127.0.0.1") -> None:
    """Serve until stopped. Off loopback every host name is accepted: put a proxy with TLS in front."""
    settings: dict[str, object] = {"server.address": address}
    if port is not None:
        settings["server.port"] = port
    if address in LOOPBACK:
        # A page elsewhere that makes its own name point to this machine gets no answer.
        settings["server.allowedHosts"] = list(LOOPBACK)
    os.chdir(ROOT)
    sys.argv = [str(ROOT / "asgi.py")]
    app.run(config=settings)


def main() -> None:
    parser = argparse.ArgumentParser(prog="asgi.py", description="Start the synthlab dashboard.")
    parser.add_argument("--port", type=int, default=None, help="default 8501, or the next free one")
    parser.add_argument(
        "--address", default="127.0.0.1", help="where to listen; loopback unless you say otherwise"
    )
    arguments = parser.parse_args()
    serve(arguments.port, arguments.address)


if __name__ == "__main__":
    main()
