"""Kernels compiled once by numba and kept on disk; typed, so that callers stay checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

__all__ = ["compiled"]

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The same function as machine code, without the interpreter's lock; the compilation is cached on disk."""
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function))
