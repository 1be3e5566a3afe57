"""How long the Compare page takes to draw a view of a large study: ``python benchmarks/compare_page.py [ROWS]``.

Makes a real table of that many rows (a million by default) and 15 columns and a synthetic one of as many, measures
them as a study, starts the dashboard and opens its Compare page in Chromium. Prints the seconds from a click to the
last figure of each view: the median of five clicks. What must hold: under 1.5 s a view, since only bins travel.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pages.parts.security import COOKIE  # noqa: E402
from synthlab.evaluation import evaluate  # noqa: E402
from synthlab.metrics import METRICS  # noqa: E402
from synthlab.provenance import Provenance  # noqa: E402
from synthlab.studies.store import Store  # noqa: E402
from synthlab.tables.reading import read_table  # noqa: E402

OWNER = "A" * 32
WANTED = ("marginals", "association", "missingness", "subgroups", "embedding")
_IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
_FIGURES = "[role=tabpanel]:visible .js-plotly-plot .main-svg:first-child"


def table(n_rows: int, seed: int) -> pd.DataFrame:
    """Fifteen columns that partly depend on each other: six numbers, eight categories, a date."""
    rng = np.random.default_rng(seed)
    base = rng.normal(size=n_rows)
    numbers = {f"number {i}": np.round(base * (i / 6) + rng.normal(size=n_rows), 3) for i in range(6)}
    levels = {
        f"category {i}": np.array([f"level {j}" for j in range(4 + 3 * i)])[
            rng.integers(0, 4 + 3 * i, n_rows)
        ]
        for i in range(8)
    }
    days = np.datetime64("2015-01-01") + rng.integers(0, 3000, n_rows)
    return pd.DataFrame({**numbers, **levels, "day": days.astype("datetime64[ns]")})


def study(home: Path, n_rows: int) -> tuple[str, str]:
    """A measured study under ``home``: its id and that of its synthetic table."""
    file = home / "real.parquet"
    table(n_rows, 0).to_parquet(file)
    made = Store(home, OWNER).create(read_table(file))
    made.set_schema(made.schema.with_target("category 0"))
    made.lock_split()
    provenance = Provenance(kind="unknown", generator="made elsewhere", rows=n_rows, trained_on="train")
    whole = made.table()
    candidate = made.add_candidate(provenance, whole.sample(frac=1, random_state=1).reset_index(drop=True))
    comparison = made.comparison(candidate)
    candidate.set_report(evaluate(comparison, [metric for metric in METRICS if metric.name in WANTED]))
    return made.id, candidate.id


def server(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "asgi.py"), "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, "SYNTHLAB_HOME": str(home)}, cwd=ROOT)
    for _ in range(600):
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).read()
            return process, f"http://127.0.0.1:{port}"
        time.sleep(0.1)
    raise SystemExit("The dashboard did not answer within a minute.")


def worked() -> float:
    """Processor seconds so far of every process below this one: server, browser and all its helpers."""
    parents: dict[int, int] = {}
    seconds: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            pid = int(stat.parent.name)
            parents[pid] = int(fields[1])
            seconds[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def is_below(pid: int) -> bool:
        while pid in parents:
            pid = parents[pid]
            if pid == os.getpid():
                return True
        return False

    return sum(used for pid, used in seconds.items() if is_below(pid))


def took(page: Page, act: Callable[[], None], least: int) -> tuple[float, float]:
    """Seconds from the click until no script runs and so many figures stand in the open view; and seconds of work."""
    before, started = worked(), time.perf_counter()
    act()
    page.locator(_FIGURES).nth(least - 1).wait_for()
    page.wait_for_selector(_IDLE)
    return time.perf_counter() - started, worked() - before


def views(page: Page) -> dict[str, tuple[float, float]]:
    def tab(name: str) -> Callable[[], None]:
        return page.get_by_role("tab", name=name, exact=True).click

    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(5):
        for name, least in (
            ("Distributions", 6), ("One column", 1), ("Columns together", 2), ("One plane", 3), ("Groups", 7),
        ):  # fmt: skip
            found.setdefault(name, []).append(took(page, tab(name), least))
    return {
        name: (statistics.median(clock for clock, _ in each), statistics.median(work for _, work in each))
        for name, each in found.items()
    }


def main(n_rows: int = 1_000_000) -> None:
    """Print one line a view."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        study_id, candidate_id = study(home, n_rows)
        process, url = server(home)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium")
                )
                context = browser.new_context(viewport={"width": 1440, "height": 1000})
                context.add_cookies([{"name": COOKIE, "value": OWNER, "url": url}])
                page = context.new_page()
                page.set_default_timeout(120_000)
                link = f"{url}/compare?study={study_id}&candidate={candidate_id}"
                for which in ("first visit of the server", "opened by its link"):
                    started = time.perf_counter()
                    page.goto(link)
                    page.locator(_FIGURES).nth(5).wait_for()
                    print(f"{which}: {time.perf_counter() - started:.2f} s", flush=True)
                for name, (clock, work) in views(page).items():
                    print(f"{name}: {clock:.2f} s, {work:.2f} CPU s", flush=True)
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
