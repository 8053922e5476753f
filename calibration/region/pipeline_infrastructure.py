# ruff: noqa: E501 - tables are kept at one row a line
"""Funding, years and stage of the 24 infrastructure projects of region `flevoland-mra`.

Money in million euro, price levels differ and are not indexed. An empty `covered_*` cell means: not given in a source found, which
is not the same as zero. An empty `late_year` means that the sources name no last year and the project may never come.

A project enters its template at `entry_stage` on `status_date`; what is left of that stage is unknown, so any share of it. Years of
opening are what sources and own estimates say; they are a check on procedures, and decide only for projects under construction.

`decision_lead_years` is the time from the preferred decision to an opening that a scenario sets by hand. For the IJmeer crossing:
elaboration 4, appeal 1.5, works 7 years (IJM13). Where elaboration had begun before a pause, it counts from the restart.
"""

from __future__ import annotations

from collections.abc import Sequence

from calibration.region.pipeline_stages import STANDING

COLUMNS = (
    "project", "name_nl", "name_en", "template", "entry_stage", "route_decision", "paused", "release_from", "restart_low", "restart_high", "requires",
    "serves", "works_low", "works", "works_high", "stage_source", "cost_low", "cost", "cost_high", "covered_state", "covered_region", "covered_area",
    "price_level", "status_text", "status_date", "earliest_year", "central_year", "late_year", "decision_lead_years",
    "default_opening", "source", "status",
)  # fmt: skip

#: In realisation or decided with its money: these follow their procedures unless a scenario says otherwise.
FUNDED = ("P08_ZUIDASDOK", "P11_A9_BAHO", "P20_PHS_GOOI", "P21_HOV_GOOI")

