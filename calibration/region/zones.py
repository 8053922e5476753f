"""`zones.csv`, `areas.csv` and `region.yaml`: the names of the region and how zones add up to areas."""

from __future__ import annotations

from pathlib import Path

from calibration.region import csvtext, tables
from calibration.region.tables import Figures, Zone

ZONE_COLUMNS = (
    "zone",
    "name",
    "municipality",
    "municipality_name",
    "role",
    "province",
    "deelregio",
    "lat",
    "lon",
    "intrazonal_car_min",
    "intrazonal_bike_km",
    "parent_zone",
    "space_known",
    "source",
    "status",
)
AREA_COLUMNS = ("area", "name_nl", "name_en", "kind", "zones")

# Whose commuting pattern a zone without a base of its own inherits. Pampus is empty, Westpoort has 113 resident jobs in
# the 2015 matrix, Hout/Oosterwold 813 with a third of its present homes built after 2015.
PARENTS = {"GM0034-PA": "GM0034-PO", "GM0034-HO": "GM0034-ST", "GM0363-WP": "GM0363-WE", "GM0363-IJ": "GM0363-OO"}

_NAME_EN = {
    "GM0363-CE": "Amsterdam Centre",
    "GM0363-NW": "Amsterdam New-West",
    "GM0363-ZU": "Amsterdam South",
    "GM0363-OO": "Amsterdam East (without IJburg)",
    "GM0363-NO": "Amsterdam North",
    "GM0363-ZO": "Amsterdam Southeast",
    "EX1": "Rest of North Holland",
    "EX2": "Rest of Utrecht",
    "EX3": "Rest of Gelderland",
    "EX4": "Rest of Overijssel",
    "EX5": "Friesland",
    "EX6": "Groningen and Drenthe",
    "EX7": "South Holland",
    "EX8": "Zeeland and North Brabant",
}
_NAME_NL = {"EX6": "Groningen en Drenthe", "EX8": "Zeeland en Noord-Brabant"}

REGION_YAML = """\
# Names, dates and lists of the region. Tables stand beside this file; SOURCES.md says where each figure comes from.
schema_version: 1
id: flevoland-mra
title: {nl: Flevoland en Metropoolregio Amsterdam, en: Flevoland and the Amsterdam Metropolitan Area}
base_year: 2024
horizon: {start: 2024, end: 2051}
known_until: 2025
segments: [social_rent, mid, high]
sectors: [serving, basic]
locations: [business_park, office, mixed]
modes: [car, transit, bike]
study_area: mra-flevoland
screenline: flevopolder-uit
congested_grid: flevopolder
headline:
  areas: [GM0034, GM0995, flevoland-other, flevoland, mra]
  corridors: [hollandse-brug, stichtse-brug, a6-almere-lelystad, flevolijn, ijmeerverbinding]
"""


def build(shared: Path) -> dict[str, str]:
    """Texts of `zones.csv`, `areas.csv` and `region.yaml`."""
    figures = tables.read(shared)
    return {
        "zones.csv": csvtext.text(ZONE_COLUMNS, [_row(zone) for zone in figures.zones]),
        "areas.csv": csvtext.text(AREA_COLUMNS, [dict(zip(AREA_COLUMNS, row, strict=True)) for row in areas(figures)]),
        "region.yaml": REGION_YAML,
    }


def _row(zone: Zone) -> dict[str, str | int | float | None]:
    # The two Flevoland towns of the Woondeal MRA form a deelregio of the MRA; the four ZUND municipalities lie
    # outside it.
    return {
        "zone": zone.id,
        "name": zone.name,
        "municipality": zone.municipality,
        "municipality_name": zone.municipality_name,
        "role": zone.role,
        "province": zone.province,
        "deelregio": f"deelregio-{slug(zone.subregion)}" if zone.subregion else None,
        "lat": tables.fixed(zone.lat, 4),
        "lon": tables.fixed(zone.lon, 4),
        "intrazonal_car_min": tables.fixed(float(zone.intrazonal_car_min), 1),
        "intrazonal_bike_km": tables.fixed(float(zone.intrazonal_bike_km), 1),
        "parent_zone": PARENTS.get(zone.id),
        "space_known": int(zone.municipality in tables.FLEVOLAND),
        "source": "network-set",
        "status": "estimated" if zone.whole and zone.role != "external" else "assumed",
    }


