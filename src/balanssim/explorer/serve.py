"""Start the live page: workers, a socket on loopback, a token, and an end when the user asks for it."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balanssim import scenario
from balanssim.errors import RunError
from balanssim.explorer.pool import Here, Pool
from balanssim.explorer.runner import Runner
from balanssim.region.read import load_region

if TYPE_CHECKING:
    from balanssim.texts import Lang

#: The only address that is listened to.
LOOPBACK: Final = "127.0.0.1"
#: Processes at most: beyond these a first picture of 16 worlds does not come sooner.
WORKERS: Final = 4


@contextmanager
def runner(ref: str | Path, overrides: Sequence[str] = (), workers: int | None = None) -> Iterator[Runner]:
    """What answers questions about a scenario, with its processes; they end with it.

    ``workers``: processes, by default one per core and at most ``WORKERS``; 0 computes in this process. Raises
    ``InputError``.
    """
    base = scenario.load(ref, overrides=overrides)
    region = load_region(base.region_path)
    count = min(os.cpu_count() or 1, WORKERS) if workers is None else workers
    worlds = Pool(str(ref), region, count) if count else Here(str(ref), region)
    made = Runner(str(ref), overrides, region, base, worlds)
    try:
        yield made
    finally:
        made.close()


def serve(
    ref: str | Path,
    *,
    overrides: Sequence[str] = (),
    port: int = 0,
    workers: int | None = None,
    lang: Lang = "nl",
    preparing: Callable[[], None],
    ready: Callable[[str], None],
) -> None:
    """Serve until the user stops it.

    Parameters
    ----------
    ref : path or ``balanssim:NAME``
    port : 0 for a free one
    preparing : called when the socket is there
    ready : called with the address, token included, when questions can be answered

    Raises
    ------
    InputError
        a scenario that cannot be run
    RunError
        a port that is taken, or packages that are not installed
    """
    if not all(util.find_spec(name) for name in ("starlette", "uvicorn")):
        raise RunError("explore.needs")
    import uvicorn

    from balanssim.explorer.server import application

    with listening(port) as own:
        preparing()
        with runner(ref, overrides, workers) as answering:
            answering.warm()
            token, number = secrets.token_urlsafe(24), own.getsockname()[1]
            app = application(answering, token, number, lang)
            config = uvicorn.Config(
                app, log_level="error", access_log=False, server_header=False, date_header=False, ws="none",
                lifespan="off", timeout_graceful_shutdown=2, timeout_keep_alive=5, limit_concurrency=64,
            )  # fmt: skip
            server = uvicorn.Server(config)
            ready(f"http://{LOOPBACK}:{number}/?token={token}")
            with suppress(KeyboardInterrupt):  # the way to end it
                server.run(sockets=[own])


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A socket on loopback. Raises ``RunError`` where the port is taken."""
    own = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            own.bind((LOOPBACK, port))
        except OSError as error:
            raise RunError("explore.port_taken", port=port) from error
        own.listen(64)
        yield own
    finally:
        own.close()
