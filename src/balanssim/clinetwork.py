"""The commands about networks; as thin as the rest of the command line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from balanssim import console, texts
from balanssim.clitools import (
    DONE,
    FAILED,
    Command,
    Number,
    Whole,
    argument,
    command,
    json_option,
    option,
    scenario_or_reference,
    set_option,
)
from balanssim.console import PATIENCE, say, say_json, warn
from balanssim.texts import Lang


def assign(lang: Lang) -> Command:
    """``network assign``: deterministic user equilibrium on a network in TNTP format."""

    def run(
        network: str, trips: str, gap: float, max_iterations: int, toll_factor: float, distance_factor: float,
        out: str | None, as_json: bool, lang: Lang,
    ) -> int:  # fmt: skip
        from balanssim.assign import assign_files, write_flows
        from balanssim.report import fits

        found = assign_files(
            network, trips, gap=gap, iterations=max_iterations, toll_factor=toll_factor,
            distance_factor=distance_factor, watch=_watch(lang, quiet=as_json),
        )  # fmt: skip
        path = None if out is None else write_flows(found, out).as_posix()
        if as_json:
            say_json({**found.to_json(), "flows": path})
        else:
            say(fits.assignment(found, lang, path))
        if not found.converged:
            warn(texts.message("fits.assignment.not_converged", lang, {"n": found.iterations}))
        return DONE if found.converged else FAILED

    return command(
        lang, "network.assign", run, argument(lang, "network", "net"), argument(lang, "trips", "trips"),
        option(lang, "--gap", type=Number(lang, above=0.0), default=1e-6, metavar="number"),
        option(lang, "--max-iterations", code="max_iterations", type=Whole(lang, 1), default=200),
        option(lang, "--toll-factor", code="toll_factor", type=Number(lang), default=0.0, metavar="number"),
        option(lang, "--distance-factor", code="distance_factor", type=Number(lang), default=0.0, metavar="number"),
        option(lang, "--out", code="out_flows", metavar="file"),
        json_option(lang),
    )  # fmt: skip


def effects(lang: Lang) -> Command:
    """``network effects``: what projects do to travel, each with and without it."""

    def asked(scenario: str, out: str | None, as_json: bool, quiet: bool, lang: Lang, **options: Any) -> int:
        from balanssim import questions

        with console.progress(lang, quiet or as_json) as callbacks:
            found = questions.effects(scenario, progress=callbacks.get("progress"), **options)
        if out is not None:
            questions.write_effects(found, out)
        if as_json:
            say_json(found.to_json())
        else:
            say(found.text(lang))
        return DONE

    return command(
        lang, "network.effects", asked, scenario_or_reference(lang),
        option(lang, "--project", "projects", code="project_effects", multiple=True, metavar="project"),
        option(lang, "--year", code="year_effects", type=Whole(lang, 1900), default=2041, metavar="year"),
        option(lang, "--out", code="out_effects", metavar="file"),
        option(lang, "--draws", type=Whole(lang, 1)),
        option(lang, "--seed", type=Whole(lang, 0)),
        option(lang, "--quiet", is_flag=True),
        set_option(lang),
        json_option(lang),
    )  # fmt: skip


def _watch(lang: Lang, quiet: bool) -> Callable[[int, float], None]:
    """Tell the gap after each iteration, on the error stream, once it takes longer than two seconds."""
    started = time.monotonic()

    def tell(count: int, gap: float) -> None:
        if not quiet and time.monotonic() - started > PATIENCE:
            words = {"n": count, "gap": f"{gap:.1e}"}
            say(texts.message("fits.assignment.progress", lang, words), sys.stderr)

    return tell
