"""`calibration/base_matrix.md`: the commuting matrix before and after, in figures a planner can judge."""
# ruff: noqa: E501 - rows and running text

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration.region import margins, matrix, work
from calibration.region.base_year import Base, base
from calibration.region.tables import ALMERE, AMSTERDAM, FLEVOLAND, HAARLEMMERMEER, LELYSTAD, Array

Mask = NDArray[np.bool_]


def text(shared: Path) -> str:
    """The whole report; generated, not to be edited by hand."""
    # ruff: noqa: E501 - rows and running text
    b = base(shared)
    before, after = b.figures.flows_2015, b.cells / 1e6
    title = (
        "# The commuting matrix of 1 January 2024\n\nMade by `python calibration/compile_region.py`; do not edit. Unit: employee jobs of residents of the "
        "Netherlands at workplaces in the Netherlands (not persons, no self-employed).\nBefore: the 2015 matrix of zones. After: `commuting.csv`.\n"
    )
    parts = [
        title,
        _controls(b, after),
        _people(b),
        _places(b, before, after),
        _study(b, before, after),
        _seed(b),
        _band(b, after),
    ]
    return "\n".join(parts)


def _mask(b: Base, *codes: str) -> Mask:
    return np.array([zone.municipality in codes for zone in b.figures.zones])


def _block(flows: Array, rows: Mask, columns: Mask) -> float:
    return float(flows[np.ix_(rows, columns)].sum())


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def _n(value: float) -> str:
    return f"{value:,.0f}"


def _p(value: float) -> str:
    return f"{100 * value:.1f} %"


def _controls(b: Base, after: Array) -> str:
    f, m = b.figures, b.margins
    nh, ams = f.where(province="Noord-Holland"), margins.amsterdam_without_weesp(f)
    low, central, high = margins.national(f)
    rows = [
        (
            "Netherlands",
            _n(central),
            _n(after.sum()),
            f"December 2022 grown by half of the growth of 2022; band {_n(low)} to {_n(high)}",
        ),
        (
            "Noord-Holland residents",
            _n(m.rows[nh].sum()),
            _n(after[nh].sum()),
            "share of December 2019 (16.6 %; 2020: 16.3 %)",
        ),
        (
            "Jobs in Amsterdam without Weesp",
            _n(m.columns[ams].sum()),
            _n(after[:, ams].sum()),
            "share of December 2019 (7.7 %; 2020: 7.6 %)",
        ),
        (
            "Noord-Holland residents in Amsterdam",
            _n(m.block),
            _n(_block(after, nh, ams)),
            "74.9 % of those jobs (2019 and 2020)",
        ),
        (
            "Jobs in Haarlemmermeer",
            _n(m.columns[_mask(b, HAARLEMMERMEER)].sum()),
            _n(after[:, _mask(b, HAARLEMMERMEER)].sum()),
            "share of December 2022",
        ),
        (
            "Jobs in Almere",
            _n(margins.ALMERE_JOBS[1]),
            _n(after[:, _mask(b, ALMERE)].sum()),
            "level, see the band below",
        ),
    ]
    intro = (
        f"\n## Controls\n\nBalanced in {b.rounds} rounds; block error {b.block_error:.0e}. Margins in `base_year.csv` are the sums of the written cells, so they are exact.\n"
        "The older CBS series ends in December 2020 and the newer one starts in December 2021: shares come from one series at a time, and no growth rate spans them.\n\n"
    )
    return intro + _table(("Control", "target", "after", "how"), rows)


