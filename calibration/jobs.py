"""What figures tell of the equations of jobs, and what they cannot: fills calibration/jobs.md.

    python -m calibration.jobs

Figures that are not part of the repository are read from ``../shared/data`` (``--shared``): jobs by sector of the
municipalities of Flevoland, April 2017 and 2018 with two totals of 2022, and residents by municipality.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

import balanssim as bs
from balanssim.model import jobs as model
from calibration import pages
from calibration.region.tables import FLEVOLAND
from calibration.region.work import SERVING_PART

Array = NDArray[np.float64]
PAGE = Path(__file__).resolve().parent / "jobs.md"
SECTORS, RESIDENTS = "flevoland_jobs_by_sector_2017_2018.csv", "population_1jan_bounds2023.csv"
PROVINCE, ALL = "PV24", "totaal aantal banen"
#: Sectors that serve residents whatever is assumed of the others.
STRICT = ("horeca", "onderwijs", "gezondheidszorg", "overige diensten")
START, LATER = 2018, 2022

#: P7: TRANUS Example C (tcapelle/pytranus, tests/ExampleC): basic jobs; households per basic and per service job, and
#: service jobs per household, of low and high income; what they settle on.
BASIC = 6900.0
PER_BASIC, PER_SERVICE = np.array([1.998969, 1.248126]), np.array([1.609238, 1.448615])
SERVICE_PER = np.array([0.1203459, 0.1532743])
PUBLISHED = (5099.999, 21999.998, 16000.004)


@dataclass(frozen=True)
class Place:
    """Jobs (all) of one municipality in April by sector, and its residents then, by year."""

    code: str
    name: str
    jobs: Mapping[int, Mapping[str, float]]
    residents: Mapping[int, float]

    def serving(self, year: int) -> float:
        """Jobs that serve residents, by the parts that the region assumes."""
        return sum(part * self.jobs[year][name] for name, part in SERVING_PART.items())

    def strict(self, year: int) -> float:
        """Jobs of the sectors that serve residents alone."""
        return sum(self.jobs[year][name] for name in STRICT)


def read(shared: Path) -> list[Place]:
    """The municipalities of Flevoland, then the province; residents of years between counts by straight lines."""
    jobs: dict[str, dict[int, dict[str, float]]] = {}
    names = {}
    with (shared / SECTORS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[row["code"]] = row["name"]
            jobs.setdefault(row["code"], {}).setdefault(int(row["year_april"]), {})[row["sector"]] = float(row["jobs"])
    counted: dict[str, dict[int, float]] = {}
    with (shared / RESIDENTS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            counted.setdefault(row["code"], {})[int(row["year"])] = float(row["population"])
    own = [code for code in names if code != PROVINCE]
    years = range(min(counted[own[0]]), max(counted[own[0]]) + 1)
    people = {}
    for code in own:
        known = sorted(counted[code])
        between = np.interp(years, known, [counted[code][year] for year in known])
        people[code] = dict(zip(years, between.tolist(), strict=True))
    people[PROVINCE] = {year: sum(people[code][year] for code in own) for year in years}
    return [Place(code, names[code], jobs[code], people[code]) for code in (*own, PROVINCE)]


# ---- the ratio ---------------------------------------------------------------------------------------------------


def ratios(places: Sequence[Place]) -> str:
    """Markdown table: jobs per thousand residents in 2018."""
    rows = []
    for place in places:
        people = place.residents[START]
        figures = (place.jobs[START][ALL], place.serving(START), place.strict(START))
        rows.append((place.name, _count(people), *(_count(1000.0 * value / people) for value in figures)))
    return pages.table(("", "residents", "all jobs per 1,000", "serving, as assumed", "serving sectors alone"), rows)


def least(places: Sequence[Place]) -> float:
    """Serving jobs per resident by minimum requirements: of each sector the least per resident of any municipality.

    What even the place with least of a sector has, its residents need. Source: Ullman and Dacey (1960), Papers of the
    Regional Science Association 6.
    """
    own = places[:-1]
    return sum(min(one.jobs[START][name] / one.residents[START] for one in own) for name in SERVING_PART)


def slope(x: Array, y: Array) -> tuple[float, float, float]:
    """Slope of a straight line by least squares with its 90 percent interval (Student)."""
    fit = stats.linregress(x, y)
    half = float(stats.t.ppf(0.95, len(x) - 2) * fit.stderr)
    return float(fit.slope), float(fit.slope) - half, float(fit.slope) + half


def ratio_words(places: Sequence[Place]) -> str:
    """What the cross-section tells, in sentences."""
    own, province = places[:-1], places[-1]
    people = np.array([one.residents[START] for one in own])
    serving = np.array([one.serving(START) for one in own])
    each = 1000.0 * serving / people
    power, low, high = slope(np.log(people), np.log(serving))
    before = province.serving(START - 1) / province.residents[START - 1]
    now = province.serving(START) / province.residents[START]
    region = bs.load_region("balanssim:flevoland-mra")
    locations = (*region.index.locations, "none")
    base = np.sum([region.base("employee_jobs", f"serving/{place}") for place in locations], axis=0)
    zones = np.isin(np.array(region.zones["municipality"]), FLEVOLAND)
    ours = 1000.0 * float(base[zones].sum() / region.base("population")[zones].sum())
    alone = 1000.0 * province.strict(START) / province.residents[START]
    range_of = f"{each.min():,.0f} to {each.max():,.0f}"
    interval = f"90 percent interval {low:.2f} to {high:.2f}"
    told = (
        f"As assumed: {1000.0 * now:,.0f}, {range_of} by municipality; {1000.0 * before:,.0f} in 2017.",
        f"Serving sectors alone: {alone:,.0f}.",
        f"By minimum requirements (of each sector what the place with least has): {1000.0 * least(places):,.0f}.",
        f"Between municipalities they grow with residents to the power {power:.2f} ({interval}); the model takes 1.",
        f"In the base year: {ours:,.0f} serving *employee* jobs per 1,000 residents, without self-employed.",
    )
    return "\n".join(f"- {sentence}" for sentence in told)


# ---- the published chain -----------------------------------------------------------------------------------------


def chain(adjust_rate: float, years: int) -> Array:
    """Services and households of low and high income, (3, year), of P7 from no services on.

    Households follow jobs at once, and service jobs follow households by the equation of the model.
    """
    serving, spending = np.zeros((3, 1)), np.zeros((3, 3, 1))
    spending[:, 2] = 1.0  # all that low- and high-income households spend lands in the third 'zone'
    out = np.empty((3, years))
    for year in range(years):
        households = PER_BASIC * BASIC + PER_SERVICE * serving[2, 0]
        out[:, year] = serving[2, 0], *households
        people = np.append(households * SERVICE_PER, 0.0)[:, None]  # in units of service jobs
        serving = model.serving_jobs(serving, people, spending, np.ones(1), np.ones((3, 1)), np.full(1, adjust_rate))
    return out


def chain_table() -> str:
    """Markdown table: where P7 settles, and how long it takes."""
    rows = [("published", *(f"{value:,.1f}" for value in PUBLISHED), "")]
    for rate in RATES:
        path = chain(rate, 400)
        near = np.abs(path[0] / path[0, -1] - 1.0) < 0.01
        rows.append((f"adjust rate {rate}", *(f"{value:,.1f}" for value in path[:, -1]), f"{int(np.argmax(near))}"))
    return pages.table(("", "service jobs", "households, low", "households, high", "years to within 1%"), rows)


# ---- what totals tell --------------------------------------------------------------------------------------------

RATES, SHARES = (0.15, 0.3, 0.6), (0.45, 0.55, 0.65)
#: Parameters of the test: name, and the spread (standard deviation) before any figure of jobs over time. The ratio is
#: that of serving jobs to all jobs on the first date; its spread is between serving sectors alone and as assumed.
NAMES = ("serving part of jobs", "adjust rate", "growth of basic jobs", "growth of the ratio")
PARAMETERS = ("", "work.adjust_rate", "work.basic_growth", "work.serving_ratio_growth")
NOISE = (0.005, 0.01, 0.02)
SAME = 0.01


def course(places: Sequence[Place], theta: Array, years: int) -> Array:
    """Serving and basic jobs by the equations of the model, (2, year, place), every place serving its own residents.

    ``theta``: serving part on the first date, adjust rate, growth of basic jobs, growth of the ratio.
    """
    own = places[:-1]
    part, rate, growth, drift = theta
    people = np.array([[one.residents[START + year] for one in own] for year in range(years)])
    total = np.array([one.jobs[START][ALL] for one in own])
    parts = np.array([one.serving(START) for one in own])
    parts = part * parts / parts.sum() * total.sum()
    serving, basic = parts[:, None], (total - parts)[:, None]
    home, one, none = np.eye(len(own))[:, :, None], np.ones(1), np.zeros((len(own), 1))
    sigma = model.base_sigma(parts, people[0], home, one, np.arange(len(own)))
    out = np.empty((2, years, len(own)))
    for year in range(years):
        out[:, year] = serving[:, 0], basic[:, 0]
        ratio = one * (1.0 + drift) ** year
        serving = model.serving_jobs(serving, people[year][:, None], home, ratio, sigma, one * rate)
        basic = model.basic_jobs(basic, np.full_like(none, growth), none, 0.0 * one, none)
    return out


def prior(places: Sequence[Place]) -> tuple[Array, Array]:
    """Middle and spread of the parameters."""
    region = bs.load_region("balanssim:flevoland-mra")
    ends = [value(START) / places[-1].jobs[START][ALL] for value in (places[-1].strict, places[-1].serving)]
    middle, spread = [float(np.mean(ends))], [abs(ends[1] - ends[0]) / 2.0]
    for name in PARAMETERS[1:]:
        given = region.parameters[name].distribution
        values = given.ppf((np.arange(2000) + 0.5) / 2000.0)
        middle.append(float(values.mean()))
        spread.append(float(values.std()))
    return np.array(middle), np.array(spread)


def designs(places: Sequence[Place], theta: Array) -> dict[str, Array]:
    """Logarithms of what is counted in each design: totals that there are, totals every year, sectors every year."""
    made = course(places, theta, 8)
    total = made.sum(axis=0)
    names = [one.name for one in places[:-1]]
    later = total[LATER - START]
    few = np.array([later.sum(), later[names.index("Lelystad")]])
    return {
        "total of 2022 of Flevoland and of Lelystad": np.log(few),
        "every year, total of Flevoland": np.log(total[1:].sum(axis=1)),
        "every year, totals of six municipalities": np.log(total[1:].ravel()),
        "every year, both sectors of six municipalities": np.log(made[:, 1:].ravel()),
    }


def jacobians(places: Sequence[Place]) -> dict[str, Array]:
    """Change of the logarithm of each figure by one spread of each parameter, (figure, parameter), by design."""
    middle, spread = prior(places)
    out: dict[str, list[Array]] = {}
    for number, size in enumerate(spread):
        step = np.zeros_like(middle)
        step[number] = 0.05 * size
        high, low = designs(places, middle + step), designs(places, middle - step)
        for name, values in high.items():
            out.setdefault(name, []).append((values - low[name]) / 0.1)
    return {name: np.stack(columns, axis=1) for name, columns in out.items()}


def told(jacobian: Array, noise: float) -> tuple[int, Array]:
    """Directions of which the figures say more than was known, and the spread that is left, as a part of that before.

    ``jacobian`` (figure, parameter) in spreads of each parameter, ``noise`` error of each figure, in logarithms.
    Linear and normal: the spread afterwards is that of (J'J / noise^2 + 1) inverted.
    """
    information = jacobian.T @ jacobian / noise**2
    left = np.sqrt(np.diag(np.linalg.inv(information + np.eye(len(information)))))
    return int((np.linalg.eigvalsh(information) > 1.0).sum()), left


def identified(places: Sequence[Place]) -> str:
    """Markdown table: directions told and spread left, by design, where figures are right within ``SAME``."""
    rows = []
    for name, jacobian in jacobians(places).items():
        count, left = told(jacobian, SAME)
        others = "; ".join(f"{told(jacobian, noise)[0]}" for noise in NOISE)
        rows.append((name, f"{count} of {len(NAMES)}", others, *(f"{100.0 * value:.0f}%" for value in left)))
    return pages.table(("", "directions told", "at errors of 0.5; 1; 2%", *NAMES), rows)


def weakest(places: Sequence[Place]) -> str:
    """The direction of which totals of each year say least, in words."""
    jacobian = jacobians(places)["every year, totals of six municipalities"]
    values, vectors = np.linalg.eigh(jacobian.T @ jacobian)
    parts = ", ".join(f"{name} {value:+.2f}" for name, value in zip(NAMES, vectors[:, 0], strict=True))
    move = float(np.sqrt(values[0] / len(jacobian)))
    return (
        f"Least is told of this direction, in units of the spread of each: {parts} (or all reversed). A step of one "
        f"spread along it moves a total by {100.0 * move:.2f} percent on average."
    )


def ridge(places: Sequence[Place]) -> str:
    """Markdown table: for each adjust rate and serving part the growth that fits the total of 2022 best.

    In every cell growth of basic jobs a year, and how far totals of each year to 2025 of the six municipalities are
    from those of the middle one.
    """
    middle, _ = prior(places)
    counted = places[-1].jobs[LATER][ALL]
    paths, cells = {}, {}
    for part in SHARES:
        for rate in RATES:
            low, high = -0.2, 0.3
            for _ in range(60):
                growth = (low + high) / 2.0
                total = course(places, np.array([part, rate, growth, middle[3]]), LATER - START + 1)[:, -1].sum()
                low, high = (growth, high) if total < counted else (low, growth)
            paths[part, rate] = course(places, np.array([part, rate, growth, middle[3]]), 8).sum(axis=0)
            cells[part, rate] = growth
    centre = paths[SHARES[1], RATES[1]]
    rows = []
    for part in SHARES:
        row = [f"serving part {part}"]
        for rate in RATES:
            off = float(np.sqrt(np.mean((paths[part, rate] / centre - 1.0) ** 2)))
            row.append(f"{100.0 * cells[part, rate]:.2f}% ({100.0 * off:.2f}%)")
        rows.append(row)
    return pages.table(("", *(f"adjust rate {rate}" for rate in RATES)), rows)


def _count(value: float) -> str:
    return f"{value:,.0f}"


def parts(shared: Path) -> dict[str, str]:
    """The parts of the page, by name of their place."""
    places = read(shared)
    return {
        "ratios": ratios(places),
        "ratio": ratio_words(places),
        "chain": chain_table(),
        "identified": identified(places),
        "weakest": weakest(places),
        "ridge": ridge(places),
    }


if __name__ == "__main__":
    raise SystemExit(pages.from_figures(PAGE, parts, None, __doc__))
