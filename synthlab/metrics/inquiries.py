"""The one list of inquiries: long questions that a person starts, in the order in which they are shown."""

from synthlab.errors import DataError
from synthlab.metrics.base import Family
from synthlab.metrics.inquiry import InquiryKind
from synthlab.metrics.utility.mix_words import told as mix_told
from synthlab.metrics.utility.mixing import MixSettings, MixSweep, mix_sweep

__all__ = ["INQUIRIES", "inquiry_kind"]

INQUIRIES: tuple[InquiryKind, ...] = (
    InquiryKind(
        name="mix-sweep",
        family=Family.UTILITY,
        question="How much synthetic is too much?",
        title="Every mix of {} with real rows",
        settings=MixSettings,
        result=MixSweep,
        run=mix_sweep,
        told=mix_told,
    ),
)


def inquiry_kind(name: str) -> InquiryKind:
    """The inquiry of this name; an unknown one is a ``DataError`` that lists the known ones."""
    for kind in INQUIRIES:
        if kind.name == name:
            return kind
    raise DataError(
        f"There is no inquiry {name!r}. The inquiries are: {', '.join(kind.name for kind in INQUIRIES)}."
    )
