"""Does it look like the real table?"""

from collections.abc import Callable

import streamlit as st

from pages.parts import candidates, compare_groups, compare_more, compare_views, session, verdicts
from synthlab.metrics.base import Family

study, candidate, report = candidates.with_report(session.begin("Does it look like the real table?"))
compare_views.lead(report)
verdicts.show(report, [Family.FIDELITY])
views: dict[str, Callable[[], None]] = {
    "Distributions": lambda: compare_views.distributions(report),
    "One column": lambda: compare_views.one_column(report),
    "Columns together": lambda: compare_views.together(study, candidate, report),
    "Missing values": lambda: compare_views.missing_values(report),
    "Groups": lambda: compare_groups.groups(study, candidate, report),
    "One plane": lambda: compare_more.one_plane(report),
    "Dates and text": lambda: compare_more.dates_and_text(report),
    "Every measure": lambda: compare_views.every_measure(report),
}
for tab, show in zip(
    st.tabs(list(views), on_change="rerun", key="compare-view"), views.values(), strict=True
):
    if tab.open:
        with tab:
            show()
