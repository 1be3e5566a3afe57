"""Does it give away real rows?"""

import streamlit as st

from pages.parts import attacker, candidates, controls, privacy_views, session
from synthlab.metrics.base import Family

study, candidate, report = candidates.with_report(
    session.begin("Does it give away real rows?"), privacy_views.under_way
)
verdict, *lines = st.columns([3, 2] if controls.ran(report) else 1, gap="large")
with verdict:
    privacy_views.verdict(report)
for column in lines:
    with column:
        controls.show(report)

told: set[str] = set()
for outcome in report.outcomes:
    if outcome.family is Family.PRIVACY:
        privacy_views.check(outcome, told)
        if outcome.metric == "copies":
            privacy_views.review(candidate, outcome)

privacy_views.context(report)
st.subheader("What does the attacker know?", anchor=False)
attacker.show(study)
