"""The command that makes a brief; as thin as the rest of the command line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from balanssim import console, texts
from balanssim.clitools import DONE, Command, Whole, argument, command, json_option, option
from balanssim.console import say, say_json, warn
from balanssim.texts import Lang


def brief(lang: Lang) -> Command:
    """``brief``: the dossier of a decision, or its fact sheet."""

    def make(
        study: str, to: str, results: str, factsheet: bool, date: str, as_json: bool, quiet: bool, lang: Lang,
        **options: Any,
    ) -> int:  # fmt: skip
        from balanssim import questions

        with console.progress(lang, quiet or as_json) as callbacks:
            found = questions.brief(study, out=results, **callbacks, **options)
        day = date or dt.datetime.now(tz=dt.UTC).date().isoformat()
        written = questions.write_brief(found, to, lang=lang, date=day, factsheet=factsheet)
        paths = [path.as_posix() for path in written.paths]
        if as_json:
            say_json({"files": paths, "without_pdf": written.without, "warning": written.warning})
            return DONE
        say(texts.message("cli.brief.made", lang, {"paths": paths}))
        for words in (written.warning, written.without):
            if words:
                warn(words)
        return DONE

    return command(
        lang, "brief", make, argument(lang, "study", "study"),
        option(lang, "--out", "to", code="out_brief", default="dossier", metavar="dir"),
        option(lang, "--factsheet", is_flag=True),
        option(lang, "--date", default="", metavar="date"),
        option(lang, "--runs", type=Whole(lang, 1)),
        option(lang, "--results", "results", default="results", metavar="dir"),
        option(lang, "--workers", type=Whole(lang, 1)),
        option(lang, "--quiet", is_flag=True),
        json_option(lang),
    )  # fmt: skip
