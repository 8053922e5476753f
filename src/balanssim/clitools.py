"""Plumbing of the command line: commands, options and help in two languages."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from balanssim import texts
from balanssim.cliusage import Said, either, nearest, shown, usage_text
from balanssim.console import say
from balanssim.texts import LANGUAGES, Lang

if TYPE_CHECKING:
    from balanssim.errors import InputError, RunError

#: Exit codes, beside ``clistop.INTERRUPTED``; README.md tells them to the user.
DONE, FAILED, BAD_INPUT = 0, 1, 2


def language(arguments: Sequence[str]) -> Lang:
    """The language asked for by ``--lang``, else by BALANSSIM_LANG, else Dutch; help needs it before parsing."""
    asked = os.environ.get("BALANSSIM_LANG", "")
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and position + 1 < len(arguments):
            asked = arguments[position + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return "en" if asked.lower().startswith("en") else "nl"


def wants_debug(given: Sequence[str]) -> bool:
    """Whether all that is technical is to be shown: ``--debug``, or BALANSSIM_DEBUG other than 0."""
    return "--debug" in given or os.environ.get("BALANSSIM_DEBUG", "0") not in ("", "0")


def hush(given: Sequence[str]) -> None:
    """Keep warnings of libraries off the user's screen, here and in workers, unless Python or we are asked for them."""
    if not sys.warnoptions and not wants_debug(given):
        warnings.simplefilter("ignore")
        os.environ["PYTHONWARNINGS"] = "ignore"


