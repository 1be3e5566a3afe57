"""What leaves the house?"""

import zipfile

import streamlit as st

from pages.parts import bundling, candidates, session, verdicts

study, candidate, report = candidates.with_report(session.begin("What leaves the house?"))
verdicts.show(report)
with st.spinner("Drawing the pictures of the summary…"):
    bundle = bundling.bundle_of(study, candidate)
with zipfile.ZipFile(bundle) as archive:
    names = archive.namelist()

st.download_button(
    "Download the bundle",
    data=lambda: bundle.read_bytes(),
    file_name="synthlab-bundle.zip",
    mime="application/zip",
    type="primary",
    on_click="ignore",
)
