"""What a person sees while a command runs: progress and notes on stderr, results on stdout."""

from __future__ import annotations

import shutil
import sys
import time

__all__ = ["ProgressLine", "complain", "note", "plain", "say"]


def plain(text: str) -> str:
    """The text without control characters: a column name must not steer a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else "?" for character in text)


def say(text: str = "") -> None:
    """A line of the result, on stdout."""
    print(plain(text))


def note(text: str) -> None:
    """Something a person should know, on stderr."""
    print(f"note: {plain(text)}", file=sys.stderr)


def complain(text: str) -> None:
    """Why the command stops, on stderr."""
    print(f"synthlab: {plain(text)}", file=sys.stderr)


class ProgressLine:
    """A ``Progress`` over several stages: one line that is rewritten on a terminal, one line a stage elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._stage = ""
        self._told = 0.0

    def stage(self, name: str) -> None:
        """Begin a stage, for instance "Reading adult.csv"."""
        self._stage = plain(name)
        if self._live:
            self._rewrite(self._stage)
        else:
            print(f"{self._stage} ...", file=sys.stderr)

    def __call__(self, share: float, doing: str) -> None:
        now = time.monotonic()
        if self._live and (now - self._told > 0.1 or share >= 1):
            self._told = now
            self._rewrite(f"{self._stage}: {share:4.0%} {plain(doing)}")

    def done(self) -> None:
        """Clear the line, so that results begin on a fresh one."""
        if self._live:
            self._rewrite("")

    def _rewrite(self, text: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        print(f"\r\x1b[K{text[:width]}", end="", file=sys.stderr, flush=True)
