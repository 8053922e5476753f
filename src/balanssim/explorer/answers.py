"""Answers in JSON: refusals in words of both languages, never a traceback."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from balanssim import texts

if TYPE_CHECKING:
    from balanssim.errors import InputError
    from balanssim.explorer.states import Refused
    from balanssim.texts import Lang


def refusal(error: Refused, lang: Lang) -> JSONResponse:
    """Why a request is not answered."""
    return _problem(error.code, {one: texts.message(error.code, one, error.params) for one in texts.LANGUAGES}, lang,
                    error.status)  # fmt: skip


def bad_state(error: InputError, lang: Lang) -> JSONResponse:
    """Levers that the checks of scenarios refuse together."""
    return _problem("input", {one: texts.render(error.problems, one) for one in texts.LANGUAGES}, lang, 422)


def failed(code: str, status: int, lang: Lang) -> JSONResponse:
    """What went wrong here, in words alone."""
    return _problem(code, {one: texts.message(code, one) for one in texts.LANGUAGES}, lang, status)


def _problem(code: str, words: dict[Lang, str], lang: Lang, status: int) -> JSONResponse:
    body: dict[str, Any] = {"code": code, "text": words[lang], "nl": words["nl"], "en": words["en"]}
    return JSONResponse(body, status_code=status)


class Laps:
    """What the parts of an answer took, as the tools of a browser show them (header Server-Timing)."""

    def __init__(self) -> None:
        self._since = time.perf_counter()
        self._told: list[str] = []

    def lap(self, name: str) -> None:
        """A part is done."""
        now = time.perf_counter()
        self._told.append(f"{name};dur={1e3 * (now - self._since):.1f}")
        self._since = now

    def headers(self) -> dict[str, str]:
        """The header."""
        return {"server-timing": ", ".join(self._told)}
