"""``synthlab bundle``: an evaluated directory as one file."""

from __future__ import annotations

import argparse

from synthlab.cli.console import say
from synthlab.errors import DataError
from synthlab.export.bundle import manifest_of, zip_bytes
from synthlab.export.files import read_folder, write_file
from synthlab.export.verify import verify_hashes

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Write the zip of an evaluated directory whose files are as they were written; returns 0."""
    if not options.directory.is_dir():
        raise DataError(
            f"{options.directory} is no directory. Name one that `synthlab run` or `evaluate` wrote."
        )
    listed = manifest_of(read_folder(options.directory, {"manifest.json": None}))["files"]
    files = read_folder(options.directory, {"manifest.json": None, **listed})
    found = verify_hashes(files)
    if found.differences:
        raise DataError(
            f"{options.directory} is not as it was evaluated, so it is not bundled: {' '.join(found.differences)} "
            "Evaluate again."
        )
    write_file(options.out, zip_bytes(files))
    say(f"Written {options.out}: {len(files)} files.")
    return 0
