"""Everything that leaves with a synthetic table, as files and as one zip that can be verified."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from synthlab.errors import DataError
from synthlab.evaluation import Report
from synthlab.export.files import write_file
from synthlab.export.html import to_html
from synthlab.export.markdown import to_markdown
from synthlab.export.summary import Summary, summarise
from synthlab.export.suppression import shareable
from synthlab.export.tables import EXCEL_CELLS, FORMATS, released_columns, table_bytes
from synthlab.metrics.inquiry import Inquiry, InquiryKind
from synthlab.policy import Policy
from synthlab.policy_file import policy_to_yaml
from synthlab.provenance import Provenance
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import SplitReceipt

__all__ = ["BUNDLE_FORMAT", "Exhibit", "exhibit_files", "manifest_of", "write_bundle", "zip_bytes"]

BUNDLE_FORMAT = "synthlab.bundle/1"

_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Exhibit:
    """What a bundle is made from.

    ``synthetic`` is the conformed table that was scored, with all of the schema's columns; ``receipt`` is
    None where the real rows were not split by synthlab. ``inquiries`` are complete answers to long questions.
    """

    title: str
    synthetic: pd.DataFrame
    schema: Schema
    report: Report
    provenance: Provenance
    receipt: SplitReceipt | None = None
    policy: Policy | None = None
    inquiries: tuple[tuple[InquiryKind, Inquiry], ...] = ()


def exhibit_files(exhibit: Exhibit, formats: Collection[str] = FORMATS) -> dict[str, bytes]:
    """Name and content of every file, the manifest last; equal exhibits give equal bytes.

    The Parquet file is always there: it is the table that was scored, type by type, and what ``verify``
    reads. An Excel file that a sheet cannot hold, or that would be needlessly heavy, is left out and the
    manifest says so.
    """
    notes: list[str] = []
    report = shareable(exhibit.report)
    summary = _summary(exhibit, report, notes)
    files = {
        "report.html": to_html(summary).encode(),
        "summary.md": to_markdown(summary).encode(),
        "report.json": report.to_json().encode(),
        "provenance.json": exhibit.provenance.model_dump_json(indent=1).encode(),
        "schema.json": exhibit.schema.to_json().encode(),
    }
    files |= {
        f"pictures/{picture.name}.svg": picture.svg.encode()
        for pictures in (
            *(section.pictures for section in summary.sections),
            *(answer.pictures for answer in summary.answers),
        )
        for picture in pictures
    }
    files |= {
        f"inquiries/{kind.name}.json": inquiry.model_dump_json(indent=1).encode()
        for kind, inquiry in exhibit.inquiries
    }
    if exhibit.receipt is not None:
        files["split.json"] = exhibit.receipt.model_dump_json(indent=1).encode()
    if exhibit.policy is not None:
        files["policy.yaml"] = policy_to_yaml(exhibit.policy).encode()
    files |= _table_files(exhibit, {*formats, "parquet"}, notes)
    files[_MANIFEST] = _as_json(_manifest(exhibit, files, notes))
    return files


def write_bundle(exhibit: Exhibit, path: Path | str, formats: Collection[str] = FORMATS) -> None:
    """Write the exhibit as one zip, whole or not at all."""
    write_file(Path(path), zip_bytes(exhibit_files(exhibit, formats)))


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip without times, in the order of their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def manifest_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest among these files.

    Raises
    ------
    DataError
        When there is none, or it is not one of synthlab's.
    """
    if _MANIFEST not in files:
        raise DataError(f"There is no {_MANIFEST}: this is not a bundle that synthlab wrote.")
    try:
        manifest = json.loads(files[_MANIFEST])
    except ValueError as error:
        raise DataError(f"The {_MANIFEST} is not JSON: {error}.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != BUNDLE_FORMAT:
        raise DataError(f"The {_MANIFEST} is not of the format {BUNDLE_FORMAT}.")
    if not isinstance(manifest.get("files"), dict):
        raise DataError(f"The {_MANIFEST} names no files.")
    return manifest


def _summary(exhibit: Exhibit, report: Report, notes: list[str]) -> Summary:
    kept = released_columns(exhibit.synthetic, exhibit.schema)
    left_out = [name for name in exhibit.schema.names if name not in kept]
    if left_out:
        notes.append(f"Columns set aside and empty are not in the table: {', '.join(left_out)}.")
    receipt = exhibit.receipt
    split = (
        ""
        if receipt is None
        else f"{receipt.method}, seed {receipt.seed}, {receipt.n_train:,} train and {receipt.n_holdout:,} holdout "
        f"rows, fingerprint {receipt.fingerprint}"
    )
    return summarise(report, exhibit.provenance, exhibit.title, split, exhibit.inquiries)


def _table_files(exhibit: Exhibit, formats: set[str], notes: list[str]) -> dict[str, bytes]:
    files = {}
    for file_format in sorted(formats):
        name = f"synthetic.{file_format}"
        if file_format == "xlsx" and exhibit.synthetic.size > EXCEL_CELLS:
            notes.append(f"{name} was left out: with {exhibit.synthetic.size:,} cells it is too heavy.")
            continue
        try:
            files[name] = table_bytes(exhibit.synthetic, exhibit.schema, file_format)
        except DataError as error:
            if file_format != "xlsx":
                raise
            notes.append(f"{name} was left out: {error}")
    return files


def _manifest(exhibit: Exhibit, files: Mapping[str, bytes], notes: list[str]) -> dict[str, Any]:
    return {
        "format": BUNDLE_FORMAT,
        "title": exhibit.title,
        "seed": exhibit.report.seed,
        "fingerprint": None if exhibit.receipt is None else exhibit.receipt.fingerprint,
        "versions": exhibit.report.versions,
        "notes": notes,
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        },
    }


def _as_json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, indent=1, ensure_ascii=False).encode()
