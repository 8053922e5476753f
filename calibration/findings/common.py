"""What pages of findings share: sentences held against figures, bands and differences in words, and the command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import balanssim as bs
from balanssim.compare import shares
from balanssim.compare.differences import indistinguishable, mean_and_noise
from balanssim.parameters import DECLARED
from balanssim.report import numbers
from balanssim.texts import Lang
from calibration import pages

Array = NDArray[np.float64]
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "bevindingen"
SAME = "niet te onderscheiden"
#: Below which a median difference says nothing, by variable: how near a world is to its equilibrium (decision 0024),
#: and how far outcomes of scenarios lie apart that are equal by then (`wegen_later`, 2051).
NEAR = {"commute_load": 20.0, "commute_load_extra": 20.0, "lost_vehicle_hours": 2.0, "jobs_within_45min_car": 2_000.0,
        "commute_car_km": 5_000.0, "homes_added": 10.0, "jobs_all_added": 10.0, "out_commuters": 50.0,
        "share_working_outside": 0.0005}  # fmt: skip
#: Counts that `report.numbers` does not know as such.
COUNTS = {"veh h": "veh/h", "1000 km/day": "veh/h"}


@dataclass(frozen=True)
class Statement:
    """A sentence of the page and the share of the worlds in which it holds, with the least that the page wants."""

    text: str
    holds: float
    at_least: float = 1.0

    @property
    def stands(self) -> bool:
        """Whether it holds in as many worlds as the page says."""
        return self.holds >= self.at_least


def deciding(factors: Mapping[str, Array], outcome: Array, seed: int) -> str:
    """Markdown table of the uncertain parameters that make the spread of an outcome (`compare.shares`).

    `factors` name -> (draw,), none of them constant; only what rises above the noise is told.
    """
    names = list(factors)
    of = shares.shares(outcome, shares.basis(np.stack([factors[name] for name in names], axis=1), seed))
    rows = []
    for place in np.argsort(-of.central):
        if of.stands_out[place]:
            low, central, high = (f"{100 * ends[place]:.0f}" for ends in (of.low, of.central, of.high))
            rows.append((DECLARED[names[place]].label_nl, f"{central} % [{low}–{high}]"))
    rows = rows or [("geen aanname steekt boven de ruis uit", "–")]
    return pages.table(("aanname", "deel van de spreiding [90 %-band]"), rows)


Made = Callable[[int, int, Path], tuple[Sequence[Statement], dict[str, str]]]


def spread(values: Array, unit: str, signed: bool = False, lang: Lang = "nl") -> str:
    """Median and band over worlds."""
    low, middle, high = (float(x) for x in np.quantile(values, (0.1, 0.5, 0.9)))
    return (numbers.difference if signed else numbers.central)(middle, low, high, COUNTS.get(unit, unit), lang)


def apart(first: Array, other: Array, near: float = 0.0) -> bool:
    """Whether a paired difference rises above the noise of the worlds, and its median is not below `near`."""
    mean, noise = mean_and_noise(first, other)
    small = abs(float(np.median(other - first))) < near
    return not small and not bool(indistinguishable(np.asarray(mean), np.asarray(noise)))


def change(first: Array, other: Array, unit: str, near: float = 0.0) -> str:
    """Paired difference of other to first, with words where it cannot be told from nothing."""
    shown = spread(other - first, unit, signed=True)
    return shown if apart(first, other, near) else f"{SAME} ({shown})"


def futures(holds: NDArray[np.bool_]) -> str:
    """N van 100 toekomsten, with the words that go with it."""
    share = float(np.mean(holds))
    return f"in {numbers.per_hundred(share)} van 100 toekomsten ({numbers.likelihood(share, 'nl')})"


def listed(words: Sequence[str], nothing: str = "geen") -> str:
    """a, b en c."""
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words) or nothing


def numbered(sentences: Iterable[str]) -> str:
    """A numbered list."""
    return "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, 1))


def account(draws: int, seed: int, scenarios: Sequence[str], more: str = "") -> str:
    """What was run."""
    names = listed([f"`{name}`" for name in scenarios])
    count = numbers.exact(draws, "homes", "nl")
    return (
        f"{count} toekomsten, startgetal {seed}, balanssim {bs.__version__}; {names}, reistijden in evenwicht met "
        f"files en drukte. Overal mediaan [10–90]{more}."
    )


def checked(found: Iterable[Statement]) -> str:
    """Every sentence once, with the smallest share in which it was held; what stands in brackets sets them apart."""
    least: dict[str, float] = {}
    for item in found:
        sentence = item.text.partition(" (")[0]
        least[sentence] = min(item.holds, least.get(sentence, 1.0))
    return "\n".join(f"- {text}: in {numbers.per_hundred(share)} van 100" for text, share in least.items())


def command(arguments: Sequence[str] | None, about: str | None, page: Path, make: Made, draws: int = 256) -> int:
    """Run, hold the statements, write the page; 1 where a statement does not hold."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--draws", type=int, default=draws)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--page", type=Path, default=page, help="where to write the filled page")
    given = parser.parse_args(arguments)
    found, parts = make(given.draws, given.seed, given.results)
    for item in found:
        print(f"{'ok  ' if item.stands else 'NOT '} {item.holds:.2f}  {item.text}")
    if not all(item.stands for item in found):
        print("The page says what the figures do not: it is not written.")
        return 1
    print(pages.write(page, given.page, parts))
    return 0
