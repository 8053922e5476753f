"""The commands about procedures; as thin as the rest of the command line."""

from __future__ import annotations

from typing import Any

import click

from balanssim import console
from balanssim.clitools import (
    DONE,
    Command,
    Whole,
    argument,
    command,
    json_option,
    option,
    scenario_or_reference,
    set_option,
)
from balanssim.console import say, say_json
from balanssim.texts import Lang


def _worlds(lang: Lang) -> list[click.Parameter]:
    """Options of both commands."""
    return [
        option(lang, "--draws", type=Whole(lang, 1)),
        option(lang, "--seed", type=Whole(lang, 0)),
        set_option(lang),
        json_option(lang),
        option(lang, "--quiet", is_flag=True),
    ]


def show(lang: Lang) -> Command:
    """``procedures show``: when projects, plans and work locations come, why so late, and the money."""

    def shown(scenario: str, as_json: bool, quiet: bool, lang: Lang, **options: Any) -> int:
        from balanssim import questions

        with console.progress(lang, quiet or as_json) as callbacks:
            found = questions.rehearse(scenario, progress=callbacks.get("progress"), **options)
        if as_json:
            say_json(found.to_json(lang))
        else:
            say(found.text(lang))
        return DONE

    return command(lang, "procedures.show", shown, argument(lang, "scenario", "scenario"), *_worlds(lang))


def latest(lang: Lang) -> Command:
    """``procedures latest``: the round at which a decision must fall to be in time."""

    def asked(
        scenario: str, project: str, open_by: int, futures: int, as_json: bool, quiet: bool, lang: Lang, **options: Any
    ) -> int:
        from balanssim import questions

        with console.progress(lang, quiet or as_json) as callbacks:
            found = questions.latest_decision(
                scenario, project, open_by=open_by, futures=futures, progress=callbacks.get("progress"), **options
            )
        if as_json:
            say_json(found.to_json())
        else:
            say(found.text(lang))
        return DONE

    return command(
        lang, "procedures.latest", asked, scenario_or_reference(lang),
        option(lang, "--project", required=True, metavar="project"),
        option(lang, "--open-by", type=Whole(lang, 1900), required=True, metavar="year"),
        option(lang, "--in", "futures", type=Whole(lang, 1), default=50),
        *_worlds(lang),
    )  # fmt: skip
