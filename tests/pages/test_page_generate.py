"""What is asked for on the Generate page reaches the job; rules confirmed on the Data page reach the schema."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import generator_form, rule_editor
from synthlab.charts.escape import escape_markdown
from synthlab.generators import GENERATORS
from synthlab.jobs.status import JobSpec
from synthlab.studies.store import Store
from synthlab.studies.store import home as studies_home
from synthlab.studies.study import Study
from synthlab.tables.groups import Groups
from synthlab.tables.rules import AtLeast, Order, Sum

OWNER = "A" * 32
ROWS = "".join(
    f"K{number:05d},{'yes' if number % 4 else 'no'},{number % 7},{number % 9},{number % 7 + number % 9}\n"
    for number in range(300)
)
TABLE = ("record,<b>smoker,visits,calls,both\n" + ROWS).encode()


@pytest.fixture
def study(visit) -> Study:
    visit().file_uploader[0].upload("people.csv", TABLE).run()
    store = Store(studies_home(), OWNER)
    opened = store.open(store.studies()[0].id)
    opened.set_schema(opened.schema.with_target("<b>smoker"))
    opened.lock_split()
    return opened


@pytest.fixture
def submitted(monkeypatch: pytest.MonkeyPatch) -> list[JobSpec]:
    """Jobs that would have been started."""
    jobs: list[JobSpec] = []
    monkeypatch.setattr(generator_form, "submit", lambda _study, spec: jobs.append(spec))
    return jobs


@pytest.fixture
def page(visit, study: Study, submitted: list[JobSpec]) -> AppTest:
    return visit("generate", study=study.id)


def press(app: AppTest) -> None:
    app.button(key="generate").click().run()
    assert not app.exception


def test_the_line_up_shows_every_generator_with_its_family(page):
    radio = page.radio(key="generator")
    told = {option.split("**")[1]: option.split("**")[2].split(",")[0].strip() for option in radio.options}
    assert told.keys() == {escape_markdown(card.title) for card in GENERATORS}
    assert told["Trees"] == "learned"
    assert told["SMOTE"] == "real rows"
    assert radio.value == "trees"


def test_a_table_is_balanced_on_request(page, submitted):
    assert page.selectbox(key="groups-column").value == "<b>smoker"
    page.selectbox(key="groups-how").select("as many of each value").run()
    press(page)
    assert submitted[0].groups == Groups(column="<b>smoker")
    assert (submitted[0].identifiers, submitted[0].texts, submitted[0].rows) == ("withheld", "withheld", 200)


def test_numbers_of_rows_are_asked_for_value_by_value_and_decide_how_many_there_are(page, submitted):
    page.selectbox(key="groups-how").select("these numbers").run()
    page.number_input(key="groups-these numbers-<b>smoker-0").set_value(30)
    page.number_input(key="groups-these numbers-<b>smoker-1").set_value(70).run()
    press(page)
    assert submitted[0].groups == Groups(column="<b>smoker", counts={"yes": 30, "no": 70})
    assert submitted[0].rows is None


def test_the_estimate_goes_by_the_numbers_that_are_asked_for(page):
    def told() -> str:
        return next(text.value for text in page.markdown if text.value.startswith("It should take"))

    before = told()
    page.selectbox(key="groups-how").select("these numbers").run()
    page.number_input(key="groups-these numbers-<b>smoker-0").set_value(5_000_000).run()
    assert not page.exception
    assert told() != before


def test_shares_begin_as_they_are_and_are_scaled(page, submitted):
    page.selectbox(key="groups-how").select("these shares").run()
    first = page.number_input(key="groups-these shares-<b>smoker-0")
    assert first.value == 75
    first.set_value(25).run()
    press(page)
    assert submitted[0].groups.shares == {"yes": 0.5, "no": 0.5}


def test_numbers_that_are_all_zero_are_refused_with_a_sentence(page, submitted):
    page.selectbox(key="groups-how").select("these numbers").run()
    press(page)
    assert submitted == []
    assert "one of them above 0" in page.error[0].value


def test_identifiers_may_be_made_anew(page, submitted):
    page.selectbox(key="identifiers").select("new").run()
    press(page)
    assert submitted[0].identifiers == "new"
    assert not [box for box in page.selectbox if box.key == "texts"]


def test_rules_begin_with_every_column_and_are_sent_as_text(page, submitted, study):
    page.radio(key="generator").set_value("rules").run()
    area = page.text_area[0]
    assert "visits" in area.value
    area.set_value(area.value + "\n# mine").run()
    press(page)
    assert submitted[0].settings["text"].endswith("# mine")


def test_rules_that_are_found_become_laws_when_ticked(visit, study):
    app = visit("data", study=study.id)
    assert not app.exception
    rules = rule_editor._rules(study)
    assert Sum(parts=("visits", "calls"), total="both") in rules
    place = rules.index(Sum(parts=("visits", "calls"), total="both"))
    study.set_schema(rule_editor.with_rules(study.schema, rules, {place: {"law": True}}))
    assert study.schema.rules == (rules[place],)
    assert study.receipt is not None
    again = rule_editor._rules(study)
    assert again[0] == rules[place]
    assert len(again) == len(rules)
    study.set_schema(rule_editor.with_rules(study.schema, again, {0: {"law": False}}))
    assert study.schema.rules == ()


def test_only_what_was_ticked_changes() -> None:
    from synthlab.tables.schema import Column, Kind, Schema

    schema = Schema(columns=tuple(Column(name=name, kind=Kind.INTEGER) for name in "ab"))
    rules = [Order(low="a", high="b"), AtLeast(column="a"), AtLeast(column="b")]
    one = rule_editor.with_rules(schema, rules, {1: {"law": True}, 2: {}})
    assert one.rules == (rules[1],)
    both = rule_editor.with_rules(one, rules, {0: {"law": True}})
    assert both.rules == (rules[0], rules[1])


def test_notes_stand_beside_the_table_they_are_about(visit, study):
    from synthlab.provenance import Provenance

    provenance = Provenance(
        kind="generated",
        generator="trees",
        groups={"<b>smoker": "yes: 30 rows"},
        notes=("Of 9 rows, <b>2</b> came.",),
    )
    study.add_candidate(provenance, study.train())
    app = visit("generate", study=study.id)
    said = "\n".join(str(one.value) for one in app.markdown).replace("\\", "")
    assert "Of 9 rows, <b>2</b> came." in said
    assert "<b>smoker: yes: 30 rows" in said
