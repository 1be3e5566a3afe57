"""What the pages do with a study, without a browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from synthlab.studies.store import Store
from synthlab.studies.store import home as studies_home
from synthlab.studies.study import Study
from synthlab.tables.schema import Kind, Role

OWNER = "A" * 32
ROWS = "".join(
    f"{number},{'yes' if number % 3 else 'no'},{number % 7},{number * 1.5}\n" for number in range(300)
)
TABLE = ("record,smoker,visits,cost\n" + ROWS).encode()


def _store(owner: str = OWNER) -> Store:
    return Store(studies_home(), owner)


def _only_study() -> Study:
    (facts,) = _store().studies()
    return _store().open(facts.id)


@pytest.fixture
def uploaded(visit) -> AppTest:
    """The Data page right after a CSV was uploaded on the first screen."""
    app = visit()
    app.file_uploader[0].upload("people.csv", TABLE).run()
    assert not app.exception
    return app


def _texts(app: AppTest) -> str:
    said = [*app.markdown, *app.info, *app.warning, *app.error, *app.success, *app.title]
    return "\n".join(str(one.value) for one in said)


def test_a_browser_without_a_cookie_is_told_so_and_gets_no_study(visit):
    app = visit(owner="")
    assert "Allow cookies" in app.error[0].value
    assert not app.button


def test_the_first_screen_offers_the_sample_study_before_anything_else(visit):
    app = visit()
    assert app.button[0].label == "Open the sample study"
    app.button[0].click().run()
    assert not app.exception
    assert app.title[0].value == "What is in this table?"
    study = _only_study()
    assert study.schema.target is not None


def test_opening_the_sample_twice_makes_one_study(visit):
    for _ in range(2):
        visit().button[0].click().run()
    assert len(_store().studies()) == 1


def test_an_uploaded_table_becomes_a_study_once_and_its_data_is_shown(uploaded):
    assert uploaded.title[0].value == "What is in this table?"
    assert "300 rows, 4 columns" in _texts(uploaded)
    uploaded.run()
    study = _only_study()
    assert study.name == "people"
    assert study.source.name == "people.csv"
    assert study.schema["record"].kind is Kind.IDENTIFIER


def test_the_uploaded_file_is_kept_in_the_study_and_nowhere_else(uploaded, home):
    study = _only_study()
    assert (study.directory / "source.csv").read_bytes() == TABLE
    assert (study.directory / "source.csv").stat().st_mode & 0o777 == 0o600
    assert not list(home.rglob(".new-upload-*"))


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.csv", b""), ("header.csv", b"a,b\n"), ("broken.parquet", b"PAR1 not really PAR1")],
)
def test_a_file_that_is_no_table_is_a_sentence_and_no_study(visit, home, name, content):
    app = visit()
    app.file_uploader[0].upload(name, content).run()
    assert not app.exception
    assert len(app.error) == 1
    assert app.title[0].value == "Which table is this about?"
    assert _store().studies() == []
    assert not list(home.rglob(".new-upload-*"))


def test_a_corrected_kind_is_kept_and_a_new_target_replaces_the_old_one(uploaded):
    from pages.parts.schema_editor import corrected

    study = _only_study()
    at = {column.name: place for place, column in enumerate(study.schema.columns)}
    schema = corrected(study.schema, {at["smoker"]: {"role": "target"}, at["record"]: {"kind": "integer"}})
    assert schema.target.name == "smoker"
    assert schema["record"].kind is Kind.INTEGER
    assert schema["record"].is_modelled
    moved = corrected(schema, {at["visits"]: {"role": "target"}})
    assert moved.target.name == "visits"
    assert moved["smoker"].role is Role.FEATURE


def test_an_edit_in_the_table_of_columns_is_on_disk_after_it(uploaded):
    study = _only_study()
    place = study.schema.names.index("visits")
    uploaded.session_state["schema-0"] = {"edited_rows": {place: {"role": "sensitive"}}}
    from pages.parts import schema_editor

    schema_editor._apply(study, {place: {"role": "sensitive"}})
    uploaded.run()
    assert _only_study().schema["visits"].role is Role.SENSITIVE


def test_a_kind_that_does_not_fit_is_refused_in_a_sentence_and_nothing_changes(uploaded):
    from pages.parts.schema_editor import corrected

    study = _only_study()
    before = study.schema
    wrong = corrected(before, {before.names.index("smoker"): {"kind": "numeric"}})
    from synthlab.errors import DataError

    with pytest.raises(DataError, match="smoker"):
        study.set_schema(wrong)
    assert study.schema == before


def test_locking_the_split_shows_its_fingerprint_and_leads_on(uploaded):
    uploaded.selectbox(key="target-0").select("smoker").run()
    lock = next(button for button in uploaded.button if button.label == "Lock the split")
    lock.click().run()
    assert not uploaded.exception
    receipt = _only_study().receipt
    assert receipt.fingerprint in _texts(uploaded)
    assert receipt.method == "stratified by smoker"
    assert (receipt.n_train, receipt.n_holdout) == (200, 100)
    assert any("synthetic table" in link.value for link in uploaded.page_link)


def test_reading_again_with_another_delimiter_replaces_the_untouched_study(uploaded):
    uploaded.session_state["data-view"] = "How it was read"
    uploaded.run()
    assert not uploaded.exception
    uploaded.selectbox(key="read-delimiter").select(";")
    button = next(button for button in uploaded.button if button.label == "Read again like this")
    button.click().run()
    assert not uploaded.exception
    assert _only_study().source.columns == 1


@pytest.mark.parametrize("page", ["data", "generate", "compare", "utility", "fairness", "privacy", "export"])
def test_a_page_without_a_study_says_what_to_do_next(visit, page):
    app = visit(page)
    assert len(app.page_link) >= 1
    assert app.title[0].value.endswith("?")


@pytest.mark.parametrize("page", ["generate", "compare", "utility", "fairness", "privacy", "export"])
def test_a_page_that_needs_the_split_sends_to_the_data_page(visit, uploaded, page):
    app = visit(page, study=_only_study().id)
    assert any("Data page" in link.value for link in app.page_link)


def test_a_study_of_another_owner_is_not_opened_by_its_link(visit, uploaded):
    app = visit("data", owner="B" * 32, study=_only_study().id)
    assert "is not among yours" in _texts(app)
    assert "300 rows" not in _texts(app)


def test_a_job_is_started_by_the_button_with_what_the_form_says(visit, uploaded, monkeypatch):
    _only_study().lock_split()
    asked = []
    monkeypatch.setattr(
        "pages.parts.generator_form.submit", lambda study, spec: asked.append((study.id, spec))
    )
    app = visit("generate", study=_only_study().id)
    app.number_input(key="rows").set_value(50)
    app.number_input(key="seed").set_value(7)
    app.button(key="generate").click().run()
    assert not app.exception
    ((study_id, spec),) = asked
    assert study_id == _only_study().id
    assert (spec.kind, spec.generator, spec.rows, spec.seed, spec.where) == ("generate", "trees", 50, 7, {})
    assert spec.settings
