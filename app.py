"""The frame around every page: page config, who is here, navigation, running jobs; nothing else."""

import streamlit as st

from pages.parts import frame, session
from pages.parts.jobs_panel import badge

st.set_page_config(page_title="synthlab", page_icon=frame.ICON, layout="wide", initial_sidebar_state="auto")
st.logo(frame.ICON, size="large")
page = st.navigation(frame.pages())
with st.sidebar:
    session.show_study()
    badge()
session.frame_has_run()
page.run()
session.page_has_run()
