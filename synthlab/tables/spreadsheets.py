"""Excel sheets (.xlsx): values only. Formulas are not computed, macros are never opened."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from synthlab.errors import DataError
from synthlab.tables.cells import cell_text, whole
from synthlab.tables.names import column_names
from synthlab.tables.native import native_frame
from synthlab.tables.options import LARGEST_TABLE, Parsed, ReadOptions, checked_size
from synthlab.tables.sniffing import has_header

__all__ = ["read_spreadsheet"]

_CELL = 64
_LARGEST_PART = 256 * 1024**2
_SAMPLE = 1_000
_MOST_ROWS = 1_048_576
_ERRORS = frozenset(
    ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
# What openpyxl and the XML parser raise on parts that are not what they should be.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    OSError,
)

Row = list[object]


def read_spreadsheet(data: bytes, options: ReadOptions, name: str) -> Parsed:
    """One sheet as a table: the named one, or the first that is not empty.

    Empty rows and columns around the table are left out, cells with an Excel error are missing, whole numbers
    stay whole and dates stay dates.

    Raises
    ------
    DataError
        When the file is damaged or unpacks to too much, has no such sheet, or the sheet holds no rows.
    """
    _check_archive(data, name)
    sheets, chosen, rows = _sheet_rows(data, options.sheet, name)
    rows, notes = _table_rows(rows, chosen, name)
    n_errors = _drop_errors(rows)
    named = _has_header(rows) if options.header is None else options.header
    headers = [_header_text(cell) for cell in rows[0]] if named else [""] * len(rows[0])
    body = rows[1:] if named else rows
    if not body:
        raise DataError(
            f"Sheet {chosen} of {name} has a header but no row below it. Choose a sheet with rows."
        )
    columns = dict(zip(column_names(headers).names, map(list, zip(*body, strict=True)), strict=True))
    native = native_frame(columns, options.model_copy(update={"delimiter": None}))
    if n_errors:
        notes.append(
            f"{whole(n_errors, 'cell')} with an Excel error such as #DIV/0! {_was(n_errors)} taken as missing."
        )
    if options.header is None and not named:
        notes.append(
            "The first row looks like values, so it was read as a row and the columns were named by place."
        )
    if len(sheets) > 1:
        others = ", ".join(sheet for sheet in sheets if sheet != chosen)
        notes.append(f"Sheet {chosen} was read; the file also has {others}.")
    if _has_uncomputed(data, chosen, native.frame.isna().all().any()):
        notes.append(
            "Some formulas were saved without a result and are missing. Open the file in Excel and save it."
        )
    found = native.options.model_copy(update={"format": "xlsx", "sheet": chosen, "header": named})
    return Parsed(native.frame, tuple(headers), found, (*notes, *native.notes), tuple(sheets))


def _check_archive(data: bytes, name: str) -> None:
    """Stop before a small archive is unpacked to more than memory holds, or one that declares entities is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                is_sheet = part.filename.startswith("xl/worksheets/")
                if part.file_size > (LARGEST_TABLE if is_sheet else _LARGEST_PART):
                    raise DataError(
                        f"{name} unpacks to {part.file_size / 1024**3:,.1f} GB, more than can be read. "
                        "Save the sheet as CSV, or take a sample of its rows."
                    )
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        if b"<!DOCTYPE" in file.read(4096):
                            raise DataError(
                                f"{name} holds XML declarations that Excel never writes; it is not read."
                            )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(
            f"{name} is a damaged or locked Excel file. Save it again from Excel without a password."
        ) from error


def _open(data: bytes, *, values: bool) -> Any:
    import openpyxl

    # openpyxl warns of features it leaves out (styles, validations); none of them is a value.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)


