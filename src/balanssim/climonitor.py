"""The command that holds figures that came in beside a forecast; as thin as the rest of the command line."""

from __future__ import annotations

from balanssim import console
from balanssim.clitools import (
    DONE,
    Command,
    Whole,
    command,
    json_option,
    option,
    scenario_or_reference,
    set_option,
)
from balanssim.console import say, say_json
from balanssim.texts import Lang


def monitor(lang: Lang) -> Command:
    """``monitor``: figures beside the forecast, and the scenario that takes them as known."""

    def run(
        scenario: str, observed: str, out: str | None, draws: int | None, seed: int | None,
        overrides: tuple[str, ...], as_json: bool, quiet: bool, lang: Lang,
    ) -> int:  # fmt: skip
        from balanssim import questions

        with console.progress(lang, quiet or as_json) as callbacks:
            found = questions.monitor(
                scenario, observed, out=out, draws=draws, seed=seed, overrides=overrides,
                progress=callbacks.get("progress"),
            )  # fmt: skip
        if as_json:
            say_json(found.to_json())
        else:
            say(found.text(lang))
        return DONE

    return command(
        lang, "monitor", run, scenario_or_reference(lang),
        option(lang, "--observed", code="observed_figures", required=True, metavar="file"),
        option(lang, "--out", code="out_scenario", metavar="file"),
        option(lang, "--draws", type=Whole(lang, 1)),
        option(lang, "--seed", type=Whole(lang, 0)),
        option(lang, "--quiet", is_flag=True),
        set_option(lang),
        json_option(lang),
    )  # fmt: skip
