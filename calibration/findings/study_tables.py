"""Tables of the page of a study: what a computed sweep says, in Dutch Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim import prepare, texts
from balanssim.catalogue import VARIABLES
from balanssim.compare import shares
from balanssim.errors import RunError
from balanssim.parameters import DECLARED
from balanssim.region.read import Region, load_region
from balanssim.report import discoveries, numbers, sweeps
from balanssim.scenario.semantics import names_of
from balanssim.sweep import discover, reading, regret, rules, tables, years
from balanssim.sweep.design import LUCK
from balanssim.sweep.discover import Discovery
from balanssim.sweep.load import Loaded
from balanssim.sweep.reading import Sweep
from balanssim.sweep.regret import Change, Regrets
from balanssim.sweep.schema import Outcome
from calibration import pages
from calibration.findings.common import COUNTS, SAME

Array = NDArray[np.float64]
#: Assumptions that are told of each outcome.
MOST = 5
#: Policies that stand in columns beside each other.
COLUMNS = 5
#: Units that the words of an outcome do not say by themselves.
UNSAID = ("1000 km/day", "min", "km", "euro")
NOTHING = "geen aanname steekt boven de ruis uit"
#: What a lever of a project is in words.
_LEVERS = {"opening": "open in {value}", "start_decision": "startbeslissing op zijn vroegst in {value}"}


@dataclass(frozen=True)
class Case:
    """A computed study: its file, its results folder and its sweep."""

    loaded: Loaded
    out: Path
    sweep: Sweep

    @cached_property
    def region(self) -> Region:
        """Of the study."""
        return load_region(self.loaded.index.path)

    @cached_property
    def values(self) -> list[dict[str, tuple[Array, int]]]:
        """Outcomes of each policy by world, and their year."""
        found = []
        for policy in self.sweep.policies:
            dataset = self.sweep.dataset(policy)
            found.append({text: reading.values(dataset, text) for text in self.sweep.outcomes})
        return found

    @cached_property
    def factors(self) -> dict[str, Array]:
        """Values of what varies in the first policy, name -> (draw,)."""
        plan = tables.plan(self.loaded, self.region)
        made = tables.worlds_of(plan, prepare.distributions(self.loaded.policies[0].resolved, self.region))
        columns = {name: made.values[name][1:] for name in self.sweep.factors if name != LUCK}
        return {name: column for name, column in columns.items() if np.ptp(column) > 0}

    @property
    def end(self) -> int:
        """Last year of the horizon."""
        return int(self.loaded.policies[0].resolved.scenario.horizon.end)

    def policy(self, number: int) -> str:
        """A policy in words: what sets it apart from the others."""
        one = self.loaded.policies[number]
        parts = []
        if len({policy.resolved.id for policy in self.loaded.policies}) > 1:
            parts.append(one.resolved.scenario.title.nl)
        parts += [self._lever(key, value) for key, value in one.levers.items()]
        if self.loaded.study.measures:
            without = "zonder maatregel" if self.taken else "ongewijzigd"
            parts.append(self.measure(one.measure) if one.measure else without)
        return ", ".join(parts) or one.resolved.scenario.title.nl

    def moved(self, number: int) -> str:
        """What a policy changes of the first one."""
        return self.measure(self.loaded.policies[number].measure) if self.loaded.study.measures else self.policy(number)

    @property
    def taken(self) -> list[str]:
        """Measures that somebody takes to make things better."""
        return [name for name, one in self.loaded.study.measures.items() if not one.circumstance]

    def _lever(self, key: str, value: object) -> str:
        _, _, *names, last = ("", "", *key.split("."))
        project = names_of(self.loaded.index)["projects"].get(names[-1], "") if names else ""
        if not project or last not in _LEVERS:
            return f"{key} {value}"
        only = len({one.split(".")[-2] for one in self.loaded.study.levers}) == 1
        return f"{'' if only else f'{project.split()[0]} '}{_LEVERS[last].format(value=value)}"

    def measure(self, name: str) -> str:
        """The title of a measure."""
        return self.loaded.study.measures[name].title.nl

    def text(self, one: Regrets | Change | Discovery) -> str:
        """The outcome of the study that an answer is about."""
        wanted = (one.outcome, one.place, one.year)
        return next(
            text for text in self.sweep.outcomes if (*rules.outcome_of(text)[:2], self.values[0][text][1]) == wanted
        )

    def name(self, text: str, year: int) -> str:
        """An outcome in words: ``Woningen erbij, Almere, 1-1-2041``, with its unit where the words lack it."""
        variable, place, _ = rules.outcome_of(text)
        unit = VARIABLES[variable].unit
        unsaid = numbers.unit_label(unit, "nl") if unit in UNSAID else ""
        known = names_of(self.loaded.index)
        words = next((known[kind][place] for kind in ("areas", "corridors", "projects") if place in known[kind]), "")
        when = numbers.date(year, "nl") if year else ""
        return ", ".join(part for part in (VARIABLES[variable].label_nl, words, when, unsaid) if part)


def _rounded(variable: str) -> str:
    """The unit that an outcome is rounded by."""
    unit = sweeps.rounding(variable)
    return COUNTS.get(unit, unit)


def shown(case: Case, text: str, values: Array) -> str:
    """Median and band of an outcome."""
    unit = _rounded(rules.outcome_of(text)[0])
    low, middle, high = (float(part) for part in np.quantile(values, (0.1, 0.5, 0.9)))
    if unit == "year":
        return numbers.opening_band(low, middle, high, case.end, "nl")
    return numbers.central(middle, low, high, unit, "nl")


def grid(heads: Sequence[str], policies: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """A table of cells (policy, head): policies in columns where they fit, else in rows."""
    if len(policies) <= COLUMNS:
        rows = [[head, *(line[place] for line in cells)] for place, head in enumerate(heads)]
        return pages.table(["", *policies], rows)
    return pages.table(["", *heads], [[name, *line] for name, line in zip(policies, cells, strict=True)])


def outcomes(case: Case) -> str:
    """Every outcome of every policy without a measure: what measures change is told apart."""
    asked = case.sweep.outcomes
    heads = [case.name(text, case.values[0][text][1]) for text in asked]
    numbered = [number for number, policy in enumerate(case.loaded.policies) if not policy.measure]
    cells = [[shown(case, text, case.values[number][text][0]) for text in asked] for number in numbered]
    return grid(heads, [case.policy(number) for number in numbered], cells)


def thresholds(case: Case) -> str:
    """In how many futures each threshold is reached or crossed, and when first."""
    asked = [one for one in case.loaded.study.outcomes if one.threshold is not None]
    crossings: dict[tuple[object, ...], years.Years] = {
        (one.outcome, one.place, one.threshold, one.scenario, repr(one.levers), one.measure): one
        for one in _years(case)
    }
    cells = []
    for number, policy in enumerate(case.sweep.policies):
        line = []
        for one in asked:
            variable, place, _ = rules.outcome_of(one.outcome)
            over = discover.crossed(case.values[number][one.outcome][0], rules.limit(one), one.below)
            own = (policy["scenario"], repr(policy["levers"]), policy.get("measure", ""))
            when = crossings.get((variable, place, one.threshold, *own))
            first = "" if when is None else f"; eerste jaar {_band(when.quantiles, min(when.by_year), case.end)}"
            line.append(f"in {numbers.per_hundred(float(over.mean()))} van 100{first}")
        cells.append(line)
    heads = [bound(case, one, case.values[0][one.outcome][1]) for one in asked]
    return grid(heads, [case.policy(number) for number in range(len(cells))], cells)


def _years(case: Case) -> list[years.Years]:
    try:
        return years.thresholds(case.sweep.folder)
    except RunError:  # an opening has a threshold and no years
        return []


def _band(quantiles: Sequence[int | None], start: int, end: int) -> str:
    if set(quantiles) == {start}:
        return "al op de begindatum"
    low, middle, high = (float(end + 1 if year is None else year) for year in quantiles)
    return numbers.opening_band(low, middle, high, end, "nl")


def bound(case: Case, one: Outcome, year: int) -> str:
    """A threshold in words."""
    unit = VARIABLES[rules.outcome_of(one.outcome)[0]].unit
    limit = (
        str(round(float(one.threshold or 0.0)))
        if unit == "year"
        else numbers.exact(float(one.threshold or 0.0), unit, "nl")
    )
    way = "uiterlijk" if unit == "year" else "hoogstens" if one.below else "ten minste"
    return f"{case.name(one.outcome, year)}: {way} {limit} ({one.kind})"


def changes(case: Case) -> dict[int, list[Change]]:
    """What differs from the first policy, world by world, outcome by outcome: number of a policy -> its changes.

    Where the study has measures, each of them on the first scenario; else every other scenario, and every value of a
    lever while the other levers stay.
    """
    base, *_ = policies = case.sweep.policies
    found: dict[int, list[Change]] = {}
    for number, policy in enumerate(policies[1:], 1):
        moved = [key for key in base["levers"] if policy["levers"][key] != base["levers"][key]]
        other = [policy["scenario"] != base["scenario"], bool(policy.get("measure")), *(True for _ in moved)]
        if sum(other) != 1 or (case.loaded.study.measures and not policy.get("measure")):
            continue
        found[number] = []
        for one in {one.outcome: one for one in case.loaded.study.outcomes}.values():
            values, year = case.values[0][one.outcome]
            pair = np.stack([values, case.values[number][one.outcome][0]])
            found[number].append(regret.change(base, one, year, pair))
    return found


def measures(case: Case) -> str:
    """What each measure changes, world by world, on the first scenario."""
    found = changes(case)
    rows = [
        [case.name(case.text(line[0]), line[0].year), *map(change, line)] for line in zip(*found.values(), strict=True)
    ]
    return pages.table(["", *map(case.moved, found)], rows)


def _directed(case: Case, one: Regrets) -> str:
    return f"{case.name(case.text(one), one.year)} ({'meer' if one.more else 'minder'} is beter)"


def change(one: Change) -> str:
    """A change in words, as one that cannot be told apart where that is so."""
    unit = VARIABLES[one.outcome].unit
    if unit != "year":
        text = numbers.difference(one.median, one.low, one.high, _rounded(one.outcome), "nl")
        return f"{SAME} ({text})" if one.equal and one.median else text
    low, middle, high = (texts.number(value, "nl", 1) for value in (one.low, one.median, one.high))
    return f"{middle} jaar [{low} tot {high}]"


def no_regret(case: Case) -> str:
    """Which measures are nowhere worse, and where each holds least."""
    _, measured = regret.compare(case.sweep.folder)
    titles = {one.resolved.id: one.resolved.scenario.title.nl for one in case.loaded.policies}
    rows = []
    for one in measured:
        if one.circumstance:
            continue
        worst = one.worst
        answer = "ja" if one.no_regret else "nee: nergens in 75 van 100 beter" if worst.holds else "nee"
        where = f"{case.name(case.text(worst), worst.year)} ({titles[worst.scenario]})"
        share = f"in {numbers.per_hundred(worst.share)} van 100: {where}"
        rows.append([one.title_nl, answer, share, change(worst)])
    return pages.table(("maatregel", "hoe dan ook zinvol", "gelijk of beter, waar het minst", "verandering daar"), rows)


def regrets(case: Case) -> str:
    """What each policy falls short in the worst ten of a hundred futures."""
    found, _ = regret.compare(case.sweep.folder)
    policies = [case.policy(number) for number in range(len(case.sweep.policies))]
    cells = [[_short(one, number) for one in found] for number in range(len(policies))]
    return grid([_directed(case, one) for one in found], policies, cells)


def _short(one: Regrets, number: int) -> str:
    line, unit = one.policies[number], _rounded(one.outcome)
    if unit == "year":
        return f"{texts.number(line.high, 'nl', 1)} jaar"
    points = " %-punt" if unit == "share" else ""
    return f"{numbers.value(line.high, unit, 'nl', fine=True)}{points}"


def deciding(case: Case) -> tuple[str, dict[str, list[str]]]:
    """The assumptions that make most of the spread of each outcome of the first policy, and the same as words."""
    names = list(case.factors)
    held = shares.basis(np.column_stack([case.factors[name] for name in names]), case.sweep.seed)
    rows, told = [], {}
    for text in case.sweep.outcomes:
        values, year = case.values[0][text]
        if np.ptp(values) == 0:
            continue
        found = shares.shares(values, held)
        places = [int(place) for place in np.argsort(-found.central, kind="stable")[:MOST] if found.stands_out[place]]
        told[text] = [f"{DECLARED[names[place]].label_nl} ({100 * found.central[place]:.0f} %)" for place in places]
        rest = [] if len(places) == MOST else ["geen andere steekt boven de ruis uit" if places else NOTHING]
        rows.append([case.name(text, year), "; ".join([*told[text], *rest])])
    return pages.table(("uitkomst", "aannames, met hun deel van de spreiding"), rows), told


def boxes(case: Case) -> str:
    """The circumstances under which each threshold of the first policy is missed or crossed."""
    found = discover.discover(case.loaded, case.out, first=True)
    return "\n".join(
        f"- **{case.name(case.text(one), one.year)}.** {discoveries.case(one, 'nl')} {_box(one)}" for one in found
    )


def _box(one: Discovery) -> str:
    few = f"{discoveries.few(one, 'nl')} " if one.too_few else ""
    if one.too_few and one.furthest is None:
        return few.strip()
    if not one.boxes or one.coverage_elsewhere is None or one.density_elsewhere is None:
        return f"{few}Geen enkele grens onderscheidt deze toekomsten van de andere."
    box = one.boxes[0]
    limits = [f"{discoveries.limit(side, 'nl')} (in {discoveries.percent(side.repeated or 0.0)} van 100 herhalingen)"
              for side in box.limits]  # fmt: skip
    elsewhere = " en ".join(discoveries.percent(part) for part in (one.coverage_elsewhere, one.density_elsewhere))
    return (
        f"{few}Vooral bij: {'; '.join(limits)}. In dat blok ligt {discoveries.percent(box.coverage)} procent van deze "
        f"toekomsten, en van de toekomsten in het blok hoort {discoveries.percent(box.density)} procent erbij "
        f"({elsewhere} procent in toekomsten die bij het zoeken niet meededen)."
    )
