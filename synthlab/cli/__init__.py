"""The same path without a browser: ``synthlab run``, ``split``, ``generate``, ``evaluate``, ``bundle``, ``verify``.

Exit codes: 0 done, and the policy is met where one was given; 1 the policy is not met, or a bundle differs;
2 the input is wrong; 3 the policy asks for something that could not be concluded; 70 a fault of synthlab itself.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType

from synthlab.cli.console import complain
from synthlab.cli.parser import build_parser
from synthlab.errors import Cancelled, SynthlabError

__all__ = ["main"]

INPUT_WRONG = 2
OUR_BUG = 70
INTERRUPTED = 130

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; ``--help``, ``--version`` and misuse raise ``SystemExit``."""
    options = build_parser().parse_args(arguments)
    # A sum taken by two threads is not always the sum taken by one: as in jobs, results depend on no core count.
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    with _FaultsOfOurs():
        try:
            command = importlib.import_module(f"synthlab.cli.{options.command}")
            code: int = command.main(options)
            sys.stdout.flush()
            return code
        except (Cancelled, KeyboardInterrupt):
            complain("Stopped. Nothing was written.")
            return INTERRUPTED
        except SynthlabError as error:
            complain(str(error))
            return INPUT_WRONG
        except MemoryError:
            complain("It needs more memory than there is. Try fewer rows or columns, or a lighter generator.")
            return INPUT_WRONG
        except BrokenPipeError:
            # Python flushes stdout once more at exit, where nobody could catch the second error.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0


class _FaultsOfOurs:
    """Ends the process with a code of its own on a bug: Python's 1 would read as "policy not met"."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            traceback.print_exception(kind, error, trace)
            complain("This is a fault of synthlab, not of your input. Nothing was written.")
            raise SystemExit(OUR_BUG) from error
