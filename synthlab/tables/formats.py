"""Which format a file is in, told by its content before its name; what cannot be read is named."""

from __future__ import annotations

import io
import re
import zipfile

from synthlab.errors import DataError

__all__ = ["file_format"]

_READ = "Save the table as CSV, Parquet, Excel (.xlsx) or JSON lines and upload that."

_SIGNATURES = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Office file (.xls)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ARROW1", "an Arrow or Feather file"),
    (b"ORC", "an ORC file"),
    (b"Obj\x01", "an Avro file"),
    (b"RDX", "an R data file"),
    (b"{\\rtf", "a text document"),
)

# Refused by name as well: opening a pickle runs whatever its maker put there.
_SUFFIXES = {
    "arff": "an ARFF file",
    "pickle": "a Python pickle, which can run code when opened",
    "pkl": "a Python pickle, which can run code when opened",
    "joblib": "a Python pickle, which can run code when opened",
    "npy": "a NumPy file",
    "npz": "a NumPy file",
    "xls": "an old Excel file (.xls)",
    "xlsm": "an Excel file with macros (.xlsm)",
    "xlsb": "a binary Excel file (.xlsb)",
    "ods": "an OpenDocument sheet",
    "sav": "an SPSS file",
    "dta": "a Stata file",
    "sas7bdat": "a SAS file",
    "rds": "an R data file",
    "rdata": "an R data file",
    "html": "a web page",
    "xml": "an XML file",
    "pdf": "a PDF document",
    "docx": "a Word document",
}


def file_format(data: bytes, name: str, chosen: str | None = None) -> str:
    """``csv``, ``tsv``, ``parquet``, ``xlsx`` or ``jsonl``: the format of these bytes.

    ``chosen`` decides between the text formats; it does not turn a Parquet file into text.

    Raises
    ------
    DataError
        When the bytes are in none of these formats.
    """
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    found = _by_content(data, name, suffix)
    if chosen is None:
        return found or ("tsv" if suffix in ("tsv", "tab") else "csv")
    if found in ("parquet", "xlsx") and chosen != found:
        raise DataError(
            f"{name} is {_named(found)}, not {_named(chosen)}. Choose that format, or leave it to be detected."
        )
    if chosen in ("parquet", "xlsx") and found != chosen:
        raise DataError(f"{name} is not {_named(chosen)}. Choose another format, or leave it to be detected.")
    return chosen


def _named(name: str) -> str:
    return {
        "csv": "comma-separated text",
        "tsv": "tab-separated text",
        "parquet": "a Parquet file",
        "xlsx": "an Excel file",
        "jsonl": "JSON lines",
    }[name]


def _by_content(data: bytes, name: str, suffix: str) -> str:
    """The format the bytes show, or an empty text where they may be any delimited text."""
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"PK"):
        return _zipped(data, name)
    for signature, what in _SIGNATURES:
        if data.startswith(signature) and _is_binary(data, signature):
            raise DataError(f"{name} is {what}; such files are not read. {_READ}")
    if suffix in _SUFFIXES:
        raise DataError(f"{name} is {_SUFFIXES[suffix]}; such files are not read. {_READ}")
    if suffix in ("parquet", "pq"):
        raise DataError(
            f"{name} is not a whole Parquet file: its beginning is missing. Export or copy it again."
        )
    if suffix == "xlsx":
        raise DataError(
            f"{name} is not a whole Excel file. Save it again from Excel, or save the sheet as CSV."
        )
    if data[:1] == b"\x80" and data[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        raise DataError(f"{name} is {_SUFFIXES['pickle']}; such files are not read. {_READ}")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if re.match(rb"(?i)(%[^\n]*\n\s*)*@relation\b", head):
        raise DataError(f"{name} is an ARFF file; such files are not read. {_READ}")
    if re.match(rb"(?i)<(!doctype|html|\?xml)", head):
        raise DataError(f"{name} is a web page or an XML file; such files are not read. {_READ}")
    if suffix in ("jsonl", "ndjson", "json") or re.match(rb'\{\s*("|\})|\[\s*\{', head):
        return "jsonl"
    return ""


def _is_binary(data: bytes, signature: bytes) -> bool:
    """Signatures of letters alone begin many a header too: such a file is binary only if it holds zero bytes."""
    return not signature.isascii() or not signature.isalnum() or b"\0" in data[:4096]


def _zipped(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise DataError(f"{name} is a damaged Excel file or archive. Save or copy it again.") from error
    if "xl/vbaProject.bin" in members:
        raise DataError(
            f"{name} is {_SUFFIXES['xlsm']}; such files are not read. Save it as .xlsx without macros."
        )
    if "xl/workbook.xml" in members:
        return "xlsx"
    if "xl/workbook.bin" in members:
        raise DataError(f"{name} is {_SUFFIXES['xlsb']}; such files are not read. Save it as .xlsx.")
    raise DataError(f"{name} is a zip archive; archives are not read. Unpack it and upload the table inside.")
