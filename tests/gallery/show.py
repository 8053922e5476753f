"""Ask the command line what is wrong with each piece of the gallery."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from balanssim import cli
from tests.gallery import made, region_index, region_made
from tests.gallery.scenario_index import SCENARIOS
from tests.gallery.study_index import STUDIES

FOLDER = Path(__file__).parent / "scenarios"
LANGUAGES = ("nl", "en")


def ask(*arguments: str) -> tuple[int, str, str]:
    """Exit code, output and error output of the command line."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main(arguments)
    return code, out.getvalue(), err.getvalue()


def scenarios(folder: Path) -> Path:
    """All scenario files, those of the repository and those that are made, in one folder."""
    shutil.copytree(FOLDER, folder)
    made.make(folder)
    return folder


@contextmanager
def within(folder: Path) -> Iterator[None]:
    """Work in a folder, so that messages show names as a user sees them."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def read_aloud(folder: Path, lang: str, words: str = "") -> None:
    """Write the whole gallery, or the pieces whose name has these words."""
    with within(scenarios(folder / "scenarios")):
        for name in SCENARIOS:
            if words in name:
                why = made.BROKEN[name][0] if name in made.BROKEN else Path(name).read_text("utf-8").splitlines()[0]
                _say(f"{name}  {why}", ask("scenario", "check", name, "--lang", lang))
    with within(FOLDER.parent / "studies"):
        for name in STUDIES:
            if words in name:
                why = Path(name).read_text("utf-8").splitlines()[0]
                _say(f"{name}  {why}", ask("sweep", "check", name, "--lang", lang))
    regions = [(case.name, case, None) for case in region_index.CASES] + [
        (one.name, None, one) for one in region_made.MADE
    ]
    for number, (name, case, one) in enumerate(regions):
        if words not in name:
            continue
        place = folder / f"region{number}"
        place.mkdir()
        with within(place):
            if case is not None:
                region_index.write(Path("regio"), case)
            else:
                region_made.write(Path("regio"), one)
            _say(f"region: {name}", ask("region", "check", "regio", "--lang", lang))


def _say(title: str, answer: tuple[int, str, str]) -> None:
    sys.stdout.write(f"=== {title}\n{answer[1]}{answer[2]}\n")
