"""Every error synthlab raises on purpose.

SynthlabError
├── DataError        the input is wrong: the sentence says what was found, where, and what to do
│   └── NotReached   fewer rows could be drawn under the conditions than were asked for; carries those
├── NotMeasurable    this metric has no answer on this comparison; becomes ``Skipped(reason)``
└── Cancelled        somebody asked long work to stop

Anything else that is raised is a bug of ours and is shown as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cancelled", "DataError", "NotMeasurable", "NotReached", "SynthlabError"]


class SynthlabError(Exception):
    """Root of the tree; the message is a sentence for a person."""


class DataError(SynthlabError):
    """The input cannot be used as it is: the user's turn."""


class NotReached(DataError):
    """Fewer rows met the conditions than were asked for; ``rows`` holds those that did, None where they are lost."""

    def __init__(self, message: str, rows: pd.DataFrame | None = None) -> None:
        super().__init__(message)
        self.rows = rows


class NotMeasurable(SynthlabError):
    """A metric has no answer here; the message is the reason shown in its place."""


class Cancelled(SynthlabError):
    """Raised inside long work when its user asked it to stop."""
