"""The command that serves the live page, or writes it as one file; as thin as the rest of the command line."""

from __future__ import annotations

import time
from pathlib import Path

from balanssim import clistop, texts
from balanssim.clitools import DONE, Command, Whole, command, option, scenario_or_reference, set_option
from balanssim.cliusage import Said
from balanssim.console import say, warn
from balanssim.texts import Lang

#: Megabytes that many a mailbox still takes.
MAILABLE = 10


def explore(lang: Lang) -> Command:
    """``explore``: the live page, until Ctrl-C; with ``--export`` a file."""

    def run(
        scenario: str, port: int, browser: bool, workers: int | None, overrides: tuple[str, ...], export: str | None,
        levers: tuple[str, ...], draws: int | None, years: tuple[int, ...], lang: Lang,
    ) -> int:  # fmt: skip
        if export is not None:
            try:
                return _write(Path(export), scenario, overrides, workers, levers, draws, years, lang)
            except KeyboardInterrupt:  # elsewhere what was finished is kept
                clistop.deaf()
                warn(texts.message("explore.export.interrupted", lang))
                return clistop.INTERRUPTED
        given = {"--lever": levers, "--draws": draws, "--year": years}
        if alone := [name for name, value in given.items() if value]:
            raise Said(texts.message("explore.export.only", lang, {"names": alone}))
        from balanssim.explorer.serve import serve

        def ready(url: str) -> None:
            say(texts.message("explore.ready", lang, {"url": url}))
            if browser:
                import webbrowser

                webbrowser.open(url)

        serve(
            scenario, overrides=overrides, port=port or 0, workers=workers, lang=lang, ready=ready,
            preparing=lambda: warn(texts.message("explore.preparing", lang)),
        )  # fmt: skip
        return DONE

    return command(
        lang, "explore", run, scenario_or_reference(lang),
        option(lang, "--port", type=Whole(lang, 1), metavar="port"),
        option(lang, "--browser/--no-browser", code="browser", default=True),
        option(lang, "--workers", type=Whole(lang, 1)),
        option(lang, "--export", metavar="file"),
        option(lang, "--lever", "levers", multiple=True, metavar="lever"),
        option(lang, "--draws", code="draws_offline", type=Whole(lang, 1)),
        option(lang, "--year", "years", code="year_offline", multiple=True, type=Whole(lang, 1900), metavar="year"),
        set_option(lang),
    )  # fmt: skip


def _write(
    target: Path, scenario: str, overrides: tuple[str, ...], workers: int | None, levers: tuple[str, ...],
    draws: int | None, years: tuple[int, ...], lang: Lang,
) -> int:  # fmt: skip
    from balanssim.explorer import offline, serve

    offline.check_target(target)
    with serve.runner(scenario, overrides, workers) as runner:
        made = offline.asked(runner, levers, draws, years)
        counts = " x ".join(str(len(axis.levels)) for axis in made.axes)
        sizes = {"n": made.count, "counts": counts, "draws": made.draws, "runs": made.count * made.draws}
        warn(texts.message("explore.export.begin", lang, sizes))
        seconds, characters = offline.expected(runner, made)
        megabytes = characters / 1e6
        about = {"minutes": max(1, round(seconds / 60)), "megabytes": max(1, round(megabytes))}
        warn(texts.message("explore.export.expected", lang, about))
        if megabytes > MAILABLE:
            warn(texts.message("explore.export.large", lang))
        last = time.monotonic()

        def told(done: int, of: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last > 10 or done == of:
                last = now
                warn(texts.message("explore.export.progress", lang, {"done": done, "of": of}))

        size = offline.write(target, offline.page(runner, made, lang, told))
    said = {"path": target.as_posix(), "megabytes": round(size / 1e6, 1)}
    say(texts.message("explore.export.written", lang, said))
    return DONE
