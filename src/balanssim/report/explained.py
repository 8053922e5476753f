"""``balanssim explain``: why one scenario ends elsewhere than another, as data, text and a page with waterfalls."""

from __future__ import annotations

import hashlib
import shlex
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from balanssim import catalogue, rng, texts
from balanssim.compare import groups, shapley
from balanssim.compare.build import unit_of
from balanssim.compare.differences import indistinguishable, mean_and_noise
from balanssim.compare.groups import Group
from balanssim.compare.table import Row, outcome_label, place_label
from balanssim.dims import AREA, CORRIDOR, DRAW, YEAR
from balanssim.errors import InputError, Problem
from balanssim.positions import Place
from balanssim.report import numbers
from balanssim.report.listing import columns
from balanssim.report.procedures import WIDTH
from balanssim.report.together import labels
from balanssim.report.together import rows_of as headline
from balanssim.results import record
from balanssim.scenario.diff import differences
from balanssim.scenario.labels import label
from balanssim.scenario.mix import NO_CAUSE, mix
from balanssim.scenario.semantics import names_of, unknown_name

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.region.index import RegionIndex
    from balanssim.scenario import Resolved
    from balanssim.texts import Lang

Array = npt.NDArray[np.float64]
#: Outcomes that are explained unless others are asked for, the first place of each in the headline rows.
_SHOWN = (("homes_added", ""), ("jobs_all_added", ""), ("share_working_outside", ""), ("commute_load_extra", "road"))
Run = Callable[[Sequence["Resolved"]], "list[xr.Dataset]"]
#: Share of the whole difference that the changes named in a sentence explain together, at least.
_TOLD = 0.8


@dataclass(frozen=True)
class Part:
    """What one change adds to one outcome in one year: mean over the worlds, 10-90, and whether it rises above noise.

    ``noise``: two standard errors of the mean, over worlds and, where orders are sampled, over orders.
    """

    group: str
    mean: float
    p10: float
    p90: float
    noise: float
    tells: bool


