"""The commands that show the model itself; as thin as the rest of the command line."""

from __future__ import annotations

from dataclasses import asdict

from balanssim import texts
from balanssim.clitools import DONE, Command, command, json_option, option
from balanssim.console import say, say_json
from balanssim.texts import Lang


def plan(lang: Lang) -> Command:
    """``model plan``: the order of a year, what each step reads and writes, and its time."""

    def show(scenario: str, time: bool, as_json: bool, lang: Lang) -> int:
        from balanssim import api
        from balanssim.dims import BLOCK
        from balanssim.model.plan import PLAN
        from balanssim.report import listing

        seconds = api.step_seconds(scenario) if time else {}
        before = seconds.pop("procedures", 0.0)
        if as_json:
            steps = [{**asdict(step), "seconds": seconds.get(step.name)} for step in PLAN]
            say_json({"plan": steps, "scenario": scenario if time else None, "draws": BLOCK if time else None})
            return DONE
        say(listing.plan(PLAN, lang, seconds, BLOCK))
        if time:
            words = {"draws": BLOCK, "scenario": scenario, "ms": round(1000 * before)}
            say(texts.message("cli.plan.timed", lang, words))
        return DONE

    timed = option(lang, "--time/--no-time", code="time", default=True)
    like = option(lang, "--scenario", code="scenario", default="balanssim:referentie", metavar="scenario")
    return command(lang, "model.plan", show, like, timed, json_option(lang))


def variables(lang: Lang) -> Command:
    """``model variables``: every variable of the catalogue."""

    def show(as_json: bool, lang: Lang) -> int:
        from balanssim.catalogue import VARIABLES
        from balanssim.report import listing

        if as_json:
            say_json({"variables": [asdict(variable) for variable in VARIABLES.values()]})
        else:
            say(listing.variables(VARIABLES.values(), lang))
        return DONE

    return command(lang, "model.variables", show, json_option(lang))
