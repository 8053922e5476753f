"""The command line: parse, call, print. Everything it does can be done from Python with ``balanssim.api``.

Commands are built for one language, and import what they need when they run, so that help is quick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from balanssim import (
    clibrief,
    clicalibrate,
    cliexplain,
    cliexplore,
    clihindcast,
    climodel,
    climonitor,
    clineeded,
    clinetwork,
    cliprocedures,
    cliscenario,
    clistop,
    clisweep,
    clitools,
    console,
    texts,
)
from balanssim._version import __version__
from balanssim.clistop import INTERRUPTED
from balanssim.clitools import (
    BAD_INPUT,
    DONE,
    FAILED,
    Command,
    OneOf,
    Whole,
    argument,
    command,
    json_option,
    option,
    set_option,
)
from balanssim.cliusage import usage_text
from balanssim.console import say, say_json, warn
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.report.together import Together

Build = Callable[[Lang], click.Command]
PROFILES = ("summary", "standard", "full")
FORMATS = ("csv", "xlsx", "netcdf")
#: Commands that read files or options of their own beside scenarios: their help tells what these hold.
OWN_FILES = ("sweep", "brief", "explore", "monitor", "hindcast", "calibrate", "network")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 failed, 2 bad input, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        clitools.hush(given)
    lang = clitools.language(given)
    clistop.prepare(texts.message("cli.interrupted", lang))
    try:
        with console.readable():
            return _main(given, lang)
    except console.ReaderLeft:
        console.let_go()
        return DONE


def _main(given: list[str], lang: Lang) -> int:
    from balanssim.errors import InputError, RunError

    try:
        result = build(lang).main(given, prog_name="balanssim", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except click.UsageError as error:
        return _refuse(given, usage_text(error, lang, given), BAD_INPUT, clitools.problem_json(error, lang, given))
    except InputError as error:
        words = texts.render(error.problems, lang, _about(build(lang), given))
        return _refuse(given, words, BAD_INPUT, clitools.problem_json(error, lang))
    except RunError as error:
        words = texts.message(error.code, lang, error.params)
        return _refuse(given, words, FAILED, clitools.problem_json(error, lang))
    except console.ReaderLeft:
        raise
    except click.Abort as error:
        if isinstance(error.__cause__, EOFError):  # click takes a file that ends too soon for Ctrl-D
            return _unforeseen(error.__cause__, given, lang)
        return interrupted(lang)
    except KeyboardInterrupt:
        return interrupted(lang)
    except Exception as error:  # noqa: BLE001 # the last place where a user can be told
        return _unforeseen(error, given, lang)


def _about(tree: click.Command, given: list[str]) -> str:
    """Command whose help tells of the files that were wrong: the one that was given, or that which checks scenarios."""
    path = []
    for word in given:
        if isinstance(tree, click.Group) and word in tree.commands:
            tree = tree.commands[word]
            path.append(word)
    return " ".join(path) if path[:1] and path[0] in OWN_FILES else "scenario check"


def interrupted(lang: Lang) -> int:
    """Say so, and be deaf to a further Ctrl-C: the program ends."""
    clistop.deaf()
    warn(texts.message("cli.interrupted", lang))
    return INTERRUPTED


def _unforeseen(error: Exception, given: list[str], lang: Lang) -> int:
    from balanssim import clifail

    code, words = clifail.words(error, given, lang)
    return _refuse(given, words, FAILED, {"problems": [{"code": code, "text": words}]})


def _refuse(given: list[str], text: str, code: int, problems: dict[str, Any]) -> int:
    warn(text)
    if "--json" in given:
        say_json(problems)
    return code


def build(lang: Lang) -> click.Command:
    """The whole command tree in one language."""
    groups: dict[str, dict[str, Build]] = {
        "scenario": {
            "list": cliscenario.scenario_list, "new": cliscenario.scenario_new, "check": cliscenario.scenario_check,
            "show": cliscenario.scenario_show, "diff": cliscenario.scenario_diff, "schema": cliscenario.scenario_schema,
        },
        "results": {"list": _results_list, "show": _results_show, "export": _results_export},
        "region": {
            "new": cliscenario.region_new, "check": cliscenario.region_check, "show": cliscenario.region_show,
        },
        "calibrate": {"gravity": clicalibrate.gravity},
        "hindcast": {"housing": clihindcast.housing, "commuting": clihindcast.commuting},
        "procedures": {"show": cliprocedures.show, "latest": cliprocedures.latest},
        "network": {"effects": clinetwork.effects, "assign": clinetwork.assign},
        "model": {"plan": climodel.plan, "variables": climodel.variables},
    }  # fmt: skip
    root = clitools.group(lang, "balanssim", alone=lambda: _start(lang))
    root.params.append(clitools.shown_first(lang, "--version", lambda _: f"balanssim {__version__}"))
    root.add_command(_compare(lang), "compare")
    root.add_command(_run(lang), "run")
    root.add_command(cliexplain.explain(lang), "explain")
    root.add_command(cliexplore.explore(lang), "explore")
    root.add_command(clineeded.needed(lang), "needed")
    root.add_command(climonitor.monitor(lang), "monitor")
    root.add_command(clisweep.group(lang), "sweep")
    root.add_command(clibrief.brief(lang), "brief")
    for name, commands in groups.items():
        group = clitools.group(lang, name)
        for below, make in commands.items():
            group.add_command(make(lang), below)
        root.add_command(group, name)
    return root


def _start(lang: Lang) -> int:
    """``balanssim`` alone: the first things to type."""
    say(texts.message("cli.start", lang))
    return DONE


def _out_option(lang: Lang) -> click.Option:
    return option(lang, "--out", "--results", "out", default="results", metavar="dir")


def _computing(lang: Lang) -> list[click.Parameter]:
    """Options of every command that computes."""
    return [
        json_option(lang),
        _out_option(lang),
        option(lang, "--year", type=Whole(lang, 1900), default=2041, metavar="year"),
        option(lang, "--draws", type=Whole(lang, 1)),
        option(lang, "--seed", type=Whole(lang, 0)),
        option(lang, "--workers", type=Whole(lang, 1)),
        set_option(lang),
        option(lang, "--profile", type=OneOf(lang, PROFILES)),
        option(lang, "--fresh", is_flag=True),
        option(lang, "--quiet", is_flag=True),
    ]


# ---- compare and run ------------------------------------------------------------------------------------------------


def _compare(lang: Lang) -> Command:
    def compare(scenarios: tuple[str, ...], page: bool, out: str, as_json: bool, lang: Lang, **options: Any) -> int:
        options["quiet"] |= as_json
        together = _together(scenarios, out, lang, **options)
        path = _write_page(together, scenarios, out, lang, options) if page else None
        return _print_together(together, path, as_json, lang)

    page = option(lang, "--page/--no-page", code="page", default=True)
    return command(
        lang, "compare", compare, argument(lang, "scenarios", "scenario", many=True), page, *_computing(lang)
    )  # fmt: skip


def _run(lang: Lang) -> Command:
    def run(scenario: str, out: str, as_json: bool, lang: Lang, **options: Any) -> int:
        options["quiet"] |= as_json
        return _print_together(_together([scenario], out, lang, **options), None, as_json, lang)

    return command(lang, "run", run, argument(lang, "scenario", "scenario"), *_computing(lang))


def _together(scenarios: Sequence[str], out: str, lang: Lang, *, quiet: bool, **options: Any) -> Together:
    from balanssim import api

    with console.progress(lang, quiet) as callbacks:
        return api.compare_together(scenarios, out=out, **callbacks, **options)


def _write_page(together: Together, scenarios: Sequence[str], out: str, lang: Lang, options: Any) -> Path:
    import datetime as dt

    from balanssim import api
    from balanssim.report.together import repeat

    folder = texts.message("cli.page_folder", lang)
    target = Path(out) / folder / together.id / f"{folder}.html"
    command = repeat(scenarios, together, options["overrides"], lang)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    return api.write_page(together, target, lang=lang, command=command, date=today)


def _print_together(together: Together, page: Path | None, as_json: bool, lang: Lang) -> int:
    from balanssim.report import terminal

    comparison = together.table(lang)
    code = FAILED if together.failed else DONE
    if as_json:
        runs = [
            {"scenario": name, "run": run.run_id, "path": run.path.as_posix(), "failed_blocks": run.failed}
            for name, run in zip(together.names, together.runs, strict=True)
        ]
        deals = [deal.to_json() for deal in together.deals()]
        say_json(
            {
                **comparison.to_json(),
                "woondeal": deals,
                "runs": runs,
                "page": page.as_posix() if page else None,
                "exit_code": code,
            }
        )
        return code
    say(terminal.table(comparison, console.width()))
    for line in together.deal_lines(lang):
        say(line)
    for run in together.runs if page is None else ():
        say(texts.message("cli.run_path", lang, {"path": run.path.as_posix()}))
    if page is not None:
        say(texts.message("cli.page_path", lang, {"path": page.as_posix()}))
    if together.failed:
        warn(texts.message("cli.failed", lang, {"n": together.failed}))
    return code


# ---- results --------------------------------------------------------------------------------------------------------


def _results_list(lang: Lang) -> Command:
    def show(out: str, as_json: bool, lang: Lang) -> int:
        from balanssim import api
        from balanssim.report import listing

        runs = api.list_runs(out)
        if as_json:
            say_json({"runs": [asdict(run) for run in runs]})
        else:
            say(listing.runs(runs, lang))
        return DONE

    return command(lang, "results.list", show, _out_option(lang), json_option(lang))


def _results_show(lang: Lang) -> Command:
    def show(run: str, as_json: bool, lang: Lang) -> int:
        from balanssim.report import listing
        from balanssim.results.runs import show_run

        found = show_run(Path(run))
        info = asdict(found["info"])
        if as_json:
            say_json({"info": info, "record": found["record"], "seconds": found["seconds"]})
        else:
            say(listing.run(found, lang))
        return DONE

    return command(lang, "results.show", show, argument(lang, "run", "run_dir"), json_option(lang))


def _results_export(lang: Lang) -> Command:
    def export(run: str, variable: str, out: str, format: str, year: int | None, lang: Lang) -> int:
        from balanssim import api

        say(api.export(run, variable, out=out, format=format, year=year, lang=lang).as_posix())
        return DONE

    return command(
        lang, "results.export", export, argument(lang, "run", "run_dir"), argument(lang, "variable", "variable"),
        option(lang, "--out", code="out_file", required=True, metavar="file"),
        option(lang, "--format", type=OneOf(lang, FORMATS), default="csv"),
        option(lang, "--year", code="year_export", type=Whole(lang, 1900), metavar="year"),
    )  # fmt: skip


if __name__ == "__main__":
    from balanssim.__main__ import main as program

    sys.exit(program())
