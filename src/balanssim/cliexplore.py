"""The command that serves the live page; as thin as the rest of the command line."""

from __future__ import annotations

from balanssim import texts
from balanssim.clitools import DONE, Command, Whole, command, option, scenario_or_reference, set_option
from balanssim.console import say, warn
from balanssim.texts import Lang


def explore(lang: Lang) -> Command:
    """``explore``: the live page, until Ctrl-C."""

    def run(
        scenario: str, port: int, browser: bool, workers: int | None, overrides: tuple[str, ...], lang: Lang
    ) -> int:
        from balanssim.explorer.serve import serve

        def ready(url: str) -> None:
            say(texts.message("explore.ready", lang, {"url": url}))
            if browser:
                import webbrowser

                webbrowser.open(url)

        serve(
            scenario, overrides=overrides, port=port or 0, workers=workers, lang=lang, ready=ready,
            preparing=lambda: warn(texts.message("explore.preparing", lang)),
        )  # fmt: skip
        return DONE

    return command(
        lang, "explore", run, scenario_or_reference(lang),
        option(lang, "--port", type=Whole(lang, 1), metavar="port"),
        option(lang, "--browser/--no-browser", code="browser", default=True),
        option(lang, "--workers", type=Whole(lang, 1)),
        set_option(lang),
    )  # fmt: skip
