"""Employee jobs on 1 January 2024: by zone of residence (rows) and by zone of work (columns), with published controls.

The 2015 matrix gives *shares* between zones; levels come from published totals. Series are never joined by a growth
rate: a share is taken within one series and applied to the national total of the base date.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.region import people, tables
from calibration.region.tables import ALMERE, AMSTERDAM, FLEVOLAND, HAARLEMMERMEER, WEESP, Array, Figures

Mask = NDArray[np.bool_]
NL, NH = "Nederland", "Noord-Holland (PV)"
#: Employee jobs in Almere (about 80,000: X016, a report of March 2024) and how far it may be off (assumed).
ALMERE_JOBS = (76_000.0, 80_000.0, 84_000.0)
#: All jobs in Almere in 2015 and 2019, one source (JOB08, LISA): only a cross-check of the level.
ALMERE_LISA = {2015: 78_000.0, 2019: 88_335.0}
#: Growth of all jobs 2019-2023, Flevoland and the Netherlands (JOB09, LISA): used only as one against the other.
FLEVOLAND_2019_2023, NETHERLANDS_2019_2023 = 1.127, 1.076


@dataclass(frozen=True)
class Margins:
    """Targets of the commuting matrix, employee jobs held by residents of the Netherlands at workplaces in it.

    `rows`, `columns` (zone,); `block_rows`, `block_columns` (zone,) masks of residents of Noord-Holland and
    workplaces in Amsterdam (without Weesp), whose flow is `block`.
    """

    rows: Array
    columns: Array
    block_rows: Mask
    block_columns: Mask
    block: float


def national(figures: Figures) -> tuple[float, float, float]:
    """Employee jobs of residents of the Netherlands in the Netherlands on 1 January 2024: low, central, high.

    December 2022 (85481NED) grown by half of the growth of 2022 in the same series: 2022 was a year of recovery. Low: a
    quarter of it; high: all of it. The older series (83628NED, to December 2020) counts differently and is not used
    for levels.
    """
    last = figures.control[2022, NL, NL]
    growth = last / figures.control[2021, NL, NL] - 1
    return last * (1 + growth / 4), last * (1 + growth / 2), last * (1 + growth)


def amsterdam_without_weesp(figures: Figures) -> Mask:
    """(zone,) mask: Amsterdam as it was in the published figures to 2020."""
    return np.array([zone.municipality == AMSTERDAM and zone.id != WEESP for zone in figures.zones])


def build_margins(figures: Figures) -> Margins:
    """Rows, columns and control block for the base date; each adds up to `national` (central)."""
    total = national(figures)[1]
    amsterdam = amsterdam_without_weesp(figures)
    columns = column_targets(figures, total)
    return Margins(
        rows=row_targets(figures, total),
        columns=columns,
        block_rows=figures.where(province="Noord-Holland"),
        block_columns=amsterdam,
        # The share of Noord-Holland residents in Amsterdam's jobs hardly moves: 74.9 percent in 2019 and in 2020.
        block=columns[amsterdam].sum()
        * figures.control[2019, NH, "Amsterdam"]
        / figures.control[2019, NL, "Amsterdam"],
    )


def row_targets(figures: Figures, total: float) -> Array:
    """(zone,) resident jobs: 2015 x population growth of the municipality 2016-2024, residents of Noord-Holland at
    their share of 2019.

    The change of participation is taken as national (it is in the scaling to `total`). The share of 2020 is left out
    as that of a corona year.
    """
    grown = people.summed(
        figures,
        lambda c: figures.number(c, "resident_employee_jobs_2015")
        * people.population(figures, c, 2024) / figures.number(c, "population_2016"),
    )  # fmt: skip
    shares = people.sub_shares(figures, "workers")
    rows = np.array([grown[zone.municipality] for zone in figures.zones]) * shares
    holland = figures.where(province="Noord-Holland")
    control = total * figures.control[2019, NH, NL] / figures.control[2019, NL, NL]
    rows[holland] *= control / rows[holland].sum()
    rows[~holland] *= (total - control) / rows[~holland].sum()
    return rows


def column_targets(figures: Figures, total: float) -> Array:
    """(zone,) jobs filled by residents of the Netherlands, by place of work.

    Known: Amsterdam (share of 2019), Haarlemmermeer, Overijssel and Noord-Brabant with Limburg (shares of December
    2022), Almere (about 80,000), the rest of Flevoland (2015 share x growth 2019-2023 against the national one). All
    others keep their share of 2015 in what is left.
    """
    shares_2015 = figures.flows_2015.sum(axis=0) / figures.flows_2015.sum()
    jobs = people.sub_shares(figures, "jobs")
    columns = np.full(len(figures.zones), np.nan)

    def share(december: int, place: str) -> float:
        return total * figures.control[december, NL, place] / figures.control[december, NL, NL]

    amsterdam = amsterdam_without_weesp(figures)
    columns[amsterdam] = share(2019, "Amsterdam") * jobs[amsterdam] / jobs[amsterdam].sum()
    columns[figures.where(municipality=HAARLEMMERMEER)] = share(2022, "Haarlemmermeer")
    overijssel = figures.where(province="Overijssel")
    columns[overijssel] = share(2022, "Overijssel (PV)") * shares_2015[overijssel] / shares_2015[overijssel].sum()
    # The control holds Noord-Brabant and Limburg; zone EX8 holds Zeeland as well, which keeps its share of 2015.
    south = np.array([zone.id in ("EX8", "EX9") for zone in figures.zones])
    zeeland = sum(
        figures.number(c, "local_employee_jobs_2015") for c in figures.key if figures.key[c]["province"] == "Zeeland"
    )
    south_total = share(2022, "Zuid-Nederland (LD)") + total * zeeland / figures.flows_2015.sum()
    columns[south] = south_total * shares_2015[south] / shares_2015[south].sum()
    almere = figures.where(municipality=ALMERE)
    columns[almere] = ALMERE_JOBS[1] * jobs[almere]
    flevoland = np.array([zone.municipality in FLEVOLAND for zone in figures.zones]) & ~almere
    columns[flevoland] = total * shares_2015[flevoland] * FLEVOLAND_2019_2023 / NETHERLANDS_2019_2023
    rest = np.isnan(columns)
    columns[rest] = (total - np.nansum(columns)) * shares_2015[rest] / shares_2015[rest].sum()
    return columns


def survey_ratio(figures: Figures, code: str) -> float:
    """All jobs of the provincial survey on 1 April 2017 per employee job of that date (2015 share x national total)."""
    level = tables.april(figures.control[2016, NL, NL], figures.control[2017, NL, NL])
    employee = figures.number(code, "local_employee_jobs_2015") / float(figures.flows_2015.sum()) * level
    return figures.sector[2017][code]["totaal aantal banen"] / employee


def almere_chains(figures: Figures) -> tuple[float, float]:
    """Two cross-checks of the level of employee jobs in Almere on the base date; neither is used.

    Its share of 2015 in the national total of the base date, moved by its growth of 2015-2019 against the national
    one; and that again by the growth of Flevoland against the country in 2019-2023 (JOB09).
    """
    share = figures.number(ALMERE, "local_employee_jobs_2015") / float(figures.flows_2015.sum())
    against = ALMERE_LISA[2019] / ALMERE_LISA[2015] / (figures.control[2019, NL, NL] / figures.control[2015, NL, NL])
    first = share * national(figures)[1] * against
    return first, first * FLEVOLAND_2019_2023 / NETHERLANDS_2019_2023
