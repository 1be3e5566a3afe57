"""Every page, with and without a study, in light and dark and on a narrow screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

TABS = {
    "Data": ("Public knowledge", "First rows", "How it was read"),
    "Generate": ("Bring one made elsewhere",),
    "Compare": ("One column", "Columns together", "Missing values", "Groups", "One plane", "Every measure"),
}
PAGES = ("Start", "Data", "Generate", "Compare", "Utility", "Privacy", "Export")


@pytest.fixture(scope="module")
def measured_link(chromium, server):
    """The cookie and the link of a study that went all the way."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(server.url)
    page.get_by_role("button", name="Open the sample study").click()
    page.get_by_role("button", name="Lock the split").click()
    page.get_by_text("The split is locked.").wait_for()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Generate").click()
    page.get_by_role("button", name="Generate and measure").click()
    measured = page.get_by_role("button", name="Compare", exact=True)
    failed = page.get_by_test_id("stAlertContentError")
    measured.or_(failed).first.wait_for(timeout=120_000)
    assert failed.all_inner_texts() == []
    query = page.url.split("?")[1]
    state = context.storage_state()
    context.close()
    return state, query


def _violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_accessibility_checker_finds_nothing_serious(chromium, server, person, measured_link, scheme):
    state, query = measured_link
    someone = person(chromium, server, storage_state=state, color_scheme=scheme)
    found = {}
    for page in PAGES:
        someone.open(f"/{'' if page == 'Start' else page.lower()}?{query}")
        someone.page.wait_for_timeout(600)
        if violations := _violations(someone.page):
            found[page] = violations
        for tab in TABS.get(page, ()):
            someone.page.get_by_role("tab", name=tab, exact=True).click()
            someone.settle()
            if violations := _violations(someone.page):
                found[f"{page}, {tab}"] = violations
    assert found == {}


def test_no_page_is_wider_than_a_phone(chromium, server, person, measured_link):
    state, query = measured_link
    someone = person(chromium, server, storage_state=state, viewport={"width": 390, "height": 844})
    too_wide = {}
    for page in PAGES:
        someone.open(f"/{'' if page == 'Start' else page.lower()}?{query}")
        someone.page.wait_for_timeout(600)
        if someone.overflow() > 0:
            too_wide[page] = someone.overflow()
    assert too_wide == {}


def test_the_main_button_of_the_first_screen_is_reached_and_pressed_by_keyboard(visitor):
    visitor.open()
    for _ in range(40):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.innerText") == "Open the sample study":
            break
    visitor.page.keyboard.press("Enter")
    visitor.settle()
    visitor.sees("Which rows are held out?")


def test_every_page_without_a_study_says_what_to_do_next(visitor):
    for page in PAGES[1:]:
        visitor.open(f"/{page.lower()}")
        assert visitor.page.get_by_test_id("stPageLink").count() >= 1
        assert not visitor.errors_shown()
