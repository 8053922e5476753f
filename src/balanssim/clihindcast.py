"""The commands that forecast a year that is known; as thin as the rest of the command line."""

from __future__ import annotations

from dataclasses import asdict

from balanssim.clitools import DONE, Command, Whole, command, json_option, option
from balanssim.console import say, say_json
from balanssim.texts import Lang


def commuting(lang: Lang) -> Command:
    """``hindcast commuting``: who works where, from an earlier year."""

    def run(start: int, end: int, base: str, observed: str, costs: str | None, as_json: bool, lang: Lang) -> int:
        from balanssim.calibrate import hindcast_files
        from balanssim.report import hindcasts

        found = hindcast_files.commuting(base, observed, start, end, costs)
        if as_json:
            say_json(asdict(found))
        else:
            say(hindcasts.commuting(found, lang))
        return DONE

    return command(
        lang, "hindcast.commuting", run,
        option(lang, "--start", type=Whole(lang, 1900), required=True, metavar="year"),
        option(lang, "--end", type=Whole(lang, 1900), required=True, metavar="year"),
        option(lang, "--base", required=True, metavar="file"),
        option(lang, "--observed", required=True, metavar="file"),
        option(lang, "--costs", code="costs_optional", metavar="file"),
        json_option(lang),
    )  # fmt: skip


def housing(lang: Lang) -> Command:
    """``hindcast housing``: homes by municipality, from an earlier year."""

    def run(start: int, end: int, observed: str, as_json: bool, lang: Lang) -> int:
        from balanssim.calibrate import hindcast_files
        from balanssim.report import hindcasts

        found = hindcast_files.housing(observed, start, end)
        if as_json:
            say_json(asdict(found))
        else:
            say(hindcasts.housing(found, lang))
        return DONE

    return command(
        lang, "hindcast.housing", run,
        option(lang, "--start", type=Whole(lang, 1900), required=True, metavar="year"),
        option(lang, "--end", type=Whole(lang, 1900), required=True, metavar="year"),
        option(lang, "--observed", code="observed_stock", required=True, metavar="file"),
        json_option(lang),
    )  # fmt: skip
