"""What comes in before anything is computed: the host, the token, the size; and what every answer says to a browser.

The page is on loopback, but so is every page that a browser shows on this machine: a name that resolves to this
address, a form on another site and another user of the machine all reach the port. Hence the three checks.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from balanssim.explorer.answers import refusal
from balanssim.explorer.states import Refused

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Names under which a browser may know this server.
HOSTS: Final = ("127.0.0.1", "localhost")
#: Most bytes of a request: a state is a few hundred.
MOST: Final = 32_768
COOKIE: Final = "balanssim"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Guard:
    """Lets through what has the host, the token and the size; puts the headers on every answer."""

    def __init__(self, app: App, token: str, port: int) -> None:
        self.app, self._token = app, token
        self._hosts = {f"{name}:{port}" for name in HOSTS}
        self._cookie = cookie_name(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in HEADERS}
                kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in own]
                message = {**message, "headers": [*kept, *HEADERS]}
            await send(message)

        headers = {name.lower(): value for name, value in scope["headers"]}
        try:
            self._check(scope, headers)
            body = await _body(scope, headers, receive)
        except Refused as error:
            await refusal(error, "nl")(scope, receive, with_headers)
            return
        await self.app(scope, _again(body, receive), with_headers)

    def _check(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if host not in self._hosts:
            raise Refused("explore.refused.host", 421, host=host[:80])
        origin = headers.get(b"origin", b"").decode("latin-1").lower()
        if origin and origin not in {f"http://{name}" for name in self._hosts}:
            raise Refused("explore.refused.origin", 403, origin=origin[:80])
        if scope["path"] == "/" and b"token=" in scope["query_string"]:
            return  # it is looked at there, and becomes a cookie
        if not same(self._sent(headers), self._token):
            raise Refused("explore.refused.token", 403)

    def _sent(self, headers: dict[bytes, bytes]) -> str:
        try:
            jar = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
        except CookieError:
            return ""
        found = jar.get(self._cookie)
        return found.value if found else ""


def cookie_name(port: int) -> str:
    """Cookies of a host are shared by its ports: two servers at once have two names."""
    return f"{COOKIE}-{port}"


def same(sent: str, token: str) -> bool:
    """Whether a token is the one, in a time that tells nothing of it."""
    return hmac.compare_digest(sent.encode("utf-8", "replace"), token.encode())


async def _body(scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """The whole body; raises ``Refused`` as soon as it is too large."""
    told = headers.get(b"content-length", b"0")
    if not told.isdigit() or int(told) > MOST or len(scope["query_string"]) + len(scope["path"]) > MOST:
        raise Refused("explore.refused.large", 413, most=MOST)
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        parts.append(message.get("body", b""))
        if sum(map(len, parts)) > MOST:
            raise Refused("explore.refused.large", 413, most=MOST)
        if not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body that was read, once more; after it what the client says, which is that it left."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once