@dataclass(frozen=True)
class Explained:
    """One outcome on one 1 January: means of both scenarios, the parts of their difference in order of size."""

    row: Row
    year: int
    unit: str
    first: float
    other: float
    whole: Part
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Explanation:
    """Why ``b`` ends elsewhere than ``a``; ``orders`` sampled, 0 where every set of changes was calculated."""

    a: Resolved
    b: Resolved
    groups: tuple[Group, ...]
    outcomes: tuple[Explained, ...]
    orders: int
    runs: int
    worlds: int

    @property
    def id(self) -> str:
        """Short name that follows from both scenarios and what was asked."""
        asked = [f"{one.row.id}@{one.year}" for one in self.outcomes]
        text = "|".join([self.a.canonical_json(), self.b.canonical_json(), *asked, str(self.orders)])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def repeat(self, scenarios: Sequence[str], overrides: Sequence[str], lang: Lang) -> str:
        """The command that gives the same numbers; folders of the machine are left out."""
        words = ["balanssim", "explain", *(record.without_paths(one) for one in scenarios)]
        for row in dict.fromkeys(one.row.id for one in self.outcomes):
            words += ["--outcome", row]
        for year in dict.fromkeys(one.year for one in self.outcomes):
            words += ["--year", str(year)]
        sampling = self.a.scenario.sampling
        words += ["--draws", str(sampling.draws), "--seed", str(sampling.seed)]
        words += ["--orders", str(self.orders // 2)] if self.orders else []
        words += ["--exact"] if not self.orders and len(self.groups) > shapley.EXACT else []
        for text in overrides:
            words += ["--set", record.without_paths(text)]
        return shlex.join([*words, "--lang", lang])

    def words(self, group: str, lang: Lang) -> str:
        """A change as a reader knows it."""
        one = next(item for item in self.groups if item.id == group)
        if len(one.keys) == 1 and "*" not in one.kind:
            return label(one.keys[0], lang, self.a.index)
        found = {name: words[0 if lang == "nl" else 1] for name, words in labels(self.a.index).items()}
        plan = self.a.index.plans.get(one.name)
        name = found.get(one.name, one.name) if plan is None else (plan.name_nl, plan.name_en)[lang == "en"]
        return texts.message(f"explain.group.{one.kind.replace('.*', '')}", lang, {"name": name})

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "a": self.a.id, "b": self.b.id, "worlds": self.worlds, "seed": self.a.scenario.sampling.seed,
            "runs": self.runs, "orders": self.orders, "exact": self.orders == 0,
            "groups": [{"group": one.id, "keys": list(one.keys)} for one in self.groups],
            "outcomes": [
                {
                    "variable": one.row.variable, "place": one.row.place, "year": one.year, "unit": one.unit,
                    "a": one.first, "b": one.other, "difference": vars(one.whole) | {"group": "all"},
                    "parts": [vars(part) for part in one.parts],
                }
                for one in self.outcomes
            ],
        }  # fmt: skip

    def text(self, lang: Lang) -> str:
        """The explanation for the terminal."""
        a, b = (one.scenario.title.text(lang) for one in (self.a, self.b))
        lines = [texts.message("explain.title", lang, {"a": a, "b": b, "n": self.worlds})]
        lines.append(texts.message("sketch_tool", lang))
        heads = ["", texts.message("explain.head.mean", lang), "[10–90]", ""]
        for one in self.outcomes:
            rows = [
                [a, numbers.value(one.first, one.unit, lang) + numbers.percent_sign(one.unit, lang), "", ""],
                *([f"  {self.words(part.group, lang)}", *self._cells(part, one.unit, lang)] for part in one.parts),
                [b, numbers.value(one.other, one.unit, lang) + numbers.percent_sign(one.unit, lang), "", ""],
            ]
            lines += ["", self.title(one, lang), columns(heads, rows)]
            lines += textwrap.wrap(" ".join(self.sentences(one, lang)), WIDTH)
        return "\n".join([*lines, "", *textwrap.wrap(self.told(lang), WIDTH)])

    def told(self, lang: Lang) -> str:
        """How the shares were found, and what the mark means."""
        code = "explain.sampled" if self.orders else "explain.exact"
        return texts.message(code, lang, {"runs": self.runs, "orders": self.orders, "n": len(self.groups)})

    def title(self, one: Explained, lang: Lang) -> str:
        """The outcome, its unit and its date."""
        unit = "" if one.unit == "share" else f" ({numbers.unit_label(one.unit, lang)})"
        return f"{self.outcome(one, lang)}{unit}, {numbers.date(one.year, lang)}"

    def outcome(self, one: Explained, lang: Lang) -> str:
        """The outcome and its place."""
        place = place_label(labels(self.a.index), one.row.place, lang)
        return outcome_label(one.row.variable, place, lang, one.unit)

    def _cells(self, part: Part, unit: str, lang: Lang) -> list[str]:
        mark = "" if part.tells else "≈"
        return [numbers.margin(part.mean, unit, lang), numbers.band(part.p10, part.p90, unit, lang, fine=True), mark]

    def sentences(self, one: Explained, lang: Lang) -> list[str]:
        """Two sentences by rule: the whole difference, and the changes that bring most of it."""
        a, b = (item.scenario.title.text(lang) for item in (self.a, self.b))
        words: dict[str, object] = {"a": a, "b": b, "date": numbers.date(one.year, lang)}
        words["outcome"] = self.outcome(one, lang)
        if not one.whole.tells:
            return [texts.message("explain.same", lang, words), self._against(one, lang)]
        words["amount"] = numbers.margin(one.whole.mean, one.unit, lang)
        return [texts.message("explain.whole", lang, words), self._most(one, lang)]

    def _most(self, one: Explained, lang: Lang) -> str:
        """The largest changes that tell, until they bring most of the way; what is left is given too."""
        told = [part for part in one.parts if part.tells]
        named: list[Part] = []
        for part in told:
            named.append(part)
            rest = one.whole.mean - sum(item.mean for item in named)
            if abs(rest) <= (1.0 - _TOLD) * abs(one.whole.mean) or len(named) == 3:
                break
        if not named:
            return texts.message("explain.none_tells", lang)
        listed = self._listed(named, one.unit, lang)
        rest = one.whole.mean - sum(item.mean for item in named)
        if len(named) == len(one.parts):
            return texts.message("explain.all_named", lang, {"named": listed})
        return texts.message("explain.most", lang, {"named": listed, "rest": numbers.margin(rest, one.unit, lang)})

    def _against(self, one: Explained, lang: Lang) -> str:
        """Changes that tell though the whole does not: they cancel out."""
        told = [part for part in one.parts if part.tells]
        if len(told) < 2:
            return texts.message("explain.none_tells", lang)
        listed = self._listed(told[:3], one.unit, lang)
        return texts.message("explain.cancel", lang, {"named": listed})

    def _listed(self, parts: Sequence[Part], unit: str, lang: Lang) -> str:
        """``A27 −270 en A6 +60``."""
        told = [f"{self.words(part.group, lang)} {numbers.margin(part.mean, unit, lang)}" for part in parts]
        joined = f" {texts.message('explain.and', lang)} "
        return joined.join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]


