"""What every answer of the server carries: a policy for the browser, and a cookie that says whose studies are whose."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from http.cookies import CookieError, SimpleCookie
from importlib import resources

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["COOKIE", "SecurityHeaders", "own_script_hashes", "owner_of"]

COOKIE = "synthlab_owner"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,255}")
_CONDITIONAL = (b"if-none-match", b"if-modified-since")
_KEPT_SECONDS = 400 * 24 * 3600
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def own_script_hashes() -> tuple[str, ...]:
    """The CSP hashes of the inline scripts in the page that this Streamlit version serves."""
    page = resources.files("streamlit").joinpath("static/index.html").read_bytes()
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(page)
    )


def owner_of(token: str | None) -> str | None:
    """The owner a cookie names; None when it is absent or was not made by us."""
    return token if token is not None and _TOKEN.fullmatch(token) else None


class SecurityHeaders:
    """Middleware that adds the headers to every answer and the owner's cookie to every page."""

    def __init__(self, app: ASGIApp, script_hashes: Sequence[str]) -> None:
        self._app = app
        self._script_hashes = tuple(script_hashes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Headers(scope=scope)
        token = _token(request)
        extra = _headers(self._script_hashes, request.get("host", ""))
        if token is None:
            # A page the browser already has would come back as "not modified", without the cookie.
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _CONDITIONAL]}
        over_tls = scope.get("scheme") == "https"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in extra.items():
                    headers[name] = value
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _cookie(token or secrets.token_urlsafe(24), over_tls))
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _headers(script_hashes: Sequence[str], host: str) -> dict[str, str]:
    # Some browsers do not count a websocket to this very host as 'self'.
    sockets = (f"ws://{host}", f"wss://{host}") if _HOST.fullmatch(host) else ()
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(("'self'", *script_hashes)),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": " ".join(("'self'", *sockets)),
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }


def _token(headers: Headers) -> str | None:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return None
    token = cookies[COOKIE].value if COOKIE in cookies else None
    return token if owner_of(token) else None


def _cookie(token: str, over_tls: bool) -> str:
    secure = "; Secure" if over_tls else ""
    return f"{COOKIE}={token}; Path=/; Max-Age={_KEPT_SECONDS}; HttpOnly; SameSite=Lax{secure}"
