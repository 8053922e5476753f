"""A new region folder to fill in, and the manifest of a finished one."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

from balanssim.errors import InputError, Problem
from balanssim.region import index as names
from balanssim.region import yamltext
from balanssim.region.schemas import SCHEMAS

_REGION = """\
# A region: its name, its years and its lists. Every table beside this file uses these names.
# Een regio: naam, jaren en lijsten. Elke tabel naast dit bestand gebruikt deze namen.
schema_version: 1

# Short name without spaces; results carry it. / Korte naam zonder spaties; staat bij de resultaten.
id: {id}
title: {{nl: "", en: ""}}

# Stocks on 1 January of base_year; results for horizon; outcomes known up to 1 January of known_until (known.csv).
# Standen op 1 januari van base_year; resultaten over horizon; bekende uitkomsten tot en met known_until.
base_year: {base_year}
horizon: {{start: {start}, end: {end}}}
known_until: {known_until}

# Kinds of homes, jobs and work locations (categories of base_year.csv), and modes (columns of commuting.csv).
# Soorten woningen, banen, werklocaties (categorieën van base_year.csv) en vervoerwijzen (kolommen van commuting.csv).
segments: [{segments}]
sectors: [{sectors}]
locations: [{locations}]
modes: [{modes}]

# Areas of areas.csv and corridors of network/corridors.csv that come first in a brief; the area that balance is about.
# Gebieden uit areas.csv en corridors uit network/corridors.csv die in een rapport vooraan staan; het studiegebied.
study_area: study-area

# Corridor on whose counts commuter cars are scaled; grid area of housing plans that the lever grid is about.
# Corridor op welker tellingen pendelauto's worden geschaald; netgebied van woningplannen waarover de knop grid gaat.
screenline: bridge
congested_grid: grid
headline: {{areas: [], corridors: []}}
"""

_SOURCES = """\
# Sources / Bronnen

One entry per source: title, publisher, date of publication, date of retrieval, licence, what was changed.
Per bron: titel, uitgever, datum, datum van ophalen, licentie, wat is bewerkt.
"""


def new_region(path: str | Path, from_ref: str | Path) -> Path:
    """Make a folder with every file of a region: headers, the parameters of ``from_ref`` and a commented region.yaml.

    The tables are empty: ``balanssim region check`` then tells what to fill in. Parameters are copied with their
    papers, those of the projects of ``from_ref`` left out. Raises ``InputError`` where ``path`` holds files or
    ``from_ref`` cannot be read.
    """
    folder = Path(path)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([Problem(str(path), 0, 0, "", "region.folder_used", {"ref": str(path)})])
    source = names.read_index(from_ref)
    for schema in SCHEMAS:
        target = folder / schema.file
        target.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerow([column.name for column in schema.columns])
        target.write_text(buffer.getvalue(), encoding="utf-8")
    lists = {name: ", ".join(getattr(source, name)) for name in ("segments", "sectors", "locations", "modes")}
    start, end = source.horizon
    text = _REGION.format(
        id=folder.resolve().name or "region",
        base_year=source.base_year,
        start=start,
        end=end,
        known_until=source.known_until,
        **lists,
    )
    (folder / "region.yaml").write_text(text, encoding="utf-8")
    (folder / "parameters.yaml").write_text(_parameters(source), encoding="utf-8")
    (folder / "procedures.yaml").write_text(_procedures(source), encoding="utf-8")
    (folder / "SOURCES.md").write_text(_SOURCES, encoding="utf-8")
    return folder


def write_manifest(path: str | Path) -> Path:
    """Write ``manifest.json`` of a region folder: sha256 of every file; licence and reference date kept where given."""
    folder = Path(path)
    target = folder / "manifest.json"
    loaded = json.loads(target.read_text(encoding="utf-8")) if target.is_file() else {}
    held = loaded.get("files", {})
    files: dict[str, dict[str, str]] = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name != "manifest.json" and not any(p.startswith(".") for p in Path(name).parts):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            kept = {key: value for key, value in held.get(name, {}).items() if key != "sha256"}
            files[name] = {"sha256": digest, **kept}
    target.write_text(json.dumps({"schema_version": 1, **loaded, "files": files}, indent=2) + "\n", encoding="utf-8")
    return target


def _procedures(source: names.RegionIndex) -> str:
    """Stages and desks of another region, without capacities of its own municipalities; one stage a line."""
    given = yamltext.parse((source.path / "procedures.yaml").read_bytes(), "procedures.yaml").value or {}
    lines = [f"# Stages of procedures and shared desks. Copied from {source.id}: see for each whether it holds here.\n"]
    for kind, parts in given.items():
        lines.append(f"{kind}:\n")
        for name, part in parts.items():
            kept = {key: value for key, value in part.items() if key != "capacity_at"}
            lines.append(f"  {name}: {json.dumps(kept, ensure_ascii=False)}\n")
    return "".join(lines)


def _parameters(source: names.RegionIndex) -> str:
    lines = [
        "# Distributions of the uncertain parameters; numbers of `dimension` are never changed, new ones are added.\n"
    ]
    lines.append(f"# Copied from {source.id}: see for each whether it holds here.\n")
    for name, entry in source.parameters.items():
        if not name.startswith("infrastructure."):
            lines.append(f"{name}: {json.dumps(dict(entry), ensure_ascii=False)}\n")
    return "".join(lines)
