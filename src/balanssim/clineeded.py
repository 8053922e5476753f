"""The command that asks what is needed to stay within a signal value; as thin as the rest of the command line."""

from __future__ import annotations

from typing import Any

from balanssim import console
from balanssim.clitools import (
    DONE,
    Command,
    Number,
    Whole,
    command,
    json_option,
    option,
    scenario_or_reference,
    set_option,
)
from balanssim.console import say, say_json
from balanssim.texts import Lang


def needed(lang: Lang) -> Command:
    """``needed``: when a signal value is crossed, after how many homes, and the latest opening that prevents it."""

    def asked(scenario: str, as_json: bool, quiet: bool, lang: Lang, **options: Any) -> int:
        from balanssim import questions

        with console.progress(lang, quiet or as_json) as callbacks:
            found = questions.needed(scenario, progress=callbacks.get("progress"), **options)
        if as_json:
            say_json(found.to_json())
        else:
            say(found.text(lang))
        return DONE

    return command(
        lang, "needed", asked, scenario_or_reference(lang),
        option(lang, "--indicator", required=True, metavar="variable"),
        option(lang, "--signal", type=Number(lang), required=True, metavar="number"),
        option(lang, "--place", default="", metavar="place"),
        option(lang, "--below", is_flag=True),
        option(lang, "--project", "projects", code="project_latest", multiple=True, metavar="project"),
        option(lang, "--measure", "measures", multiple=True, metavar="set"),
        option(lang, "--homes-in", default="", metavar="area"),
        option(lang, "--until", type=Whole(lang, 1900), metavar="year"),
        option(lang, "--in", "futures", type=Whole(lang, 1), default=50),
        option(lang, "--out", "--results", "out", default="results", metavar="dir"),
        option(lang, "--draws", type=Whole(lang, 1)),
        option(lang, "--seed", type=Whole(lang, 0)),
        option(lang, "--workers", type=Whole(lang, 1)),
        option(lang, "--quiet", is_flag=True),
        set_option(lang),
        json_option(lang),
    )  # fmt: skip
