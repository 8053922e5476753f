# ruff: noqa: E501 - tables are kept at one row a line
"""Housing plans of region `flevoland-mra`.

Flevoland: named plans. Plans with `earliest_year` to 2030 are the registered capacity 2024-2030 and add to the published totals:
40,912 = 16,249 hard + 24,233 soft + 430 unknown; Almere and Lelystad 33,628 of which 11,443 hard; ZUND 7,284 of which 4,806 hard
(F045-F051, D007, X003). Split over municipalities and plans is our estimate; the 430 are taken to be Almere's, whose return was not
complete. Later plans: Almere adds to 60,000-85,000 homes (F103-F104), Lelystad stays within the 32,900 soft homes after 2030 of the
2021 inventory, and Flevoland as a whole to about 130% of the 100,000 homes studied to 2050 (F075).

Elsewhere: one pool `lokaal-<zone>`, the larger of the 2021 inventory less what was built since and 27 years of recent pace with the
130% rule (WON04).

Status `room` is for ground without a registered plan (Flevoland after 2030, the pools elsewhere): a plan that drops out there is
replaced by another on the same ground, so it knows no attrition; its first year and pace limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

COLUMNS = (
    "plan", "name", "zone", "plan_status", "homes_low", "homes", "homes_high", "earliest_year", "max_pace", "organic",
    "release", "land", "grid_area", "remainder_of", "source", "status",
)  # fmt: skip

#: Spread of homes around the central value: registered plans are better known than ideas for after 2030.
SPREAD = {"hard": 0.03, "soft": 0.10, "unknown": 0.25, "room": 0.30}

_REGISTERED = "Share of the registered capacity 2024-2030 (F045-F051); split over plans own estimate"
_LATER_ALMERE = "Part of the 60,000-85,000 homes to 2050 (F103-F106); split over plans own estimate"
_LATER = "Own estimate of room after 2030"
_OOSTERWOLD = "Oosterwold 15,000 (F019) to 20,000 (F018) in Almere and Zeewolde together; split over phases and municipalities own estimate"
_PACE = "pace own estimate"

# plan, name, zone, plan status, homes, earliest year, max pace (0 = rule), organic, release, land, source
_Row = tuple[str, str, str, str, int, int, int, int, str, str, str]
_ALMERE: tuple[_Row, ...] = (
    ("duin", "Duin (Almere Poort)", "GM0034-PO", "hard", 1000, 2024, 0, 0, "", "", _REGISTERED),
    ("olympiakwartier", "Olympia- en Europakwartier (Almere Poort)", "GM0034-PO", "hard", 1900, 2024, 0, 0, "", "", _REGISTERED),
    ("nobelhorst", "Nobelhorst (Almere Hout)", "GM0034-HO", "hard", 1400, 2024, 0, 0, "", "", _REGISTERED),
    ("oosterwold-almere-fase-1", "Oosterwold Almere, fase 1", "GM0034-HO", "hard", 1500, 2024, 300, 1, "", "", f"{_REGISTERED}. {_OOSTERWOLD}"),
    ("almere-centrum-hard", "Almere Centrum, vastgesteld", "GM0034-ST", "hard", 1300, 2024, 0, 0, "", "", _REGISTERED),
    ("hortus", "Hortus (voormalig Floriadeterrein)", "GM0034-ST", "hard", 600, 2024, 0, 0, "", "", _REGISTERED),
    ("lokaal-stad-hard", "Almere Stad, overige vastgestelde plannen", "GM0034-ST", "hard", 300, 2024, 0, 0, "", "", _REGISTERED),
    ("lokaal-buiten-hard", "Almere Buiten, vastgestelde plannen", "GM0034-BU", "hard", 400, 2024, 0, 0, "", "", _REGISTERED),
    ("lokaal-haven-hard", "Almere Haven, vastgestelde plannen", "GM0034-HA", "hard", 300, 2024, 0, 0, "", "", _REGISTERED),
    ("almere-centrum-zacht", "Almere Centrum en stationsgebied, in voorbereiding", "GM0034-ST", "soft", 3500, 2027, 0, 0, "", "", _REGISTERED),
    ("lokaal-stad-zacht", "Almere Stad, overige plannen in voorbereiding", "GM0034-ST", "soft", 2100, 2026, 0, 0, "", "", _REGISTERED),
    ("lokaal-poort-zacht", "Almere Poort, plannen in voorbereiding", "GM0034-PO", "soft", 2900, 2026, 0, 0, "", "", _REGISTERED),
    ("almere-hout-noord", "Almere Hout Noord, in voorbereiding", "GM0034-HO", "soft", 2000, 2027, 0, 0, "", "", _REGISTERED),
    ("oosterwold-almere-fase-2", "Oosterwold Almere, fase 2 tot 2030", "GM0034-HO", "soft", 2200, 2026, 350, 1, "", "state", f"{_REGISTERED}. {_OOSTERWOLD}"),
    ("lokaal-buiten-zacht", "Almere Buiten, plannen in voorbereiding", "GM0034-BU", "soft", 1500, 2026, 0, 0, "", "", _REGISTERED),
    ("lokaal-haven-zacht", "Almere Haven, plannen in voorbereiding", "GM0034-HA", "soft", 1270, 2026, 0, 0, "", "", _REGISTERED),
    ("almere-onbekend", "Almere, plannen met onbekende status", "GM0034-ST", "unknown", 430, 2028, 0, 0, "", "", f"{_REGISTERED}; all 430 taken as Almere (X003)"),
    ("pampus-fase-1", "Almere Pampus, eerste fase", "GM0034-PA", "room", 7500, 2031, 750, 0, "", "state", "PAM01: 25,000-35,000 homes, start of works 2030; first phase of about 7,500 homes own estimate; pace of a large new district (500-1,000 a year) own estimate"),
    ("pampus-rest", "Almere Pampus, vervolg", "GM0034-PA", "room", 22500, 2034, 1200, 0, "decision:P01_IJMEER_METRO", "state", "PAM01 less the first phase; released by the IJmeer decision (M010); pace own estimate"),
    ("oosterwold-almere-na-2030", "Oosterwold Almere, na 2030", "GM0034-HO", "room", 7000, 2031, 450, 1, "", "state", f"{_LATER_ALMERE}. {_OOSTERWOLD}"),
    ("almere-centrum-na-2030", "Almere Centrum, na 2030", "GM0034-ST", "room", 6000, 2031, 400, 0, "", "", _LATER_ALMERE),
    ("lokaal-poort-na-2030", "Almere Poort, na 2030", "GM0034-PO", "room", 1500, 2031, 150, 0, "", "", _LATER_ALMERE),
    ("almere-hout-na-2030", "Almere Hout, na 2030", "GM0034-HO", "room", 1500, 2031, 150, 0, "", "", _LATER_ALMERE),
    ("lokaal-buiten-na-2030", "Almere Buiten, na 2030", "GM0034-BU", "room", 1200, 2031, 120, 0, "", "", _LATER_ALMERE),
    ("lokaal-haven-na-2030", "Almere Haven, na 2030", "GM0034-HA", "room", 700, 2031, 80, 0, "", "", _LATER_ALMERE),
)  # fmt: skip
_LELYSTAD: tuple[_Row, ...] = (
    ("warande-hard", "Warande (Lelystad), vastgesteld", "GM0995", "hard", 1500, 2024, 0, 0, "", "", _REGISTERED),
    ("lelystad-kust-hard", "Lelystad-kust en Bataviahaven, vastgesteld", "GM0995", "hard", 500, 2024, 0, 0, "", "", _REGISTERED),
    ("lokaal-lelystad-hard", "Lelystad, overige vastgestelde plannen", "GM0995", "hard", 743, 2024, 0, 0, "", "", _REGISTERED),
    ("warande-zacht", "Warande (Lelystad), in voorbereiding", "GM0995", "soft", 1500, 2026, 0, 0, "", "", _REGISTERED),
    ("lelystad-stadshart", "Lelystad Stadshart en stationsgebied", "GM0995", "soft", 1300, 2027, 0, 0, "", "", _REGISTERED),
    ("lelystad-kust-zacht", "Lelystad-kust, in voorbereiding", "GM0995", "soft", 800, 2027, 0, 0, "", "", _REGISTERED),
    ("lokaal-lelystad-zacht", "Lelystad, overige plannen in voorbereiding", "GM0995", "soft", 985, 2026, 0, 0, "", "", _REGISTERED),
    ("zuiderhage-fase-1", "Zuiderhage (Lelystad), eerste fase", "GM0995", "soft", 1700, 2029, 400, 0, "", "", f"{_REGISTERED}. Large site of the government programme (F086); its gate is the release of this plan"),
    ("zuiderhage-vervolg", "Zuiderhage (Lelystad), vervolg", "GM0995", "room", 13300, 2032, 700, 0, "", "state", f"{_LATER}: about 15,000 homes in all, within the 32,900 soft homes after 2030 of the 2021 inventory; its gate is the release of this plan"),
    ("warande-na-2030", "Warande (Lelystad), na 2030", "GM0995", "room", 3000, 2031, 300, 0, "", "", f"{_LATER}, within the 2021 inventory of Lelystad"),
    ("lokaal-lelystad-na-2030", "Lelystad, overige plannen na 2030", "GM0995", "room", 8000, 2031, 500, 0, "", "", f"{_LATER}, within the 2021 inventory of Lelystad"),
)  # fmt: skip
_ZUND: tuple[_Row, ...] = (
    ("dronten-graafschap", "De Graafschap (Dronten)", "GM0303", "hard", 600, 2024, 0, 0, "", "", _REGISTERED),
    ("hanzekwartier", "Hanzekwartier (Dronten)", "GM0303", "hard", 250, 2024, 0, 0, "", "", _REGISTERED),
    ("lokaal-dronten-hard", "Dronten, Biddinghuizen en Swifterbant, vastgesteld", "GM0303", "hard", 500, 2024, 0, 0, "", "", _REGISTERED),
    ("dronten-zuid-fase-1", "Dronten-Zuid, eerste fase", "GM0303", "soft", 600, 2028, 150, 0, "", "", f"{_REGISTERED}. Dronten-Zuid 1,500-2,000 homes (F068-F069)"),
    ("lokaal-dronten-zacht", "Dronten, overige plannen in voorbereiding", "GM0303", "soft", 250, 2026, 0, 0, "", "", _REGISTERED),
    ("dronten-zuid-vervolg", "Dronten-Zuid, vervolg", "GM0303", "room", 1150, 2031, 150, 0, "", "", "Dronten-Zuid 1,500-2,000 homes (F068-F069) less the first phase"),
    ("lokaal-dronten-na-2030", "Dronten, overige plannen na 2030", "GM0303", "room", 3000, 2031, 200, 0, "", "", _LATER),
    ("polderwijk", "Polderwijk (Zeewolde)", "GM0050", "hard", 850, 2024, 0, 0, "", "", _REGISTERED),
    ("lokaal-zeewolde-hard", "Zeewolde, overige vastgestelde plannen", "GM0050", "hard", 400, 2024, 0, 0, "", "", _REGISTERED),
    ("oosterwold-zeewolde-fase-1", "Oosterwold Zeewolde, tot 2030", "GM0050", "soft", 300, 2028, 100, 1, "", "state", f"{_REGISTERED}. {_OOSTERWOLD}"),
    ("lokaal-zeewolde-zacht", "Zeewolde, overige plannen in voorbereiding", "GM0050", "soft", 150, 2026, 0, 0, "", "", _REGISTERED),
    ("oosterwold-zeewolde-na-2030", "Oosterwold Zeewolde, na 2030", "GM0050", "room", 3500, 2031, 250, 1, "", "state", _OOSTERWOLD),
    ("lokaal-zeewolde-na-2030", "Zeewolde, overige plannen na 2030", "GM0050", "room", 1500, 2031, 120, 0, "", "", _LATER),
    ("emmelhage", "Emmelhage (Emmeloord)", "GM0171", "hard", 700, 2024, 0, 0, "", "", _REGISTERED),
    ("dorpen-nop-hard", "Dorpen Noordoostpolder, vastgesteld", "GM0171", "hard", 606, 2024, 0, 0, "", "", _REGISTERED),
    ("emmeloord-zacht", "Emmeloord, plannen in voorbereiding", "GM0171", "soft", 450, 2026, 0, 0, "", "", _REGISTERED),
    ("dorpen-nop-zacht", "Dorpen Noordoostpolder, in voorbereiding", "GM0171", "soft", 324, 2026, 0, 0, "", "", _REGISTERED),
    ("nop-na-2030", "Noordoostpolder, plannen na 2030", "GM0171", "room", 5000, 2031, 300, 0, "", "", _LATER),
    ("zeeheldenwijk", "Zeeheldenwijk (Urk)", "GM0184", "hard", 800, 2024, 0, 0, "", "", _REGISTERED),
    ("lokaal-urk-hard", "Urk, overige vastgestelde plannen", "GM0184", "hard", 100, 2024, 0, 0, "", "", _REGISTERED),
    ("lokaal-urk-zacht", "Urk, plannen in voorbereiding", "GM0184", "soft", 404, 2026, 0, 0, "", "", _REGISTERED),
    ("zeeheldenwijk-na-2030", "Zeeheldenwijk (Urk), na 2030", "GM0184", "room", 800, 2031, 200, 0, "", "", "Inventory of 2021: 1,015 hard homes on Urk after 2030; 800 taken, pace after F017"),
    ("urk-na-2030", "Urk, overige plannen na 2030", "GM0184", "room", 2000, 2031, 200, 0, "", "", _LATER),
)  # fmt: skip
# Where Amsterdam's plans lie: own estimate after its known large sites, because homes follow sites and not the present stock.
AMSTERDAM_SHARES = {
    "GM0363-CE": 0.02, "GM0363-WP": 0.18, "GM0363-WE": 0.04, "GM0363-NW": 0.18, "GM0363-ZU": 0.08, "GM0363-OO": 0.06,
    "GM0363-IJ": 0.14, "GM0363-NO": 0.18, "GM0363-ZO": 0.11, "GM0363-WS": 0.01,
}  # fmt: skip

#: Plan that holds the rest of a first phase whose size is a lever.
REMAINDER_OF = {"pampus-rest": "pampus-fase-1"}
HORIZON_YEARS = 27
RULE_130 = 1.3


def flevoland() -> list[dict[str, str | int | None]]:
    """Named plans of Flevoland, in the order Almere, Lelystad, Dronten, Zeewolde, Noordoostpolder, Urk."""
    return [_plan(*row) for row in (*_ALMERE, *_LELYSTAD, *_ZUND)]


def elsewhere(
    zones: Sequence[dict[str, str]],
    figures: Sequence[dict[str, str]],
    inventory: Sequence[dict[str, str]],
    wards: Sequence[dict[str, str]],
) -> list[dict[str, str | int | None]]:
    """One pool of plans per zone outside Flevoland.

    `zones` of the network set, `figures` homes per municipality on 1 January 2021 and 2024, `inventory` plans of 2021, `wards` to find
    the municipalities of an external zone.
    """
    growth = {r["code"]: float(r["dwellings_1jan2024"]) - float(r["dwellings_1jan2021"]) for r in figures}
    plans = {r["code"]: float(r["total"]) for r in inventory if r["total"]}
    members: dict[str, list[str]] = {}
    for row in wards:
        if row["zone_id"].startswith("EX") and row["municipality_2023"] not in members.setdefault(row["zone_id"], []):
            members[row["zone_id"]].append(row["municipality_2023"])
    made = []
    for zone in zones:
        if zone["province"] == "Flevoland":
            continue
        codes = members.get(zone["zone_id"], [zone["municipality"]])
        made.append(_pool(zone, codes, growth, plans))
    return made


def _pool(
    zone: dict[str, str], codes: Sequence[str], growth: Mapping[str, float], plans: Mapping[str, float]
) -> dict[str, str | int | None]:
    name, external = zone["zone_id"], zone["role"] == "external"
    share = AMSTERDAM_SHARES.get(name, 1.0)
    pace = max(sum(growth.get(code, 0.0) for code in codes) / 3.0, 5.0) * share
    by_pace = pace * HORIZON_YEARS * RULE_130
    # Inventories of external zones have gaps, so only the pace counts there.
    left = 0.0 if external else (plans.get(codes[0], 0.0) - max(growth.get(codes[0], 0.0), 0.0)) * share
    homes = max(by_pace, left)
    split = "; share of Amsterdam by its large sites own estimate" if name in AMSTERDAM_SHARES else ""
    if left >= by_pace:
        source, status = f"Inventory of plans 2021 (provinces) less homes added 2021-2023{split}", "estimated"
    else:
        source, status = (
            f"Net growth 2021-2023 x {HORIZON_YEARS} years x 1.3 (WON04); inventory of 2021 missing, with gaps or too short{split}",
            "assumed",
        )
    return {
        "plan": f"lokaal-{name}",
        "name": f"{zone['name']}, alle plannen",
        "zone": name,
        "plan_status": "room",
        "homes_low": round(homes / RULE_130),
        "homes": round(homes),
        "homes_high": round(homes * RULE_130),
        "earliest_year": 2024,
        # Twice the recent pace, or all of it in 15 years: the pace parameter of the model limits, not the pool.
        "max_pace": round(max(2.0 * pace, homes / 15.0)),
        "organic": 0,
        "release": None,
        "land": None,
        "grid_area": None,
        "remainder_of": None,
        "source": f"{source}; room, because the pool refills",
        "status": status,
    }


def _plan(
    plan: str,
    name: str,
    zone: str,
    plan_status: str,
    homes: int,
    earliest: int,
    pace: int,
    organic: int,
    release: str,
    land: str,
    source: str,
) -> dict[str, str | int | None]:
    low, high = _band(plan, plan_status, homes)
    rule = homes / (4.5 if plan_status == "hard" else 6.0)
    words = source if pace else f"{source}; {_PACE}: a hard plan in 4.5 years, another in 6"
    return {
        "plan": plan,
        "name": name,
        "zone": zone,
        "plan_status": plan_status,
        "homes_low": low,
        "homes": homes,
        "homes_high": high,
        "earliest_year": earliest,
        "max_pace": pace or round(rule),
        "organic": organic,
        "release": release or None,
        "land": land or None,
        "grid_area": "noordoostpolder" if zone in ("GM0171", "GM0184") else "flevopolder",
        "remainder_of": REMAINDER_OF.get(plan),
        "source": words if _PACE in words or "pace" in words else f"{words}; {_PACE}",
        "status": "estimated" if earliest <= 2030 else "assumed",
    }


# Bands that a source gives: Pampus 25,000-35,000 (PAM01), Dronten-Zuid 1,500-2,000 (F068-F069).
_BANDS = {
    "pampus-fase-1": (7000, 8500),
    "pampus-rest": (18000, 26500),
    "dronten-zuid-fase-1": (500, 700),
    "dronten-zuid-vervolg": (1000, 1300),
}


def _band(plan: str, plan_status: str, homes: int) -> tuple[int, int]:
    if plan in _BANDS:
        return _BANDS[plan]
    spread = SPREAD[plan_status]
    return round(homes * (1.0 - spread)), round(homes * (1.0 + spread))
