"""Every error synthlab raises on purpose.

SynthlabError
├── DataError        the input is wrong: the sentence says what was found, where, and what to do
├── NotMeasurable    this metric has no answer on this comparison; becomes ``Skipped(reason)``
└── Cancelled        somebody asked long work to stop

Anything else that is raised is a bug of ours and is shown as one.
"""

__all__ = ["Cancelled", "DataError", "NotMeasurable", "SynthlabError"]


class SynthlabError(Exception):
    """Root of the tree; the message is a sentence for a person."""


class DataError(SynthlabError):
    """The input cannot be used as it is: the user's turn."""


class NotMeasurable(SynthlabError):
    """A metric has no answer here; the message is the reason shown in its place."""


class Cancelled(SynthlabError):
    """Raised inside long work when its user asked it to stop."""
