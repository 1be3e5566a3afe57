"""Which table do you want to look at?"""

import streamlit as st

from pages.parts import session, studies, uploads
from synthlab.charts.escape import escape_markdown
from synthlab.tables.samples import SAMPLES

study = session.begin("Which table is this about?")
st.markdown(
    "synthlab makes a synthetic table from a real one, or takes one made elsewhere, and measures whether it may stand "
    "in for the real one: does it look alike, does a model trained on it work, does it give away real rows? Everything "
    "is measured against rows that no generator saw, and nothing leaves this machine."
)

left, right = st.columns(2, gap="large")
with left:
    st.subheader("Start with a sample", anchor=False)
    chosen = st.radio(
        "Real public data", SAMPLES, format_func=lambda sample: escape_markdown(sample.title), key="sample"
    )
    st.markdown(escape_markdown(f"{chosen.what} Source: {chosen.source}. Licence: {chosen.licence}."))
    st.button(
        "Open the sample study", type="primary", on_click=session.attempt, args=(studies.open_sample, chosen)
    )
with right:
    st.subheader("Bring your own table", anchor=False)
    uploads.uploader("CSV, TSV, Parquet, Excel or JSON lines", "real", studies.from_file)
    st.markdown(
        "It stays on the machine where synthlab runs, readable by you alone, until you delete the study."
    )

st.subheader("Your studies", anchor=False)
if study is not None:
    session.link("data", "Go on with the open one")
studies.show_studies()