def _people(b: Base) -> str:
    """Is it plausible? One line a municipality, with the ratios a planner knows by heart."""
    f, p, jobs = b.figures, b.people, b.columns / 1e6
    every, split = work.all_jobs(f, p, jobs), work.job_split(f, p, jobs)
    total = every.q * jobs + every.self_employed
    names = {zone.municipality: zone.municipality_name for zone in f.zones}
    rows = []
    for label, here in (
        *((names[code], _mask(b, code)) for code in (*FLEVOLAND, AMSTERDAM, HAARLEMMERMEER)),
        ("Flevoland", _mask(b, *FLEVOLAND)), ("MRA", np.array([z.subregion != "" for z in f.zones])), ("Netherlands", np.ones(len(jobs), dtype=bool)),
    ):  # fmt: skip
        homes, people = p.homes[here].sum(), p.population[here].sum()
        working = (p.population * p.share_15_64)[here].sum()
        rows.append((
            label, _n(homes), _n(people), f"{people / homes:.2f}", _p(p.homes[here, 0].sum() / homes), _n(p.employed[here].sum()),
            _n(b.rows[here].sum() / 1e6), _n(jobs[here].sum()), _n(total[here].sum()), f"{total[here].sum() / working:.2f}",
            _p((split.sum(axis=2)[:, 0] * jobs)[here].sum() / jobs[here].sum()), _p((split.sum(axis=1)[:, 0] * jobs)[here].sum() / jobs[here].sum()),
        ))  # fmt: skip
    head = ("Area", "homes", "people", "people/home", "social rent", "employed", "residents' jobs", "employee jobs", "all jobs",
            "all jobs / 15-64", "serving", "on business parks")  # fmt: skip
    note = (
        "\nHeld against: Flevoland 205,200 jobs in all and Lelystad 39,390 on 1 April 2022; all jobs per resident of 15-64 in 2019: Almere 0.61, Netherlands 0.79; "
        "32 % of jobs on business parks (Netherlands). Noordoostpolder and Urk have many jobs per employee job: farming and fishing are self-employed work.\n"
    )
    return "\n## People, homes and jobs\n\n" + _table(head, rows) + note


def _places(b: Base, before: Array, after: Array) -> str:
    f = b.figures
    ams = _mask(b, AMSTERDAM)
    names = {zone.municipality: zone.municipality_name for zone in f.zones}
    wanted = (*FLEVOLAND, AMSTERDAM, HAARLEMMERMEER, "GM0479", "GM0402", "GM1942")
    rows = []
    for code in wanted:
        here = _mask(b, code)
        cells = [names[code]]
        for flows in (before, after):
            resident, jobs, both = flows[here].sum(), flows[:, here].sum(), _block(flows, here, here)
            cells += [_n(resident), _n(jobs), _p(1 - both / resident), _n(resident - both), _n(jobs - both),
                      _n(_block(flows, here, ams))]  # fmt: skip
        rows.append(tuple(cells))
    head = (
        "Municipality",
        *(
            f"{name} {year}"
            for year in ("2015", "2024")
            for name in ("residents' jobs", "local jobs", "work outside", "out", "in", "to Amsterdam")
        ),
    )
    return "\n## Municipalities\n\n" + _table(head, rows)


def _study(b: Base, before: Array, after: Array) -> str:
    f = b.figures
    study = f.where(role="study")
    same = np.array([[o.municipality == d.municipality for d in f.zones] for o in f.zones])
    rows = [
        (
            "Study area: jobs held in the home municipality",
            *(_p(x[study][same[study]].sum() / x[study].sum()) for x in (before, after)),
            "-",
        ),
    ]
    total = sum(f.number(c, "resident_employee_jobs_2015") for c in f.key)
    home = sum(f.number(c, "live_and_work_2015") for c in f.key)
    rows.append(
        (
            "Netherlands: the same",
            f"{_p(home / total)} (borders of 2023)",
            "cannot be seen from 70 zones",
            "38 % (CBS 2015)",
        )
    )
    mra = np.array([zone.subregion != "" for zone in f.zones])
    for name, pick in (
        ("MRA: jobs held by residents", lambda x: x[mra].sum()), ("MRA: jobs", lambda x: x[:, mra].sum()), ("MRA: live and work", lambda x: _block(x, mra, mra)),
        ("MRA: in", lambda x: x[:, mra].sum() - _block(x, mra, mra)), ("MRA: out", lambda x: x[mra].sum() - _block(x, mra, mra)),
    ):  # fmt: skip
        published = {"MRA: jobs held by residents": "1,272,000 working residents", "MRA: jobs": "1,485,000", "MRA: live and work": "1,053,000",
                     "MRA: in": "432,000", "MRA: out": "219,000"}[name]  # fmt: skip
        rows.append((name, _n(pick(before)), _n(pick(after)), published))
    km = _road_km(b)
    for name, zones in (("Almere", _mask(b, ALMERE)), ("Flevoland", _mask(b, *FLEVOLAND)), ("study area", study)):
        rows.append(
            (
                f"Mean straight-line km, residents of {name}",
                *(f"{(x[zones] * km[zones]).sum() / x[zones].sum():.1f}" for x in (before, after)),
                "-",
            )
        )
    note = (
        "\nPublished figures for the MRA (P8, 2017) count all work, with self-employed people; the matrix counts employee jobs. So levels differ by design; in / jobs and\n"
        "out / residents can be compared: 29 % and 17 % published.\n"
    )
    return "\n## Study area and the country\n\n" + _table(("Quantity", "2015", "2024", "published"), rows) + note


