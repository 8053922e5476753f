"""What is wrong with a command line, in the user's language; click's own English reaches nobody."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import click

from balanssim import texts
from balanssim.texts import Lang


class Said(click.UsageError):
    """A usage error whose words are in the user's language already."""


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The known name most like the one typed, or None."""
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return found[0] if found else None


def either(names: Sequence[str], lang: Lang) -> str:
    """One name, or some to choose from: ``results export or sweep export``."""
    *first, last = names
    return texts.message("cli.error.either", lang, {"first": first, "last": last}) if first else last


def shown(param: click.Parameter | None) -> str:
    """A parameter as the help shows it: ``SCENARIO`` or ``--out``."""
    if param is None:
        return ""
    if isinstance(param, click.Argument):
        return (param.metavar or param.human_readable_name).removesuffix("...")
    return max(param.opts, key=len)


def usage_text(error: click.UsageError, lang: Lang, given: Sequence[str] = ()) -> str:
    """What is wrong, what was perhaps meant, and where help is.

    Parameters
    ----------
    error : from click, or ``Said``
    lang : of the words
    given : the command line, to name what click took apart
    """
    path = error.ctx.command_path if error.ctx else "balanssim"
    return f"{_wrong(error, lang, given)}\n{texts.message('cli.error.see_help', lang, {'path': path})}"


def _wrong(error: click.UsageError, lang: Lang, given: Sequence[str]) -> str:
    if isinstance(error, Said):
        return error.message
    if isinstance(error, click.NoSuchOption):
        return _no_option(error, lang, given)
    if isinstance(error, click.MissingParameter):
        return texts.message("cli.error.missing", lang, {"name": shown(error.param)})
    if isinstance(error, click.BadParameter):
        return texts.message("cli.error.bad", lang, {"name": shown(error.param), "text": error.message})
    if isinstance(error, click.BadOptionUsage):
        param = _option(error.ctx, error.option_name)
        flag = param is not None and getattr(param, "is_flag", False)
        code = "cli.error.no_value" if flag else "cli.error.needs_value"
        return texts.message(code, lang, {"name": error.option_name, "metavar": (param and param.metavar) or "N"})
    return texts.message("cli.error.other", lang, {"text": error.message})


def _no_option(error: click.NoSuchOption, lang: Lang, given: Sequence[str]) -> str:
    """click reads ``-draws`` as ``-d -r ...``; the user meant ``--draws``."""
    name = error.option_name
    if not name.startswith("--"):
        name = next((word.split("=")[0] for word in given if word.startswith(name)), name)
    params = error.ctx.command.get_params(error.ctx) if error.ctx else []
    known = [option for param in params for option in (*param.opts, *param.secondary_opts) if option.startswith("--")]
    near = nearest("--" + name.lstrip("-"), known)
    code = "cli.error.no_option_near" if near else "cli.error.no_option"
    return texts.message(code, lang, {"name": name, **({"near": near} if near else {})})


def _option(ctx: click.Context | None, name: str) -> click.Parameter | None:
    params = ctx.command.get_params(ctx) if ctx else []
    return next((param for param in params if name in (*param.opts, *param.secondary_opts)), None)
