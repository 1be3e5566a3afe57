"""Choosing a generator, its settings, and how many rows of what."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

import streamlit as st

from pages.parts import demand_form, line_up, public_knowledge, session, words
from pages.parts.schema_editor import profiles
from synthlab.charts.escape import escape_markdown
from synthlab.errors import DataError
from synthlab.generators.base import GeneratorCard, MadeAs
from synthlab.generators.costs import Estimate, Work, estimated
from synthlab.generators.simulation.skeleton import skeleton
from synthlab.jobs.board import JobSpec, submit
from synthlab.studies.study import Study
from synthlab.tables.splitting import SplitReceipt

__all__ = ["show"]


def show(study: Study, receipt: SplitReceipt) -> None:
    """The form; its button starts the job in a callback, so that the frame's badge sees it at once."""
    n_train = receipt.n_train
    rows = int(session.value_of("rows", n_train))
    card = line_up.choose(lambda card: _time(estimated(card, _work(study, n_train, rows), {})))
    if card.made_as is MadeAs.PRIVACY_PRESERVING:
        public_knowledge.tell_what_is_missing(study)
    rows_column, seed_column = st.columns(2)
    rows = rows_column.number_input(
        "Rows to make", 1, 5_000_000, n_train, key="rows", persist_state="session"
    )
    seed_column.number_input("Seed", 0, 2**31 - 1, 0, key="seed", persist_state="session")
    # A key of its own: without one, a message above would close it just when a setting has to be corrected.
    with st.expander("Settings of this generator", key="generator-settings"):
        settings = _settings(card, study)
    demand_form.show(study)
    n_made = demand_form.rows_counted(study) or int(rows)
    _cost(estimated(card, _work(study, n_train, n_made), settings))
    st.button(
        "Generate and measure",
        type="primary",
        on_click=session.attempt,
        args=(_submit, study, card),
        key="generate",
    )


def _work(study: Study, n_train: int, n_made: int) -> Work:
    modelled = {column.name: column for column in study.schema.modelled}
    levels = [
        one.distinct for one in profiles(study) if one.name in modelled and not modelled[one.name].is_ordered
    ]
    return Work(n_train, n_made, len(modelled), sum(levels))


def _time(estimate: Estimate | None) -> str:
    return "" if estimate is None else words.duration(estimate.seconds)


def _cost(estimate: Estimate | None) -> None:
    if estimate is None:
        st.markdown("How long it takes was never measured.")
        return
    st.markdown(
        f"It should take {words.duration(estimate.seconds)} and {words.memory(estimate.megabytes)} of memory, going by "
        "tables of other sizes on another machine. The measuring afterwards takes some more."
    )


def _settings(card: GeneratorCard, study: Study) -> dict[str, object]:
    """One widget a field of the generator's own dataclass."""
    fields = _fields(card)
    if not fields:
        st.markdown("It has none.")
    if any("lines" in field.metadata for field, _ in fields):
        return {field.name: _written(card, field, study) for field, _ in fields}
    with st.grid(2, min_column_width=260, gap="medium"):
        return {field.name: _widget(card, field, hint) for field, hint in fields}


def _written(card: GeneratorCard, field: dataclasses.Field[Any], study: Study) -> str:
    """A longer text: edited here, or taken from a file; to begin with, one that makes every column."""
    key = f"{_key(card, field.name)}-{study.id}"
    st.file_uploader(
        "Take the text of a file",
        type=["yaml", "yml"],
        max_upload_size=1,
        key=f"{key}-file",
        on_change=_take,
        args=(key,),
    )
    return st.text_area(
        field.metadata["label"],
        skeleton(study.schema),
        height=24 * int(field.metadata["lines"]),
        help=escape_markdown(card.settings_help.get(field.name, "")) or None,
        key=key,
        persist_state="session",
    )


def _take(key: str) -> None:
    file = session.value_of(f"{key}-file")
    if file is not None:
        session.attempt(_put_text, key, file)


def _put_text(key: str, file: Any) -> None:
    try:
        session.put(key, file.getvalue().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DataError("The file is not UTF-8 text.") from error


def _fields(card: GeneratorCard) -> list[tuple[dataclasses.Field[Any], Any]]:
    hints = get_type_hints(card.make)
    return [(field, hints[field.name]) for field in dataclasses.fields(card.make)]  # type: ignore[arg-type]


def _widget(card: GeneratorCard, field: dataclasses.Field[Any], hint: Any) -> object:
    label = field.name.replace("_", " ").capitalize()
    default: Any = field.default
    options: dict[str, Any] = {
        "help": escape_markdown(card.settings_help.get(field.name, "")) or None,
        "key": _key(card, field.name),
        "persist_state": "session",
    }
    if get_origin(hint) is Literal:
        choices = list(get_args(hint))
        return st.selectbox(label, choices, index=choices.index(default), **options)
    if hint is bool:
        return st.checkbox(label, default, **options)
    if hint is int:
        return st.number_input(label, min_value=0, value=default, step=1, **options)
    if hint is float:
        return st.number_input(label, min_value=0.0, value=default, format="%g", **options)
    return st.text_input(label, "" if default is None else str(default), **options)


def _key(card: GeneratorCard, setting: str) -> str:
    return f"setting-{card.name}-{setting}"


def _submit(study: Study, card: GeneratorCard) -> str:
    settings = {
        field.name: session.value_of(
            f"{_key(card, field.name)}-{study.id}" if "lines" in field.metadata else _key(card, field.name)
        )
        for field, _ in _fields(card)
    }
    wanted = demand_form.asked(study)
    submit(
        study,
        JobSpec(
            kind="generate",
            generator=card.name,
            settings={name: value for name, value in settings.items() if value is not None},
            rows=None if _is_counted(wanted) else int(session.value_of("rows")),
            seed=int(session.value_of("seed")),
            **wanted,
        ),
    )
    return f"{card.title} has started. You may leave this page, or close it: the work goes on."


def _is_counted(wanted: Mapping[str, Any]) -> bool:
    """Whether numbers of rows were given value by value, so that they decide how many there are."""
    groups = wanted["groups"]
    return groups is not None and groups.counts is not None
