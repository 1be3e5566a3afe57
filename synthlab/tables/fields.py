"""A delimited text cut into columns of cells: every row has the width of the table, or the reading stops."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthlab.errors import DataError
from synthlab.tables.cells import Cells, matches, whole
from synthlab.tables.missing import without_markers
from synthlab.tables.options import CELL_BYTES, checked_size
from synthlab.tables.ragged import check_quotes, refuse_ragged
from synthlab.tables.sniffing import Dialect, beginning, has_header, records, usual_width

__all__ = ["Layout", "cut", "layout_of", "trimmed_cells"]

_BLOCK = 1 << 24
_SAMPLE = 1_000


@dataclass(frozen=True)
class Layout:
    """Where the cells are. ``start``: position in the text where the rows begin, below any header.

    ``headers`` has one entry a column, empty ones where the file has no header.
    """

    headers: tuple[str, ...]
    has_header: bool
    start: int
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return len(self.headers)


def layout_of(text: str, dialect: Dialect, header: bool | None, name: str) -> Layout:
    """The layout of a text that is not blank; ``header`` None decides from the first rows.

    Raises
    ------
    DataError
        When there is no row below the header.
    """
    sample = list(itertools.islice(records(beginning(text), dialect), _SAMPLE))
    if not sample:
        raise DataError(
            f"{name} begins with a quoted field that is never closed. Correct the quotes, or set the quote to none."
        )
    rows = [record.fields for record in sample]
    named = has_header(rows) if header is None else header
    if not named:
        return Layout(("",) * usual_width(rows)[0], False, 0)
    if len(rows) == 1:
        raise DataError(
            f"{name} has a header ({_listed(rows[0])}) but no row below it. Upload a file with rows, "
            "or say that it has no header."
        )
    end = _position(beginning(text), sample[0].last)
    headers, notes = _fitted(rows[0], rows[1:])
    return Layout(tuple(headers), True, end, tuple(notes))


def _fitted(header: list[str], rows: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """The header brought to the width that all rows have, where the difference has a known cause."""
    widths = {len(fields) for fields in rows}
    if widths == {len(header) + 1}:
        if not any(fields[-1].strip() for fields in rows):
            return [*header, ""], []
        return ["", *header], [
            "The first column has no name: the header has one name less than the rows have fields."
        ]
    if len(widths) == 1:
        width = widths.pop()
        if width < len(header) and not any(cell.strip() for cell in header[width:]):
            return header[:width], []
    return header, []


def _position(text: str, n_lines: int) -> int:
    lines = io.StringIO(text, newline="")
    return sum(len(lines.readline()) for _ in range(n_lines))


def cut(text: str, dialect: Dialect, layout: Layout, name: str) -> tuple[list[Cells], int]:
    """The cells of each column, blanks around them removed and empty ones missing; how many columns had blanks.

    Raises
    ------
    DataError
        When a row has more or fewer fields than the table has columns, or a quote is never closed.
    """
    n_rows = text.count("\n")
    checked_size(n_rows, layout.width, max(len(text), n_rows * layout.width * CELL_BYTES), name)
    table = _parsed(text, dialect, layout, name)
    columns, n_padded = [], 0
    for position in range(layout.width):
        column, is_padded = trimmed_cells(table.column(position))
        columns.append(column)
        n_padded += is_padded
    if any(matches(column.texts, "[\r\n]").any() for column in columns):
        check_quotes(text, dialect, name)
    return columns, n_padded


def _parsed(text: str, dialect: Dialect, layout: Layout, name: str) -> Any:
    import pyarrow as pa
    import pyarrow.csv

    names = [str(position) for position in range(layout.width)]
    wrong: list[int] = []

    def note_wrong(row: Any) -> str:
        wrong.append(row.actual_columns)
        return "skip"

    try:
        table = pyarrow.csv.read_csv(
            pa.py_buffer(_body(text, dialect, layout)),
            # One thread: on the shared string dictionaries more of them are slower, and rows stay in order.
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=dialect.quote or False,
                newlines_in_values=True,
                ignore_empty_lines=layout.width > 1,
                invalid_row_handler=note_wrong,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise DataError(
            f"{name} cannot be cut into rows: one of them is longer than {_BLOCK // 1024**2} MB, "
            "or a quote is never closed. Check its quotes and its delimiter."
        ) from error
    if wrong:
        refuse_ragged(text, dialect, _expected(layout), layout.width, name)
    return table


def _body(text: str, dialect: Dialect, layout: Layout) -> bytes:
    """The rows as UTF-8; blanks between a delimiter and a quote, which the parser does not know, are removed."""
    body = text[layout.start :]
    if dialect.padded:
        written = io.StringIO(newline="")
        writer = csv.writer(
            written, delimiter=dialect.delimiter, quotechar=dialect.quote, lineterminator="\n"
        )
        writer.writerows(record.fields for record in records(body, dialect))
        body = written.getvalue()
    return body.encode("utf-8", errors="surrogatepass")


def trimmed_cells(chunked: Any) -> tuple[Cells, bool]:
    """The distinct texts of one Arrow column, blanks around them removed and empty ones missing.

    The second value says whether there were any blanks to remove. Missing values stay missing.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    is_coded = pa.types.is_dictionary(chunked.type)
    encoded = chunked.unify_dictionaries() if is_coded else chunked.dictionary_encode()
    chunks = [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in encoded.chunks]
    codes = np.concatenate(chunks).astype(np.int64) if chunks else np.empty(0, dtype=np.int64)
    texts = encoded.chunk(0).dictionary if chunks else pa.array([], type=pa.string())
    trimmed = pc.utf8_trim_whitespace(texts)
    is_padded = not trimmed.equals(texts)
    if is_padded or is_coded:
        merged = trimmed.dictionary_encode()
        new_codes = np.append(merged.indices.fill_null(-1).to_numpy(zero_copy_only=False), -1).astype(
            np.int64
        )
        codes, trimmed = new_codes[codes], merged.dictionary
    return without_markers(Cells(codes, trimmed), ("",)), is_padded


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(name.strip() for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def _expected(layout: Layout) -> str:
    fields = whole(layout.width, "field")
    return f"the header has {fields}" if layout.has_header else f"most rows have {fields}"
