"""Making, listing and deleting studies."""

from __future__ import annotations

import shutil
from pathlib import Path

import streamlit as st

from pages.parts import compare_groups, demand_form, rule_editor, schema_editor, session, words
from synthlab.charts.escape import escape_markdown
from synthlab.studies.store import StudyFacts
from synthlab.studies.study import Study
from synthlab.tables.inference import infer_schema
from synthlab.tables.reading import Reading, ReadOptions, read_table
from synthlab.tables.samples import Sample

__all__ = ["again", "from_file", "open_sample", "show_studies", "source_file"]


def from_file(path: Path, file_name: str) -> None:
    """A new study from an uploaded file; the study becomes the open one, and its Data page follows."""
    study = _made(read_table(path, name=file_name), path)
    _show(study.id)


def again(study: Study, path: Path, options: ReadOptions) -> None:
    """A new study from the same file, read with other options; an untouched old one goes."""
    made = _made(read_table(path, options, name=study.source.name), path)
    if not study.candidates():
        session.store().delete(study.id)
    _show(made.id)


def _made(reading: Reading, path: Path) -> Study:
    study = session.store().create(reading)
    _keep_source(study, path)
    rows, columns = reading.frame.shape
    session.flash(
        "success", f"{reading.name} was read: {words.plural(rows, 'row')}, {words.plural(columns, 'column')}."
    )
    return study


def _keep_source(study: Study, path: Path) -> None:
    """The file itself stays in the study, so that it can be read again in another way."""
    kept = study.directory / f"source{path.suffix}"
    shutil.copyfile(path, kept)
    kept.chmod(0o600)


def source_file(study: Study) -> Path | None:
    """The file the study was read from, where it was kept."""
    return next(study.directory.glob("source.*"), None)


def _show(study_id: str) -> None:
    """Make this study the open one and go to its data."""
    session.open_study(study_id)
    session.go("data")


def open_sample(sample: Sample) -> None:
    """Open the study of this sample, made now if there is none yet."""
    known = next((facts for facts in session.store().studies() if facts.name == sample.title), None)
    if known is not None:
        _show(known.id)
        return
    reading = read_table(sample.path)
    schema = infer_schema(reading.frame, reading.source_names).with_target(sample.target)
    study = session.store().create(reading, schema, name=sample.title)
    _keep_source(study, sample.path)
    _show(study.id)


def show_studies() -> None:
    """Every study of this owner with what to do with it, the newest first."""
    found = session.store().studies()
    if not found:
        st.markdown("None yet: open the sample, or bring a table.")
    for facts in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{escape_markdown(facts.name)}**  \n{escape_markdown(_summary(facts))}", width="stretch"
            )
            if not facts.problem:
                st.button("Open", key=f"open-{facts.id}", on_click=_show, args=(facts.id,))
            if st.button("Delete this study", key=f"delete-{facts.id}"):
                _confirm_deletion(facts)


def _summary(facts: StudyFacts) -> str:
    if facts.problem:
        return facts.problem
    rows, columns = words.plural(facts.source.rows, "row"), words.plural(facts.source.columns, "column")
    return f"{rows}, {columns}, made {words.day(facts.created_at)}"


@st.dialog("Delete this study?")
def _confirm_deletion(facts: StudyFacts) -> None:
    st.markdown(
        f"The table, its split, every synthetic table and every report of **{escape_markdown(facts.name)}** are "
        "removed from this machine. This cannot be undone."
    )
    with st.container(horizontal=True):
        if st.button("Delete it for good", type="primary", key="delete-for-good"):
            session.attempt(_delete, facts)
            st.rerun()
        if st.button("Keep it", key="keep"):
            st.rerun()


def _delete(facts: StudyFacts) -> str:
    session.store().delete(facts.id)
    session.forget_study(facts.id)
    schema_editor.forget()
    rule_editor.forget()
    demand_form.forget()
    compare_groups.forget()
    return f"{facts.name} was deleted, every byte of it."
