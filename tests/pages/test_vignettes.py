"""Six studies on the Privacy page: is the right action clear from the page alone, and is nothing wrong said?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from vignettes import NAMES, Vignette, vignette

from synthlab.export.privacy_words import privacy_verdict
from synthlab.metrics.base import State


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Vignette]]:
    home = tmp_path_factory.mktemp("vignettes") / "home"
    return home, {name: vignette(home, name) for name in NAMES}


@pytest.fixture(scope="module")
def pages() -> dict[str, AppTest]:
    """The pages that were rendered already: each is read by many tests and changed by none."""
    return {}


@pytest.fixture
def show(studies, pages, visit, monkeypatch):
    home, made = studies
    monkeypatch.setenv("SYNTHLAB_HOME", str(home))

    def page(name: str) -> AppTest:
        if name not in pages:
            one = made[name]
            pages[name] = visit("privacy", study=one.study.id, candidate=one.candidate.id)
        return pages[name]

    return page


def _alerts(app: AppTest) -> list[str]:
    return [_plain(one.value) for one in (*app.error, *app.warning, *app.info, *app.success)]


def _said(app: AppTest) -> str:
    return "\n".join([*_alerts(app), *(_plain(one.value) for one in app.markdown)])


def _plain(text: object) -> str:
    return str(text).replace("\\", "").replace("\u200b", "")


EXPECTED = {
    "leak": (State.LEAK_FOUND, "Privacy: A leak was found.", "Do not hand this table on as it is."),
    "clean": (
        State.NO_LEAK_FOUND,
        "Privacy: No leak was found by the checks that ran.",
        "A person can decide",
    ),
    "underpowered": (State.CANNOT_TELL, "Privacy: Cannot tell.", "Keep more people aside"),
    "drift": (State.INVALID, "Privacy: The comparison is invalid", "Cut one table at random"),
    "no holdout": (State.NOT_TESTED, "Privacy: Not tested: nothing is cleared.", "Keep people aside"),
    "trace": (State.TRACE, "Privacy: A trace was found", "A person has to decide."),
}
ACTIONS = {sentence for _, _, sentence in EXPECTED.values()}


@pytest.mark.parametrize("name", NAMES)
def test_the_page_leads_with_the_verdict_and_names_the_one_right_action(studies, show, name):
    state, headline, action = EXPECTED[name]
    report = studies[1][name].candidate.report()
    assert privacy_verdict(report).state is state
    app = show(name)
    tone = {State.LEAK_FOUND: app.error, State.NO_LEAK_FOUND: app.info, State.TRACE: app.info}
    assert _plain(tone.get(state, app.warning)[0].value).startswith(headline)
    said = _said(app)
    assert action in said
    assert not [other for other in ACTIONS - {action} if f"What to do.** {other}" in said]


@pytest.mark.parametrize("name", NAMES)
def test_no_page_promises_anything(show, name):
    app = show(name)
    assert not app.success
    assert not re.search(
        r"\bsafe\b|anonym|guarantee|GDPR|complian|✅|✔|privacy score|zero risk|no risk|may be shared",
        _said(app),
        re.IGNORECASE,
    )


@pytest.mark.parametrize("name", [name for name in NAMES if name != "leak"])
def test_only_the_planted_leak_is_called_one(studies, show, name):
    assert not show(name).error
    states = {outcome.state for outcome in studies[1][name].candidate.report().outcomes}
    assert State.LEAK_FOUND not in states


@pytest.mark.parametrize("name", [name for name in NAMES if name != "clean"])
def test_only_the_clean_study_is_said_to_have_no_leak(show, name):
    assert not [text for text in _alerts(show(name)) if "No leak was found by the checks" in text]


def test_the_leak_is_told_with_its_size_its_chance_and_the_records_to_look_at(studies, show):
    app = show("leak")
    said = _said(app)
    assert "45 records unique in your data appear word for word" in said
    assert "Chance of that without copying: less than 1 in a million" in said
    assert "Look at these records (real people)" in [expander.label for expander in app.expander]


def test_the_clean_study_says_what_would_have_been_noticed_and_what_is_not_said(show):
    said = _said(show("clean"))
    assert "We compared 1,500 people whose records made this synthetic table with 1,500" in said
    assert "In this file we would have noticed" in said
    assert "nothing about attacks we did not run, about other files from the same generator" in said
    assert "Fresh real people: silent, as they must be" in said
    assert said.count("The smallest leak it would have seen") >= 7
    assert re.search(r"Of [\d,]+ guesses by one column, [\d,]+ single out exactly one person", said)
    assert "How to read the attacks" in said


def test_the_underpowered_study_says_why_and_that_it_clears_nothing(show):
    said = _said(show("underpowered"))
    assert "could not have seen a leak of that size" in said
    assert "kinds missed" in said
    assert "Until then treat this one as not tested" in said


def test_the_drifted_study_is_invalid_for_one_reason_given_once_and_as_its_owner_said(show):
    said = _said(show("drift"))
    assert said.count("Your two real files differ from each other") == 1 + 1
    assert said.count("for the reason given above") == 5
    assert "You said that the kept-aside rows were not drawn at random" in said
    assert "neither a leak nor its absence can be concluded" in said


def test_the_study_without_a_holdout_says_what_was_screened_and_what_was_not(show):
    said = _said(show("no holdout"))
    assert "this is a screening" in said
    assert "Screened: copied records" in said
    assert "membership, people who stand alone, singling out, secrets inferred, records linked." in said
    assert "it clears nothing" in said
    assert "in the real file you gave us" in said
    assert "training record" not in said


def test_the_trace_is_told_in_numbers_and_left_to_a_person(show):
    said = _said(show("trace"))
    assert "A statistical trace of the training data is detectable but small" in said
    assert "synthlab defaults, not a legal threshold" in said


@pytest.mark.parametrize("name", NAMES)
def test_what_was_not_tested_and_bears_on_it_stands_on_every_page(show, name):
    app = show(name)
    assert "What was not tested, and bears on it?" in [head.value for head in app.subheader]
    assert "for each" in _said(app)
