"""Results as tables: few columns, plain words, numbers that are rounded for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import words
from synthlab.evaluation import Outcome
from synthlab.metrics.base import State

__all__ = ["bins", "privacy", "utility"]

_SHARE = st.column_config.NumberColumn(format="percent")
_COUNT = st.column_config.NumberColumn(format="localized")


def bins(row: Mapping[str, Any]) -> None:
    """The shares that the picture of a column shows."""
    with st.expander("The same as a table"):
        st.dataframe(
            pd.DataFrame({"Value": row["labels"], "Real": row["train"], "Synthetic": row["synthetic"]}),
            hide_index=True,
            column_config={"Real": _SHARE, "Synthetic": _SHARE},
        )


def utility(outcome: Outcome) -> None:
    """One row a model: scores when trained on real and on synthetic rows, the gap and its interval."""
    st.dataframe(
        pd.DataFrame(
            {
                "Model": row["model"],
                "Trained on real rows": row["trtr"],
                "Trained on synthetic rows": row["tstr"],
                "Knows nothing": row["baseline"],
                "Gap": row["gap"],
                "Gap, 95% interval": f"{row['low']:.3f} to {row['high']:.3f}",
            }
            for row in outcome.details
        ),
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format="%.3f")
            for name in ("Trained on real rows", "Trained on synthetic rows", "Knows nothing", "Gap")
        },
    )


def privacy(outcome: Outcome) -> None:
    """What was counted, where a check counts something."""
    table = _PRIVACY.get(outcome.metric)
    if table is None or not outcome.details:
        return
    st.dataframe(
        pd.DataFrame({title: _cell(row, field) for title, field in table.items()} for row in outcome.details),
        hide_index=True,
        column_config={title: _COUNT for title in table if title not in ("Column", "Matched", "Result")},
    )


def _cell(row: Mapping[str, Any], field: str) -> Any:
    if field == "state":
        return words.STATES[State(row["state"])]
    return row.get(field)


_PRIVACY = {
    "identifiers": {
        "Column": "column",
        "Of the rows the generator saw": "m_train",
        "out of": "n_train",
        "Of rows it did not see": "m_holdout",
        "out of these": "n_holdout",
        "Result": "state",
    },
    "copies": {
        "Matched": "title",
        "Unique rows the generator saw, found again": "m_train",
        "out of": "n_train",
        "Unique rows it did not see, found again": "m_holdout",
        "out of these": "n_holdout",
    },
}
