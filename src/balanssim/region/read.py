"""A region folder as checked, typed, read-only tables and arrays in zone order.

``load_region`` collects every problem of every file before it raises. Which files there are and what stands in them:
docs/developers/interfaces.md, section 2.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from balanssim.errors import InputError, Problem, summed
from balanssim.parameters import DECLARED
from balanssim.region import (
    files,
    procedures,
    rules_network,
    rules_people,
    rules_pipeline,
    rules_projects,
    yamltext,
)
from balanssim.region import index as names
from balanssim.region.draft import Draft, check_references, near
from balanssim.region.files import shown_file
from balanssim.region.index import RegionIndex
from balanssim.region.procedures import ProcedureTables
from balanssim.region.rules_pipeline import ParameterEntry
from balanssim.region.schemas import OTHER_FILES, SCHEMAS
from balanssim.region.tables import Table, parse

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

_HASHED = (*(schema.file for schema in SCHEMAS), "region.yaml", "parameters.yaml", "procedures.yaml")
_FOLDERS = ("network", "pipeline")
_ALLOWED = tuple(dict.fromkeys((*_HASHED, *OTHER_FILES)))
#: The latest few regions, by folder and what is in it: one command reads its region more than once.
_KEPT: dict[tuple[Path, str, str], Region] = {}
_MOST = 2


@dataclass(frozen=True)
class Areas:
    """Reporting areas in order of ``areas.csv``; ``membership`` (area, zone) is 1.0 where the zone lies in the area."""

    ids: tuple[str, ...]
    name_nl: tuple[str, ...]
    name_en: tuple[str, ...]
    kind: tuple[str, ...]
    zones: tuple[tuple[str, ...], ...]
    membership: Array


@dataclass(frozen=True)
class Commuting:
    """Commuting on the base date, rows and columns in zone order.

    ``jobs`` (origin, destination) employee jobs; ``imputed`` (origin, destination); ``mode_share`` (mode, origin,
    destination) in the order of the region's modes, adds to one over modes.
    """

    jobs: Array
    imputed: Bools
    mode_share: Array


@dataclass(frozen=True, eq=False)
class Region:
    """One region, complete and checked. Arrays are read-only; zones everywhere in order of ``zones.csv``.

    ``network`` holds the tables ``nodes, road_links, transit_links, transit_access``; ``projects`` the network changes;
    ``files`` gives the sha256 of every table and of both YAML files, ``content_hash`` the sha256 over those.
    """

    index: RegionIndex
    zones: Table
    areas: Areas
    base_year: Table
    base_arrays: Mapping[tuple[str, str], Array]
    commuting: Commuting
    network: Mapping[str, Table]
    projects: Table
    variants: Table
    corridors: Table
    housing_plans: Table
    location_plans: Table
    programmes: Table
    infrastructure: Table
    known: Table
    woondeal: Table
    bomirt: Table
    inconsistencies: Table
    parameters: Mapping[str, ParameterEntry]
    procedures: ProcedureTables
    sources: Table
    files: Mapping[str, str]
    content_hash: str

    def base(self, variable: str, category: str | None = None) -> Array:
        """Values of a base-year variable, (zone,), read-only. Raises ``KeyError`` for a variable the region lacks."""
        central: Array = self.base_arrays[variable, category or ""][1]
        return central

    def base_band(self, variable: str, category: str | None = None) -> tuple[Array, Array, Array]:
        """Low, central and high of a base-year variable, each (zone,); all equal where no band is given."""
        low, central, high = self.base_arrays[variable, category or ""]
        return low, central, high

    def dataset(self) -> xr.Dataset:
        """Base year, commuting and membership as a labelled dataset with units."""
        from balanssim.region.labelled import dataset

        return dataset(self)


def load_region(ref: str | Path, relative_to: Path | None = None) -> Region:
    """Read and check a region. ``ref``: ``balanssim:flevoland-mra`` or a path.

    A folder whose files have not changed gives the same region, not to be written to, and with it what was prepared
    for it (``prepare.kept``). Raises ``InputError`` with all problems at once; see ``region.check.check`` for a list.
    """
    region, problems = examine(ref, relative_to)
    if region is None:
        raise InputError(problems)
    return region


def examine(ref: str | Path, relative_to: Path | None = None) -> tuple[Region | None, list[Problem]]:
    """The region, or None and its problems in order of file and line."""
    try:
        folder, shown = names.resolve(ref, relative_to)
    except InputError as error:
        return None, list(error.problems)
    problems: list[Problem] = []
    contents = _contents(folder, shown, problems)
    key = (folder, shown, content_hash({name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}))
    if not problems and key in _KEPT:
        _KEPT[key] = _KEPT.pop(key)  # the latest last
        return _KEPT[key], []
    head = _yaml(contents, "region.yaml", shown, problems)
    entries = _yaml(contents, "parameters.yaml", shown, problems)
    stages = _yaml(contents, procedures.FILE, shown, problems)
    fields = names.read_head(head, problems) if "region.yaml" in contents else {}
    if fields:
        places = {"study_area": head.place(("study_area",)), "headline_areas": head.place(("headline", "areas"))}
        places["headline_corridors"] = head.place(("headline", "corridors"))
        places |= {key: head.place((key,)) for key in ("screenline", "congested_grid")}
        fields = {**fields, "places": places, "file": head.file}
    tables: dict[str, Table] = {}
    for schema in SCHEMAS:
        where = shown_file(shown, schema.file)
        text = files.text(contents[schema.file], where, problems) if schema.file in contents else None
        table = None if text is None else parse(text, schema, where, problems)
        if table is not None:
            tables[schema.file] = table
    draft = Draft(shown, fields, tables, problems)
    check_references(draft)
    parameters: Mapping[str, ParameterEntry] = {}
    if "parameters.yaml" in contents:
        parameters = rules_pipeline.parameters(entries, DECLARED, draft)
    walked = ProcedureTables({}, {}, {})
    if draft.clean("zones.csv") and procedures.FILE in contents:
        municipalities = list(dict.fromkeys(tables["zones.csv"]["municipality"]))
        walked = procedures.read(stages, municipalities, list(DECLARED), problems)
        if draft.clean("pipeline/infrastructure.csv"):
            procedures.check_entries(draft, walked)
    rules_people.check(draft)
    rules_network.check(draft)
    rules_pipeline.check(draft)
    rules_projects.check(draft)
    if problems:
        return None, summed(problems)
    hashes = {name: hashlib.sha256(contents[name]).hexdigest() for name in sorted(_HASHED)}
    _KEPT[key] = _assemble(draft, names.read_index(ref, relative_to), parameters, walked, hashes)
    for old in list(_KEPT)[:-_MOST]:
        _KEPT.pop(old, None)
    return _KEPT[key], []


def content_hash(hashes: Mapping[str, str]) -> str:
    """sha256 over the sorted names and sha256 of files."""
    lines = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()


def _contents(folder: Path, shown: str, problems: list[Problem]) -> dict[str, bytes]:
    """Bytes of every file the folder should have; unknown, missing and changed files are problems."""
    found: dict[str, bytes] = {}
    for path in [path for name in ("", *_FOLDERS) for path in sorted((folder / name).glob("*"))]:
        name = path.relative_to(folder).as_posix()
        if name not in (*_ALLOWED, *_FOLDERS) and not path.name.startswith("."):
            code = "region.folder_unknown" if path.is_dir() else "region.file_unknown"
            params = {"file": name, "near": near(name, _ALLOWED)}
            problems.append(Problem(shown_file(shown, name), 0, 0, "", code, params))
    for name in _ALLOWED:
        if name in _HASHED or (folder / name).exists():
            data = files.read(folder, shown, name, problems)
            if data is not None:
                found[name] = data
    if "manifest.json" in found:
        _check_manifest(found, shown, problems)
    return found


def _check_manifest(found: Mapping[str, bytes], shown: str, problems: list[Problem]) -> None:
    where = shown_file(shown, "manifest.json")
    try:
        listed = json.loads(found["manifest.json"].decode())["files"]
        wanted = {str(name): str(entry["sha256"]) for name, entry in listed.items()}
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, KeyError, TypeError, AttributeError):
        problems.append(Problem(where, 1, 1, "files", "region.manifest_form", {}))
        return
    for name in sorted(set(found) - {"manifest.json"} | set(wanted)):
        if name not in wanted:
            problems.append(Problem(where, 0, 0, name, "region.manifest_missing", {"file": name}))
        elif name not in found:
            problems.append(Problem(where, 0, 0, name, "region.manifest_extra", {"file": name}))
        else:
            digest = hashlib.sha256(found[name]).hexdigest()
            if digest != wanted[name]:
                params = {"file": name, "found": digest[:12], "wanted": wanted[name][:12]}
                problems.append(Problem(shown_file(shown, name), 0, 0, "", "region.manifest_sum", params))


def _yaml(contents: Mapping[str, bytes], name: str, shown: str, problems: list[Problem]) -> yamltext.YamlText:
    if name not in contents:
        return yamltext.YamlText(shown_file(shown, name))
    parsed = yamltext.parse(contents[name], shown_file(shown, name))
    problems.extend(parsed.problems)
    return parsed


def _frozen(array: Any) -> Any:
    array.flags.writeable = False
    return array


def _assemble(
    draft: Draft,
    index: RegionIndex,
    parameters: Mapping[str, ParameterEntry],
    walked: ProcedureTables,
    hashes: Mapping[str, str],
) -> Region:
    tables = draft.tables
    for table in tables.values():
        for column in table.columns.values():
            if isinstance(column, np.ndarray):
                _frozen(column)
    zones, areas = tables["zones.csv"], tables["areas.csv"]
    membership = np.array([[float(zone in listed) for zone in zones["zone"]] for listed in areas["zones"]])
    # The columns of commuting.csv name three modes; the axis follows the order of region.yaml.
    shares = np.stack([rules_people.matrix(draft, f"share_{mode}") for mode in index.modes])
    return Region(
        index=index,
        zones=zones,
        areas=Areas(
            tuple(areas["area"]),
            tuple(areas["name_nl"]),
            tuple(areas["name_en"]),
            tuple(areas["kind"]),
            tuple(areas["zones"]),
            _frozen(membership),
        ),
        base_year=tables["base_year.csv"],
        base_arrays=MappingProxyType({key: _frozen(array) for key, array in rules_people.base_arrays(draft).items()}),
        commuting=Commuting(
            _frozen(rules_people.matrix(draft, "jobs")),
            _frozen(rules_people.matrix(draft, "imputed") > 0),
            _frozen(shares),
        ),
        network=MappingProxyType(
            {name: tables[f"network/{name}.csv"] for name in ("nodes", "road_links", "transit_links", "transit_access")}
        ),
        projects=tables["network/projects.csv"],
        variants=tables["network/variants.csv"],
        corridors=tables["network/corridors.csv"],
        housing_plans=tables["pipeline/housing.csv"],
        location_plans=tables["pipeline/locations.csv"],
        programmes=tables["pipeline/programmes.csv"],
        infrastructure=tables["pipeline/infrastructure.csv"],
        known=tables["known.csv"],
        woondeal=tables["woondeal.csv"],
        bomirt=tables["bomirt.csv"],
        inconsistencies=tables["inconsistencies.csv"],
        parameters=parameters,
        procedures=walked,
        sources=tables["sources.csv"],
        files=MappingProxyType(dict(hashes)),
        content_hash=content_hash(hashes),
    )
