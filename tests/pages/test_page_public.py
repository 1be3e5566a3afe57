"""What is public is stated on the Data page, and the Generate page says what is not."""

from __future__ import annotations

import pytest

from pages.parts.public_knowledge import with_stated
from pages.parts.schema_editor import corrected
from synthlab.errors import DataError
from synthlab.studies.store import Store
from synthlab.studies.store import home as studies_home
from synthlab.studies.study import Study
from synthlab.tables.schema import Column, Kind, Schema

OWNER = "A" * 32
TABLE = b"<b>town,visits,ok\n" + b"".join(
    b"%s,%d,%s\n" % ((b"Ulm", b"Bonn")[row % 2], row % 9, (b"true", b"false")[row % 2]) for row in range(300)
)
SCHEMA = Schema(
    columns=(
        Column(name="yes", kind=Kind.BOOLEAN),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="id", kind=Kind.IDENTIFIER),
        Column(name="visits", kind=Kind.INTEGER),
    )
)


@pytest.fixture
def study(visit) -> Study:
    visit().file_uploader[0].upload("people.csv", TABLE).run()
    store = Store(studies_home(), OWNER)
    opened = store.open(store.studies()[0].id)
    opened.lock_split()
    return opened


def test_the_cells_that_were_typed_in_are_stated_and_an_empty_one_takes_back() -> None:
    stated = with_stated(SCHEMA, {0: {"public": "Ulm, Bonn"}, 1: {"public": "0 to 9"}})
    assert stated["town"].levels == ("Ulm", "Bonn")
    assert stated["visits"].bounds == (0, 9)
    assert with_stated(stated, {0: {"public": None}, 1: {"public": ""}}) == SCHEMA
    with pytest.raises(DataError, match="The range of visits"):
        with_stated(SCHEMA, {1: {"public": "many"}})


def test_another_kind_takes_back_what_was_public_of_the_first() -> None:
    stated = with_stated(SCHEMA, {1: {"public": "0 to 9"}})
    assert corrected(stated, {3: {"kind": "categorical"}})["visits"].bounds is None


def test_the_data_page_has_a_place_for_what_is_public(visit, study):
    page = visit("data", study=study.id)
    page.session_state["data-view"] = "Public knowledge"
    page.run()
    assert not page.exception
    assert list(page.dataframe[0].value["column"]) == ["<b>town", "visits"]
    assert list(page.dataframe[0].value["public"]) == ["", ""]


def test_a_generator_with_a_proof_says_what_is_not_stated_and_the_split_stays_when_it_is(visit, study):
    page = visit("generate", study=study.id)
    assert not any("no public range" in text.value for text in page.markdown)
    page.radio(key="generator").set_value("dp-network").run()
    assert any(text.value.startswith("Of 2 columns, 2 have no public range") for text in page.markdown)
    before = study.receipt
    study.set_schema(with_stated(study.schema, {0: {"public": "Ulm, Bonn"}, 1: {"public": "0 to 9"}}))
    assert study.receipt == before
    page.run()
    assert not any("no public range" in text.value for text in page.markdown)
