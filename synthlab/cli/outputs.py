"""What a command leaves behind: files written whole or not at all, and the result in a few lines."""

from __future__ import annotations

from pathlib import Path

from synthlab.cli.console import say
from synthlab.errors import DataError
from synthlab.evaluation import Outcome, Report
from synthlab.export.bundle import Exhibit, exhibit_files, zip_bytes
from synthlab.export.files import write_files
from synthlab.export.words import number

__all__ = ["check_directory", "say_report", "write_exhibit"]


def check_directory(directory: Path) -> None:
    """Refuse early what could not be written at the end of a long run.

    Raises
    ------
    DataError
        When the path is a file, or the directory cannot be made or written.
    """
    if directory.exists() and not directory.is_dir():
        raise DataError(f"--out {directory} is a file; name a directory.")
    probe = directory / ".synthlab-may-write"
    write_files({probe: b""})
    probe.unlink()


def write_exhibit(exhibit: Exhibit, directory: Path, formats: tuple[str, ...], bundle: bool) -> None:
    """Write the exhibit's files into the directory, and the zip of them where asked for."""
    files = exhibit_files(exhibit, formats)
    contents = {directory / name: content for name, content in files.items()}
    if bundle:
        contents[directory / "bundle.zip"] = zip_bytes(files)
    write_files(contents)
    say(f"Written to {directory}: {', '.join(path.name for path in contents if path.parent == directory)}.")


def say_report(report: Report) -> None:
    """One line a metric, then one a verdict."""
    width = max((len(outcome.metric) for outcome in report.outcomes), default=0)
    for outcome in report.outcomes:
        say(f"{outcome.metric:<{width}}  {_line(outcome)}")
    if report.verdicts:
        say(f"By {report.policy}:")
    for verdict in report.verdicts:
        say(f"  {verdict.family}: {verdict.verdict}. {verdict.because}")


def _line(outcome: Outcome) -> str:
    if outcome.status == "skipped":
        return f"not measured: {outcome.reason}"
    parts = [f"{number(outcome.value):>7}  ({number(outcome.low)} to {number(outcome.high)}"]
    if outcome.reference is not None:
        parts.append(f"; real rows: {number(outcome.reference)}")
    parts.append(")")
    if outcome.state is not None:
        parts.append(f"  {outcome.state}")
    return "".join(parts)
