"""The commands about studies: check one, compute it, see how far it is. As thin as the rest of the command line."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from balanssim import clianswers, clitools, console, texts
from balanssim.clitools import DONE, FAILED, Command, OneOf, Whole, argument, command, json_option, option
from balanssim.console import say, say_json, warn
from balanssim.texts import Lang

#: Command that stands in where ``sweep`` is followed by a study.
_RUN = "run"


class _Sweep(clitools.Group):
    """``sweep STUDY`` is ``sweep run STUDY``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; the first word that is no option tells whether a command follows."""
        place = 0
        while place < len(args) and args[place].startswith(("--lang", "--debug")):
            place += 2 if args[place] == "--lang" else 1
        if place < len(args) and args[place] not in (*self.commands, "-h", "--help"):
            args = [_RUN, *args]
        return super().parse_args(ctx, args)


def group(lang: Lang) -> clitools.Group:
    """``sweep`` with its commands."""
    made = clitools.group(lang, "sweep", kind=_Sweep)
    commands = {_RUN: run, "check": check, "status": status, "retry": retry, "export": export, **clianswers.COMMANDS}
    for name, build in commands.items():
        made.add_command(build(lang), name)
    return made


def check(lang: Lang) -> Command:
    """``sweep check``: all mistakes at once, and what would be computed."""

    def show(study: str, runs: int | None, as_json: bool, lang: Lang) -> int:
        from balanssim.region.read import load_region
        from balanssim.sweep import load, tables

        loaded = load.load(study)
        plan = tables.plan(loaded, load_region(loaded.index.path), runs)
        found = {
            "policies": len(loaded.policies), "worlds": len(plan), "runs": len(plan) * len(loaded.policies),
            "factors": list(plan.points.factors), "method": loaded.study.design.method, "size": plan.size,
            "luck": plan.luck,
        }  # fmt: skip
        if as_json:
            say_json({"problems": [], **found})
        else:
            say(texts.message("sweep.checked", lang, {**found, "factors": len(plan.points.factors), "name": study}))
        return DONE

    return command(lang, "sweep.check", show, argument(lang, "study", "study"), _runs(lang), json_option(lang))


def run(lang: Lang) -> Command:
    """``sweep run``: compute what is missing."""
    return command(
        lang, "sweep.run", _compute, argument(lang, "study", "study"), _runs(lang), *_computing(lang),
        option(lang, "--fresh", is_flag=True),
    )  # fmt: skip


def retry(lang: Lang) -> Command:
    """``sweep retry``: compute again what failed."""

    def again(study: str, **options: Any) -> int:
        return _compute(study, retry=True, **options)

    return command(lang, "sweep.retry", again, argument(lang, "study", "study"), _runs(lang), *_computing(lang))


def status(lang: Lang) -> Command:
    """``sweep status``: every sweep of a results folder."""

    def show(out: str, as_json: bool, lang: Lang) -> int:
        from balanssim.report import listing
        from balanssim.sweep import status as room

        found = room.status(Path(out))
        if as_json:
            say_json({"sweeps": [{**asdict(one), "path": one.path.as_posix()} for one in found]})
        else:
            say(listing.sweeps(found, lang))
        return DONE

    return command(lang, "sweep.status", show, _out(lang), json_option(lang))


def export(lang: Lang) -> Command:
    """``sweep export``: tables for other tools."""

    def write(study: str, out: str, runs: int | None, format: str, to: str, as_json: bool, lang: Lang) -> int:
        from balanssim.sweep import export as room

        made = room.export(room.find(study, Path(out), runs), format, Path(to))  # type: ignore[arg-type]
        if as_json:
            say_json({"files": [path.as_posix() for path in made]})
        else:
            say(texts.message("sweep.exported", lang, {"paths": [path.as_posix() for path in made]}))
        return DONE

    return command(
        lang, "sweep.export", write, argument(lang, "study", "study_or_store"), _runs(lang), _out(lang),
        option(lang, "--format", code="format_sweep", type=OneOf(lang, ("long", "iamc", "ema")), default="long"),
        option(lang, "--to", code="to_sweep", default="export", metavar="dir"), json_option(lang),
    )  # fmt: skip


def _runs(lang: Lang) -> click.Option:
    return option(lang, "--runs", type=Whole(lang, 1))


def _out(lang: Lang) -> click.Option:
    return option(lang, "--out", "--results", "out", default="results", metavar="dir")


def _computing(lang: Lang) -> list[click.Parameter]:
    return [
        _out(lang),
        option(lang, "--workers", type=Whole(lang, 1)),
        option(lang, "--scheduler", metavar="address"),
        option(lang, "--quiet", is_flag=True),
        json_option(lang),
    ]


def _compute(study: str, out: str, as_json: bool, quiet: bool, lang: Lang, **options: Any) -> int:
    from balanssim.report import numbers
    from balanssim.sweep import load
    from balanssim.sweep import run as room

    with console.progress(lang, quiet or as_json) as callbacks:
        swept = room.run(load.load(study), out=Path(out), **callbacks, **options)
    code = FAILED if swept.failures else DONE
    if as_json:
        say_json({**swept.to_json(), "exit_code": code})
        return code
    words = swept.to_json()
    words |= {"seconds": round(swept.seconds), "runs_per_second": numbers.rate(words["runs_per_second"], lang)}
    say(texts.message("sweep.done", lang, words))
    for one in swept.failures[:20]:
        failed = "sweep.failed_world" if one.world else "sweep.failed_block"
        about = {**one.to_json(), "draw": one.world.get("draw"), "reason": one.reason(lang)}
        warn(texts.message(failed, lang, about))
    if swept.failures:
        warn(texts.message("sweep.failed", lang, {"n": len(swept.failures), "study": study}))
    return code
