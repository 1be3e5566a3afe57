"""Does it give away real rows?"""

import streamlit as st

from pages.parts import candidates, controls, pictures, result_tables, session, verdicts, words
from synthlab.charts.escape import escape_markdown
from synthlab.export.words import says_not
from synthlab.metrics.base import Family

study, candidate, report = candidates.with_report(session.begin("Does it give away real rows?"))
verdicts.show(report, [Family.PRIVACY])
st.markdown("Only the checks below ran. That they found no leak is not the same as that there is none.")
controls.show(report)

for outcome in report.outcomes:
    if outcome.family is not Family.PRIVACY:
        continue
    st.subheader(escape_markdown(outcome.question), anchor=False)
    if verdicts.measured(outcome, "This check") is None:
        continue
    st.markdown(f"**{words.STATES[outcome.state] if outcome.state else 'A weak figure, never a verdict'}.**")
    verdicts.says(outcome)
    pictures.privacy(outcome, key=f"picture-{outcome.metric}")
    result_tables.privacy(outcome)
    verdicts.warnings(outcome)
    if "blind_auc" in outcome.facts.get("controls", {}):
        controls.noticed(outcome.smallest_detectable, outcome.reference)
        if told := outcome.facts.get("group_inference"):
            st.markdown(escape_markdown(told))
    if outcome.state:
        session.note(says_not(outcome))
