"""The server of the live page: a page, its style and script, and three questions in JSON."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from balanssim.compare.table import DEFAULT_YEAR
from balanssim.errors import InputError
from balanssim.explorer import fragments, front, guard, levers, saving, states
from balanssim.explorer.answers import Laps, bad_state, failed, refusal
from balanssim.explorer.states import Refused, State

if TYPE_CHECKING:
    from balanssim.explorer.runner import Runner
    from balanssim.report.together import Together
    from balanssim.texts import Lang

#: Statuses that the router gives by itself, in words.
_STATUSES: Final = {404: "explore.refused.path", 405: "explore.refused.method"}
Answer = Callable[[Mapping[str, Any], "Lang"], Response]


@dataclass(frozen=True)
class Question:
    """A checked request: what is shown, what it is compared with, how many worlds, which date and whose it is."""

    state: State
    pinned: State | None
    draws: int
    year: int
    tab: str
    parts: tuple[str, ...] = fragments.PARTS
    then: int = 0  # worlds that the page asks for next

    @property
    def states(self) -> list[State]:
        """What is computed: what is pinned, then what is shown."""
        return [one for one in (self.pinned, self.state) if one is not None]


def application(runner: Runner, token: str, port: int, lang: Lang = "nl") -> guard.Guard:
    """The server as an ASGI application.

    Parameters
    ----------
    runner : answers the questions; closed by whoever made it
    token : what a browser must send
    port : the port that it listens to, as it stands in the address
    lang : language of the page unless it is asked for in the other
    """

    async def page(request: Request) -> Response:
        spoken: Lang = _lang(request.query_params.get("lang"), lang)
        sent = request.query_params.get("token")
        if sent is not None:
            if not guard.same(sent, token):
                raise Refused("explore.refused.token", 403)
            answer = RedirectResponse(f"/?lang={spoken}", status_code=303)
            answer.set_cookie(guard.cookie_name(port), token, httponly=True, samesite="strict", path="/")
            return answer
        return Response(front.render(runner, spoken), media_type="text/html")

    async def style(request: Request) -> Response:
        return Response(front.style(_lang(request.query_params.get("lang"), lang)), media_type="text/css")

    async def icon(_: Request) -> Response:
        return Response(status_code=204)  # a browser asks for it anyway

    async def script(_: Request) -> Response:
        return Response(front.script("server"), media_type="text/javascript")

    def asked(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def of(request: Request) -> Response:
            raw = _json(request, await request.body())
            return await run_in_threadpool(answer, raw, _lang(raw.get("lang"), lang))

        return of

    def run(raw: Mapping[str, Any], spoken: Lang) -> Response:
        laps = Laps()
        question = _question(raw, runner)
        found = compute(runner, question, laps)
        shown = found.table(spoken).to_json()
        answer = {
            "parts": fragments.render(found, question.parts, spoken),
            "draws": question.draws,
            "year": question.year,
            "outcomes": shown["outcomes"],
            "goals": shown["goals"],
        }
        laps.lap("render")
        return JSONResponse(answer, headers=laps.headers())

    def save(raw: Mapping[str, Any], spoken: Lang) -> Response:
        state = states.read(raw.get("levers", {}), runner.levers)
        name = raw.get("name")
        if not isinstance(name, str):
            raise Refused("explore.refused.name", name="")
        return _file(saving.text(runner, state, name, spoken), f"{name}.yaml", "application/yaml")

    def data(raw: Mapping[str, Any], spoken: Lang) -> Response:
        question = _question(raw, runner)
        found = compute(runner, question, Laps())
        changed = [one.told(runner.levers) for one in question.states]
        return _file(fragments.table(found, spoken, changed), "balanssim.csv", "text/csv")

    routes = [
        Route("/", page),
        Route("/favicon.ico", icon),
        Route("/explore.css", style),
        Route("/explore.js", script),
        Route("/api/run", asked(run), methods=["POST"]),
        Route("/api/scenario", asked(save), methods=["POST"]),
        Route("/api/data", asked(data), methods=["POST"]),
    ]
    handlers: dict[Any, Any] = {
        Exception: lambda request, error: failed("explore.failed", 500, lang),
        Refused: lambda request, error: refusal(error, lang),
        InputError: lambda request, error: bad_state(error, lang),
        HTTPException: lambda request, error: failed(
            _STATUSES.get(error.status_code, "explore.refused.path"), error.status_code, lang
        ),
    }
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return guard.Guard(_last(app), token, port)


def compute(runner: Runner, question: Question, laps: Laps) -> Together:
    """Run what is asked, and put it beside what is pinned. Raises ``Refused`` and ``InputError``."""
    ticket = runner.ticket(question.tab)
    scenarios = [runner.resolved(one, question.draws) for one in question.states]
    laps.lap("compose")
    datasets = [
        runner.dataset(one, question.draws, question.tab, ticket, question.then if one == question.state else 0)
        for one in question.states
    ]
    laps.lap("worlds")
    found = fragments.bring(scenarios, datasets, runner.region, question.year, question.parts)
    laps.lap("bring")
    return found


def _question(raw: Mapping[str, Any], runner: Runner) -> Question:
    """A request, checked. Raises ``Refused``."""
    pinned = raw.get("pinned")
    tab = raw.get("tab", "")
    if not isinstance(tab, str) or len(tab) > 64:
        raise Refused("explore.refused.tab")
    parts = raw.get("parts", list(fragments.PARTS))
    if not isinstance(parts, list) or not all(part in fragments.PARTS for part in parts):
        raise Refused("explore.refused.parts", known=list(fragments.PARTS))
    horizon = runner.base.scenario.horizon
    return Question(
        states.read(raw.get("levers", {}), runner.levers),
        None if pinned is None else states.read(pinned, runner.levers),
        states.read_draws(raw.get("draws", levers.FIRST)),
        states.read_year(raw.get("year", min(DEFAULT_YEAR, horizon.end)), runner.base),
        tab,
        tuple(parts),
        states.read_draws(raw["then"]) if "then" in raw else 0,
    )


def _json(request: Request, body: bytes) -> Mapping[str, Any]:
    """The body as a JSON object; only as such can it not come from a form of another site."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refused("explore.refused.kind", 415)
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("explore.refused.json") from error
    if not isinstance(raw, dict):
        raise Refused("explore.refused.json")
    return raw


def _file(text: str, name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=kind, headers=headers)


def _lang(asked: object, usual: Lang) -> Lang:
    return "en" if asked == "en" else "nl" if asked == "nl" else usual


def _last(app: guard.App) -> guard.App:
    """What nobody foresaw: to the terminal for who started the server; the browser got words alone."""

    async def answer(scope: guard.Scope, receive: guard.Receive, send: guard.Send) -> None:
        try:
            await app(scope, receive, send)
        except Exception:  # noqa: BLE001 # the last place where who started it can be told
            traceback.print_exc(file=sys.stderr)

    return answer
