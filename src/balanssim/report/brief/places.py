"""Effects per municipality and subregion, what is taken up elsewhere, indicators followed, broad prosperity."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from balanssim.catalogue import VARIABLES
from balanssim.dims import AREA, CORRIDOR, YEAR
from balanssim.report import areas, numbers
from balanssim.report.brief import deals
from balanssim.report.brief.parts import Cell, Section, Table, lettered, word
from balanssim.report.together import area_kinds

if TYPE_CHECKING:
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
    ("reach_car", "jobs_within_45min_car"), ("reach_transit", "jobs_within_45min_transit"),
    ("car_km", "commute_car_km"), ("co2", "commute_car_co2"), ("households", "households_elsewhere"),
    ("jobs_elsewhere", "jobs_elsewhere"), ("plans", ""), ("space", ""),
)  # fmt: skip
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
    """A table per outcome: municipalities, subregions and the whole, option by option."""
    table, dataset = found.table(lang), found.together.dataset
    chosen = [column for column in areas.columns(dataset, lang) if column.name in SHOWN]
    chosen.sort(key=lambda column: SHOWN.index(column.name))
    names = dict(zip(dataset[AREA].values.tolist(), dataset[f"area_{lang}"].values.tolist(), strict=True))
    near = {str(names[town]) for town in municipalities(found)}
    made = areas.area_tables(dataset, table, area_kinds(found.region.index), chosen)
    tables = []
    for place, column in enumerate(chosen):
        rows = tuple(
            ((line.label,), *(_value(values[place]) for values in line.scenarios))
            for part in made
            for line in part.lines
            if part.sort == "aggregates" or line.label in near
        )
        caption = word(
            "places.caption", lang, outcome=column.label, unit=column.unit, date=numbers.date(table.year, lang)
        )
        tables.append(Table(caption, (word("places.place", lang), *lettered(table.titles())), rows))
    notes = (word("places.how", lang),)
    return Section("places", word("places.title", lang), (word("places.elsewhere", lang),), tuple(tables), notes=notes)


def _value(value: areas.Value) -> Cell:
    return (f"{value.main} {value.band}".strip(),)


def followed(found: Found, lang: Lang) -> Section:
    """Every indicator that is followed, told by an outcome or named as not modelled; then the themes of prosperity."""
    table = found.table(lang)
    rows = [
        ((word(f"followed.{name}", lang),), *(_plans(found, lang) if name == "plans" else _told(found, variable, lang)))
        for name, variable in FOLLOWED
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


def _told(found: Found, variable: str, lang: Lang) -> list[Cell]:
    """Place and unit, then every option; that it is not modelled where it is not."""
    columns = len(found.table(lang).scenarios)
    bands = bands_of(found, variable)
    if bands is None:
        return [("",), *[(word("followed.not_modelled", lang),)] * columns]
    place, values = bands
    unit = VARIABLES[variable].unit
    where = (place_words(found, place, lang), numbers.unit_label(unit, lang))
    return [where, *((shown(band, unit, lang),) for band in values)]


def _plans(found: Found, lang: Lang) -> list[Cell]:
    """Cover by plans of every deal, as registered on the base date: the same for every option."""
    lines = tuple(
        f"{place_words(found, deal.area, lang)}: {said}"
        for deal in found.together.deals()
        if (said := deals.cover_words(found, deal, lang))
    )
    return [("",), *[lines or (word("followed.not_modelled", lang),)] * len(found.table(lang).scenarios)]


def shown(band: tuple[float, float, float], unit: str, lang: Lang) -> str:
    """Median and band of (median, p10, p90); amounts of any unit to as many figures as counts have."""
    first = unit.partition(" or ")[0]
    return numbers.central(*band, "jobs" if first in AMOUNTS else first, lang)


def bands_of(found: Found, variable: str) -> tuple[str, list[tuple[float, float, float]]] | None:
    """The first headline place that has an outcome, and (median, p10, p90) there per option; None where none has."""
    dataset, index = found.together.dataset, found.region.index
    if variable not in dataset or YEAR not in dataset[variable].dims:
        return None
    by_area = AREA in dataset[variable].dims
    dim, places = (AREA, index.headline_areas) if by_area else (CORRIDOR, index.headline_corridors)
    part = dataset[variable].sel({YEAR: found.table("nl").year}).sel(statistic=["median", "p10", "p90"])
    for place in places:
        values = part.sel({dim: place}).transpose("scenario", "statistic").values.tolist()
        bands = [(float(median), float(low), float(high)) for median, low, high in values]
        if not all(math.isnan(median) for median, _, _ in bands):
            return place, bands
    return None


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
