"""The pages of the ready-made studies: docs/bevindingen/studies/*.md.

    python -m calibration.findings.studies                  # every study
    python -m calibration.findings.studies woondeal-2030    # one

computes the study, or what is missing of it, and writes its page. All figures and sentences follow from the sweep and
the study file, so that the same file and version give the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import balanssim as bs
from balanssim.report import numbers
from balanssim.scenario.sources import shipped_folder
from balanssim.sweep import discover, load, reading, rules, run
from balanssim.sweep.load import Loaded
from calibration.findings import study_core
from calibration.findings import study_tables as tables
from calibration.findings.common import SAME
from calibration.findings.study_tables import Case

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "bevindingen" / "studies"
#: Measures the computer, not the region.
WITHOUT_PAGE = ("snelheid",)


def names() -> list[str]:
    """Ready-made studies with a page."""
    found = sorted(path.stem for path in (shipped_folder() / "studies").glob("*.yaml"))
    return [name for name in found if name not in WITHOUT_PAGE]


def computed(loaded: Loaded, out: Path, workers: int | None = None) -> Case:
    """A study with its sweep, of which what is missing is computed first; raises ``RuntimeError`` if a part fails."""
    swept = run.run(loaded, out=out, workers=workers)
    if swept.failures:
        raise RuntimeError("; ".join(one.reason("nl") for one in swept.failures))
    return Case(loaded, out, reading.read(swept.path))


def page(case: Case) -> str:
    """The page of a study."""
    study = case.loaded.study
    few = len(case.sweep.base) < discover.FEWEST  # in few futures an idle assumption may seem to explain something
    decided, told = ("", {}) if few else tables.deciding(case)
    asked = [one for one in study.outcomes if one.threshold is not None]
    directed = any(rules.better(one) for one in study.outcomes)
    parts = [
        f"# {study.title.nl}",
        "*Schetsinstrument: vervangt geen NRM, VENOM of MKBA. Geen voorspelling en geen advies.*",
        study.description.nl if study.description else "",
        account(case),
        "## Kern",
        study_core.core(case, told),
        "## Uitkomsten",
        tables.outcomes(case),
    ]
    if asked:
        parts += ["## Grenzen", tables.thresholds(case)]
    if study.measures and directed:
        parts += [f"## Wat {'een maatregel' if case.taken else 'het'} verandert", _changes(case), tables.measures(case)]
        parts += ["## Hoe dan ook zinvol", _NO_REGRET, tables.no_regret(case)] if case.taken else []
    elif len(case.sweep.policies) > 1 and directed:
        parts += ["## Als we het anders treffen", _REGRET, tables.regrets(case)]
    if not few:
        parts += ["## Welke aannames de spreiding maken", f"Van *{case.policy(0)}*:", decided]
    if asked and not few:
        parts += ["## Onder welke omstandigheden", f"Van *{case.policy(0)}*:", tables.boxes(case), _BOXES]
    parts += ["## Opnieuw doen", again(case)]
    return "\n\n".join(part for part in parts if part) + "\n"


_NO_REGRET = (
    "Gelijk of beter in ten minste 75 van 100 toekomsten, voor elke uitkomst waarvan de studie zegt wat beter is, op "
    "elk scenario, en ergens in 75 van 100 beter. Wat een maatregel kost, telt niet mee."
)
_EQUAL = "kleiner dan een duizendste, dan 10 woningen of banen, of dan 20 auto's of reizigers per uur"
_REGRET = (
    "Wat een keuze per toekomst achterblijft bij de beste in diezelfde toekomst: zoveel of meer in de ergste 10 van "
    "100 toekomsten."
)
_BOXES = (
    "Blokken zijn gezocht met PRIM. Een grens die in minder dan 75 van 100 herhalingen terugkomt, is toeval of "
    "vervangbaar. De band bevat wat als onzeker is ingevoerd; wat niemand bedacht, valt erbuiten."
)


def _changes(case: Case) -> str:
    several = len({one.resolved.id for one in case.loaded.policies}) > 1
    where = f" op *{case.loaded.policies[0].resolved.scenario.title.nl}*" if several else ""
    what = "de maatregel" if case.taken else "elk"
    dates = any(case.values[0][text][1] == 0 for text in case.sweep.outcomes)
    late = f" Een opening na {case.end} telt als {case.end + 1}." if dates else ""
    return f"Per toekomst het verschil dat {what} maakt{where}, mediaan [10–90]. {SAME.capitalize()}: {_EQUAL}.{late}"


def account(case: Case) -> str:
    """What was run."""
    fixed = case.loaded.policies[0].resolved.scenario.numerics.congestion == "fixed"
    times = "reistijden van de begindatum" if fixed else "reistijden in evenwicht met files en drukte"
    count, befalls = len(case.sweep.policies), case.loaded.study.measures and not case.taken
    choices = f"{count} {'gevallen' if befalls else 'beleidskeuze' if count == 1 else 'beleidskeuzes'}"
    scenarios = ", ".join(f"`{one}`" for one in dict.fromkeys(policy.resolved.id for policy in case.loaded.policies))
    return (
        f"{numbers.exact(len(case.sweep.base), 'homes', 'nl')} toekomsten, startgetal {case.sweep.seed}, balanssim "
        f"{bs.__version__}; {choices} op {scenarios}, {times}; studie {mark(case.loaded)}. Overal mediaan [10–90]."
    )


def mark(loaded: Loaded) -> str:
    """What names the study file and its content: a page belongs to one."""
    return f"`{loaded.study.id}` ({loaded.source.sha256[:12]})"


def again(case: Case) -> str:
    """How to repeat it."""
    name = case.loaded.study.id
    asked = ["indices"] if len(case.sweep.base) >= discover.FEWEST else []
    asked += ["discover"] if asked and any(one.threshold is not None for one in case.loaded.study.outcomes) else []
    asked += ["regret"] if len(case.sweep.policies) > 1 and any(map(rules.better, case.loaded.study.outcomes)) else []
    asked.append("convergence")
    lines = [
        f"balanssim sweep balanssim:studies/{name}",
        *(f"balanssim sweep {one} balanssim:studies/{name}" for one in asked),
    ]
    commands = "\n".join(f"    {line}" for line in lines)
    return f"{commands}\n\nDeze pagina: `python -m calibration.findings.studies {name}`."


def main(arguments: Sequence[str] | None = None) -> int:
    """Compute studies and write their pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("studies", nargs="*", help="names of ready-made studies; all of them by default")
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write the pages")
    given = parser.parse_args(arguments)
    for name in given.studies or names():
        case = computed(load.load(f"balanssim:studies/{name}"), given.results, given.workers)
        given.folder.mkdir(parents=True, exist_ok=True)
        target = given.folder / f"{name}.md"
        target.write_text(page(case), encoding="utf-8", newline="\n")
        print(target)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
