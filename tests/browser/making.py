"""The pages under test: made by the command line and the model, and one of invented numbers with hostile words.

``once`` makes them under locks: two makers of one run would refuse each other.
"""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr
from filelock import FileLock, Timeout

import balanssim as bs
from balanssim import api, cli
from balanssim.compare import tabulate
from balanssim.report import page, terminal
from tests import hostile

#: A block of worlds is 64 wide in any case; half of them are kept.
DRAWS = "32"
TWO = ("balanssim:referentie", "balanssim:omgevingsvisie")
FOUR = tuple(f"balanssim:ijmeer-{metro}-pampus-{homes}" for metro in ("nee", "ja") for homes in ("nee", "ja"))
NAMES = ("two-nl", "two-en", "four-en", "one-nl", "hostile-nl", "hostile-en")


@dataclass(frozen=True)
class Pages:
    """A folder with a page per name, and for ``two-nl`` and ``four-en`` what was printed beside it."""

    folder: Path

    def file(self, name: str) -> Path:
        """The page itself."""
        return self.folder / f"{name}.html"

    def json(self, name: str) -> dict[str, Any]:
        """What ``--json`` printed."""
        found: dict[str, Any] = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        return found

    def terminal(self, name: str) -> str:
        """The table of the terminal, 400 columns wide: no cell is wrapped."""
        return (self.folder / f"{name}.txt").read_text(encoding="utf-8")

    def dataset(self, name: str) -> xr.Dataset:
        """What ``balanssim.compare`` gave."""
        return xr.load_dataset(self.folder / f"{name}.nc", engine="h5netcdf")


def once(folder: Path) -> Pages:
    """The pages in a folder, made by whoever comes first; a second maker takes what nobody is making."""
    made = folder / "pages"
    made.mkdir(exist_ok=True)
    for waits in (False, True):
        for part in (_make_two, _make_four):
            with contextlib.suppress(Timeout), FileLock(str(folder / f"{part.__name__}.lock"), blocking=waits):
                done = folder / f"{part.__name__}.done"
                if not done.exists():
                    part(made)
                    done.touch()
    return Pages(made)


def _make_two(folder: Path) -> None:
    for lang in ("nl", "en"):
        (folder / f"hostile-{lang}.html").write_text(page.render(hostile.dataset(), hostile.context(), lang), "utf-8")
    out = folder / "results"
    _command(folder, "two-nl", out, "nl", TWO)
    two = api.compare_together(TWO, draws=int(DRAWS), out=out)
    api.write_page(two, folder / "two-en.html", lang="en", command="balanssim compare")
    _keep(bs.compare(TWO, draws=int(DRAWS), out=out), folder, "two-nl", "nl")
    one = api.compare_together(TWO[1:], draws=int(DRAWS), out=out)
    api.write_page(one, folder / "one-nl.html", lang="nl")


def _make_four(folder: Path) -> None:
    """The other way of computing: the volumes of the base date, and so a page on which that stands."""
    _command(folder, "four-en", folder / "results", "en", FOUR, "--set", "numerics.congestion=fixed")


def _command(folder: Path, name: str, out: Path, lang: str, scenarios: tuple[str, ...], *more: str) -> None:
    """``balanssim compare ... --json``: the page it wrote and what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        words = ["compare", *scenarios, *more, "--draws", DRAWS, "--workers", "1", "--out", str(out), "--json"]
        code = cli.main(["--lang", lang, *words])
    assert code == 0
    (folder / f"{name}.json").write_text(printed.getvalue(), encoding="utf-8")
    Path(json.loads(printed.getvalue())["page"]).rename(folder / f"{name}.html")


def _keep(dataset: xr.Dataset, folder: Path, name: str, lang: str) -> None:
    (folder / f"{name}.txt").write_text(terminal.table(tabulate(dataset, lang), 400), encoding="utf-8")
    numbers = dataset[["value", "difference", "goal_futures", "goal_margin", "opening_year", "indistinguishable"]]
    numbers.drop_vars([name for name in numbers.coords if name not in numbers.dims]).to_netcdf(
        folder / f"{name}.nc", engine="h5netcdf"
    )