def rows_of(index: RegionIndex, asked: Sequence[str]) -> tuple[Row, ...]:
    """Outcomes as ``homes_added@GM0034``; without any, a few headline ones of the region.

    Raises ``InputError`` for a name that is none, and for an outcome or a place that is not known.
    """
    if not asked:
        shown = {(row.variable, row.mode): row for row in reversed(headline(index))}
        return tuple(shown[key] for key in _SHOWN if key in shown)
    names, problems, rows = names_of(index), [], []
    for text in asked:
        variable, at, place = text.partition("@")
        known = catalogue.VARIABLES.get(variable)
        if not at or not place:
            problems.append(Problem("--outcome", 0, 0, "", "explain.outcome", {"name": text}))
        elif known is None:
            problems.append(unknown_name("variables", variable, names, Place("--outcome"), ()))
        elif known.dims not in ((YEAR, AREA), (YEAR, CORRIDOR)):
            problems.append(Problem("--outcome", 0, 0, "", "needed.dims", {"name": variable}))
        elif place not in names[kind := "areas" if AREA in known.dims else "corridors"]:
            problems.append(unknown_name(kind, place, names, Place("--outcome"), ()))
        else:
            mode = "" if kind == "areas" else "road" if index.corridors[place].mode == "car" else "transit"
            rows.append(Row(variable, place, mode))
    if problems:
        raise InputError(problems)
    return tuple(rows)


def changes(a: Resolved, b: Resolved) -> tuple[Group, ...]:
    """The groups of assumptions in which two scenarios differ."""
    keys = [one.key for one in differences(a, b) if one.key.split(".")[0] not in NO_CAUSE]
    return groups.grouped(keys)


def explain(
    a: Resolved, b: Resolved, rows: Sequence[Row], years: Sequence[int], run: Run, pairs: int = 2, exact: bool = False
) -> Explanation:
    """Share out the difference between two scenarios of one region over what differs between them.

    Parameters
    ----------
    a, b : scenarios with the same sampling
    rows : outcomes by year and area or corridor
    years : reference dates
    run : results of scenarios, draw 1..N, in their order
    pairs : pairs of orders of changes to sample where there are more than ``shapley.EXACT`` changes: one is exact
        where no three changes meet, the second shows how far that holds
    exact : calculate all sets of up to ``shapley.MOST_EXACT`` changes

    Raises
    ------
    InputError
        nothing differs, another horizon, or sides that cannot be mixed
    """
    found = changes(a, b)
    if a.scenario.horizon != b.scenario.horizon:
        params = {"a": a.scenario.horizon.end, "b": b.scenario.horizon.end}
        raise InputError([Problem(b.id, 0, 0, "horizon", "explain.horizon", params)])
    if not found:
        raise InputError([Problem(b.id, 0, 0, "", "explain.nothing", {"a": a.id, "b": b.id})])
    count = len(found)
    orders = (
        []
        if count <= (shapley.MOST_EXACT if exact else shapley.EXACT)
        else shapley.orders(count, pairs, rng.stream(a.scenario.sampling.seed, "compare.explain", "orders"))
    )
    wanted = shapley.needed(orders) if orders else shapley.sets(count)
    mixed = [mix(a, b, [key for change in sorted(made) for key in found[change].keys]) for made in wanted]
    outcomes = np.stack([_outcomes(data, rows, years) for data in run(mixed)])
    whole = np.isfinite(outcomes).all(axis=(0, 1, 2))
    outcomes = outcomes[..., whole]
    known = dict(zip(wanted, outcomes, strict=True))
    shares = shapley.sampled(orders, known.__getitem__) if orders else shapley.exact(count, known.__getitem__)
    first, other = known[frozenset()], known[frozenset(range(count))]
    return Explanation(
        a, b, found,
        tuple(
            _explained(a, found, row, year, first[r, y], other[r, y], shares.values[:, r, y], shares.spread[:, r, y])
            for r, row in enumerate(rows)
            for y, year in enumerate(years)
        ),
        shares.orders, len(wanted), int(whole.sum()),
    )  # fmt: skip


def _outcomes(data: xr.Dataset, rows: Sequence[Row], years: Sequence[int]) -> Array:
    """(row, year, draw)"""
    found = []
    for row in rows:
        variable = data[row.variable]
        dim = CORRIDOR if CORRIDOR in variable.dims else AREA
        found.append(variable.sel({dim: row.place, YEAR: list(years)}).transpose(YEAR, DRAW).values)
    return np.stack(found).astype(np.float64)


def _explained(
    a: Resolved,
    found: Sequence[Group],
    row: Row,
    year: int,
    first: Array,
    other: Array,
    values: Array,
    spread: Array,
) -> Explained:
    """One outcome from its worlds (draw,), and what each change adds (change, draw)."""
    parts = [
        _part(one.id, values[number], float(np.abs(spread[number]).mean()), first) for number, one in enumerate(found)
    ]
    return Explained(
        row,
        year,
        unit_of(row.variable, row.mode == "transit"),
        float(first.mean()),
        float(other.mean()),
        _part("", other - first, 0.0, first),
        tuple(sorted(parts, key=lambda part: -abs(part.mean))),
    )


def _part(group: str, values: Array, spread: float, first: Array) -> Part:
    mean, noise = mean_and_noise(first, first + values)
    width = float(np.hypot(noise, 2.0 * spread))
    low, high = np.quantile(values, (0.10, 0.90))
    tells = not bool(indistinguishable(mean, np.asarray(width)))
    return Part(group, float(mean), float(low), float(high), width, tells)
