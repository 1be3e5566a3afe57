"""What holds on every page: who is here, the frame around it, and what the server lets a browser do."""

from __future__ import annotations

import socket

import httpx
import pytest

pytestmark = pytest.mark.browser


def test_the_first_request_to_a_page_deep_in_the_app_comes_back_inside_the_frame(
    chromium, fresh_server, person
):
    first = person(chromium, fresh_server)
    first.open("/compare?study=0123456789abcdef0123456789abcdef&x=1")
    first.sees("is not among yours")
    assert first.page.get_by_test_id("stSidebarNav").get_by_role("link").count() == 8
    assert first.page.get_by_role("heading", level=1).inner_text() == "Does it look like the real table?"
    assert "/compare" in first.page.url
    assert "x=1" in first.page.url


def test_a_pasted_link_opens_the_study_again_on_a_server_that_was_just_started(
    chromium, fresh_server, person
):
    first = person(chromium, fresh_server)
    first.open()
    first.press("Open the sample study")
    first.sees("Which rows are held out?")
    link = first.page.url
    assert "/data?study=" in link
    first.page.goto("about:blank")
    fresh_server.stop()
    fresh_server.start()
    first.page.goto(link)
    first.settle()
    first.sees("Which rows are held out?")
    assert first.page.url == link


def test_two_people_do_not_see_each_others_studies(chromium, server, person):
    first, second = person(chromium, server), person(chromium, server)
    first.open()
    first.press("Open the sample study")
    first.sees("Which rows are held out?")
    link = first.page.url.removeprefix(server.url)

    second.open()
    second.sees("None yet")
    second.open(link)
    second.sees("is not among yours")
    assert second.page.get_by_text("Which rows are held out?").count() == 0
    for page in ("generate", "compare", "utility", "fairness", "privacy", "export"):
        second.open(link.replace("/data", f"/{page}"))
        second.sees("No study is open.")

    first.open()
    assert first.page.get_by_role("button", name="Delete this study").count() >= 1


def test_a_deleted_study_is_gone_from_the_list_and_from_the_disk(chromium, server, person):
    someone = person(chromium, server)
    someone.open()
    someone.press("Open the sample study")
    someone.sees("Which rows are held out?")
    study = someone.page.url.split("study=")[1][:32]
    assert list(server.home.glob(f"*/{study}"))
    someone.visit("Start")
    someone.press("Delete this study")
    someone.press("Keep it")
    assert list(server.home.glob(f"*/{study}"))
    someone.press("Delete this study")
    someone.press("Delete it for good")
    someone.sees("was deleted")
    someone.sees("None yet")
    assert not list(server.home.glob(f"*/{study}"))


def test_the_server_answers_after_three_seconds_of_work_at_most_and_with_its_headers(fresh_server):
    seconds = []
    for _ in range(3):
        fresh_server.stop()
        seconds.append(fresh_server.start())
    assert min(seconds) < 3
    answer = httpx.get(fresh_server.url)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "synthlab_owner=" in answer.headers["set-cookie"]
    assert httpx.get(f"{fresh_server.url}/_stcore/health").text == "ok"


def test_the_server_process_holds_none_of_the_heavy_libraries(chromium, fresh_server, person):
    someone = person(chromium, fresh_server)
    someone.open()
    someone.press("Open the sample study")
    for page in ("Data", "Generate", "Compare", "Utility", "Privacy", "Export"):
        someone.visit(page)
    maps = fresh_server.mapped_files()
    assert "numpy" in maps
    for library in ("sklearn", "torch", "/sdv/", "matplotlib"):
        assert library not in maps


def test_the_server_listens_on_loopback_only_and_answers_to_its_own_names_only(server):
    outside = socket.gethostbyname(socket.gethostname())
    if not outside.startswith("127."):
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://{outside}:{server.port}/")
    stream = f"{server.url}/_stcore/stream"
    upgrade = {
        "connection": "upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "x" * 22 + "==",
    }
    assert httpx.get(stream, headers={**upgrade, "host": "evil.example"}).status_code == 403
