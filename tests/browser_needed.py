"""What ``make test`` runs first: a Chromium for the browser tests, or a sentence on how to get one and a failure.

Root on Debian gets the system's package installed. Where Chromium stands is printed, nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/usr/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_APT = (
    ["apt-get", "update", "--quiet", "--quiet"],
    ["apt-get", "install", "--yes", "--quiet", "--quiet", "--no-install-recommends", "chromium"],
)


def chromium() -> str | None:
    """Where a Chromium is: named by CHROMIUM, on the PATH, or where systems put it; None when there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in PLACES if Path(place).exists()), None)


def can_install() -> bool:
    """Whether this is root on a Debian-like system."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install the system's Chromium; what went wrong is left on stderr by apt-get itself."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in _APT:
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            return


def main() -> int:
    if chromium() is None and can_install():
        print("Installing Chromium for the browser tests ...", flush=True)
        install()
    found = chromium()
    if found is None:
        print(
            "The browser tests need Chromium, and none was found. Install it (Debian or Ubuntu: `sudo apt-get install "
            "chromium`; macOS: `brew install --cask chromium`) or set CHROMIUM to where one is, then run `make test` "
            "again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
