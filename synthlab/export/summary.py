"""The validation summary: what a report says, in the order a person reads it, before it becomes HTML or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthlab.evaluation import Outcome, Report
from synthlab.export.context import assumptions, facts
from synthlab.export.pictures import Picture, pictures_of
from synthlab.export.pictures_inquiries import pictures_of_told
from synthlab.export.privacy_words import opening, privacy_verdict
from synthlab.export.suppression import shareable
from synthlab.export.words import SDV_GENERATORS, SDV_NOTE, number, says, says_not
from synthlab.generators import GENERATORS
from synthlab.metrics.base import Family
from synthlab.metrics.inquiry import Inquiry, InquiryKind, Told
from synthlab.provenance import Provenance

__all__ = ["LIMITS", "Answer", "Section", "Summary", "summarise"]

Rows = tuple[tuple[str, ...], ...]

LIMITS: tuple[str, ...] = (
    "This summary measures one synthetic table; it certifies nothing. It says nothing about other tables from "
    "the same generator, about the generator itself if it is handed on, or about attacks that were not run.",
    "Shares that stand for fewer than ten real rows are not shown; rare values are pooled, and the outermost "
    "bins are open, so that no single real row can be read off.",
)

_MOST_ROWS = 10
_MOST_HEADS = 8
_HEADS = {
    "train": "real", "low": "from", "high": "to", "reference": "noise floor",
    "reference_high": "noise floor, at most", "trtr": "trained on real", "tstr": "trained on synthetic",
    "a": "column", "b": "with",
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """One measured question: pictures first, then the number beside its noise floor and its interval."""

    metric: str
    family: Family
    question: str
    pictures: tuple[Picture, ...]
    value: str
    interval: str
    floor: str
    state: str
    says: str
    says_not: str
    warnings: tuple[str, ...]
    header: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True)
class Answer:
    """A long question that a person had put to the table, and what it came to."""

    name: str
    family: Family
    question: str
    told: Told
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Summary:
    """Everything the two writers need; all texts are plain and unescaped."""

    title: str
    verdicts: Rows
    policy: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
    skipped: Rows
    set_aside: Rows
    privacy: Rows
    context: Rows
    provenance: Rows
    tables: Rows
    versions: Rows
    limits: tuple[str, ...] = LIMITS
    answers: tuple[Answer, ...] = ()


def summarise(
    report: Report,
    provenance: Provenance,
    title: str = "",
    split: str = "",
    inquiries: Sequence[tuple[InquiryKind, Inquiry]] = (),
) -> Summary:
    """The summary of a report; small cells are withheld first, so that it may be handed on.

    ``title`` is the person's name for the table; ``split`` a sentence on how rows were split; ``inquiries`` are the
    complete answers to long questions.
    """
    report = shareable(report)
    measured = [outcome for outcome in report.outcomes if outcome.status == "measured"]
    return Summary(
        title=title or "Synthetic table",
        verdicts=tuple((str(v.family), v.verdict, v.because) for v in report.verdicts),
        policy=report.policy,
        warnings=_warnings(report, provenance),
        sections=tuple(_section(outcome) for outcome in measured),
        skipped=tuple(
            (outcome.metric, outcome.question, outcome.reason or "")
            for outcome in report.outcomes
            if outcome.status == "skipped"
        ),
        set_aside=tuple(
            (row.get("column", ""), f"{row.get('kind', '')}, {row.get('role', '')}", row.get("reason", ""))
            for row in report.set_aside
        ),
        privacy=_privacy(report),
        context=facts(report),
        provenance=_provenance(provenance, split),
        tables=tuple((name, f"{t.rows:,}", str(t.columns), t.sha256) for name, t in report.tables.items()),
        versions=(("seed", str(report.seed)), *report.versions.items()),
        answers=tuple(_answers(inquiries)),
    )


def _answers(inquiries: Sequence[tuple[InquiryKind, Inquiry]]) -> Iterator[Answer]:
    for kind, inquiry in inquiries:
        told = kind.told(inquiry)
        if told is not None:
            yield Answer(kind.name, kind.family, kind.question, told, pictures_of_told(told))


def _privacy(report: Report) -> Rows:
    found = privacy_verdict(report)
    if found is None:
        return ()
    verdict = f"{found.headline} {found.because} {found.others}".strip()
    return (("verdict", verdict), ("what to do", found.action), ("who was compared", opening(report)))


def _section(outcome: Outcome) -> Section:
    header, rows = _details(outcome.details)
    floor = number(outcome.reference)
    if outcome.reference_low is not None and outcome.reference_high is not None:
        floor += f" ({number(outcome.reference_low)} to {number(outcome.reference_high)})"
    return Section(
        metric=outcome.metric,
        family=outcome.family,
        question=outcome.question or outcome.metric,
        pictures=pictures_of(outcome),
        value=" ".join(part for part in (number(outcome.value), outcome.unit) if part),
        interval=f"{number(outcome.low)} to {number(outcome.high)}",
        floor="" if outcome.reference is None else floor,
        state="" if outcome.state is None else str(outcome.state),
        says=says(outcome),
        says_not=says_not(outcome),
        warnings=tuple(outcome.warnings),
        header=header,
        rows=rows,
    )


def _details(details: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], Rows]:
    """The worst rows as a table of plain cells; nested values (bins, joints) are drawn, not listed."""
    shown = details[:_MOST_ROWS]
    keys = [key for key in dict.fromkeys(key for row in shown for key in row) if _is_plain(shown, key)]
    keys = keys[:_MOST_HEADS]
    header = tuple(_HEADS.get(key, key.replace("_", " ")) for key in keys)
    return header, tuple(tuple(_cell(row.get(key)) for key in keys) for row in shown)


def _is_plain(rows: Sequence[Mapping[str, Any]], key: str) -> bool:
    values = [row.get(key) for row in rows]
    return not any(isinstance(value, list | dict | tuple) for value in values) and any(
        value not in (None, "") for value in values
    )


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value)
    return "–" if value is None else str(value)


def _warnings(report: Report, provenance: Provenance) -> tuple[str, ...]:
    warnings = []
    if report.trained_on == "unknown":
        warnings.append(
            "It is not known which rows the synthetic table was made from: privacy can only be screened, and "
            "utility may flatter."
        )
    elif report.trained_on == "all":
        warnings.append(
            "The synthetic table was made from all real rows: no row is left that its generator did not see, so "
            "privacy can only be screened, and utility may flatter."
        )
    warnings += assumptions(report)
    if provenance.generator in SDV_GENERATORS:
        warnings.append(SDV_NOTE)
    warnings += [note for note in provenance.notes if note]
    warnings += [f"{o.metric}: {warning}" for o in report.outcomes for warning in o.warnings]
    return tuple(dict.fromkeys(warnings))


def _provenance(provenance: Provenance, split: str) -> Rows:
    facts = {
        "generator": provenance.generator,
        "kind": provenance.kind,
        "settings": _pairs(provenance.settings),
        "seed of generation": "" if provenance.seed is None else str(provenance.seed),
        "rows": f"{provenance.rows:,}" if provenance.rows else "",
        "rows asked for": _pairs({**provenance.where, **provenance.groups}),
        "made anew": _pairs(provenance.set_aside),
        "privacy promise": _promise(provenance.generator),
        "epsilon": "" if provenance.epsilon is None else f"{provenance.epsilon:g}",
        "trained on": provenance.trained_on,
        "split": split,
        "licence": provenance.licence,
        "made at": provenance.made_at,
    }
    return tuple((label, value) for label, value in facts.items() if value)


_LONG = 200


def _promise(generator: str) -> str:
    return next((card.privacy for card in GENERATORS if card.name == generator), "")


def _pairs(mapping: Mapping[str, object]) -> str:
    """A long text (a whole simulation) is told by its length: it stands in provenance.json."""
    return ", ".join(
        f"{key} = {value if len(str(value)) <= _LONG else f'({len(str(value)):,} signs)'}"
        for key, value in mapping.items()
    )
