# ruff: noqa: E501 - tables are kept at one row a line
"""Room for work and named programmes of region `flevoland-mra`.

Almere's totals come from its vision: 100 ha of business park is free now of 300 ha needed to 2040 (F098-F099), beside 1.5 million m2
in mixed areas and 93,000 m2 of offices (F100-F101). What of the floor area is free now is not given: one third is taken, as for
business parks. The spread over zones, and every hectare outside Almere, is our own estimate.
"""

from __future__ import annotations

LOCATION_COLUMNS = (
    "plan",
    "name",
    "zone",
    "location",
    "size",
    "unit",
    "earliest_year",
    "now_available",
    "source",
    "status",
)
PROGRAMME_COLUMNS = (
    "programme", "name_nl", "name_en", "zone", "sector", "location", "jobs_low", "jobs", "jobs_high", "years_to_full",
    "default_start", "source", "status",
)  # fmt: skip

_HA_NOW = "Almere 100 ha free now (F099); spread over sites own estimate"
_MIXED_NOW = "One third of 1.5 million m2 (F100) as for business parks (100 of 300 ha); spread own estimate"
_OFFICE_NOW = "One third of 93,000 m2 (F101) as for business parks (100 of 300 ha); spread own estimate"
_HA_NEW = "Share of the new hectares of Almere (lever total less what is free now; up to 200 ha, F098-F099); spread own estimate"
_MIXED_NEW = "Share of the new mixed floor area of Almere (lever total less what is free now; up to 1 million m2, F100); spread own estimate"
_OFFICE_NEW = "Share of the new office floor area of Almere (lever total less what is free now; up to 62,000 m2, F101); spread own estimate"
_OWN = "Own estimate: order of size of the site, to be replaced by the register of business parks (IBIS)"

