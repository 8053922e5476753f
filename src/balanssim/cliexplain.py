"""The command that says why two scenarios differ; as thin as the rest of the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from balanssim import console, texts
from balanssim.clitools import DONE, Command, Whole, argument, command, json_option, option, set_option
from balanssim.console import say, say_json
from balanssim.texts import Lang


def explain(lang: Lang) -> Command:
    """``explain``: the difference between two scenarios shared out over what was changed."""

    def run(
        compared: str, explained: str, page: bool, out: str, years: tuple[int, ...], as_json: bool, quiet: bool,
        lang: Lang, **options: Any,
    ) -> int:  # fmt: skip
        from balanssim import questions

        with console.progress(lang, quiet or as_json) as callbacks:
            found = questions.explain(
                compared, explained, out=out, years=years or (questions.DEFAULT_YEAR,), **callbacks, **options
            )
        path = None
        if page:
            folder = texts.message("cli.explain_folder", lang)
            today = dt.datetime.now(tz=dt.UTC).date().isoformat()
            path = questions.write_explanation(
                found, Path(out) / folder / found.id / f"{folder}.html", lang=lang,
                command=found.repeat((compared, explained), options["overrides"], lang), date=today,
            )  # fmt: skip
        if as_json:
            say_json({**found.to_json(), "page": path.as_posix() if path else None})
            return DONE
        say(found.text(lang))
        if path:
            say(texts.message("cli.page_path", lang, {"path": path.as_posix()}))
        return DONE

    return command(
        lang, "explain", run, argument(lang, "compared", "a"), argument(lang, "explained", "b"),
        option(lang, "--outcome", "outcomes", code="outcome", multiple=True, metavar="outcome"),
        option(lang, "--year", "years", code="year_explained", multiple=True, type=Whole(lang, 1900), metavar="year"),
        option(lang, "--page/--no-page", code="page", default=True),
        option(lang, "--orders", type=Whole(lang, 2), default=2),
        option(lang, "--exact", is_flag=True),
        option(lang, "--out", "--results", "out", default="results", metavar="dir"),
        option(lang, "--draws", code="draws_explained", type=Whole(lang, 1)),
        option(lang, "--seed", type=Whole(lang, 0)),
        option(lang, "--workers", type=Whole(lang, 1)),
        option(lang, "--quiet", is_flag=True),
        set_option(lang),
        json_option(lang),
    )  # fmt: skip
