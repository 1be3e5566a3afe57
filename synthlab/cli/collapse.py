"""``synthlab collapse``: generations of generations, kept as they come and gone on with."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from synthlab.cli.console import ProgressLine, complain, say
from synthlab.cli.inputs import key_values, read_options, read_real
from synthlab.cli.outputs import check_directory
from synthlab.errors import DataError, NotMeasurable
from synthlab.export.files import write_files
from synthlab.export.markdown import answer_to_markdown
from synthlab.export.pictures_inquiries import pictures_of_told
from synthlab.generators import make_generator
from synthlab.metrics.base import Comparison
from synthlab.metrics.inquiries import inquiry_kind
from synthlab.metrics.inquiry import Ask
from synthlab.metrics.utility.collapse import Collapse, CollapseSettings, collapse
from synthlab.studies.inquiries import KeptTables
from synthlab.tables.splitting import split

__all__ = ["main"]

_INTERRUPTED = 130
_KIND = inquiry_kind("collapse")


def main(options: argparse.Namespace) -> int:
    """Split, fit, draw, measure, generation after generation; returns 0, or 130 when it was stopped."""
    asked = {"generator": options.generator, "settings": key_values(options.settings, "--set")}
    generator = make_generator(options.generator, asked["settings"])
    settings = _settings(options)
    check_directory(options.out)
    progress = ProgressLine()
    progress.stage(f"Reading {options.real.name}")
    real = read_real(options.real, read_options(options.reading), options.schema, options.target, options.by)
    parts = split(real.table, real.schema, options.holdout_share, options.seed)
    asked |= {"schema": real.schema.to_json(), "split": parts.receipt.fingerprint, "seed": options.seed}
    asked_hash = hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()
    path, tables = options.out / "collapse.json", options.out / "collapse-tables"
    done = _so_far(path, asked_hash, settings)
    if not done:
        shutil.rmtree(tables, ignore_errors=True)

    def keep(found: Collapse) -> None:
        record = {"asked": asked_hash, "collapse": found.model_dump(mode="json")}
        write_files({path: json.dumps(record, indent=1).encode()})

    progress.stage(f"Generating from {options.generator}, again and again")
    comparison = Comparison(parts.train, parts.holdout, parts.train, real.schema)
    try:
        found = collapse(
            Ask(comparison, options.seed, progress, done, keep, generator, KeptTables(tables)), settings
        )
    except NotMeasurable as reason:
        raise DataError(str(reason)) from reason
    except KeyboardInterrupt:
        progress.done()
        complain(f"Stopped. Ask the same again with --out {options.out} and it goes on from there.")
        return _INTERRUPTED
    keep(found)
    shutil.rmtree(tables, ignore_errors=True)
    progress.done()
    _write(found, options.out)
    return 0


def _settings(options: argparse.Namespace) -> CollapseSettings:
    anchors = tuple(options.anchor) or (0.0, 0.5)
    if any(not 0 <= anchor < 1 for anchor in anchors) or len(set(anchors)) < len(anchors):
        raise DataError("--anchor takes shares from 0 up to, but not with, 1, each once: for instance 0.25.")
    try:
        return CollapseSettings(generations=options.generations, anchors=anchors, most_rows=options.most_rows)
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(f"--{str(first['loc'][0]).replace('_', '-')}: {first['msg']}.") from error


def _so_far(path: Path, asked: str, settings: CollapseSettings) -> tuple[Any, ...]:
    """The points of an earlier run that was asked the same; none of another, or of a file that is none of ours."""
    if not path.exists():
        return ()
    try:
        record = json.loads(path.read_bytes())
        found = Collapse.model_validate(record["collapse"])
        same = record["asked"] == asked and found.settings == settings
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} was not written by `synthlab collapse`. Name another directory.") from error
    return found.points if same else ()


def _write(found: Collapse, directory: Path) -> None:
    told = _KIND.told(found)
    assert told is not None, "there is at least one generation after the real rows"
    pictures = pictures_of_told(told)
    text = answer_to_markdown(_KIND.question, told, pictures)
    write_files(
        {
            directory / "collapse.md": text.encode(),
            **{directory / "pictures" / f"{picture.name}.svg": picture.svg.encode() for picture in pictures},
        }
    )
    for sentence in told.sentences:
        say(sentence)
    say(f"Written to {directory}: collapse.json, collapse.md, pictures.")