# project, name nl, name en, covered state, region, area, price level, status text, status date, lead years, source of money and status, row status
_Row = tuple[str, str, str, float | None, float | None, float | None, str, str, str, float, str, str]
PROJECTS: tuple[_Row, ...] = (
    ("P01_IJMEER_METRO", "IJmeerverbinding (metro Almere-Pampus-IJburg-Amsterdam)", "IJmeer crossing (metro Almere-Pampus-IJburg-Amsterdam)", 0, 0, 0, "own estimate, about 2025", "Niet in het MIRT; alternatieve bekostiging in onderzoek, besluit over die route voorzien in BO MIRT 2026", "2024-11-07", 12.5, "IJM01 (no public estimate since 2012), IJM13, F159", "assumed"),
    ("P02_IJMEERWEG", "IJmeerweg (Pampus-A10)", "IJmeer road (Pampus-A10)", 0, 0, 0, "own estimate, about 2025", "Alleen optie; volgt uit de integrale businesscase van de IJmeerverbinding", "2024-11-07", 12.5, "F162; cost and years own estimate, no last year: may never come", "assumed"),
    ("P03_A6_LLS", "A6 Almere Oostvaarders-Lelystad 2x3", "A6 Almere Oostvaarders-Lelystad 2x3", 23, 0, 0, "as published 2019-2025", "Gepauzeerd, budget van 149 naar 23 miljoen; geen werk voor 2030", "2025-09-16", 6, "A6L03-A6L05: 23 of 149 million left = 15%; lead from restart own estimate", "estimated"),
    ("P04_A27_ZWE", "A27 Zeewolde-Eemnes 2x3", "A27 Zeewolde-Eemnes 2x3", 21.75, 7.25, 0, "as published 2022", "Gepauzeerd juni 2023, november 2024 genoemd als eerste om te hervatten, september 2025 nader onderzoek", "2025-09-16", 6, "A27L03-A27L04: 29 of 193 million = 15%, a quarter of it regional (MIRT20); lead from restart own estimate", "estimated"),
    ("P05_LELYLIJN", "Lelylijn (Lelystad-Groningen)", "Lelylijn (Lelystad-Groningen)", 600, 0, 0, "as published 2024", "MIRT-onderzoek klaar; reservering grotendeels vervallen", "2025-09-16", 14, "LEL01-LEL04: about 600 million left; no last year: may never come", "estimated"),
    ("P06_STICHTSE_LIJN", "Stichtse Lijn (HOV Almere-Gooi-Utrecht)", "Stichtse Lijn (bus rapid transit Almere-Gooi-Utrecht)", 0, 0, 0, "2002, high value own estimate", "Alleen ruimtelijk gereserveerd; niet in het MIRT", "2025-06-30", 8, "STI01; years own estimate", "assumed"),
    ("P07_FLEVO_FREQ", "Flevolijn, meer treinen (OV SAAL, na ERTMS)", "Flevolijn, more trains (OV SAAL, after ERTMS)", None, None, None, "own estimate", "Studie en deels uitvoering; wacht op treinbeveiliging ERTMS", "2020-11-30", 5, "Direction: nhnieuws.nl November 2020; cost and years own estimate; cover not found", "assumed"),
    ("P08_ZUIDASDOK", "Zuidasdok (A10 Zuid)", "Zuidasdok (A10 South)", 3300, None, None, "as published 2022", "In uitvoering", "2022-07-31", 20, "parool.nl July 2022 (3.3 billion, 2036); whole amount shown under the state, split with city and region not found", "estimated"),
    ("P09_NZLIJN_SHL", "Noord/Zuidlijn naar Schiphol en Hoofddorp", "North-South metro to Schiphol and Hoofddorp", 1100, None, None, "as published 2022-2026", "MIRT-verkenning sinds 2023; geld niet rond", "2026-01-24", 10, "welingelichtekringen.nl January 2026 (4-7 billion, 1.1 left; payer not split); years own estimate", "estimated"),
    ("P10_RINGLIJN", "Sluiten metroringlijn Amsterdam", "Closing of the Amsterdam metro ring", None, None, None, "own estimate", "MIRT-verkenning sinds 2023", "2023-12-31", 10, "samenbouwenaanbereikbaarheid.nl 2023; cost and years own estimate; cover not found", "assumed"),
    ("P11_A9_BAHO", "A9 Badhoevedorp-Holendrecht 2x4", "A9 Badhoevedorp-Holendrecht 2x4", 1000, 0, 0, "own estimate", "In uitvoering, klaar eind 2026", "2024-12-31", 10, "amstelveeninzicht.nl; cost own estimate, funded because under construction", "estimated"),
    ("P12_A7A8", "A7/A8 Amsterdam-Hoorn", "A7/A8 Amsterdam-Hoorn", 0, 0, 0, "own estimate", "Gepauzeerd; middelen voor tekorten gebruikt", "2025-04-30", 6, "upday.com (paused, money withdrawn; MIRT18); cost and years own estimate", "assumed"),
    ("P13_HOEVELAKEN", "Knooppunt Hoevelaken (A1/A28)", "Hoevelaken interchange (A1/A28)", None, None, None, "2018, central and high own estimate", "Gepauzeerd juni 2023", "2023-06-23", 6, "omroepgelderland.nl October 2018 (774); upday.com June 2023; years own estimate; cover not found", "assumed"),
    ("P14_ROTTEPOLDER", "A9 Rottepolderplein", "A9 Rottepolderplein", None, None, None, "own estimate", "Gepauzeerd juni 2023", "2023-06-23", 6, "nhnieuws.nl June 2023; cost and years own estimate; cover not found", "assumed"),
    ("P15_RING_UTRECHT", "Ring Utrecht (A27/A12)", "Utrecht ring (A27/A12)", None, None, None, "own estimate", "Tracébesluit bij de Raad van State, tussenuitspraak 30 april 2025", "2025-04-30", 14, "MIRT12, MIRT15; cost and years own estimate; cover not found", "assumed"),
    ("P16_A8A9", "Verbinding A8-A9", "A8-A9 link", None, None, None, "own estimate", "Provinciaal project, planuitwerking", "2024-12-31", 8, "Own estimate; cover not found", "assumed"),
    ("P17_A4_BURGERVEEN", "A4 Burgerveen-N14", "A4 Burgerveen-N14", 0, 0, 0, "own estimate", "Gepauzeerd; middelen voor tekorten gebruikt", "2025-04-30", 6, "upday.com (paused, money withdrawn; MIRT18); cost and years own estimate", "assumed"),
    ("P18_N50", "N50 Ens-Kampen 2x2", "N50 Ens-Kampen 2x2", 0, 0, 0, "own estimate", "Regionale wens; alleen veiligheidsmaatregelen uitgevoerd", "2021-09-30", 7, "rtvoost.nl September 2021; cost and years own estimate", "assumed"),
    ("P19_HOUTRIBDIJK", "N307 Houtribdijk 2x2", "N307 Houtribdijk 2x2", 0, 0, 0, "own estimate", "Politieke wens; niet in het MIRT", "2023-11-30", 7, "nhnieuws.nl November 2023; cost and years own estimate, no last year: may never come", "assumed"),
    ("P20_PHS_GOOI", "PHS Gooilijn (intercity naar Zuid vaker)", "PHS Gooi line (more intercity trains to Zuid)", 50, 0, 0, "own estimate", "Besloten 2020; invoering 2029-2030", "2022-06-30", 10, "nhnieuws.nl November 2020; ad.nl June 2022; cost own estimate, part of a funded programme", "estimated"),
    ("P21_HOV_GOOI", "HOV in 't Gooi (Huizen-Hilversum)", "Bus rapid transit in 't Gooi (Huizen-Hilversum)", 0, 115, 0, "as published 2018-2024", "Gefaseerd in gebruik sinds december 2022; Huizer deel vertraagd", "2024-05-31", 10, "gooieneemlander.nl 2018 (107); nhnieuws.nl May 2024 (+5); regional project, funded because under construction", "estimated"),
    ("P22_A1A30", "A1/A30 Barneveld", "A1/A30 Barneveld", None, None, None, "own estimate", "Gepauzeerd juni 2023", "2023-06-23", 6, "upday.com June 2023; cost and years own estimate; cover not found", "assumed"),
    ("P23_HOV_A6_A1", "HOV-bus A6/A1 Almere-Amsterdam (Amstel en Bijlmer)", "Bus rapid transit A6/A1 Almere-Amsterdam (Amstel and Bijlmer)", 0, 0, 0, "own estimate, about 2025", "Idee; geen besluit", "2025-12-31", 4, "Own estimate: bus lanes and stops over about 20 km at 7-25 million euro a km; years from small works without a motorway decision", "assumed"),
    ("P24_PAMPUS_BUSWAY", "Busbaan Pampus, eerste fase", "Pampus busway, first phase", 0, 0, 0, "own estimate, about 2025", "Idee; geen besluit", "2025-12-31", 4, "Own estimate: about 7 km of busway at 8-25 million euro a km, tied to the first homes of Pampus", "assumed"),
)  # fmt: skip

