"""Does every group keep its place?"""

import streamlit as st

from pages.parts import candidates, pictures, rebalance, session, verdicts
from synthlab.charts.fairness import (
    changes_alt_text,
    changes_figure,
    decisions_alt_text,
    decisions_figure,
    shares_alt_text,
    shares_figure,
)
from synthlab.export.words import says_not
from synthlab.metrics.base import Family

study, candidate, report = candidates.with_report(session.begin("Does every group keep its place?"))
verdicts.show(report, [Family.FAIRNESS])
st.subheader("Does each group have its share?", anchor=False)
shares = verdicts.measured(report.outcome("representation"), "Whether each group has its share")
if shares is None:
    session.link("data", "Say on the Data page which columns are sensitive, then measure again")
else:
    pictures.drawn(shares_figure(shares.details), "shares", shares_alt_text(shares.details))
    verdicts.says(shares)
    verdicts.numbers(shares)
    session.note(says_not(shares))
st.subheader("Does training on it push groups apart?", anchor=False)
apart = verdicts.measured(report.outcome("amplification"), "Whether training on it pushes groups apart")
if apart is not None:
    groups, outcome = apart.facts["groups"], apart.facts["outcome"]
    pictures.drawn(decisions_figure(groups, outcome), "decisions", decisions_alt_text(groups, outcome))
    verdicts.says(apart)
    pictures.drawn(changes_figure(apart.details), "changes", changes_alt_text(apart.details))
    verdicts.numbers(apart)
    verdicts.warnings(apart)
    session.note(says_not(apart))
if shares is not None:
    rebalance.show(study, candidate, shares)
