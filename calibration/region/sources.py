"""`sources.csv` and `SOURCES.md`: where every figure comes from, what was done to it and how far it can be trusted."""
# ruff: noqa: E501 - rows and running text

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from calibration.region import csvtext
from calibration.region.sources_text import SOURCES_MD

COLUMNS = ("key", "title", "publisher", "reference_date", "licence", "where")
_CBS = "CC BY 4.0 (Bron: CBS)"

ROWS = (
    ("od-2015", "Employee jobs by ward of residence and ward of work, about December 2015", "CBS register figures, compiled by E. de Jonge",
     "2015-12-31", "not stated; aggregated to zones", "github edwindj/commute data/wk_banen.rds; gaps filled from CBS 81251ned"),
    ("cbs-83628ned", "Banen van werknemers naar woon- en werkregio, December 2014-2020", "CBS", "2020-12-31", _CBS,
     "cbs.nl/nl-nl/cijfers/detail/83628NED"),
    ("cbs-85481ned", "Banen van werknemers naar woon- en werkregio, December 2021-2022 (provisional)", "CBS", "2022-12-31", _CBS,
     "cbs.nl/nl-nl/cijfers/detail/85481NED"),
    ("cbs-37230ned", "Bevolkingsontwikkeling per gemeente, 1 January", "CBS", "2025-01-01", _CBS,
     "github Dave01293/EBEProgramming; github quintel/etlocal"),
    ("cbs-81955ned", "Voorraad woningen en nieuwbouw", "CBS", "2025-01-01", _CBS, "github Dave01293/EBEProgramming"),
    ("cbs-82900ned", "Voorraad woningen; eigendom, 1 January 2023, by province", "CBS", "2023-01-01", _CBS,
     "cbs.nl/nl-nl/cijfers/detail/82900NED"),
    ("cbs-83625ned", "Bestaande koopwoningen; gemiddelde verkoopprijs 2024", "CBS and Kadaster", "2024-12-31", _CBS,
     "github Dave01293/EBEProgramming"),
    ("cbs-85039ned", "Kerncijfers wijken en buurten 2021 (age; participation and employees of 2020)", "CBS", "2021-01-01", _CBS,
     "github RishikeshGovind/nlstat data/nl_data.json"),
    ("cbs-85264ned", "Arbeidsdeelname; kerncijfers: people and unemployed of 15-74, first quarter of 2023", "CBS", "2023-03-31", _CBS,
     "cbs.nl/nl-nl/cijfers/detail/85264NED"),
    ("cbs-85366ned", "Arbeidsdeelname; positie in het huishouden: employed persons, 2023", "CBS", "2023-12-31", _CBS,
     "cbs.nl/nl-nl/cijfers/detail/85366NED"),
    ("flevoland-survey", "Werkgelegenheidsonderzoek Flevoland: all jobs by sector, 1 April 2017 and 2018; totals 2022", "Provincie Flevoland",
     "2022-04-01", "not stated; figures only", "flevoland.nl 'Banen naar bedrijfstak'; blikopzeewolde.nl; khamakarpress.com"),
    ("odin", "OViN and ODiN: commuting by mode and distance, 2017-2022", "CBS", "2022-12-31", _CBS, "cbs.nl and news pages named per row"),
    ("seeds", "Figures quoted from public documents of the region (rows F, D, X)", "Provincie Flevoland, gemeente Almere, BO MIRT, MRA",
     "2025-12-31", "figures from public documents", "the row names its document"),
    ("network-set", "Zones of the schematic network: codes, names, coordinates, minutes within zones", "own compilation; codes of CBS 2024",
     "2024-01-01", "own work", "expert estimate except codes and names; parts of Almere and Amsterdam as CBS wards of 2015"),
    ("subzone-shares", "Shares of population, homes, jobs and workers within Almere and Amsterdam", "own compilation", "2024-01-01",
     "own work", "CBS 84799NED 2020, Wikipedia (O&S Amsterdam) and expert estimates; one source per row"),
    ("published", "Published reference figures P8 (MRA 2017) and JOB10, JOB09, JOB12", "MRA; LISA through almere.nl, nhninzicht.nl, trouw.nl",
     "2019-12-31", "figures only", "named per row"),
    ("price-rule", "Rule: homes that are not social rent and worth less than 390,000 euro are mid, prices lognormal (spread 0.40)",
     "assumption", "2024-01-01", "own work", "cbs-83625ned for the mean price"),
    ("place-rule", "Rules: serving part and locations per sector, fitted to 32 percent of jobs on business parks; free space by zone",
     "assumption", "2024-01-01", "own work", "calibration/region/work.py"),
)  # fmt: skip


#: Codes of single figures, such as F098 (seed facts) or IJM13 (parameters), as the tables and scenarios quote them.
CODE = re.compile(r"\b(?:[FMDX]\d{3}|[A-Z0-9]{2,4}\d{2})\b")
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def build(shared: Path, made: Mapping[str, str]) -> dict[str, str]:
    """Texts of `sources.csv` and `SOURCES.md`.

    `made`: the other files of the region by name; every code of a single figure that they or the ready-made scenarios
    quote gets a row, so that a reader can look it up.
    """
    quoted = {code for text in [*made.values(), *_scenarios()] for code in CODE.findall(text)}
    codes = [row for row in _figures(shared) if row["key"] in quoted]
    named = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]
    return {
        "sources.csv": csvtext.text(COLUMNS, [*named, *sorted(codes, key=lambda row: str(row["key"]))]),
        "SOURCES.md": SOURCES_MD,
    }


def _scenarios() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(SCENARIOS.glob("*.yaml"))]


def _figures(shared: Path) -> list[dict[str, str | None]]:
    """One row per figure of the seed facts and the parameters: what it is, its value, where it was found."""
    rows: list[dict[str, str | None]] = []
    for fact in csvtext.read(shared / "data" / "seed_facts.csv"):
        rows.append(
            {
                "key": fact["id"],
                "title": f"{fact['quantity']}: {fact['value']} {fact['unit']} ({fact['year']}, {fact['geography']})",
                "publisher": "Provincie Flevoland, gemeente Almere, BO MIRT, MRA",
                "reference_date": None, "licence": "figure from a public document", "where": "seeds",
            }
        )  # fmt: skip
    for parameter in csvtext.read(shared / "data" / "parameters.csv"):
        band = "; ".join(dict.fromkeys(parameter[name] for name in ("low", "central", "high")))
        rows.append(
            {
                "key": parameter["id"], "title": f"{parameter['parameter']}: {band} {parameter['unit']} ({parameter['scope']})",
                "publisher": None, "reference_date": None, "licence": "figure from a public page or an estimate, as named",
                "where": parameter["source"],
            }
        )  # fmt: skip
    return rows
