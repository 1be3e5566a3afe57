"""Does a model trained on it work on real rows?"""

import streamlit as st

from pages.parts import (
    candidates,
    inquiries,
    mix,
    pictures,
    result_tables,
    rounds,
    session,
    utility_views,
    verdicts,
)
from synthlab.charts.escape import escape_markdown
from synthlab.export.words import says_not
from synthlab.metrics.base import Family

study, candidate, report = candidates.with_report(
    session.begin("Does a model trained on it work on real rows?")
)
outcome = verdicts.measured(report.outcome("tstr"), "Whether a model trained on it works")
if outcome is None:
    if study.schema.target is None:
        session.link("data", "Choose the target column on the Data page, then measure again")
    st.stop()
facts = outcome.facts
verdicts.show(report, [Family.UTILITY])
st.markdown(
    escape_markdown(
        f"Target: {facts['target']}. Trained on {facts['n_train']:,} real and as many synthetic rows, tested on the same "
        f"{facts['n_test']:,} real rows that no generator saw. Score: {facts['score']}."
    )
)
with st.grid(2, min_column_width=360, gap="medium"):
    pictures.scores(outcome, key="scores")
    pictures.gaps(outcome, key="gaps")
verdicts.warnings(outcome)
result_tables.utility(outcome)
result_tables.every_score(outcome)
rounds.show(study, outcome)
utility_views.behind(outcome)
utility_views.every_column(report)
utility_views.importance(report)
utility_views.conclusions(report)
mix.show(study, candidate)
for name in ("rare-help", "fine-tuning", "collapse"):
    inquiries.show(study, candidate, name)
session.note(facts["rule"])
session.note(says_not(outcome))
for other in report.outcomes:
    if other.family is Family.UTILITY and other.metric not in utility_views.SHOWN:
        verdicts.in_words(other)
