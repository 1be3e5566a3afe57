"""What each generator reached on the public table that is most like the one at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.parts import words
from synthlab.generators import GENERATORS, generator_card
from synthlab.generators.line_up import Measured, MeasuredTable, line_up, most_like
from synthlab.metrics.base import State
from synthlab.studies.study import Study

__all__ = ["show"]

_NAMES = frozenset(card.name for card in GENERATORS)


def show(study: Study, n_train: int) -> None:
    """A closed drawer with the figures of the nearest measured table."""
    with st.expander("How did the generators fare on a table like yours?"):
        columns = study.schema.modelled
        n_numbers = sum(column.is_ordered for column in columns)
        nearest = most_like(n_train, len(columns), n_numbers)
        st.markdown(
            f"Of {len(line_up().tables)} public tables, **{nearest.title}** comes nearest to yours in size and in its "
            f"share of numbers. Yours: {_size(n_train, len(columns), n_numbers)}. "
            f"There: {_size(nearest.n_train, nearest.n_columns, nearest.n_numbers)}."
        )
        st.dataframe(_table(nearest), hide_index=True, height="content", column_config=_COLUMNS)
        st.markdown(
            "*Told from real* is how often a trained model picks the synthetic row of a pair that is real and "
            "synthetic: 50% is guessing. *Pairs kept* is how well columns go together, two at a time. *Utility lost* "
            "is what a model trained on the synthetic rows scores less on real rows, in area under the curve or R². "
            "*Members found* and *Copies found* are the worst of all splits."
        )
        st.markdown(
            f"Measured until {line_up().date} on at most {words.count(_most_train())} training rows, with default "
            "settings unless others are named. It says how they compare there, not what you will get here: nothing "
            "but sizes was compared, and what attacks did not find there may be found in your table."
        )


def _table(table: MeasuredTable) -> pd.DataFrame:
    reached = [(name, one) for name, one in table.generators.items() if name.partition(":")[0] in _NAMES]
    reached.sort(key=lambda pair: pair[1].C2ST)
    return pd.DataFrame([_row(name, one) for name, one in reached])


def _row(name: str, reached: Measured) -> dict[str, object]:
    kind, _, settings = name.partition(":")
    title = generator_card(kind).title + (f" ({settings.replace('=', ' ')})" if settings else "")
    return {
        "Generator": title,
        "Told from real": reached.C2ST,
        "Pairs kept": reached.pairs,
        "Utility lost": reached.utility_lost,
        "Members found": _worst(reached.privacy.get("membership", ())),
        "Copies found": _worst(reached.privacy.get("copies", ())),
        "Seconds": reached.seconds,
        "Splits": reached.seeds,
    }


def _worst(states: Sequence[str]) -> str:
    """The worst state among the splits, and in how many of them."""
    counts = Counter(states)
    for state in State:
        if counts[state]:
            share = "" if counts[state] == len(states) else f" ({counts[state]} of {len(states)})"
            return f"{state}{share}"
    return State.NOT_TESTED


def _size(n_train: int, n_columns: int, n_numbers: int) -> str:
    return f"{words.count(n_train)} training rows, {n_columns} columns, {n_numbers} of them numbers or dates"


def _most_train() -> int:
    return max(table.n_train for table in line_up().tables)


_COLUMNS = {
    "Told from real": st.column_config.ProgressColumn(
        format="percent", min_value=0.5, max_value=1.0, width="small"
    ),
    "Pairs kept": st.column_config.NumberColumn(format="percent"),
    "Utility lost": st.column_config.NumberColumn(format="%.3f"),
    "Seconds": st.column_config.NumberColumn(format="%.1f"),
}
