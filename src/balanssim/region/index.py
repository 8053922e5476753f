"""The names of a region folder, read with csv and PyYAML alone: enough to check a scenario before numpy is needed.

``read_index`` looks at names only; ``region.read.load_region`` checks every value. Both raise ``InputError``.
"""

from __future__ import annotations

import difflib
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from balanssim import templates
from balanssim.errors import InputError, Problem
from balanssim.parameters import DECLARED, ParameterSpec
from balanssim.positions import Path as Key
from balanssim.positions import shown as _show
from balanssim.region import files, yamltext
from balanssim.region.files import shown_file

SHIPPED = "balanssim:"


@dataclass(frozen=True)
class AreaEntry:
    """One reporting area: names, kind and the zones it holds, in order of the file."""

    area: str
    name_nl: str
    name_en: str
    kind: str
    zones: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One named thing of a region; what else is empty where it does not apply (``scope`` of a desk)."""

    id: str
    name_nl: str
    name_en: str
    zone: str = ""
    mode: str = ""
    municipality: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Standing:
    """Of a project: the stage at which it enters its procedure; cover and highest estimate, million euro."""

    entry: str
    covered: float
    highest: float


@dataclass(frozen=True)
class RegionIndex:
    """All names a scenario may refer to. Mappings keep the order of the files.

    ``screenline``: the corridor on whose counts commuter cars are scaled; ``congested_grid``: the grid area of the
    lever ``grid``.

    ``parameters`` holds the plain entries of ``parameters.yaml`` by name; ``specs`` the declaration (unit, bounds,
    words) of every parameter. ``stages``: of each kind of procedure; ``annulment``: probability and rounds of each of
    them (``annulled``, ``rounds``); ``resources``: the desks they share.
    """

    id: str
    path: Path
    shown: str
    title: Mapping[str, str]
    base_year: int
    horizon: tuple[int, int]
    known_until: int
    segments: tuple[str, ...]
    sectors: tuple[str, ...]
    locations: tuple[str, ...]
    modes: tuple[str, ...]
    study_area: str
    screenline: str
    congested_grid: str
    headline_areas: tuple[str, ...]
    headline_corridors: tuple[str, ...]
    zones: Mapping[str, Entry]
    areas: Mapping[str, AreaEntry]
    projects: Mapping[str, Entry]
    standing: Mapping[str, Standing]
    plans: Mapping[str, Entry]
    location_plans: Mapping[str, Entry]
    programmes: Mapping[str, Entry]
    corridors: Mapping[str, Entry]
    lines: Mapping[str, Entry]
    grid_areas: tuple[str, ...]
    parameters: Mapping[str, Mapping[str, Any]]
    specs: Mapping[str, ParameterSpec]
    stages: Mapping[str, Mapping[str, Entry]]
    annulment: Mapping[str, Mapping[str, Mapping[str, float]]]
    resources: Mapping[str, Entry]


def shipped_folder() -> Path:
    """Folder of the regions that come with the package."""
    return Path(__file__).resolve().parent.parent / "data" / "regions"


def shipped() -> tuple[str, ...]:
    """References of all regions that come with the package, sorted."""
    folder = shipped_folder()
    return tuple(f"{SHIPPED}{path.parent.name}" for path in sorted(folder.glob("*/region.yaml")))


def resolve(ref: str | Path, relative_to: Path | None = None) -> tuple[Path, str]:
    """Folder of a reference and how to show it.

    ``balanssim:NAME`` is a shipped region; anything else is a path, relative to ``relative_to`` (the folder of the
    naming file) or the working folder. Raises ``InputError`` where there is no ``region.yaml``.
    """
    text = str(ref)
    if text.startswith(SHIPPED):
        folder = shipped_folder() / text.removeprefix(SHIPPED)
        if "/" in text or "\\" in text or not (folder / "region.yaml").is_file():
            near = difflib.get_close_matches(text, shipped(), n=3, cutoff=0.4) or list(shipped())
            raise InputError([Problem(text, 0, 0, "", "region.unknown", {"ref": text, "near": near})])
        return folder, text
    folder = Path(text) if relative_to is None else relative_to / text
    if not os.path.isdir(folder):  # noqa: PTH112 - never raises, whatever the name
        raise InputError([Problem(text, 0, 0, "", "region.no_folder", {"ref": text, "near": list(shipped())})])
    if not (folder / "region.yaml").is_file():
        raise InputError([Problem(text, 0, 0, "", "region.no_region_yaml", {"ref": text})])
    return folder, text


# file -> (attribute, key column, name columns, zone column, mode column)
_NAMED = (
    ("zones.csv", "zones", "zone", ("name", "name"), None, None),
    ("pipeline/infrastructure.csv", "projects", "project", ("name_nl", "name_en"), None, None),
    ("pipeline/housing.csv", "plans", "plan", ("name", "name"), "zone", None),
    ("pipeline/locations.csv", "location_plans", "plan", ("name", "name"), "zone", None),
    ("pipeline/programmes.csv", "programmes", "programme", ("name_nl", "name_en"), "zone", None),
    ("network/corridors.csv", "corridors", "corridor", ("name_nl", "name_en"), None, "mode"),
    ("network/transit_links.csv", "lines", "line", ("name", "name"), None, "mode"),
)
_FILES = ("region.yaml", "parameters.yaml", "procedures.yaml", "areas.csv", *(row[0] for row in _NAMED))
_CACHE: dict[str, tuple[tuple[tuple[int, int], ...], RegionIndex]] = {}


def read_index(ref: str | Path, relative_to: Path | None = None) -> RegionIndex:
    """Names of a region. ``ref``: ``balanssim:flevoland-mra`` or a path. Cached until one of the files changes.

    Raises ``InputError`` for a missing folder, file or column and for a ``region.yaml`` that lacks a key; values are
    checked by ``load_region``.
    """
    folder, shown = resolve(ref, relative_to)
    stamp = tuple(_stamp(folder / name) for name in _FILES)
    key = f"{folder.resolve()}\n{shown}"
    held = _CACHE.get(key)
    if held is None or held[0] != stamp:
        held = (stamp, _read(folder, shown))
        _CACHE[key] = held
    return held[1]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (0, -1)
    return (stat.st_mtime_ns, stat.st_size)


def _read(folder: Path, shown: str) -> RegionIndex:
    problems: list[Problem] = []
    head = _yaml(folder, shown, "region.yaml", problems)
    entries = _yaml(folder, shown, "parameters.yaml", problems)
    procedures = _yaml(folder, shown, "procedures.yaml", problems).value
    stages, desks = templates.names(procedures)
    fields = read_head(head, problems)
    named: dict[str, dict[str, Entry]] = {}
    rows_of: dict[str, list[dict[str, str]]] = {}
    for file, attribute, column, names, zone, mode in _NAMED:
        wanted = [column, *names, *(extra for extra in (zone, mode) if extra)]
        rows = rows_of[file] = _rows(folder, shown, file, wanted, problems)
        named[attribute] = {
            row[column]: Entry(
                row[column],
                row[names[0]],
                row[names[1]],
                row[zone] if zone else "",
                row[mode] if mode else "",
                row.get("municipality", ""),
            )
            for row in rows
        }
    areas = {
        row["area"]: AreaEntry(
            row["area"],
            row["name_nl"],
            row["name_en"],
            row["kind"],
            tuple(part for part in row["zones"].split(";") if part),
        )
        for row in _rows(folder, shown, "areas.csv", ["area", "name_nl", "name_en", "kind", "zones"], problems)
    }
    if problems:
        raise InputError(problems)
    grid = dict.fromkeys(row.get("grid_area") or "" for row in rows_of["pipeline/housing.csv"])
    parameters = {
        name: MappingProxyType(entry)
        for name, entry in (entries.value if isinstance(entries.value, dict) else {}).items()
        if isinstance(entry, dict)
    }
    tables: dict[str, Any] = {name: MappingProxyType(table) for name, table in named.items()}
    return RegionIndex(
        path=folder,
        shown=shown,
        areas=MappingProxyType(areas),
        grid_areas=tuple(name for name in grid if name),
        parameters=MappingProxyType(parameters),
        specs=MappingProxyType(DECLARED),
        standing=MappingProxyType({row["project"]: _standing(row) for row in rows_of["pipeline/infrastructure.csv"]}),
        stages=MappingProxyType({kind: _entries(labels) for kind, labels in stages.items()}),
        annulment=MappingProxyType(templates.annulment(procedures)),
        resources=_entries(desks),
        **tables,
        **fields,
    )


def _entries(labels: Mapping[str, templates.Labels]) -> Mapping[str, Entry]:
    return MappingProxyType({name: Entry(name, *one[:2], scope=one[2]) for name, one in labels.items()})


def _standing(row: Mapping[str, str]) -> Standing:
    """What a row says of stage and money; a cell that is no number counts as nothing here, ``load_region`` names it."""

    def amount(name: str) -> float:
        try:
            return float(row.get(name) or 0.0)
        except ValueError:
            return 0.0

    covered = sum(amount(f"covered_{payer}") for payer in ("state", "region", "area"))
    highest = amount("cost_high") or amount("cost")
    return Standing(row.get("entry_stage", ""), covered, highest or math.inf)


def _yaml(folder: Path, shown: str, file: str, problems: list[Problem]) -> yamltext.YamlText:
    data = files.read(folder, shown, file, problems)
    if data is None:
        return yamltext.YamlText(shown_file(shown, file))
    parsed = yamltext.parse(data, shown_file(shown, file))
    problems.extend(parsed.problems)
    return parsed


def _rows(folder: Path, shown: str, file: str, wanted: list[str], problems: list[Problem]) -> list[dict[str, str]]:
    where = shown_file(shown, file)
    data = files.read(folder, shown, file, problems)
    text = None if data is None else files.text(data, where, problems)
    if text is None:
        return []
    records, starts = files.records(files.lines_of(text), where, problems)
    if records is None:
        return []
    header = records[0] if records else []
    missing = [name for name in wanted if name not in header]
    about = {"header": header[:20]}
    line = starts[0] if starts else 1
    problems.extend(Problem(where, line, 1, n, "table.column_missing", {"column": n, **about}) for n in missing)
    blank = dict.fromkeys(header, "")
    return [] if missing else [{**blank, **dict(zip(header, row, strict=False))} for row in records[1:]]


#: Modes that the columns of commuting.csv name.
MODES = ("car", "transit", "bike")
_TEXTS = ("id", "study_area", "screenline", "congested_grid")
_YEARS = ("base_year", "known_until")
_LISTS = ("segments", "sectors", "locations", "modes")
_KEYS = ("schema_version", *_TEXTS, *_YEARS, *_LISTS, "title", "horizon", "headline")


def read_head(head: yamltext.YamlText, problems: list[Problem]) -> dict[str, Any]:
    """Fields of ``region.yaml`` by name of ``RegionIndex``; appends what is wrong to ``problems``."""
    value = head.value if isinstance(head.value, dict) else {}
    if not value:
        if head.value is not None or not problems:
            problems.append(head.problem("region.yaml_empty", ()))
        return {}
    for key in value:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=2)
            problems.append(head.problem("region.key_unknown", (key,), key=key, near=near, allowed=list(_KEYS)))
    missing = [key for key in _KEYS if key not in value]
    problems.extend(head.problem("region.key_missing", (), key=key) for key in missing)
    if missing:
        return {}
    if value["schema_version"] != 1:
        found = value["schema_version"]
        problems.append(head.problem("region.schema_version", ("schema_version",), value=_show(found)))
    out: dict[str, Any] = {}
    for key in _TEXTS:
        out[key] = _typed(head, (key,), value[key], str, problems) or ""
    for key in _YEARS:
        out[key] = _typed(head, (key,), value[key], int, problems) or 0
    for key in _LISTS:
        out[key] = _names(head, (key,), value[key], problems)
    title = _part(head, "title", ("nl", "en"), problems)
    out["title"] = MappingProxyType(
        {lang: _typed(head, ("title", lang), title.get(lang), str, problems) or "" for lang in ("nl", "en")}
    )
    horizon = _part(head, "horizon", ("start", "end"), problems)
    start, end = (_typed(head, ("horizon", key), horizon.get(key), int, problems) or 0 for key in ("start", "end"))
    out["horizon"] = (start, end)
    headline = _part(head, "headline", ("areas", "corridors"), problems)
    for key in ("areas", "corridors"):
        out[f"headline_{key}"] = _names(head, ("headline", key), headline.get(key), problems)
    if out["modes"] and sorted(out["modes"]) != sorted(MODES):
        problems.append(head.problem("region.modes", ("modes",), value=list(out["modes"])))
    if not problems and not 1900 <= out["base_year"] <= start < end <= 2200:
        problems.append(head.problem("region.horizon", ("horizon",), base_year=out["base_year"], start=start, end=end))
    if not problems and not out["base_year"] <= out["known_until"] <= end:
        problems.append(
            head.problem("region.known_until", ("known_until",), value=out["known_until"], base_year=out["base_year"])
        )
    return out


def _part(head: yamltext.YamlText, key: str, allowed: tuple[str, ...], problems: list[Problem]) -> dict[str, Any]:
    value = head.value[key]
    if not isinstance(value, dict):
        problems.append(
            head.problem("region.key_mapping", (key,), value=_show(value), wanted=f"{{{', '.join(allowed)}}}")
        )
        return {}
    for name in value:
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=2)
            problems.append(head.problem("region.key_unknown", (key, name), key=name, near=near, allowed=list(allowed)))
    return value


def _typed(head: yamltext.YamlText, path: Key, value: Any, kind: type, problems: list[Problem]) -> Any:
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    code = {str: "region.key_text", int: "region.key_integer"}[kind]
    problems.append(head.problem(code, path, value=_show(value)))
    return None


def _names(head: yamltext.YamlText, path: Key, value: Any, problems: list[Problem]) -> tuple[str, ...]:
    if (
        isinstance(value, list)
        and value
        and all(isinstance(item, str) for item in value)
        and len(set(value)) == len(value)
    ):
        return tuple(value)
    problems.append(head.problem("region.key_names", path, value=_show(value)))
    return ()
