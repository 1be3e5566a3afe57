"""Does it give away real rows?"""

import streamlit as st
from synthlab.charts.escape import escape_markdown

from pages.parts import candidates, result_tables, session, verdicts, words
from synthlab.export.words import says_not
from synthlab.metrics.base import Family

study, candidate, report = candidates.with_report(session.begin("Does it give away real rows?"))
verdicts.show(report, [Family.PRIVACY])
st.markdown(
    "Two checks ran: for identifying values, and for copied rows. Attacks that infer or link were not run, so no "
    "leak found here is not the same as no leak."
)

for outcome in report.outcomes:
    if outcome.family is not Family.PRIVACY:
        continue
    st.subheader(escape_markdown(outcome.question), anchor=False)
    if verdicts.skipped(outcome, "This"):
        continue
    weak = outcome.state is None
    if weak:
        st.markdown("A weak figure, shown because it is familiar; it is never a verdict.")
    else:
        st.markdown(f"**{words.STATES[outcome.state]}.**")
    verdicts.says(outcome)
    verdicts.warnings(outcome)
    result_tables.privacy(outcome)
    st.markdown(escape_markdown(says_not(outcome)))
