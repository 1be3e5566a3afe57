"""From an uploaded file to a table on disk: taken in a callback, so that no rerun can lose or repeat it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.parts import session

__all__ = ["ENDINGS", "uploader"]

ENDINGS = ["csv", "tsv", "txt", "parquet", "xlsx", "jsonl", "ndjson", "json"]

Take = Callable[[Path, str], str | None]
"""``take(path, file_name)``: what to do with the uploaded file; it returns a sentence or raises ``DataError``."""


def uploader(label: str, name: str, take: Take) -> None:
    """A file field that hands over each file once. ``path`` is a private copy that is gone when ``take`` returns."""
    key = session.fresh(name)
    st.file_uploader(label, type=ENDINGS, key=key, on_change=_taken, args=(key, name, take))


def _taken(key: str, name: str, take: Take) -> None:
    upload = session.value_of(key)
    if upload is None:
        return
    session.renew(name)
    file_name = upload.name
    try:
        path = _private_copy(upload)
    except OSError as error:
        session.flash("error", f"{file_name} could not be kept on the machine that runs synthlab: {error.strerror}. Make room, then try "
                      "again.")  # fmt: skip
        return
    finally:
        free(upload)
    try:
        session.attempt(take, path, file_name)
    finally:
        path.unlink(missing_ok=True)


def _private_copy(upload: UploadedFile) -> Path:
    """Beside the studies, never in a temporary folder that others can list."""
    handle, name = tempfile.mkstemp(
        prefix=".new-upload-", suffix=Path(upload.name).suffix.lower()[:10], dir=session.store().directory
    )
    with os.fdopen(handle, "wb") as file:
        file.write(upload.getbuffer())
    return Path(name)


def free(upload: UploadedFile) -> None:
    """Give back the memory of an uploaded file, which Streamlit would keep as long as the session lives.

    There is no public call for it; this is the one place that uses the private one.
    """
    context = get_script_run_ctx()
    if context is not None and runtime.exists():
        manager = runtime.get_instance().uploaded_file_mgr
        manager.remove_file(context.session_id, upload.file_id)  # type: ignore[attr-defined]
    upload.close()
