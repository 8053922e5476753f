"""What is written to the screen: texts that fit any encoding, one JSON object, progress that leaves no trace."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final, TextIO

from balanssim import texts
from balanssim.texts import Lang
from balanssim.texts.plain import STAND_INS

#: Seconds before progress is shown at all, and between lines where the output is not a terminal.
PATIENCE, PAUSE = 2.0, 10.0
#: Columns where the output goes to a file, and the fewest that a table is made for.
WIDTH, NARROWEST = 120, 60
_DUMB: Final = ("dumb", "unknown")


class ReaderLeft(Exception):
    """Nobody reads our output any more, as with ``head``."""


@contextmanager
def readable() -> Iterator[None]:
    """Let standard output and error show a stand-in for every character that their encoding lacks."""
    before = [
        (stream, stream.errors or "strict")
        for stream in (sys.stdout, sys.stderr)
        if isinstance(stream, io.TextIOWrapper)
    ]
    for stream, _ in before:
        stream.reconfigure(errors=STAND_INS)
    try:
        yield
    finally:
        for stream, errors in before:
            with suppress(OSError, ValueError):  # closed, or its reader has left
                stream.reconfigure(errors=errors)


def say(text: str, stream: TextIO | None = None) -> None:
    """Write a text and a newline, by default to standard output; raises ``ReaderLeft``, and ``OSError`` if refused."""
    target = stream or sys.stdout
    try:
        target.write(text.rstrip("\n") + "\n")
        target.flush()
    except BrokenPipeError:  # click would end the program on it
        raise ReaderLeft from None
    except OSError as error:  # what was not written would be tried, and refused, again at the end
        let_go(target)
        raise OSError(error.errno, error.strerror, getattr(target, "name", None)) from None


def warn(text: str) -> None:
    """Write a text and a newline to the error stream; a run goes on where nobody can be told of it."""
    with suppress(ReaderLeft, OSError, ValueError):
        say(text, sys.stderr)


def say_json(value: Mapping[str, Any]) -> None:
    """The one JSON object of ``--json``: ASCII only, no NaN."""
    say(json.dumps(value, ensure_ascii=True, allow_nan=False, indent=1, default=str))


def let_go(*streams: TextIO) -> None:
    """Send what is still to be written, by default to both streams, nowhere, once the reader has left."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams or (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(nowhere, stream.fileno())


def width() -> int:
    """Columns of the screen; a wide default where the output goes to a file."""
    return max(NARROWEST, shutil.get_terminal_size((WIDTH, 40)).columns)


@contextmanager
def progress(lang: Lang, quiet: bool) -> Iterator[dict[str, Any]]:
    """Callbacks ``announce`` and ``progress`` that write to the error stream: the size before a run, and how far it is.

    Progress shows once a run takes longer than two seconds: one line that is written over on a terminal, a line every
    ten seconds elsewhere. Nothing is written when quiet.
    """
    if quiet:
        yield {}
        return
    started = time.monotonic()
    shown = 0.0
    live = sys.stderr.isatty() and os.environ.get("TERM", "") not in _DUMB
    standing = 0  # characters of the line that is written over

    def over(line: str) -> None:
        nonlocal standing
        room = shutil.get_terminal_size((WIDTH, 40)).columns - 1
        line = line if len(line) <= room else line[: room - 3] + "..."
        with suppress(OSError, ValueError):
            sys.stderr.write(f"\r{line.ljust(standing)}" + ("" if line else "\r"))
            sys.stderr.flush()
        standing = len(line)

    waiting = threading.Timer(PATIENCE, lambda: warn(texts.message("cli.preparing", lang)))
    waiting.daemon = True
    waiting.start()

    def announce(blocks: int, size: int) -> None:
        waiting.cancel()
        warn(texts.message("cli.announce", lang, {"blocks": blocks, "megabytes": max(1, round(size / 1e6))}))

    def report(done: int, total: int, name: str) -> None:
        nonlocal shown
        waiting.cancel()
        now = time.monotonic()
        if now - started < PATIENCE or (not live and done < total and now - shown < PAUSE):
            return
        left = (now - started) / done * (total - done) if done else 0.0
        params = {"done": done, "total": total, "name": name, "left": round(left)}
        line = texts.message("cli.progress", lang, params)
        over(line) if live else warn(line)
        shown = now

    try:
        yield {"progress": report, "announce": announce}
    finally:
        waiting.cancel()
        if standing:
            over("")