def _road_km(b: Base) -> Array:
    zones = b.figures.zones
    lat, lon = (np.array([getattr(zone, name) for zone in zones]) for name in ("lat", "lon"))
    km = matrix.distance_km(lat, lon, lat, lon)
    np.fill_diagonal(km, [float(zone.intrazonal_bike_km) for zone in zones])
    return km


def _seed(b: Base) -> str:
    names = {code: row["name"] for code, row in b.figures.key.items()}
    cut = sum(row[3] - row[5] for row in b.seed.damped)
    study = {code for zone in b.figures.zones if zone.role == "study" for code in b.figures.members[zone.id]}
    here = [row for row in b.seed.damped if row[0] in study or row[1] in study]
    rows = [
        (f"{names[h]} - {names[w]}", f"{km:.0f}", _n(jobs), _n(expected), _n(kept))
        for h, w, km, jobs, expected, kept in here[:20]
    ]
    inherited = "; ".join(b.seed.inherited)
    imputed = b.figures.flows_2015[b.figures.imputed_2015 > 0].sum() / b.figures.flows_2015.sum()
    return (
        "\n## What was done to the seed\n\n"
        f"- Long pairs of municipalities ({matrix.LONG_KM:.0f} km or more) above {matrix.MULTIPLE:.0f} times their gravity expectation (and above {matrix.AT_LEAST:.0f} jobs) are cut to that multiple: "
        f"head offices and temp agencies register jobs where nobody travels to. {len(b.seed.damped)} pairs, {_n(cut)} jobs, {100 * cut / b.figures.flows_2015.sum():.2f} % of all; "
        f"{len(here)} of them touch the study area ({_n(sum(r[3] - r[5] for r in here))} jobs). A cut job moves to nearer places outside the home municipality, so the share working outside is not changed by the cut itself. The newer CBS series points the same way: its mean distance is 19.4 km (2021) against 22.0 km (2020) in the older one.\n"
        f"- Cells with a filled or split part in the source ({100 * imputed:.1f} % of jobs) keep their value and carry `imputed` 1, as do damped and filled cells.\n"
        f"- Zones with fewer than {matrix.THIN:.0f} jobs in the seed take their parent's departure from the gravity expectation: {inherited}. Pampus has no residents: its row is zero.\n"
        f"- {b.seed.filled} empty cells get their expectation, {matrix.FILL_MAX} jobs at most ({b.seed.filled_jobs:.0f} jobs together).\n\n"
        "The largest cuts that touch the study area:\n\n" + _table(("Pair", "km", "2015", "expectation", "kept"), rows)
    )


def _band(b: Base, after: Array) -> str:
    f = b.figures
    almere = _mask(b, ALMERE)
    resident, both = after[almere].sum(), _block(after, almere, almere)
    low, central, high = margins.national(f)
    rows = [
        ("Jobs filled in Almere", *(_n(v) for v in margins.ALMERE_JOBS)),
        ("Jobs held by residents of Almere", *(_n(resident * v / central) for v in (low, central, high))),
    ]
    rows.append(("Jobs per job held by a resident", *(f"{v / resident:.2f}" for v in margins.ALMERE_JOBS)))
    first, second = margins.almere_chains(f)
    return (
        "\n## Almere: a band, not a point\n\n" + _table(("Quantity", "low", "central", "high"), rows) + "\n"
        f"Central: {_p(1 - both / resident)} of employee jobs of residents are outside the municipality. All jobs (self-employed included) are 98,000, band 80,000 to 100,000 (X016, F089).\n"
        f"Cross-check of the central level: the 2015 share of Almere, moved by its growth of 2015-2019 against the national one (LISA 78,000 to 88,335, one source), gives {_n(first)}; "
        f"with the growth of Flevoland against the country in 2019-2023 (JOB09) {_n(second)}.\n"
        f"Lelystad: survey of April 2022 39,390 jobs in all; here {_n(after[:, _mask(b, LELYSTAD)].sum())} employee jobs on 1 January 2024.\n"
    )
