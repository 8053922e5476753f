"""The commands that ask a computed study what it says; as thin as the rest of the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from balanssim.clitools import DONE, Command, OneOf, Whole, argument, command, json_option, option
from balanssim.console import say, say_json
from balanssim.texts import Lang


def indices(lang: Lang) -> Command:
    """``sweep indices``: which factor makes how much of the spread."""

    def show(study: str, out: str, runs: int | None, as_json: bool, lang: Lang, **asked: Any) -> int:
        from balanssim.report import sweeps
        from balanssim.sweep import answers

        found = answers.answers(_kept(study, out, runs), **asked)
        if as_json:
            say_json({"answers": [one.to_json() for one in found]})
        else:
            say(sweeps.indices(found, lang))
        return DONE

    method = option(lang, "--method", code="method_indices", type=OneOf(lang, ("sobol", "morris", "pawn")))
    return _command(lang, "indices", show, _year(lang), method)


def discover(lang: Lang) -> Command:
    """``sweep discover``: under which circumstances a goal is missed or a signal value is crossed."""

    def show(study: str, out: str, as_json: bool, lang: Lang, **asked: Any) -> int:
        from balanssim.report import discoveries
        from balanssim.sweep import discover, load

        found = discover.discover(load.load(study), Path(out), **asked)
        if as_json:
            say_json({"discoveries": [asdict(one) for one in found]})
        else:
            say(discoveries.discoveries(found, lang))
        return DONE

    return _command(lang, "discover", show, _year(lang), option(lang, "--tree", is_flag=True))


def regret(lang: Lang) -> Command:
    """``sweep regret``: what policies fall short of the best in the same future, and which measures are no-regret."""

    def show(study: str, out: str, runs: int | None, year: int | None, as_json: bool, lang: Lang) -> int:
        from balanssim.report import policies
        from balanssim.sweep import regret

        regrets, measured = regret.compare(_kept(study, out, runs), year)
        if as_json:
            measures = [{**asdict(one), "no_regret": one.no_regret} for one in measured]
            say_json({"regrets": [asdict(one) for one in regrets], "measures": measures})
        else:
            say(policies.regrets(regrets, measured, lang))
        return DONE

    return _command(lang, "regret", show, _year(lang))


def years(lang: Lang) -> Command:
    """``sweep years``: when thresholds are reached or crossed."""

    def show(study: str, out: str, runs: int | None, as_json: bool, lang: Lang) -> int:
        from balanssim.report import policies
        from balanssim.sweep import years

        found = years.thresholds(_kept(study, out, runs))
        if as_json:
            say_json({"years": [asdict(one) for one in found]})
        else:
            say(policies.years(found, lang))
        return DONE

    return _command(lang, "years", show)


def convergence(lang: Lang) -> Command:
    """``sweep convergence``: whether the study is large enough."""

    def show(study: str, out: str, runs: int | None, year: int | None, as_json: bool, lang: Lang) -> int:
        from balanssim.report import policies
        from balanssim.sweep import convergence

        found = convergence.follow(_kept(study, out, runs), year)
        if as_json:
            say_json({"convergence": [{**asdict(one), "settled": one.settled} for one in found]})
        else:
            say(policies.convergence(found, lang))
        return DONE

    return _command(lang, "convergence", show, _year(lang))


#: In the order in which they are shown.
COMMANDS: Final[dict[str, Callable[[Lang], Command]]] = {
    "indices": indices, "discover": discover, "regret": regret, "years": years, "convergence": convergence,
}  # fmt: skip


def _kept(study: str, out: str, runs: int | None) -> Path:
    from balanssim.sweep import load, run

    return run.kept(load.load(study), Path(out), runs)


def _command(lang: Lang, name: str, show: Callable[..., int], *params: click.Parameter) -> Command:
    """A command on a study, where its results are, and ``--json``; ``--year`` is one of its horizon."""

    def checked(study: str, **asked: Any) -> int:
        if asked.get("year") is not None:
            from balanssim.sweep import load, rules

            rules.within(asked["year"], load.load(study).policies[0].resolved.scenario.horizon)
        return show(study, **asked)

    runs = option(lang, "--runs", type=Whole(lang, 1))
    out = option(lang, "--out", "--results", "out", default="results", metavar="dir")
    study = argument(lang, "study", "study")
    return command(lang, f"sweep.{name}", checked, study, runs, out, *params, json_option(lang))


def _year(lang: Lang) -> click.Option:
    return option(lang, "--year", code="year_indices", type=Whole(lang, 1900), metavar="year")
