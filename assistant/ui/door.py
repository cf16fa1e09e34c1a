"""Let through only what the page itself needs; the rest of the web framework stays shut."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Uploads, the file and proxy routes, monitoring and the editor of the framework are not on these lists.
_PAGE = frozenset(
    {
        "/",
        "/config",
        "/theme.css",
        "/favicon.ico",
        "/robots.txt",
        "/login",
        "/logout",
        "/login_check",
        "/gradio_api/login_check",
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/startup-events",
        "/gradio_api/reset",
        "/gradio_api/cancel",
    }
)
_PAGE_UNDER = ("/assets/", "/static/", "/gradio_api/heartbeat/")
_API = frozenset({"/gradio_api/info", "/gradio_api/openapi.json"})
_API_UNDER = ("/gradio_api/call/",)
# The page's own framework evaluates its templates, so scripts need 'unsafe-eval'; nothing may leave this server.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


LARGEST_BODY = 25_000_000
"""Bytes of one request: a patient's whole bundle fits, what would fill the memory does not."""


class Door:
    """ASGI middleware: an allow-list of paths, and headers that keep the page's requests on this server."""

    def __init__(self, app: App, api: bool = False, hosts: frozenset[str] | None = None) -> None:
        """Guard an app; `hosts` are the names it may be called by, None lets any name in."""
        self._app = app
        self._hosts = hosts
        self._exact = _PAGE | _API if api else _PAGE
        self._under = (*_PAGE_UNDER, *_API_UNDER) if api else _PAGE_UNDER

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 to every other path and 413 to a huge body; a WebSocket, which the page does not use, is closed."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] == "http":
            path = str(scope["path"])
            known = (path.rstrip("/") or "/") in self._exact or (path.startswith(self._under) and ".." not in path)
            if self._hosts is not None and _host(scope) not in self._hosts:
                # A page of another site that resolves its own name to this machine must not read this one.
                await _short(_with_headers(send), 421, b"Call this page by the address it was opened at")
            elif not known:
                await _short(_with_headers(send), 404, b"Not found")
            elif _announced(scope) > LARGEST_BODY:
                await _short(_with_headers(send), 413, b"Too large")
            else:
                await self._app(scope, _bounded(receive), _with_headers(send))
        else:
            await self._app(scope, receive, send)


LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _host(scope: Scope) -> str:
    """The name in the Host header, without its port."""
    headers: dict[bytes, bytes] = dict(scope.get("headers", ()))
    name = headers.get(b"host", b"").decode("latin-1").casefold()
    return name.rpartition("]")[0].lstrip("[") if name.startswith("[") else name.partition(":")[0]


def _with_headers(send: Send) -> Send:
    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
        await send(message)

    return sent


def _announced(scope: Scope) -> int:
    """The length of the body as the request's head gives it; 0 when it gives none."""
    length = dict(scope.get("headers", ())).get(b"content-length", b"")
    return int(length[:18]) if length.isdigit() else 0


def _bounded(receive: Receive) -> Receive:
    """Hang up on a body that grows beyond what is allowed without having said so."""
    seen = 0

    async def received() -> MutableMapping[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return message if seen <= LARGEST_BODY else {"type": "http.disconnect"}

    return received


async def _short(send: Send, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": body})
