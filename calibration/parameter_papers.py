"""Every uncertain parameter with its papers and its place in the spread of outcomes; fills calibration/README.md.

    python -m calibration.parameter_papers

Values come from the region that is shipped. Ranks come from an ordinary run of ``referentie``: the share of the spread
of each headline outcome that goes with a parameter, as a comparison shows it (``compare.deciding``).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

import balanssim as bs
from balanssim.region.read import Region
from balanssim.region.rules_pipeline import ParameterEntry
from calibration import pages

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "calibration" / "README.md"
REGION, SCENARIO = "balanssim:flevoland-mra", "balanssim:referentie"
HEAD = ("parameter", "low", "expected", "high", "unit", "status", "date", "source or fit", "rank", "share, and of what")
#: Codes of quoted figures in a source, and years that it names.
CODE = re.compile(r"\b(?:[FMDX]\d{3}|[A-Z][A-Z0-9]{1,3}\d{2})\b(?!-\d)")
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d]|[.,]\d)")
ESTIMATE = re.compile(r"\b(?:own|expert) estimate\b", re.IGNORECASE)
#: A fit on the region, or a table of it: of its base date.
OF_REGION = re.compile(r"calibration/\w+\.md|pipeline/\w+\.csv")
#: Status of a value that has a place to be looked up, and of one that nobody measured.
UNDATED = "estimate, undated"
STATUSES = ("measured", "estimated", "fitted", "assumed")


def dated(entry: ParameterEntry, region: Region) -> str:
    """When the value is of: its own date, else the reference date of a source that it quotes, else the last year that
    it or such a source names and that had come; else that it is an estimate without a date. '' where none is true.
    """
    rows = [row for row in region.sources.rows() if row["key"] in CODE.findall(entry.source)]
    known = [date for date in (entry.date, *(str(row["reference_date"] or "") for row in rows)) if date]
    if known:
        return max(known)
    told = [entry.source, entry.note or "", *(f"{row['title']} {row['where']}" for row in rows)]
    named: list[str] = [year for text in told for year in YEAR.findall(text)]
    years = [year for year in named if int(year) <= region.index.known_until + 1]
    if years:
        return max(years)
    if OF_REGION.search(entry.source):
        return f"{region.index.base_year}"
    return UNDATED if any(ESTIMATE.search(text) for text in told) else ""


def lacking(entries: Mapping[str, ParameterEntry], region: Region) -> list[str]:
    """What is missing in the papers, a line each."""
    faults, keys = [], set(region.sources["key"])
    for name, entry in entries.items():
        faults += [f"{name}: no source {code}" for code in CODE.findall(entry.source) if code not in keys]
        low, high = entry.distribution.bounds()
        for what, there in (
            ("unit", entry.unit.strip()), ("source", entry.source.strip()), ("status", entry.status in STATUSES),
            ("spread", low < high), ("date", bool(dated(entry, region))),
        ):  # fmt: skip
            if not there:
                faults.append(f"{name}: no {what}")
        if entry.source.startswith("Own estimate") and entry.status != "assumed":
            faults.append(f"{name}: an own estimate is assumed, not {entry.status}")
    return faults


def ranked(comparison: xr.Dataset) -> dict[str, tuple[float, str]]:
    """Parameters whose share of some outcome stands out of the noise: largest share and the row it is of, in order.

    Raises ``ValueError`` where the run has too few worlds to tell any share.
    """
    if "deciding_share" not in comparison:
        raise ValueError("too few worlds")
    share = comparison["deciding_share"].isel(scenario=0).sel(bound="central")
    told = share.where(comparison["deciding_stands_out"].isel(scenario=0))
    found: dict[str, tuple[float, str]] = {}
    for name in told["factor"].values.tolist():
        values = told.sel(factor=name)
        if np.isfinite(values).any():
            row = values["row"].values[int(np.nanargmax(values))]
            found[str(name)] = (float(values.max()), str(row))
    return dict(sorted(found.items(), key=lambda item: -item[1][0]))


def table(region: Region, ranks: Mapping[str, tuple[float, str]]) -> str:
    """Markdown table: every parameter, those that matter most first."""
    order = [name for name in ranks if name in region.parameters]
    rows = []
    for name in [*order, *(name for name in region.parameters if name not in ranks)]:
        entry = region.parameters[name]
        low, high = entry.distribution.bounds()
        place = (
            [str(order.index(name) + 1), f"{ranks[name][0]:.0%} of `{ranks[name][1]}`"] if name in ranks else ["", ""]
        )
        rows.append(
            [f"`{name}`", f"{low:g}", f"{entry.distribution.expected():g}", f"{high:g}", entry.unit, entry.status,
             dated(entry, region), entry.source.replace("|", "/"), *place]
        )  # fmt: skip
    return pages.table(HEAD, rows)


def parts(region: Region, comparison: xr.Dataset, draws: int, seed: int) -> dict[str, str]:
    """The parts of the page."""
    ranks = ranked(comparison)
    held = [entry.status for entry in region.parameters.values()]
    count = ", ".join(f"{held.count(status)} {status}" for status in STATUSES if status in held)
    luck = [f"`{name}` {share:.0%} of `{row}`" for name, (share, row) in ranks.items() if name not in region.parameters]
    said = (
        f"{len(held)} parameters: {count}. Ranks from `referentie`, {draws} worlds, seed {seed}, balanssim "
        f"{bs.__version__}: {len(ranks) - len(luck)} parameters stand out of the noise for "
        "at least one outcome of the comparison."
    )
    if luck:
        said += f" Beside them the luck of procedures: {', '.join(luck)}."
    return {"parameters": f"{said}\n\n{table(region, ranks)}"}


def main(arguments: list[str] | None = None) -> int:
    """Run, rank, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write the filled page")
    given = parser.parse_args(arguments)
    region = bs.load_region(REGION)
    faults = lacking(region.parameters, region)
    if faults:
        print("\n".join(faults))
        return 1
    comparison = bs.compare([SCENARIO], draws=given.draws, seed=given.seed, out=given.results)
    print(pages.write(PAGE, given.page, parts(region, comparison, given.draws, given.seed)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
