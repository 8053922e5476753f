"""Effects per municipality and subregion, what is taken up elsewhere, indicators followed, broad prosperity."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from balanssim import texts
from balanssim.catalogue import VARIABLES
from balanssim.compare.build import unit_of
from balanssim.compare.differences import band
from balanssim.dims import AREA, CORRIDOR, YEAR
from balanssim.report import areas, numbers
from balanssim.report.brief import deals, effects
from balanssim.report.brief.parts import Cell, Section, Table, letter, lettered, word
from balanssim.report.together import area_kinds

#: Median, p10 and p90 of an outcome.
Band = tuple[float, float, float]

if TYPE_CHECKING:
    import xarray as xr

    from balanssim.report.brief.found import Found
    from balanssim.texts import Lang

#: Outcomes told per municipality and subregion.
SHOWN: Final = (
    "homes_added", "jobs_all_added", "jobs_per_resident_1564", "share_working_outside", "households_elsewhere",
    "jobs_elsewhere",
)  # fmt: skip
#: The indicators that are followed (in the order of the monitor) with the outcome that tells them; none: not modelled.
FOLLOWED: Final = (
    ("growth", "homes_added"), ("balance", "jobs_per_resident_1564"), ("balance_homes", "jobs_per_home"),
    ("balance_force", "jobs_per_labour_force"), ("outside", "share_working_outside"),
    ("outside_all", "share_working_outside_all"), ("jobs", "jobs_all_added"), ("displaced", "jobs_displaced"),
    ("social", "social_share"), ("shortage", "housing_shortage"), ("load", "commute_load_extra"),
    ("ratio", "load_ratio"), ("factor", "travel_time_factor"), ("crowding", "crowding"),
    ("reach_car", "jobs_within_45min_car"), ("reach_transit", "jobs_within_45min_transit"), ("reach_others", ""),
    ("car_km", "commute_car_km"), ("co2", "commute_car_co2"), ("households", "households_elsewhere"),
    ("jobs_elsewhere", "jobs_elsewhere"), ("plans", ""), ("space", ""),
)  # fmt: skip
#: Computed, but not kept by the runs of a brief.
NOT_KEPT: Final = ("reach_others", "space")
#: Outcomes followed for the whole study area: who drives less in one municipality may drive more in another.
WHOLE: Final = ("commute_car_km", "commute_car_co2")
#: Units of amounts that are rounded as counts are.
AMOUNTS: Final = ("veh h", "1000 km/day", "t/day")
#: The eight themes of broad prosperity (CBS, Monitor Brede Welvaart, 'hier en nu') with the outcomes that touch them.
THEMES: Final = (
    ("wellbeing", ()), ("material", ("jobs_per_labour_force",)), ("health", ()),
    ("labour", ("share_working_outside", "lost_vehicle_hours", "jobs_within_45min_transit")),
    ("housing", ("homes_added", "housing_shortage", "social_share")), ("society", ()), ("safety", ()),
    ("environment", ("commute_car_km", "commute_car_co2")),
)  # fmt: skip


def per_place(found: Found, lang: Lang) -> Section:
    """A table per outcome: municipalities, subregions and the whole, option by option with its difference to the first.

    A column more for each pair: what the decision does by itself.
    """
    table, dataset = found.table(lang), found.together.dataset
    chosen = [column for column in areas.columns(dataset, lang) if column.name in SHOWN]
    chosen.sort(key=lambda column: SHOWN.index(column.name))
    near = set(municipalities(found))
    made = areas.area_tables(dataset, table, area_kinds(found.region.index), chosen)
    same = texts.message("compare.indistinguishable", lang)
    lines = [line for part in made for line in part.lines if part.sort == "aggregates" or line.area in near]
    between = [word("places.between", lang, b=letter(1), a=letter(at)) for at in range(2, 2 + len(found.pair_areas))]
    heads = (word("places.place", lang), *lettered(table.titles()), *between)
    tables = []
    for place, column in enumerate(chosen):
        rows = []
        for line in lines:
            medians = dataset[column.name].sel({YEAR: table.year, AREA: line.area, "statistic": "median"}).values
            own = [
                apart(found.areas, column.name, line.area, at, medians[at], lang) or same
                for at in range(1, len(table.scenarios))
            ]
            values = [f"{values[place].main} {values[place].band}".strip() for values in line.scenarios]
            beside = [apart(pair, column.name, line.area, 1, medians[1], lang) or same for pair in found.pair_areas]
            cells = [(values[0],), *((value, words) for value, words in zip(values[1:], own, strict=True))]
            rows.append(((line.label,), *cells, *((words,) for words in beside)))
        caption = word(
            "places.caption", lang, outcome=column.label, unit=column.unit, date=numbers.date(table.year, lang),
            a=letter(0),
        )  # fmt: skip
        tables.append(Table(caption, heads, tuple(rows)))
    notes = (word("places.how", lang),)
    return Section("places", word("places.title", lang), (word("places.elsewhere", lang),), tuple(tables), notes=notes)


def apart(differences: xr.Dataset, variable: str, area: str, column: int, amount: float, lang: Lang) -> str:
    """The difference of an option to the first in an area, with its band; nothing where it cannot be told from none.

    Nor where all of its band is nothing beside what ``amount``, the median of the option, rounds to.
    """
    low, middle, high = said = band(differences[f"{variable}_difference"].isel(scenario=column).sel({AREA: area}))
    unit = VARIABLES[variable].unit
    if math.isnan(middle):
        return numbers.DASH
    least = effects.NOTHING * numbers.step(amount, unit)
    same = bool(differences[f"{variable}_indistinguishable"].isel(scenario=column).sel({AREA: area}))
    if same or max(abs(low), abs(high)) < least or not any(effects.sign(end, unit) for end in said):
        return ""
    return numbers.difference(middle, low, high, unit, lang)


def followed(found: Found, lang: Lang) -> Section:
    """Every indicator that is followed, told by an outcome or named as not modelled; then the themes of prosperity."""
    table = found.table(lang)
    rows = [
        ((word(f"followed.{name}", lang),), *cells)
        for name, variable in FOLLOWED
        for cells in ([_plans(found, lang)] if name == "plans" else _told(found, name, variable, lang))
    ]
    heads = (word("followed.indicator", lang), word("followed.where", lang), *lettered(table.titles()))
    themes = [_theme(found, name, outcomes, lang) for name, outcomes in THEMES]
    theme_heads = (word("prosperity.theme", lang), word("prosperity.told", lang), word("prosperity.not", lang))
    date = numbers.date(table.year, lang)
    return Section(
        "followed", word("followed.title", lang), (),
        (
            Table(word("followed.caption", lang, date=date), heads, tuple(rows)),
            Table(word("prosperity.caption", lang, date=date), theme_heads, tuple(themes)),
        ),
        notes=(word("followed.how", lang), word("prosperity.how", lang)),
    )  # fmt: skip


def _told(found: Found, name: str, variable: str, lang: Lang) -> list[list[Cell]]:
    """A row per place with its unit and every option; where there is none, that it is not modelled or not kept."""
    told = places_of(found, variable)
    if not told:
        code = "followed.not_kept" if name in NOT_KEPT else "followed.not_modelled"
        return [[("",), *[(word(code, lang),)] * len(found.table(lang).scenarios)]]
    unit = VARIABLES[variable].unit
    rows: list[list[Cell]] = []
    for place, values in told:
        corridor = found.region.index.corridors.get(place)
        own = unit_of(variable, corridor is not None and corridor.mode != "car")
        where = (place_words(found, place, lang), numbers.unit_label(own, lang))
        rows.append([where, *((shown(one, unit, lang),) for one in values)])
    return rows


def _plans(found: Found, lang: Lang) -> list[Cell]:
    """Cover by plans of every deal, as registered on the base date: the same for every option."""
    lines = tuple(
        f"{place_words(found, deal.area, lang)}: {said}"
        for deal in found.together.deals()
        if (said := deals.cover_words(found, deal, lang))
    )
    others = len(found.table(lang).scenarios) - 1
    if not lines:
        return [("",), *[(word("followed.not_modelled", lang),)] * (others + 1)]
    return [("",), lines, *[(word("followed.as_first", lang, a=letter(0)),)] * others]


def shown(band: Band, unit: str, lang: Lang) -> str:
    """Median and band of (median, p10, p90); amounts of any unit to as many figures as counts have."""
    first = unit.partition(" or ")[0]
    return numbers.central(*band, "jobs" if first in AMOUNTS else first, lang)


def bands_of(found: Found, variable: str) -> tuple[str, list[Band]] | None:
    """The first place that has an outcome, and (median, p10, p90) there per option; None where none has."""
    return next(iter(places_of(found, variable)), None)


def places_of(found: Found, variable: str) -> list[tuple[str, list[Band]]]:
    """Places of which an outcome is followed, with (median, p10, p90) there per option.

    Every headline corridor that has it; of areas the first headline area, or the whole study area for what is driven.
    """
    dataset, index = found.together.dataset, found.region.index
    if variable not in dataset or YEAR not in dataset[variable].dims:
        return []
    by_area = AREA in dataset[variable].dims
    areas_ = (index.study_area,) if variable in WHOLE else index.headline_areas
    dim, places = (AREA, areas_) if by_area else (CORRIDOR, index.headline_corridors)
    part = dataset[variable].sel({YEAR: found.table("nl").year}).sel(statistic=["median", "p10", "p90"])
    told = []
    for place in places:
        values = part.sel({dim: place}).transpose("scenario", "statistic").values.tolist()
        bands = [(float(median), float(low), float(high)) for median, low, high in values]
        if not all(math.isnan(median) for median, _, _ in bands):
            told.append((place, bands))
    return told[:1] if by_area else told


def place_words(found: Found, place: str, lang: Lang) -> str:
    """An area or corridor in words."""
    index = found.region.index
    entry = index.areas.get(place) or index.corridors[place]
    return (entry.name_nl if lang == "nl" else entry.name_en).split(" (")[0]


def _theme(found: Found, name: str, outcomes: tuple[str, ...], lang: Lang) -> tuple[Cell, ...]:
    """A theme, what is computed of it per option with its band, and what of it is not modelled."""
    lines = []
    for variable in outcomes:
        bands = bands_of(found, variable)
        if bands is None:
            continue
        unit = VARIABLES[variable].unit
        label = VARIABLES[variable].label_nl if lang == "nl" else VARIABLES[variable].label_en
        options = ", ".join(f"{chr(ord('A') + at)} {shown(band, unit, lang)}" for at, band in enumerate(bands[1]))
        lines.append(
            word("prosperity.line", lang, label=label, place=place_words(found, bands[0], lang), options=options,
                 unit="" if unit == "share" else f" ({numbers.unit_label(unit.partition(' or ')[0], lang)})")
        )  # fmt: skip
    told = tuple(lines) or (word("prosperity.nothing", lang),)
    return ((word(f"theme.{name}", lang),), told, (word(f"theme.{name}.not", lang),))


def municipalities(found: Found) -> list[str]:
    """Municipalities of the province of the first headline area, or of the study area; that area itself first."""
    index = found.region.index
    kinds = area_kinds(index)
    towns = [area for area, kind in kinds.items() if kind == "municipality"]
    first = set(index.areas[index.headline_areas[0]].zones)
    for area in index.headline_areas:
        zones = set(index.areas[area].zones)
        if index.areas[area].kind == "province" and first <= zones:
            towns = [town for town in towns if set(index.areas[town].zones) <= zones]
    return sorted(towns, key=lambda town: not first >= set(index.areas[town].zones))
