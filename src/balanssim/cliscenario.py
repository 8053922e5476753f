"""The commands about scenario files and region folders; as thin as the rest of the command line."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from balanssim import texts
from balanssim.clitools import DONE, Command, argument, command, json_option, option, set_option
from balanssim.console import say, say_json
from balanssim.texts import Lang

# ---- scenario -------------------------------------------------------------------------------------------------------


def scenario_list(lang: Lang) -> Command:
    """``scenario list``: the ready-made ones, which an installed package has no folder to show of."""

    def show(as_json: bool, lang: Lang) -> int:
        from balanssim import scenario as room

        titles = {ref: room.load(ref).scenario.title for ref in room.shipped()}
        if as_json:
            say_json(
                {"scenarios": [{"ref": ref, "title": {"nl": one.nl, "en": one.en}} for ref, one in titles.items()]}
            )
        else:
            longest = max(map(len, titles))
            say("\n".join(f"{ref:<{longest}}  {getattr(title, lang)}" for ref, title in titles.items()))
        return DONE

    return command(lang, "scenario.list", show, json_option(lang))


def scenario_check(lang: Lang) -> Command:
    """``scenario check``: all mistakes at once."""

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

    files = argument(lang, "scenarios", "scenario", many=True)
    return command(lang, "scenario.check", check, files, set_option(lang), json_option(lang))


def scenario_show(lang: Lang) -> Command:
    """``scenario show``: merged with its parents."""

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
        lang, "scenario.show", show, argument(lang, "scenario", "scenario"), option(lang, "--origin", is_flag=True),
        set_option(lang), json_option(lang),
    )  # fmt: skip


def scenario_diff(lang: Lang) -> Command:
    """``scenario diff``: assumptions that differ."""

    def diff(first: str, second: str, as_json: bool, lang: Lang) -> int:
        from balanssim import scenario as room

        a, b = room.load(first), room.load(second)
        if as_json:
            say_json({"differences": [asdict(one) for one in room.differences(a, b)]})
        else:
            say(room.diff(a, b, lang))
        return DONE

    return command(
        lang, "scenario.diff", diff, argument(lang, "first", "a"), argument(lang, "second", "b"), json_option(lang)
    )


def scenario_schema(lang: Lang) -> Command:
    """``scenario schema``: for editors."""

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

    return command(lang, "scenario.schema", schema, option(lang, "--out", code="out_file", metavar="file"))


def scenario_new(lang: Lang) -> Command:
    """``scenario new``: a file to change."""

    def new(path: str, template: str, lang: Lang) -> int:
        from balanssim import scenario as room

        say(texts.message("cli.made", lang, {"path": room.new(path, template).as_posix()}))
        return DONE

    parent = option(lang, "--extends", "template", code="extends", default="balanssim:referentie", metavar="scenario")
    return command(lang, "scenario.new", new, argument(lang, "path", "file"), parent)


# ---- region ---------------------------------------------------------------------------------------------------------


def region_check(lang: Lang) -> Command:
    """``region check``: all mistakes at once."""

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

    return command(lang, "region.check", check, argument(lang, "region", "region"), json_option(lang))


def region_show(lang: Lang) -> Command:
    """``region show``: an overview."""

    def show(region: str, lang: Lang) -> int:
        from balanssim import api
        from balanssim.region.show import show as text_of

        say(text_of(api.load_region(region), lang))
        return DONE

    return command(lang, "region.show", show, argument(lang, "region", "region"))


def region_new(lang: Lang) -> Command:
    """``region new``: a folder to fill in."""

    def new(path: str, template: str, lang: Lang) -> int:
        from balanssim.region.new import new_region

        say(texts.message("cli.made", lang, {"path": new_region(path, template).as_posix()}))
        return DONE

    like = option(lang, "--like", "template", code="like", default="balanssim:flevoland-mra", metavar="region")
    return command(lang, "region.new", new, argument(lang, "path", "dir"), like)
