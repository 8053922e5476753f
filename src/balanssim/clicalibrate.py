"""The commands that fit the model to tables; as thin as the rest of the command line."""

from __future__ import annotations

from balanssim.clitools import DONE, Command, OneOf, Whole, command, json_option, option
from balanssim.console import say, say_json
from balanssim.texts import Lang

#: Names of deterrence functions, as `calibrate.DETERRENCES`, which help cannot wait for.
DETERRENCES = ("exponential", "power", "tanner")


def gravity(lang: Lang) -> Command:
    """``calibrate gravity``: the doubly constrained gravity model on any table."""

    def fit(flows: str, costs: str, deterrence: str, worst: int, as_json: bool, lang: Lang) -> int:
        from balanssim.calibrate import fit_files
        from balanssim.report import fits

        found = fit_files(flows, costs, deterrence, worst)
        if as_json:
            say_json(found.to_json())
        else:
            say(fits.gravity(found, lang))
        return DONE

    return command(
        lang, "calibrate.gravity", fit,
        option(lang, "--flows", required=True, metavar="file"),
        option(lang, "--costs", required=True, metavar="file"),
        option(lang, "--deterrence", type=OneOf(lang, DETERRENCES), default="exponential"),
        option(lang, "--worst", type=Whole(lang, 0), default=10),
        json_option(lang),
    )  # fmt: skip
