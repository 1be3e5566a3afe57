"""Runs the sessions that the README shows, and compares or rewrites what they print.

``python tests/readme_sessions.py`` runs every session in a directory of its own and writes the real output into the
README; the tests run the same and compare. Numbers may differ slightly between versions of the numerical libraries and
between processors, so they are compared within a tolerance; everything else to the letter.
"""

from __future__ import annotations

import code
import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"

_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.]*\w)")
_FINGERPRINT = re.compile(r"\b[0-9a-f]{12}\b")


@dataclass(frozen=True)
class Session:
    """A fenced block: ``console`` with commands after "$ ", or ``python`` with statements after ">>> "."""

    language: str
    text: str

    @property
    def prompt(self) -> str:
        return "$ " if self.language == "console" else ">>> "

    def steps(self) -> list[tuple[str, str]]:
        """Each input with the output shown below it."""
        steps: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines():
            if line.startswith(self.prompt):
                steps.append((line.removeprefix(self.prompt), []))
            else:
                steps[-1][1].append(line)
        return [(typed, "\n".join(shown).strip("\n")) for typed, shown in steps]


def sessions(text: str) -> list[Session]:
    return [Session(language, body) for language, body in _BLOCK.findall(text)]


def run_console(typed: list[str], folder: Path) -> list[str]:
    """What each command prints on stdout; a command that fails raises."""
    printed = []
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SYNTHLAB_HOME": str(folder / "home")}
    for command in typed:
        program, *arguments = shlex.split(command)
        assert program == "synthlab", f"the README shows {program}, which this does not run"
        done = subprocess.run(
            [sys.executable, "-m", "synthlab", *arguments],
            cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        printed.append(done.stdout.strip("\n"))
    return printed


def run_python(typed: list[str], folder: Path) -> list[str]:
    """What each statement prints in an interactive session."""
    console = code.InteractiveConsole()
    printed = []
    with contextlib.chdir(folder):
        for statement in typed:
            out, errors = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
                unfinished = console.push(statement)
            assert not unfinished, f"{statement!r} is not a whole statement"
            assert not errors.getvalue(), errors.getvalue()
            printed.append(out.getvalue().strip("\n"))
    return printed


def run(session: Session) -> list[str]:
    """What the session prints, step by step, in a fresh directory beside the sample data."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sample_data").symlink_to(ROOT / "sample_data")
        typed = [typed for typed, _ in session.steps()]
        return run_console(typed, folder) if session.language == "console" else run_python(typed, folder)


def differences(shown: str, printed: str) -> list[str]:
    """Where a shown output is not what was printed; numbers within 0.05 or a tenth of each other count as equal."""
    skeletons = [_NUMBER.sub("#", _FINGERPRINT.sub("(fingerprint)", text)) for text in (shown, printed)]
    if skeletons[0] != skeletons[1]:
        return [f"shown:\n{shown}\nprinted:\n{printed}"]
    pairs = zip(*(_numbers(text) for text in (shown, printed)), strict=True)
    return [f"{a} is shown, {b} was printed" for a, b in pairs if abs(a - b) > max(0.05, 0.1 * abs(b))]


def _numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in _NUMBER.findall(_FINGERPRINT.sub("", text))]


def rewritten(text: str) -> str:
    """The README with every output as it is printed now."""

    def block(match: re.Match[str]) -> str:
        session = Session(match[1], match[2])
        lines = []
        for (typed, _), printed in zip(session.steps(), run(session), strict=True):
            lines += [session.prompt + typed, *([printed] if printed else [])]
        return f"```{session.language}\n" + "\n".join(lines) + "\n```"

    return _BLOCK.sub(block, text)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    README.write_text(rewritten(README.read_text(encoding="utf-8")), encoding="utf-8")
