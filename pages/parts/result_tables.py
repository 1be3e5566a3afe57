"""Results as tables: few columns, plain words, numbers that are rounded for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import words
from synthlab.evaluation import Outcome
from synthlab.metrics.base import State

__all__ = ["bins", "privacy", "utility"]

_SHARE = st.column_config.NumberColumn(format="percent")


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
    if table is not None and outcome.details:
        rows = [{title: cell(row) for title, cell in table.items()} for row in outcome.details]
        st.dataframe(pd.DataFrame(rows), hide_index=True)


def _of(found: str, among: str) -> Callable[[Mapping[str, Any]], str]:
    def cell(row: Mapping[str, Any]) -> str:
        if row.get(among) is None:
            return "none was kept aside"
        return f"{row[found]:,} of {row[among]:,}"

    return cell


_SEEN, _UNSEEN = _of("m_train", "n_train"), _of("m_holdout", "n_holdout")
_PRIVACY: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "identifiers": {
        "Column": lambda row: row["column"],
        "Values of rows the generator saw": _SEEN,
        "Values of rows it did not see": _UNSEEN,
        "Result": lambda row: words.STATES[State(row["state"])],
    },
    "copies": {
        "Found again": lambda row: row["title"],
        "Unique rows the generator saw": _SEEN,
        "Unique rows it did not see": _UNSEEN,
    },
}
