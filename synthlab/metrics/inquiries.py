"""The one list of inquiries: long questions that a person starts, in the order in which they are shown."""

from synthlab.errors import DataError
from synthlab.metrics.base import Family
from synthlab.metrics.inquiry import InquiryKind
from synthlab.metrics.utility.collapse import Collapse, CollapseSettings, collapse
from synthlab.metrics.utility.collapse_words import told as collapse_told
from synthlab.metrics.utility.fine_tuning import FineSettings, FineTuning, fine_tuning
from synthlab.metrics.utility.fine_words import told as fine_told
from synthlab.metrics.utility.mix_words import told as mix_told
from synthlab.metrics.utility.mixing import MixSettings, MixSweep, mix_sweep
from synthlab.metrics.utility.rare import RareHelp, RareSettings, rare_help
from synthlab.metrics.utility.rare_words import told as rare_told

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
    InquiryKind(
        name="rare-help",
        family=Family.UTILITY,
        question="Do generated rows help to find a rare class?",
        title="Rare rows of {} added to real ones",
        settings=RareSettings,
        result=RareHelp,
        run=rare_help,
        told=rare_told,
    ),
    InquiryKind(
        name="fine-tuning",
        family=Family.UTILITY,
        question="Does beginning on synthetic rows save real ones?",
        title="Models that begin on {} and continue on real rows",
        settings=FineSettings,
        result=FineTuning,
        run=fine_tuning,
        told=fine_told,
    ),
    InquiryKind(
        name="collapse",
        family=Family.UTILITY,
        question="What if generated rows are generated from, again and again?",
        title="Generations that follow on {}",
        settings=CollapseSettings,
        result=Collapse,
        run=collapse,
        told=collapse_told,
        needs_target=False,
        needs_generator=True,
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
