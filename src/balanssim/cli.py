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

from balanssim import climodel, clitools, texts
from balanssim._version import __version__
from balanssim.clitools import (
    BAD_INPUT,
    DONE,
    FAILED,
    INTERRUPTED,
    Command,
    OneOf,
    Whole,
    argument,
    command,
    json_option,
    lang_option,
    option,
    say,
    say_json,
    warn,
)  # fmt: skip
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.report.together import Together

Build = Callable[[Lang], click.Command]
PROFILES = ("summary", "standard", "full")
FORMATS = ("csv", "xlsx", "netcdf")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 with failures, 2 bad input, 130 interrupted."""
    from balanssim.errors import InputError, RunError

    given = list(sys.argv[1:] if arguments is None else arguments)
    lang = clitools.language(given)
    as_json = "--json" in given
    try:
        result = build(lang).main(given, prog_name="balanssim", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except click.UsageError as error:
        return _refuse(error, clitools.usage_text(error, lang), BAD_INPUT, lang, as_json)
    except InputError as error:
        return _refuse(error, texts.render(error.problems, lang), BAD_INPUT, lang, as_json)
    except RunError as error:
        return _refuse(error, texts.message(error.code, lang, error.params), FAILED, lang, as_json)
    except (KeyboardInterrupt, click.Abort):
        warn(texts.message("cli.interrupted", lang))
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has left, as with head
        sys.stderr.close()
        return DONE


def _refuse(error: Any, text: str, code: int, lang: Lang, as_json: bool) -> int:
    warn(text)
    if as_json:
        say_json(clitools.problem_json(error, lang))
    return code


def build(lang: Lang) -> click.Command:
    """The whole command tree in one language."""
    groups: dict[str, dict[str, Build]] = {
        "results": {"list": _results_list, "show": _results_show, "export": _results_export},
        "scenario": {
            "check": _scenario_check, "show": _scenario_show, "diff": _scenario_diff, "schema": _scenario_schema,
            "new": _scenario_new,
        },
        "region": {"check": _region_check, "show": _region_show, "new": _region_new},
        "model": {"plan": climodel.plan, "variables": climodel.variables},
    }  # fmt: skip
    root = clitools.group(lang, "balanssim")
    version = f"balanssim {__version__}"
    click.version_option(message=version, version=__version__, help=texts.message("cli.help.version", lang))(root)
    root.params.append(lang_option(lang))
    root.add_command(_compare(lang), "compare")
    root.add_command(_run(lang), "run")
    for name, commands in groups.items():
        group = clitools.group(lang, name)
        for below, make in commands.items():
            group.add_command(make(lang), below)
        root.add_command(group, name)
    return root


def _out_option(lang: Lang) -> click.Option:
    return option(lang, "--out", "--results", "out", default="results", metavar="DIR")


def _set_option(lang: Lang) -> click.Option:
    return option(lang, "--set", "overrides", multiple=True, metavar="KEY=VALUE")


def _computing(lang: Lang) -> list[click.Parameter]:
    """Options of every command that computes."""
    return [
        json_option(lang),
        _out_option(lang),
        option(lang, "--year", type=Whole(lang, 1900), default=2041),
        option(lang, "--draws", type=Whole(lang, 1)),
        option(lang, "--seed", type=Whole(lang, 0)),
        option(lang, "--workers", type=Whole(lang, 1)),
        _set_option(lang),
        option(lang, "--profile", type=OneOf(lang, PROFILES)),
        option(lang, "--fresh", is_flag=True),
        option(lang, "--quiet", is_flag=True),
    ]


# ---- compare and run ------------------------------------------------------------------------------------------------


def _compare(lang: Lang) -> Command:
    def compare(scenarios: tuple[str, ...], page: bool, out: str, as_json: bool, lang: Lang, **options: Any) -> int:
        together = _together(scenarios, out, lang, **options)
        path = _write_page(together, scenarios, out, lang, options) if page else None
        return _print_together(together, path, as_json, lang)

    page = option(lang, "--page/--no-page", code="page", default=True)
    return command(
        lang, "compare", compare, argument("scenarios", "SCENARIO...", many=True), page, *_computing(lang)
    )  # fmt: skip


def _run(lang: Lang) -> Command:
    def run(scenario: str, out: str, as_json: bool, lang: Lang, **options: Any) -> int:
        return _print_together(_together([scenario], out, lang, **options), None, as_json, lang)

    return command(lang, "run", run, argument("scenario", "SCENARIO"), *_computing(lang))


def _together(scenarios: Sequence[str], out: str, lang: Lang, *, quiet: bool, **options: Any) -> Together:
    from balanssim import api

    with clitools.progress(lang, quiet) as callbacks:
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
    say(terminal.table(comparison, clitools.width()))
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

    return command(lang, "results.show", show, argument("run", "RUN_DIR"), json_option(lang))


def _results_export(lang: Lang) -> Command:
    def export(run: str, variable: str, out: str, format: str, year: int | None, lang: Lang) -> int:
        from balanssim import api

        say(api.export(run, variable, out=out, format=format, year=year, lang=lang).as_posix())
        return DONE

    return command(
        lang, "results.export", export, argument("run", "RUN_DIR"), argument("variable", "VARIABLE"),
        option(lang, "--out", code="out_file", required=True, metavar="FILE"),
        option(lang, "--format", type=OneOf(lang, FORMATS), default="csv"),
        option(lang, "--year", code="year_export", type=Whole(lang, 1900)),
    )  # fmt: skip


# ---- scenario -------------------------------------------------------------------------------------------------------


def _scenario_check(lang: Lang) -> Command:
    def check(scenarios: tuple[str, ...], overrides: tuple[str, ...], as_json: bool, lang: Lang) -> int:
        from balanssim import scenario as room
        from balanssim.errors import InputError

        problems = [problem for ref in scenarios for problem in room.check(ref, overrides=overrides)]
        if problems:
            raise InputError(dict.fromkeys(problems))
        if as_json:
            say_json({"problems": []})
        else:
            say(texts.message("cli.no_problems", lang, {"names": list(scenarios)}))
        return DONE

    files = argument("scenarios", "SCENARIO...", many=True)
    return command(lang, "scenario.check", check, files, _set_option(lang), json_option(lang))


def _scenario_show(lang: Lang) -> Command:
    def show(scenario: str, origin: bool, overrides: tuple[str, ...], as_json: bool, lang: Lang) -> int:
        from balanssim import scenario as room

        resolved = room.load(scenario, overrides=overrides)
        if as_json:
            places = {key: asdict(place) for key, place in resolved.origin.items()} if origin else None
            say_json({"scenario": dict(resolved.tree), **({"origin": places} if origin else {})})
        else:
            say(room.show(resolved, origin=origin, lang=lang))
        return DONE

    return command(
        lang, "scenario.show", show, argument("scenario", "SCENARIO"), option(lang, "--origin", is_flag=True),
        _set_option(lang), json_option(lang),
    )  # fmt: skip


def _scenario_diff(lang: Lang) -> Command:
    def diff(first: str, second: str, as_json: bool, lang: Lang) -> int:
        from balanssim import scenario as room

        a, b = room.load(first), room.load(second)
        if as_json:
            say_json({"differences": [asdict(one) for one in room.differences(a, b)]})
        else:
            say(room.diff(a, b, lang))
        return DONE

    return command(lang, "scenario.diff", diff, argument("first", "A"), argument("second", "B"), json_option(lang))


def _scenario_schema(lang: Lang) -> Command:
    def schema(out: str | None, lang: Lang) -> int:
        import json

        from balanssim import scenario as room

        text = json.dumps(room.json_schema(), indent=1, ensure_ascii=True)
        if out is None:
            say(text)
        else:
            Path(out).write_text(text + "\n", encoding="utf-8")
            say(Path(out).as_posix())
        return DONE

    return command(lang, "scenario.schema", schema, option(lang, "--out", code="out_file", metavar="FILE"))


def _scenario_new(lang: Lang) -> Command:
    def new(path: str, template: str, lang: Lang) -> int:
        from balanssim import scenario as room

        say(texts.message("cli.made", lang, {"path": room.new(path, template).as_posix()}))
        return DONE

    parent = option(lang, "--extends", "template", code="extends", default="balanssim:referentie", metavar="SCENARIO")
    return command(lang, "scenario.new", new, argument("path", "FILE"), parent)


# ---- region ---------------------------------------------------------------------------------------------------------


def _region_check(lang: Lang) -> Command:
    def check(region: str, as_json: bool, lang: Lang) -> int:
        from balanssim.errors import InputError
        from balanssim.region.check import check as problems_of

        problems = problems_of(region)
        if problems:
            raise InputError(problems)
        if as_json:
            say_json({"problems": []})
        else:
            say(texts.message("cli.no_problems", lang, {"names": [region]}))
        return DONE

    return command(lang, "region.check", check, argument("region", "REGION"), json_option(lang))


def _region_show(lang: Lang) -> Command:
    def show(region: str, lang: Lang) -> int:
        from balanssim import api
        from balanssim.region.show import show as text_of

        say(text_of(api.load_region(region), lang))
        return DONE

    return command(lang, "region.show", show, argument("region", "REGION"))


def _region_new(lang: Lang) -> Command:
    def new(path: str, template: str, lang: Lang) -> int:
        from balanssim.region.new import new_region

        say(texts.message("cli.made", lang, {"path": new_region(path, template).as_posix()}))
        return DONE

    like = option(lang, "--like", "template", code="like", default="balanssim:flevoland-mra", metavar="REGION")
    return command(lang, "region.new", new, argument("path", "DIR"), like)


if __name__ == "__main__":
    sys.exit(main())
