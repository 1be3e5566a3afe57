"""What is in this table, and which rows are held out?"""

import streamlit as st

from pages.parts import (
    public_knowledge,
    reading_options,
    rule_editor,
    schema_editor,
    session,
    splitting,
    studies,
    uploads,
    words,
)
from synthlab.charts.escape import escape_markdown

study = session.begin("What is in this table?")
if study is None:
    uploads.uploader("Your table: CSV, TSV, Parquet, Excel or JSON lines", "real", studies.from_file)
    session.link("start", "Or start with a sample")
    st.stop()

aside = study.schema.set_aside
st.markdown(
    f"**{escape_markdown(study.name)}**: {words.plural(study.source.rows, 'row')}, {words.plural(study.source.columns, 'column')}"
    + (f", {len(aside)} of them set aside from modelling." if aside else ".")
)
view = st.tabs(
    ["Columns", "Rules", "Public knowledge", "First rows", "How it was read"],
    on_change="rerun",
    key="data-view",
)
if view[0].open:
    with view[0]:
        schema_editor.show(study)
        if aside:
            st.markdown(
                "Set aside are identifiers, free text and ignored columns: no generator and no model sees them. Give a "
                "column another kind to bring it back."
            )
if view[1].open:
    with view[1]:
        rule_editor.show(study)
if view[2].open:
    with view[2]:
        public_knowledge.show(study)
if view[3].open:
    with view[3]:
        st.dataframe(study.raw().head(50), hide_index=True, alt="The first rows of the real table")
        st.markdown("Real rows: only this page shows any, and the Privacy page where records were copied.")
if view[4].open:
    with view[4]:
        reading_options.show(study)

st.subheader("Which column would a model predict?", anchor=False)
schema_editor.choose_target(study)
st.subheader("Which rows are held out?", anchor=False)
splitting.show(study)
