"""How shall the synthetic table be made?"""

import streamlit as st

from pages.parts import bring, candidates, generator_form, jobs_panel, like_yours, session

study = session.begin("How shall the synthetic table be made?")
if study is None:
    st.markdown("No study is open.")
    session.link("start", "Choose a table first")
    st.stop()
if study.receipt is None:
    st.markdown("First decide which rows are held out: a generator must never see them.")
    session.link("data", "Lock the split on the Data page")
    st.stop()

jobs_panel.failures(study)
jobs_panel.panel(study)
here, elsewhere = st.tabs(
    ["Make one here", "Bring one made elsewhere"], on_change="rerun", key="generate-view"
)
if here.open:
    with here:
        like_yours.show(study, study.receipt.n_train)
        generator_form.show(study, study.receipt)
if elsewhere.open:
    with elsewhere:
        bring.show(study)
st.subheader("Synthetic tables of this study", anchor=False)
candidates.show_all(study)