def slug(name: str) -> str:
    """Name in lower case with hyphens."""
    return name.lower().replace(" ", "-")


def areas(figures: Figures) -> list[tuple[str, str, str, str, str]]:
    """Rows (area, name_nl, name_en, kind, zones): zones and municipalities first, then what they add up to."""
    rows: list[tuple[str, str, str, str, str]] = []
    for zone in figures.zones:
        kind = "municipality" if zone.whole and zone.role != "external" else "zone"
        name = _NAME_NL.get(zone.id, zone.name)
        rows.append((zone.id, name, _NAME_EN.get(zone.id, zone.name), kind, zone.id))
    for code, name in ((tables.ALMERE, "Almere"), (tables.AMSTERDAM, "Amsterdam")):
        rows.append((code, name, name, "municipality", _zones(figures, (code,))))
    zund = ("GM0050", "GM0184", "GM0171", "GM0303")
    mra_part = (tables.ALMERE, tables.LELYSTAD)
    rows.append(
        (
            "woondeal-mra",
            "Woondeal MRA-deel (Almere, Lelystad)",
            "Housing deal, MRA part (Almere, Lelystad)",
            "woondeal",
            _zones(figures, mra_part),
        )
    )
    rows.append(
        (
            "woondeal-zund",
            "Woondeal ZUND (Zeewolde, Urk, Noordoostpolder, Dronten)",
            "Housing deal ZUND (Zeewolde, Urk, Noordoostpolder, Dronten)",
            "woondeal",
            _zones(figures, zund),
        )
    )
    for name in dict.fromkeys(zone.subregion for zone in figures.zones if zone.subregion):
        members = ";".join(zone.id for zone in figures.zones if zone.subregion == name)
        rows.append((f"deelregio-{slug(name)}", f"Deelregio {name}", f"Subregion {name}", "deelregio", members))
    rows.append(("flevoland", "Flevoland", "Flevoland", "province", _zones(figures, tables.FLEVOLAND)))
    rows.append(
        (
            "flevoland-other",
            "Overig Flevoland (Dronten, Zeewolde, Noordoostpolder, Urk)",
            "Rest of Flevoland (Dronten, Zeewolde, Noordoostpolder, Urk)",
            "group",
            _zones(figures, zund),
        )
    )
    rows.append(
        (
            "drinking-water-zuidelijk-flevoland",
            "Drinkwater Zuidelijk Flevoland (Almere, Zeewolde)",
            "Drinking water Southern Flevoland (Almere, Zeewolde)",
            "group",
            _zones(figures, (tables.ALMERE, "GM0050")),
        )
    )
    mra = ";".join(zone.id for zone in figures.zones if zone.subregion)
    rows.append(
        (
            "mra",
            "Metropoolregio Amsterdam (30 gemeenten)",
            "Amsterdam Metropolitan Area (30 municipalities)",
            "mra",
            mra,
        )
    )
    study = ";".join(zone.id for zone in figures.zones if zone.role == "study")
    names = ("Flevoland en Metropoolregio Amsterdam", "Flevoland and the Amsterdam Metropolitan Area")
    rows.append(("mra-flevoland", *names, "study", study))
    rows.append(("study-area", "Studiegebied", "Study area", "study", study))
    return rows


def _zones(figures: Figures, municipalities: tuple[str, ...]) -> str:
    return ";".join(zone.id for zone in figures.zones if zone.municipality in municipalities)