class _Spoken(click.Command):
    """A command whose help is in the language of ``lang``, with an example at the end."""

    lang: Lang = "nl"
    example = ""
    arguments: Mapping[str, str] = {}

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """A context whose help fits the screen."""
        self.context_settings = {"max_content_width": 100, **self.context_settings}
        return super().make_context(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; a usage error always knows the command that it is about."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """``-h`` and ``--help`` in words of the language."""
        return shown_first(self.lang, "--help", lambda ctx: ctx.get_help(), "-h")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """``Gebruik: balanssim ...``."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, texts.message("cli.usage", self.lang) + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, under a heading in the language; then the commands of a group."""
        params = self.get_params(ctx)
        given = [param for param in params if isinstance(param, click.Argument)]
        if given:
            with formatter.section(texts.message("cli.heading.arguments", self.lang)):
                formatter.write_dl([(shown(param), self.arguments[shown(param)]) for param in given])
        options = [param for param in params if isinstance(param, click.Option)]
        found = [record for param in options if (record := param.get_help_record(ctx)) is not None]
        required = f"[{texts.message('cli.help.required', self.lang)}]"
        records = [(names, words.replace("[required]", required)) for names, words in found]
        with formatter.section(texts.message("cli.heading.options", self.lang)):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The example, one command a line, never wrapped: it is there to be copied."""
        with formatter.section(texts.message("cli.heading.example", self.lang)):
            for line in self.example.splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class Command(_Spoken):
    """A command that does something."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; raises ``UsageError`` for words too many, in the language."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise Said(texts.message("cli.error.surplus", self.lang, {"names": rest}), ctx)
        return rest


class Group(_Spoken, click.Group):
    """A group of commands; names the nearest command to a mistyped one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name; raises ``UsageError`` for an unknown one."""
        name = args[0]
        if self.get_command(ctx, name) is None and not ctx.resilient_parsing:
            known = self.list_commands(ctx)
            below: dict[str, list[str]] = {}  # the user may have left out the group; several may have the word
            for group in sorted(known):
                for word in getattr(self.commands[group], "commands", ()):
                    below.setdefault(word, []).append(f"{group} {word}")
            near = None if name in below else nearest(name, known)
            if near is None and (word := nearest(name, list(below))):
                near = either(below[word], self.lang)
            code = "cli.error.no_command_near" if near else "cli.error.no_command"
            params = {"name": name, **({"near": near} if near else {"known": known})}
            raise Said(texts.message(code, self.lang, params), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with the whole of their description, in the order they are used."""
        rows = [(name, self.commands[name].help or "") for name in self.list_commands(ctx)]
        with formatter.section(texts.message("cli.heading.commands", self.lang)):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which they were added: the main one first."""
        return list(self.commands)


class Whole(click.ParamType):  # type: ignore[type-arg] # not generic in the oldest click that we take
    """A whole number of at least ``low``."""

    name = "N"

    def __init__(self, lang: Lang, low: int) -> None:
        self.lang, self.low = lang, low

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; raises ``BadParameter`` in words of the language."""
        try:
            number = int(value)
        except ValueError:
            number = self.low - 1
        if number < self.low:
            self.fail(texts.message("cli.error.whole", self.lang, {"value": str(value), "low": self.low}), param, ctx)
        return number


class Number(click.ParamType):  # type: ignore[type-arg]
    """A finite number of at least 0, or greater than ``above``."""

    name = "NUMBER"

    def __init__(self, lang: Lang, above: float = -1.0) -> None:
        self.lang, self.above = lang, above

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; raises ``BadParameter`` in words of the language."""
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not max(self.above, 0.0) <= number < float("inf") or number == self.above:
            code = "cli.error.number_above" if self.above >= 0.0 else "cli.error.number"
            self.fail(texts.message(code, self.lang, {"value": str(value), "above": self.above}), param, ctx)
        return number


class OneOf(click.ParamType):  # type: ignore[type-arg]
    """One of a few words."""

    name = "WORD"

    def __init__(self, lang: Lang, words: Sequence[str]) -> None:
        self.lang, self.words = lang, tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """``[a|b]``."""
        return "[" + "|".join(self.words) + "]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word; raises ``BadParameter`` in words of the language."""
        if value not in self.words:
            near = nearest(str(value), self.words)
            code = "cli.error.one_of_near" if near else "cli.error.one_of"
            words = {"value": str(value), "known": list(self.words), **({"near": near} if near else {})}
            self.fail(texts.message(code, self.lang, words), param, ctx)
        return str(value)


def group(lang: Lang, name: str, alone: Callable[[], int] | None = None, kind: type[Group] = Group) -> Group:
    """A group of commands; ``alone`` is what it does without one (default: say that one must be chosen)."""

    @click.pass_context
    def call(ctx: click.Context, /, **_: object) -> int:
        if ctx.invoked_subcommand is not None:
            return DONE
        if alone is None:
            known = made.list_commands(ctx)
            raise Said(texts.message("cli.error.choose", lang, {"known": known}), ctx)
        return alone()

    made = kind(
        name, callback=call, params=[lang_option(lang), debug_option(lang, hidden=alone is None)],
        help=texts.message(f"cli.command.{name}", lang), invoke_without_command=True, no_args_is_help=False,
        options_metavar=_metavar(lang, "options"), subcommand_metavar=_metavar(lang, "command"),
    )  # fmt: skip
    made.lang = lang
    made.example = texts.message(f"cli.example.{name}", lang)
    return made


def command(lang: Lang, code: str, function: Callable[..., int], *params: click.Parameter) -> Command:
    """A command with ``--lang`` and ``--debug``; its help goes by ``cli.command.<code>`` and ``cli.example.<code>``."""
    words = texts.message(f"cli.command.{code}", lang)
    listed = [*params, lang_option(lang), debug_option(lang, hidden=True)]
    command = Command(code, params=listed, callback=function, help=words, options_metavar=_metavar(lang, "options"))
    command.lang = lang
    command.example = texts.message(f"cli.example.{code}", lang)
    command.arguments = {
        shown(param): texts.message(f"cli.argument.{param.name}", lang)
        for param in params
        if isinstance(param, click.Argument)
    }
    return command


def _metavar(lang: Lang, name: str) -> str:
    return texts.message(f"cli.metavar.{name}", lang)


def option(lang: Lang, *names: str, code: str = "", metavar: str = "", **settings: Any) -> click.Option:
    """An option; help by ``cli.help.<code>`` (default: its name), what follows it by ``cli.metavar.<metavar>``."""
    if metavar:
        settings["metavar"] = _metavar(lang, metavar)
    return click.Option(names, help=texts.message(f"cli.help.{code or names[0].strip('-')}", lang), **settings)


def lang_option(lang: Lang) -> click.Option:
    """``--lang``, on every command."""
    return option(lang, "--lang", type=OneOf(lang, LANGUAGES), default=lang)


def debug_option(lang: Lang, hidden: bool) -> click.Option:
    """``--debug``, on every command; ``main`` looks for it before anything is parsed."""
    return option(lang, "--debug", is_flag=True, expose_value=False, hidden=hidden)


def shown_first(lang: Lang, name: str, text: Callable[[click.Context], str], *short: str) -> click.Option:
    """An option that shows a text and ends; click's own writes past the encoding of a stream that is set to ASCII."""

    def show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            say(text(ctx))
            ctx.exit()

    return option(
        lang, name, *short, code=name.strip("-"), is_flag=True, is_eager=True, expose_value=False, callback=show
    )


def json_option(lang: Lang) -> click.Option:
    """``--json``: one JSON object on standard output, nothing else there."""
    return option(lang, "--json", "as_json", is_flag=True)


def set_option(lang: Lang) -> click.Option:
    """``--set``, on every command that reads a scenario."""
    return option(lang, "--set", "overrides", multiple=True, metavar="set")


def argument(lang: Lang, name: str, metavar: str, many: bool = False) -> click.Argument:
    """A required argument, shown as ``cli.metavar.<metavar>``."""
    shown = _metavar(lang, metavar) + ("..." if many else "")
    return click.Argument([name], nargs=-1 if many else 1, required=True, metavar=shown)


def scenario_or_reference(lang: Lang) -> click.Argument:
    """A scenario that may be left out; then it is the reference."""
    shown = f"[{_metavar(lang, 'scenario')}]"
    return click.Argument(["scenario"], required=False, default="balanssim:referentie", metavar=shown)


def problem_json(
    error: InputError | RunError | click.UsageError, lang: Lang, given: Sequence[str] = ()
) -> dict[str, Any]:
    """The error as one JSON object: a list of problems, each with code, place and words."""
    from balanssim.errors import InputError, RunError

    if isinstance(error, InputError):
        return {
            "problems": [
                {
                    "code": item.code, "file": item.file, "line": item.line, "column": item.column, "key": item.key,
                    "text": texts.problem(item, lang),
                    "params": {name: texts.show(value, lang) for name, value in item.params.items()},
                }
                for item in error.problems
            ]
        }  # fmt: skip
    if isinstance(error, RunError):
        return {"problems": [{"code": error.code, "text": texts.message(error.code, lang, error.params)}]}
    return {"problems": [{"code": "cli.usage", "text": usage_text(error, lang, given)}]}
