"""How sure the gap is, and what was tried before: iteration made visible."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import pictures, session, words
from synthlab.charts.escape import escape_plotly, shortened
from synthlab.charts.utility import interval_figure
from synthlab.evaluation import Outcome
from synthlab.metrics.utility.tstr_words import certainty
from synthlab.studies.rounds import Round, rounds
from synthlab.studies.study import Study

__all__ = ["show"]


def show(study: Study, outcome: Outcome) -> None:
    """The width of the gap's interval with what would halve it, and the gap of every table measured so far."""
    found = rounds(study)
    facts = outcome.facts
    st.subheader("How sure is this, and what was tried before?", anchor=False)
    if outcome.low is not None and outcome.high is not None:
        session.note(
            certainty(outcome.low, outcome.high, facts["n_train"], outcome.n_rows, str(facts["score"]))
        )
    if len(found) < 2:
        session.note("Every further table that is measured on this split is added here as a round.")
        return
    names = [f"{place + 1}: {each.name}" for place, each in enumerate(found)]
    figure = interval_figure(
        names, [(each.gap, each.low, each.high) for each in found], [_hover(each) for each in found]
    )
    figure.update_xaxes(title=f"{escape_plotly(found[0].score)} lost, round by round")
    pictures.drawn(figure, "rounds", _alt(found))
    session.note(
        "Rounds under this split, also of tables removed since. Who tries until one passes has chosen by these very "
        "rows: the best of many rounds flatters."
    )
    with st.expander("The rounds as a table"):
        st.dataframe(pd.DataFrame(_row(place, each) for place, each in enumerate(found)), hide_index=True)


def _row(place: int, each: Round) -> dict[str, object]:
    return {
        "Round": place + 1,
        "Measured": words.day(each.at),
        "Table": each.name,
        "Generator": each.generator,
        "Settings": each.settings,
        "Rows": each.rows,
        f"{each.score} lost": f"{each.gap:.3f} ({each.low:.3f} to {each.high:.3f})",
    }


def _hover(each: Round) -> str:
    return (
        f"{escape_plotly(shortened(each.name, 60))}<br>{escape_plotly(shortened(each.generator, 40))}<br>"
        f"{escape_plotly(shortened(each.settings, 80))}<br>{each.gap:.3f} ({each.low:.3f} to {each.high:.3f})"
    )


def _alt(found: tuple[Round, ...]) -> str:
    each = "; ".join(f"{one.name} {one.gap:.3f} ({one.low:.3f} to {one.high:.3f})" for one in found)
    return f"Loss in {found[0].score} round by round, oldest first: {each}."
