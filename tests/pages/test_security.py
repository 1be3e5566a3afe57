"""The headers and the owner's cookie, without a browser."""

from __future__ import annotations

import asyncio
import re

from pages.parts.security import COOKIE, SecurityHeaders, own_script_hashes, owner_of

TOKEN = "A" * 32


def _answer(headers: dict[str, str], content_type: str = "text/html; charset=utf-8", scheme: str = "http"):
    """The headers of the response to one request, and the request's headers as the app behind saw them."""
    seen: dict[str, list[tuple[bytes, bytes]]] = {}
    sent: list[dict[str, object]] = []

    async def app(scope, _receive, send):
        seen["headers"] = scope["headers"]
        start = {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", content_type.encode())],
        }
        await send(start)
        await send({"type": "http.response.body", "body": b""})

    async def collect(message):
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": raw, "scheme": scheme}
    asyncio.run(SecurityHeaders(app, ("'sha256-x'",))(scope, None, collect))
    answered = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
    return answered, seen["headers"]


def _cookie(answered):
    return next((value for name, value in answered if name == "set-cookie"), None)


def test_a_first_visit_gets_a_cookie_that_scripts_cannot_read():
    cookie = _cookie(_answer({"host": "127.0.0.1:8501"})[0])
    assert re.fullmatch(rf"{COOKIE}=[A-Za-z0-9_-]{{32}}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax", cookie)


def test_two_first_visits_get_different_owners():
    assert _cookie(_answer({})[0]) != _cookie(_answer({})[0])


def test_a_known_owner_stays_the_same_owner():
    assert f"{COOKIE}={TOKEN};" in _cookie(_answer({"cookie": f"a=b; {COOKIE}={TOKEN}"})[0])


def test_a_cookie_that_we_did_not_make_is_replaced():
    for forged in ("../../etc", "short", "A" * 33, ""):
        cookie = _cookie(_answer({"cookie": f"{COOKIE}={forged}"})[0])
        assert f"{COOKIE}={forged};" not in cookie


def test_over_tls_the_cookie_is_sent_over_tls_only():
    assert _cookie(_answer({}, scheme="https")[0]).endswith("; Secure")


def test_an_answer_that_is_no_page_carries_no_cookie():
    assert _cookie(_answer({}, content_type="application/json")[0]) is None


def test_a_page_from_the_browsers_cache_is_fetched_again_when_the_cookie_is_gone():
    asked = {"if-none-match": "x", "if-modified-since": "y", "host": "h"}
    assert _answer(asked)[1] == [(b"host", b"h")]
    assert len(_answer({**asked, "cookie": f"{COOKIE}={TOKEN}"})[1]) == 4


def test_the_policy_lets_nothing_but_this_host_in():
    answered = dict(_answer({"host": "127.0.0.1:8501"})[0])
    policy = answered["content-security-policy"]
    assert "default-src 'self'; script-src 'self' 'sha256-x';" in policy
    assert "connect-src 'self' ws://127.0.0.1:8501 wss://127.0.0.1:8501;" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy


def test_a_hostile_host_header_cannot_write_into_the_policy():
    policy = dict(_answer({"host": "h; script-src *"})[0])["content-security-policy"]
    assert "script-src *" not in policy


def test_every_inline_script_of_the_served_page_has_a_hash():
    assert len(own_script_hashes()) >= 1
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", one) for one in own_script_hashes())


def test_an_owner_is_only_what_looks_like_our_token():
    assert owner_of(TOKEN) == TOKEN
    assert owner_of(None) is None
    assert owner_of("../" + "A" * 29) is None