# Cost low, central, high; earliest, central, late year of the two projects of our own.
_OWN_NUMBERS = {
    "P23_HOV_A6_A1": (140, 280, 500, 2029, 2032, 2039),
    "P24_PAMPUS_BUSWAY": (60, 110, 180, 2029, 2031, 2037),
}


def rows(shared: Sequence[dict[str, str]]) -> list[dict[str, str | float | None]]:
    """Rows of `pipeline/infrastructure.csv`; `shared` are the rows of the shared `projects.csv` (cost and years)."""
    first: dict[str, dict[str, str]] = {}
    for row in shared:
        first.setdefault(row["project_id"], row)
    made = []
    for project, nl, en, state, region, area, price, text, date, lead, source, status in PROJECTS:
        low, central, high, earliest, middle, late = _OWN_NUMBERS.get(project) or _numbers(first[project])
        cells: dict[str, str | float | None] = {
            "project": project, "name_nl": nl, "name_en": en, **STANDING[project].cells(), "cost_low": low, "cost": central,
            "cost_high": high, "covered_state": state, "covered_region": region, "covered_area": area, "price_level": price,
            "status_text": text, "status_date": date, "earliest_year": earliest, "central_year": middle,
            "late_year": None if late == 9999 else late, "decision_lead_years": lead,
            "default_opening": "procedures" if project in FUNDED else "never", "source": source, "status": status,
        }  # fmt: skip
        made.append({name: cells[name] for name in COLUMNS})
    return made


def _numbers(row: dict[str, str]) -> tuple[int, int, int, int, int, int]:
    names = ("cost_meuro_low", "cost_meuro_central", "cost_meuro_high", "earliest_year", "central_year", "late_year")
    low, central, high, earliest, middle, late = (int(row[name]) for name in names)
    return low, central, high, earliest, middle, late
