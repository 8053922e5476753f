"""The commands about networks; as thin as the rest of the command line."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from balanssim import texts
from balanssim.clitools import DONE, FAILED, Command, Number, Whole, argument, command, json_option, option
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


def _watch(lang: Lang, quiet: bool) -> Callable[[int, float], None]:
    """Tell the gap after each iteration, on the error stream, once it takes longer than two seconds."""
    started = time.monotonic()

    def tell(count: int, gap: float) -> None:
        if not quiet and time.monotonic() - started > PATIENCE:
            words = {"n": count, "gap": f"{gap:.1e}"}
            say(texts.message("fits.assignment.progress", lang, words), sys.stderr)

    return tell
