"""Plumbing of the command line: help and usage errors in two languages, output that fits the terminal, progress."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Final, TextIO

import click

from balanssim import texts
from balanssim.texts import LANGUAGES, Lang

if TYPE_CHECKING:
    from balanssim.errors import InputError, RunError

#: Seconds before progress is shown at all, and between lines where the output is not a terminal.
PATIENCE, PAUSE = 2.0, 10.0
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
WIDTH: Final = 120


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


class _Formatter(click.HelpFormatter):
    lang: ClassVar[Lang] = "nl"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, texts.message("cli.usage", self.lang) + " ")

    def write_heading(self, heading: str) -> None:
        code = f"cli.heading.{heading.lower()}"
        super().write_heading(texts.message(code, self.lang) if code in texts.codes("messages", self.lang) else heading)


class _English(_Formatter):
    lang = "en"


class _Context(click.Context):
    formatter_class = _Formatter


class _EnglishContext(click.Context):
    formatter_class = _English


class Command(click.Command):
    """A command whose help is in the language of ``lang``."""

    lang: Lang = "nl"

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """A context whose help has the headings of the language."""
        self.context_class = _EnglishContext if self.lang == "en" else _Context
        self.context_settings = {"max_content_width": 100, **self.context_settings}
        return super().make_context(*args, **kwargs)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` in words of the language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = texts.message("cli.help.help", self.lang)
        return option


class Group(Command, click.Group):
    """A group that names the nearest command to a mistyped one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name; raises ``UsageError`` for an unknown one."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = self.list_commands(ctx)
            near = difflib.get_close_matches(name, known, n=1)
            params = {"name": name, "near": near[0] if near else ", ".join(known)}
            raise click.UsageError(texts.message("cli.error.no_command", self.lang, params), ctx)
        return super().resolve_command(ctx, args)


class Whole(click.ParamType[int]):
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


class OneOf(click.ParamType[str]):
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
            words = {"value": str(value), "known": list(self.words)}
            self.fail(texts.message("cli.error.one_of", self.lang, words), param, ctx)
        return str(value)


def group(lang: Lang, name: str) -> Group:
    """A group of commands."""
    made = Group(name, help=texts.message(f"cli.command.{name}", lang), callback=lambda lang: None)
    made.lang = lang
    if name != "balanssim":
        made.callback = None
    return made


def command(lang: Lang, code: str, function: Callable[..., int], *params: click.Parameter) -> Command:
    """A command with ``--lang``; its help goes by ``cli.command.<code>``."""
    words = texts.message(f"cli.command.{code}", lang)
    command = Command(code, params=[*params, lang_option(lang)], callback=function, help=words)
    command.lang = lang
    return command


def option(lang: Lang, *names: str, code: str = "", **settings: Any) -> click.Option:
    """An option; its help goes by ``cli.help.<code>``, by default the name."""
    return click.Option(names, help=texts.message(f"cli.help.{code or names[0].strip('-')}", lang), **settings)


def lang_option(lang: Lang) -> click.Option:
    """``--lang``, on every command."""
    return option(lang, "--lang", type=OneOf(lang, LANGUAGES), default=lang)


def argument(name: str, metavar: str, many: bool = False) -> click.Argument:
    """A required argument."""
    return click.Argument([name], nargs=-1 if many else 1, required=True, metavar=metavar)


def usage_text(error: click.UsageError, lang: Lang) -> str:
    """What is wrong with a command line, in the user's language, and where help is."""
    if isinstance(error, click.NoSuchOption):
        near = f" ({', '.join(error.possibilities)}?)" if error.possibilities else ""
        text = texts.message("cli.error.no_option", lang, {"name": error.option_name + near})
    elif isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param else ""
        text = texts.message("cli.error.missing", lang, {"name": name})
    elif isinstance(error, click.BadParameter):
        name = error.param.opts[0] if error.param else ""
        text = texts.message("cli.error.bad", lang, {"name": name, "text": error.message})
    else:
        text = texts.message("cli.error.other", lang, {"text": error.message})
    path = error.ctx.command_path if error.ctx else "balanssim"
    return f"{text}\n{texts.message('cli.error.see_help', lang, {'path': path})}"


def problem_json(error: InputError | RunError | click.UsageError, lang: Lang) -> dict[str, Any]:
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
    return {"problems": [{"code": "cli.usage", "text": usage_text(error, lang)}]}


def say(text: str, stream: TextIO | None = None) -> None:
    """Write a text and a newline; characters the stream cannot show get a stand-in."""
    from balanssim.report.terminal import plain

    target = stream or sys.stdout
    target.write(plain(text.rstrip("\n"), target.encoding) + "\n")
    target.flush()


def warn(text: str) -> None:
    """Write to the error stream."""
    say(text, sys.stderr)


def say_json(value: Mapping[str, Any]) -> None:
    """The one JSON object of ``--json``: ASCII only, no NaN."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True, allow_nan=False, indent=1, default=str) + "\n")
    sys.stdout.flush()


def width() -> int:
    """Columns of the screen; a wide default where the output goes to a file."""
    return max(60, shutil.get_terminal_size((WIDTH, 40)).columns)


@contextmanager
def progress(lang: Lang, quiet: bool) -> Iterator[dict[str, Any]]:
    """Callbacks ``announce`` and ``progress`` that write to the error stream: the size before a run, and how far it is.

    Progress shows once a run takes longer than two seconds; nothing is written when quiet.
    """
    if quiet:
        yield {}
        return
    started = time.monotonic()
    shown = 0.0
    live = sys.stderr.isatty()

    def starting() -> None:
        sys.stderr.write(texts.message("cli.preparing", lang) + "\n")
        sys.stderr.flush()

    waiting = threading.Timer(PATIENCE, starting)
    waiting.daemon = True
    waiting.start()

    def announce(blocks: int, size: int) -> None:
        waiting.cancel()
        params = {"blocks": blocks, "megabytes": max(1, round(size / 1e6))}
        sys.stderr.write(texts.message("cli.announce", lang, params) + "\n")
        sys.stderr.flush()

    def report(done: int, total: int, name: str) -> None:
        nonlocal shown
        waiting.cancel()
        now = time.monotonic()
        if now - started < PATIENCE or (not live and done < total and now - shown < PAUSE):
            return
        left = (now - started) / done * (total - done) if done else 0.0
        params = {"done": done, "total": total, "name": name, "left": round(left)}
        line = texts.message("cli.progress", lang, params)
        sys.stderr.write(f"\r{line}\x1b[K" if live else line + "\n")
        sys.stderr.flush()
        shown = now

    try:
        yield {"progress": report, "announce": announce}
    finally:
        waiting.cancel()
        if live and shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def json_option(lang: Lang) -> click.Option:
    """``--json``: one JSON object on standard output, nothing else there."""
    return option(lang, "--json", "as_json", is_flag=True)
