"""How this process imports and runs SDV: late, without its log files, on one thread."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
from collections.abc import Iterator
from typing import Any
from unittest import mock

from synthlab.errors import DataError

__all__ = ["imported", "on_one_thread", "without_log_files"]


def imported(name: str) -> Any:
    """A module of SDV or of what it brings; its absence is a ``DataError`` with the way out."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise DataError(
            f"This generator needs SDV, and the package {error.name} is not installed. "
            "Install what requirements.txt lists, or choose trees, which needs no SDV."
        ) from error


@contextlib.contextmanager
def without_log_files() -> Iterator[None]:
    """Import SDV so that it neither makes a folder in the user's data directory nor logs to a file there.

    SDV asks where that directory is while it is imported, and goes without logs where it cannot be made.
    """
    platformdirs = imported("platformdirs")
    nowhere = os.path.join(os.devnull, "none")
    with mock.patch.object(platformdirs, "user_data_dir", return_value=nowhere):
        yield
    for name in ("SingleTableSynthesizer", "MultiTableSynthesizer", "Metadata"):
        logger = logging.getLogger(name)
        for handler in [known for known in logger.handlers if isinstance(known, logging.FileHandler)]:
            logger.removeHandler(handler)
            handler.close()


@contextlib.contextmanager
def on_one_thread() -> Iterator[None]:
    """Keep SDV in this process and on one thread.

    By default it starts one worker a processor, and sums whose order depends on the number of processors
    would give another table on another machine.
    """
    joblib, threadpoolctl, torch = (imported(name) for name in ("joblib", "threadpoolctl", "torch"))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with joblib.parallel_config(backend="sequential"), threadpoolctl.threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(threads)
