"""A synthetic table made elsewhere: what is matched, what is asked, what is kept."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.bring import remapped
from synthlab.studies.store import Store
from synthlab.studies.store import home as studies_home
from synthlab.studies.study import Study
from synthlab.tables.mapping import ColumnMatch, TableMapping
from synthlab.tables.reading import read_table

OWNER = "A" * 32


def _table(header: str, shift: int = 0) -> bytes:
    rows = (
        f"{20 + (number * 7 + shift) % 60},{'abc'[number % 3]},{number % 5 + 0.5}" for number in range(200)
    )
    return "\n".join([header, *rows]).encode()


@pytest.fixture
def study(home, tmp_path) -> Study:
    file = tmp_path / "real.csv"
    file.write_bytes(_table("age,town,cost"))
    made = Store(studies_home(), OWNER).create(read_table(file))
    made.lock_split()
    return made


@pytest.fixture
def bring(study, visit):
    def upload(content: bytes) -> AppTest:
        app = visit("generate", study=study.id)
        app.session_state["generate-view"] = "Bring one made elsewhere"
        app.run()
        app.file_uploader[0].upload("made.csv", content).run()
        assert not app.exception
        return app

    return upload


def _press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def _said(app: AppTest) -> str:
    said = [*app.markdown, *app.info, *app.warning, *app.error, *app.success]
    return "\n".join(str(one.value) for one in said).replace("\\", "")


def test_the_match_of_columns_is_shown_and_survives_a_new_visit(study, bring, visit):
    app = bring(_table("AGE,town,cost,extra", shift=3).replace(b".5", b".5,x"))
    assert [*app.data_editor[0].value["source"]] == ["AGE", "town", "cost"]
    assert "has no such column: extra" in _said(app)
    again = visit("generate", study=study.id)
    again.session_state["generate-view"] = "Bring one made elsewhere"
    again.run()
    assert len(again.data_editor) == 1


def test_nothing_is_measured_before_its_owner_says_what_it_was_made_from(study, bring, monkeypatch):
    asked = []
    monkeypatch.setattr("pages.parts.candidates.submit", lambda _study, spec: asked.append(spec))
    app = bring(_table("age,town,cost", shift=3))
    _press(app, "Measure this table")
    assert "Say first what the table was made from" in app.error[0].value
    assert study.candidates() == []
    app.radio(key="trained-on").set_value("unknown").run()
    _press(app, "Measure this table")
    (candidate,) = study.candidates()
    assert candidate.provenance.trained_on == "unknown"
    assert candidate.provenance.generator == "made elsewhere"
    assert [spec.candidate_id for spec in asked] == [candidate.id]
    assert not list(study.directory.glob("brought*"))


def test_the_three_answers_are_kept_with_the_table(study, bring, monkeypatch):
    monkeypatch.setattr("pages.parts.candidates.submit", lambda _study, _spec: None)
    app = bring(_table("age,town,cost", shift=3))
    assert "split-at-random" not in [radio.key for radio in app.radio]
    app.radio(key="trained-on").set_value("train").run()
    assert app.radio(key="split-at-random").value == "yes"
    app.radio(key="row-is-person").set_value("no").run()
    _press(app, "Measure this table")
    (candidate,) = study.candidates()
    assert candidate.provenance.claims.model_dump() == {
        "made_from": "train", "split_at_random": "yes", "row_is_person": "no",
    }  # fmt: skip


def test_a_table_made_from_some_of_the_rows_is_one_made_from_unknown_rows(study, bring, monkeypatch):
    monkeypatch.setattr("pages.parts.candidates.submit", lambda _study, _spec: None)
    app = bring(_table("age,town,cost", shift=3))
    app.radio(key="trained-on").set_value("contains").run()
    _press(app, "Measure this table")
    (candidate,) = study.candidates()
    assert candidate.provenance.trained_on == "unknown"
    assert candidate.provenance.claims.made_from == "contains"


def test_a_column_the_file_lacks_may_be_left_out_of_the_study(study, bring):
    lines = _table("age,town,cost", shift=3).splitlines()
    app = bring(b"\n".join(b",".join(line.split(b",")[::2]) for line in lines))
    app.radio(key="trained-on").set_value("all").run()
    _press(app, "Measure this table")
    assert app.error
    _press(app, "Leave them out")
    assert "town" not in [column.name for column in study.schema.modelled]


def test_the_real_file_brought_by_mistake_is_recognised(bring):
    assert "real table" in _said(bring(_table("age,town,cost")))


def test_a_table_put_aside_leaves_nothing_behind(study, bring):
    app = bring(_table("age,town,cost", shift=3))
    _press(app, "Put it aside")
    assert not list(study.directory.glob("brought*"))
    assert len(app.file_uploader) == 1


def test_an_edit_takes_a_column_confirms_a_guess_or_leaves_one_out():
    guess = ColumnMatch("sex", "gender", "guessed from its values", "A guess.")
    mapping = TableMapping((ColumnMatch("age", None, "not in the file", "None."), guess), extra=("years",))
    taken = remapped(mapping, {0: {"source": "years"}})
    assert taken.matches[0].source == "years"
    assert taken.extra == ()
    confirmed = remapped(mapping, {1: {"agreed": True}})
    assert confirmed.matches[1].problem == ""
    left_out = remapped(mapping, {1: {"source": "(not in the file)"}})
    assert left_out.matches[1].source is None
    assert "gender" in left_out.extra
    assert remapped(mapping, {1: {"agreed": False}}) == mapping