# plan, name, zone, location, size, unit, earliest year, available now, source, status
_LOCATIONS: tuple[tuple[str, str, str, str, float, str, int, int, str, str], ...] = (
    # Almere, free on the base date: 100 ha, 500,000 m2, 31,000 m2.
    ("stichtsekant", "Stichtsekant", "GM0034-HO", "business_park", 40, "ha", 2024, 1, _HA_NOW, "estimated"),
    ("twentsekant", "Twentsekant", "GM0034-HO", "business_park", 10, "ha", 2024, 1, _HA_NOW, "estimated"),
    ("de-vaart", "De Vaart IV-VI", "GM0034-BU", "business_park", 25, "ha", 2024, 1, _HA_NOW, "estimated"),
    ("poldervlak", "Poldervlak", "GM0034-BU", "business_park", 5, "ha", 2024, 1, _HA_NOW, "estimated"),
    ("hogekant", "Hogekant en Middenkant (Almere Poort)", "GM0034-PO", "business_park", 12, "ha", 2024, 1, _HA_NOW, "estimated"),
    ("gooisekant", "Gooisekant", "GM0034-HA", "business_park", 8, "ha", 2024, 1, _HA_NOW, "estimated"),
    ("centrum-gemengd", "Almere Centrum, gemengd", "GM0034-ST", "mixed", 250000, "m2", 2024, 1, _MIXED_NOW, "assumed"),
    ("poort-gemengd", "Almere Poort, gemengd", "GM0034-PO", "mixed", 100000, "m2", 2024, 1, _MIXED_NOW, "assumed"),
    ("buiten-gemengd", "Almere Buiten, gemengd", "GM0034-BU", "mixed", 70000, "m2", 2024, 1, _MIXED_NOW, "assumed"),
    ("haven-gemengd", "Almere Haven, gemengd", "GM0034-HA", "mixed", 50000, "m2", 2024, 1, _MIXED_NOW, "assumed"),
    ("hout-gemengd", "Almere Hout, gemengd", "GM0034-HO", "mixed", 30000, "m2", 2024, 1, _MIXED_NOW, "assumed"),
    ("centrum-kantoren", "Stationsgebied Almere Centrum, kantoren", "GM0034-ST", "office", 26000, "m2", 2024, 1, _OFFICE_NOW, "assumed"),
    ("poort-kantoren", "Almere Poort, kantoren", "GM0034-PO", "office", 5000, "m2", 2024, 1, _OFFICE_NOW, "assumed"),
    # Almere, new: shares of what the levers add. Pampus carries 16,000 jobs in its final state (PAM02).
    ("stichtsekant-nieuw", "Stichtsekant en Almere Hout, uitbreiding", "GM0034-HO", "business_park", 0.45, "share", 2028, 0, _HA_NEW, "assumed"),
    ("de-vaart-nieuw", "De Vaart, uitbreiding", "GM0034-BU", "business_park", 0.20, "share", 2028, 0, _HA_NEW, "assumed"),
    ("pampus-bedrijven", "Almere Pampus, bedrijventerrein", "GM0034-PA", "business_park", 0.15, "share", 2032, 0, f"{_HA_NEW}; Pampus 16,000 jobs (PAM02)", "assumed"),
    ("poort-bedrijven", "Almere Poort, bedrijventerrein", "GM0034-PO", "business_park", 0.10, "share", 2028, 0, _HA_NEW, "assumed"),
    ("haven-bedrijven", "De Steiger en Gooisekant, uitbreiding", "GM0034-HA", "business_park", 0.10, "share", 2028, 0, _HA_NEW, "assumed"),
    ("centrum-gemengd-nieuw", "Almere Centrum, gemengd, nieuw", "GM0034-ST", "mixed", 0.45, "share", 2028, 0, _MIXED_NEW, "assumed"),
    ("pampus-gemengd", "Almere Pampus, gemengd", "GM0034-PA", "mixed", 0.30, "share", 2031, 0, f"{_MIXED_NEW}; Pampus 16,000 jobs (PAM02)", "assumed"),
    ("poort-gemengd-nieuw", "Almere Poort, gemengd, nieuw", "GM0034-PO", "mixed", 0.10, "share", 2028, 0, _MIXED_NEW, "assumed"),
    ("hout-gemengd-nieuw", "Almere Hout en Oosterwold, gemengd, nieuw", "GM0034-HO", "mixed", 0.06, "share", 2028, 0, _MIXED_NEW, "assumed"),
    ("buiten-gemengd-nieuw", "Almere Buiten, gemengd, nieuw", "GM0034-BU", "mixed", 0.05, "share", 2028, 0, _MIXED_NEW, "assumed"),
    ("haven-gemengd-nieuw", "Almere Haven, gemengd, nieuw", "GM0034-HA", "mixed", 0.04, "share", 2028, 0, _MIXED_NEW, "assumed"),
    ("centrum-kantoren-nieuw", "Almere Centrum, kantoren, nieuw", "GM0034-ST", "office", 0.75, "share", 2028, 0, _OFFICE_NEW, "assumed"),
    ("pampus-kantoren", "Almere Pampus, kantoren", "GM0034-PA", "office", 0.15, "share", 2032, 0, _OFFICE_NEW, "assumed"),
    ("poort-kantoren-nieuw", "Almere Poort, kantoren, nieuw", "GM0034-PO", "office", 0.10, "share", 2028, 0, _OFFICE_NEW, "assumed"),
    # Lelystad
    ("lelystad-airport-bp", "Lelystad Airport Businesspark", "GM0995", "business_park", 60, "ha", 2024, 1, _OWN, "assumed"),
    ("flevokust-haven", "Flevokust Haven", "GM0995", "business_park", 40, "ha", 2024, 1, _OWN, "assumed"),
    ("larserpoort", "Larserpoort en Noordersluis", "GM0995", "business_park", 15, "ha", 2024, 1, _OWN, "assumed"),
    ("lelystad-centrum-gemengd", "Lelystad Stadshart en stationsgebied, gemengd", "GM0995", "mixed", 40000, "m2", 2024, 1, _OWN, "assumed"),
    ("lelystad-centrum-kantoren", "Lelystad stationsgebied, kantoren", "GM0995", "office", 10000, "m2", 2024, 1, _OWN, "assumed"),
    ("lelystad-airport-bp-2", "Lelystad Airport Businesspark, tweede fase", "GM0995", "business_park", 60, "ha", 2030, 0, _OWN, "assumed"),
    ("lelystad-gemengd-nieuw", "Lelystad, Zuiderhage en kust, gemengd", "GM0995", "mixed", 80000, "m2", 2030, 0, _OWN, "assumed"),
    # Zeewolde, Dronten, Noordoostpolder, Urk
    ("trekkersveld", "Trekkersveld I-III", "GM0050", "business_park", 20, "ha", 2024, 1, _OWN, "assumed"),
    ("zeewolde-gemengd", "Zeewolde, gemengd", "GM0050", "mixed", 15000, "m2", 2024, 1, _OWN, "assumed"),
    ("trekkersveld-4", "Trekkersveld IV", "GM0050", "business_park", 50, "ha", 2030, 0, f"{_OWN}; land once meant for a data centre", "assumed"),
    ("poort-van-dronten", "Poort van Dronten en Business Zone Delta", "GM0303", "business_park", 30, "ha", 2024, 1, _OWN, "assumed"),
    ("dronten-gemengd", "Dronten, gemengd", "GM0303", "mixed", 20000, "m2", 2024, 1, _OWN, "assumed"),
    ("dronten-nieuw", "Dronten, uitbreiding bedrijventerrein", "GM0303", "business_park", 25, "ha", 2030, 0, _OWN, "assumed"),
    ("de-munt", "De Munt en dorpsterreinen (Noordoostpolder)", "GM0171", "business_park", 25, "ha", 2024, 1, _OWN, "assumed"),
    ("emmeloord-gemengd", "Emmeloord, gemengd", "GM0171", "mixed", 20000, "m2", 2024, 1, _OWN, "assumed"),
    ("nop-nieuw", "Noordoostpolder, uitbreiding bedrijventerrein", "GM0171", "business_park", 30, "ha", 2030, 0, _OWN, "assumed"),
    ("zwolsehoek", "Zwolsehoek en Zwolse Vaart (Urk)", "GM0184", "business_park", 10, "ha", 2024, 1, _OWN, "assumed"),
    ("urk-gemengd", "Urk, gemengd", "GM0184", "mixed", 8000, "m2", 2024, 1, _OWN, "assumed"),
    ("port-of-urk", "Maritieme haven en Port of Urk", "GM0184", "business_park", 30, "ha", 2028, 0, _OWN, "assumed"),
)  # fmt: skip