def _sheet_rows(data: bytes, sheet: str | None, name: str) -> tuple[list[str], str, list[Row]]:
    try:
        workbook = _open(data, values=True)
        titles = [worksheet.title for worksheet in workbook.worksheets]
        if sheet is not None and sheet not in titles:
            raise DataError(f"{name} has no sheet {sheet!r}. It has: {', '.join(titles)}.")
        for title in [sheet] if sheet is not None else titles:
            rows = _rows(workbook[title], name)
            if any(any(cell is not None for cell in row) for row in rows):
                return titles, title, rows
    except _DAMAGED as error:
        raise DataError(
            f"{name} is a damaged Excel file. Save it again from Excel, or save the sheet as CSV."
        ) from error
    where = f"Sheet {sheet} of {name}" if sheet is not None else name
    raise DataError(f"{where} is empty. Choose a sheet that holds a table.")


def _rows(worksheet: Any, name: str) -> list[Row]:
    # The stated size of a sheet may be anything; without it each row ends with its last cell.
    worksheet.reset_dimensions()
    rows: list[Row] = []
    n_cells = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for values in worksheet.iter_rows(values_only=True):
            row = [None if isinstance(value, str) and not value.strip() else value for value in values]
            while row and row[-1] is None:
                row.pop()
            rows.append(row)
            n_cells += len(row)
            if len(rows) > _MOST_ROWS:
                raise DataError(f"{name} has more rows than an Excel sheet can have. Save the sheet as CSV.")
            if not len(rows) % 1000:
                checked_size(len(rows), len(row), n_cells * _CELL, name)
    return rows


def _table_rows(rows: list[Row], sheet: str, name: str) -> tuple[list[Row], list[str]]:
    """The rows of the table, all of one width, without what stands empty around it or as a title above it."""
    notes = []
    while rows and not rows[-1]:
        rows.pop()
    n_above = next(position for position, row in enumerate(rows) if row)
    rows = rows[n_above:]
    if n_above:
        notes.append(f"{whole(n_above, 'empty row')} above the table {_was(n_above)} left out.")
    width = max(len(row) for row in rows)
    checked_size(len(rows), width, len(rows) * width * _CELL, name)
    titles = []
    while width > 2 and len(rows) > 2 and _filled(rows[0]) < 2 and not _is_lone_row(rows[1:], width):
        first = next((cell for cell in rows[0] if cell is not None), None)
        titles += [] if first is None else [cell_text(first)]
        rows = rows[1:]
    if titles:
        notes.append(f"Above the table stands {'; '.join(titles)!r}, which was left out.")
    full = [row + [None] * (width - len(row)) for row in rows]
    n_left = next(position for position in range(width) if any(row[position] is not None for row in full))
    if n_left:
        notes.append(f"{whole(n_left, 'empty column')} left of the table {_was(n_left)} left out.")
    return [row[n_left:] for row in full], notes


def _filled(row: Row) -> int:
    return sum(cell is not None for cell in row)


def _is_lone_row(rows: Sequence[Row], width: int) -> bool:
    """Whether the rows below are as short as a title would be, so that it may as well be a header."""
    return all(_filled(row) < 2 for row in rows[:3])


def _drop_errors(rows: list[Row]) -> int:
    n_errors = 0
    for row in rows:
        for position, cell in enumerate(row):
            if isinstance(cell, str) and cell in _ERRORS:
                row[position] = None
                n_errors += 1
    return n_errors


def _has_header(rows: Sequence[Row]) -> bool:
    texts = [["" if cell is None else cell_text(cell) for cell in row] for row in rows[:_SAMPLE]]
    return has_header(texts)


def _header_text(cell: object) -> str:
    return "" if cell is None else cell_text(cell)


def _has_uncomputed(data: bytes, sheet: str, has_empty: bool) -> bool:
    """Whether the sheet has formulas, asked only where a column is empty: their results were never saved."""
    if not has_empty:
        return False
    rows = _open(data, values=False)[sheet].iter_rows(max_row=50, values_only=True)
    return any(isinstance(cell, str) and cell.startswith("=") for row in rows for cell in row)


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
