"""What leaves the house?"""

import streamlit as st

from pages.parts import bundling, candidates, session, verdicts

study, candidate, report = candidates.with_report(session.begin("What leaves the house?"))
verdicts.show(report)
st.markdown(
    "The bundle holds the synthetic table, the validation summary with its pictures, the report, how the table was made, "
    "and a list of hashes with which `synthlab verify` checks all of it later. It holds no real row, no real extreme and "
    "no rare category."
)
bundling.minimum_count(study, report)
bundle = bundling.ready(study, candidate)
if bundle is not None:
    bundling.download("Download the bundle", bundle, None, "primary")
    st.subheader("Or one file of it", anchor=False)
    with st.container(horizontal=True):
        for name, label in bundling.labelled(bundle):
            bundling.download(label, bundle, name)
    for note in bundling.notes(bundle):
        session.note(note)
session.note(
    f"On disk, this study takes {study.size_bytes / 1e6:,.1f} MB. To remove every byte of it, delete the study:"
)
session.link("start", "All studies")