# programme, nl, en, zone, sector, location, low, central, high, years to full, default start, source, status
_PROGRAMMES: tuple[tuple[str, str, str, str, str, str, int, int, int, int, str, str, str], ...] = (
    ("tech-transitie", "Tech & Transitie (Almere)", "Tech & Transitie (Almere)", "GM0034-HO", "basic", "business_park", 3500, 7000, 8000, 12, "never", "F097: 7,000 jobs to 2040 in the vision, a wish; band, site (largest free business park) and 12 years own estimate", "policy"),
    ("lelystad-airport", "Lelystad Airport open voor vakantievluchten", "Lelystad Airport open to holiday flights", "GM0995", "basic", "none", 700, 1500, 3000, 10, "never", "Own estimate: about 800 jobs per million passengers, 1 to 4 million; WON21 names the airport as condition for enough jobs; on its own grounds, so no business park", "assumed"),
    ("kazerne-zeewolde", "Kazerne Zeewolde", "Barracks Zeewolde", "GM0050", "basic", "none", 4000, 6000, 7000, 8, "never", "About 7,000 people at the barracks; part of them recruits in training, so 4,000-7,000 jobs: own estimate; on its own grounds", "assumed"),
    ("f35-lelystad", "F-35 op Lelystad Airport", "F-35 at Lelystad Airport", "GM0995", "basic", "none", 150, 400, 800, 5, "never", "Own estimate: one squadron or a shared base with ground staff; on its own grounds", "assumed"),
)  # fmt: skip


def locations() -> list[dict[str, str | float | int]]:
    """Rows of `pipeline/locations.csv`.

    `now_available` 1: free on the base date (Almere adds to 100 ha, 500,000 m2 mixed and 31,000 m2 office). 0: new. A `share` is
    a share of what the levers add in Almere beyond what is free now (shares add to 1 per location); new hectares and m2 elsewhere
    come from `earliest_year` on, with no lever.
    """
    return [dict(zip(LOCATION_COLUMNS, row, strict=True)) for row in _LOCATIONS]


def programmes() -> list[dict[str, str | int]]:
    """Rows of `pipeline/programmes.csv`: all start only where a scenario says so. Location `none` uses no room of a work location."""
    return [dict(zip(PROGRAMME_COLUMNS, row, strict=True)) for row in _PROGRAMMES]
