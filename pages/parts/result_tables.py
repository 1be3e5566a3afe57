"""Results as tables: few columns, plain words, numbers that are rounded for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import words
from synthlab.evaluation import Outcome
from synthlab.metrics.base import State
from synthlab.metrics.utility.scores import TITLES

__all__ = ["bins", "every_score", "privacy", "utility"]

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


def every_score(outcome: Outcome) -> None:
    """What each model loses in each score, with its interval; a report made before this was measured shows none."""
    rows = [
        {
            "Model": row["model"],
            "Score": TITLES.get(one["name"], one["name"]),
            "Trained on real rows": one["trtr"],
            "Trained on synthetic rows": one["tstr"],
            "Knows nothing": one["baseline"],
            "Lost": one["lost"],
            "Lost, 95% interval": f"{one['low']:.3f} to {one['high']:.3f}",
        }
        for row in outcome.details
        for one in row["scores"]
        if "lost" in one
    ]
    if rows:
        with st.expander("Every score of every model"):
            st.dataframe(
                pd.DataFrame(rows),
                hide_index=True,
                column_config={
                    name: st.column_config.NumberColumn(format="%.3f")
                    for name in ("Trained on real rows", "Trained on synthetic rows", "Knows nothing", "Lost")
                },
            )
            st.markdown(
                "Above 0: worse after training on synthetic rows, also for scores of which less is better."
            )


def privacy(outcome: Outcome) -> None:
    """What was counted, where a check counts something."""
    table = _PRIVACY.get(outcome.metric)
    if table is not None and outcome.facts.get("screening"):
        # Nobody knows which of the real rows the generator saw.
        table = {title: cell for title, cell in table.items() if cell is not _UNSEEN}
        table = {"Of the real file" if cell is _SEEN else title: cell for title, cell in table.items()}
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
