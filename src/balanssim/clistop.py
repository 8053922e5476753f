"""Being told to stop, by Ctrl-C or by the system: end soon, once, in words, and never in the midst of a traceback.

The first signal is a ``KeyboardInterrupt``, so that what is under construction is taken away. A second one ends the
program there and then: a store is sound whenever a process ends.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import Any, Final, NoReturn

#: Exit code; README.md tells it to the user.
INTERRUPTED: Final = 130
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_words = b""


def arm() -> None:
    """Listen to Ctrl-C and to a request of the system to end, unless whoever started us wants them ignored."""
    for number in _SIGNALS:
        if signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL):
            signal.signal(number, _first)
    sys.unraisablehook = _unraisable


def prepare(text: str) -> None:
    """The words for a second signal, which leaves no time to look them up."""
    global _words
    _words = f"{text}\n".encode(getattr(sys.stderr, "encoding", None) or "utf-8", "replace")


def deaf() -> None:
    """Ignore further signals: the program is ending already."""
    for number in _SIGNALS:
        if signal.getsignal(number) in (_first, _second):
            signal.signal(number, signal.SIG_IGN)


def end() -> NoReturn:
    """End without the farewells of libraries, which wait for threads and tell of tasks that were cut off."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(INTERRUPTED)


def _first(*_: Any) -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is _first:
            signal.signal(number, _second)
    raise KeyboardInterrupt


def _second(*_: Any) -> None:
    if _words:  # else the program has hardly begun, and is on its way to its words
        _at_once()


def _at_once() -> NoReturn:
    with suppress(OSError):
        os.write(2, _words)
    os._exit(INTERRUPTED)


def _unraisable(caught: Any) -> None:
    """Python drops what is raised inside a destructor or callback; a wish to stop must not get lost there."""
    if issubclass(caught.exc_type, KeyboardInterrupt):
        _at_once()
    sys.__unraisablehook__(caught)
