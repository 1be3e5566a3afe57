"""Choosing a generator, its settings, and how many rows of what."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal, get_args, get_origin, get_type_hints

import streamlit as st

from pages.parts import session, words
from synthlab.charts.escape import escape_markdown
from synthlab.generators import GENERATORS, generator_card
from synthlab.generators.base import GeneratorCard
from synthlab.jobs.board import JobSpec, submit
from synthlab.studies.study import Study
from synthlab.tables.splitting import SplitReceipt

__all__ = ["show"]


def show(study: Study, receipt: SplitReceipt) -> None:
    """The form; its button starts the job in a callback, so that the frame's badge sees it at once."""
    left, right = st.columns([1, 2], gap="large")
    with left:
        name = st.radio(
            "Generator",
            [card.name for card in GENERATORS],
            index=[card.name for card in GENERATORS].index("trees"),
            format_func=lambda name: generator_card(name).title,
            key="generator",
            persist_state="session",
        )
    card = generator_card(name)
    with right, st.container(border=True):
        _card(card)
    rows_column, seed_column = st.columns(2)
    n_train = receipt.n_train
    rows = rows_column.number_input(
        "Rows to make", 1, 5_000_000, n_train, key="rows", persist_state="session"
    )
    seed_column.number_input("Seed", 0, 2**31 - 1, 0, key="seed", persist_state="session")
    with st.expander("Settings of this generator"):
        settings = _settings(card)
    with st.expander("Only rows where…"):
        _conditions(study)
    seconds = card.seconds(n_train + int(rows), len(study.schema.modelled), settings)
    st.markdown(
        f"On this machine it takes {words.duration(seconds)}, and the measuring afterwards some more."
    )
    st.button(
        "Generate and measure",
        type="primary",
        on_click=session.attempt,
        args=(_submit, study, card),
        key="generate",
    )


def _card(card: GeneratorCard) -> None:
    st.markdown(f"**{escape_markdown(card.title)}**")
    st.markdown(escape_markdown(card.what))
    st.markdown(f"**Privacy promise:** {escape_markdown(card.privacy)}")
    st.markdown(f"**Licence:** {escape_markdown(card.licence)}")


def _settings(card: GeneratorCard) -> dict[str, object]:
    """One widget a field of the generator's own dataclass."""
    fields = _fields(card)
    if not fields:
        st.markdown("It has none.")
    with st.grid(2, min_column_width=260, gap="medium"):
        return {field.name: _widget(card, field, hint) for field, hint in fields}


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


def _conditions(study: Study) -> None:
    names = [column.name for column in study.schema.modelled]
    chosen = st.multiselect("Columns that must have a certain value", names, key="where-columns")
    for place, name in enumerate(chosen):
        st.text_input(
            f"{escape_markdown(name)} is", key=f"where-{place}-{name}", help="Written as in your file."
        )


def _submit(study: Study, card: GeneratorCard) -> str:
    columns = session.value_of("where-columns", [])
    where = {
        name: session.value_of(f"where-{place}-{name}", "").strip() for place, name in enumerate(columns)
    }
    settings = {field.name: session.value_of(_key(card, field.name)) for field, _ in _fields(card)}
    submit(
        study,
        JobSpec(
            kind="generate",
            generator=card.name,
            settings={name: value for name, value in settings.items() if value is not None},
            rows=int(session.value_of("rows")),
            seed=int(session.value_of("seed")),
            where={name: value for name, value in where.items() if value},
        ),
    )
    return f"{card.title} has started. You may leave this page, or close it: the work goes on."
