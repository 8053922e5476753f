"""Networks and trips in the public TNTP format (Bar-Gera; bstabler/TransportationNetworks).

Metadata in ``<NAME> value``, a ``~`` begins a comment, a ``;`` ends a row and may be missing; spaces and tabs alike.
Every row that does not fit is named by line and column, all at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from balanssim import namedfiles
from balanssim.errors import Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Columns of a link that must be there; speed limit, toll and type may follow.
COLUMNS = ("init_node", "term_node", "capacity", "length", "free_flow_time", "b", "power")
TOLL = 8
LARGEST = 1e15

_TAG = re.compile(r"\s*<([^<>]*)>\s*(.*)")
_WORD = re.compile(r"[^\s;]+")
_ORIGIN = re.compile(r"\s*origin[\s:]*([^\s;:]*)[\s;:]*", re.IGNORECASE)
_ENTRY = re.compile(r"\s*([^\s:;]+)\s*:\s*([^\s:;]+)\s*;?")
_NUMBER = re.compile(r"[0-9.eE+\-]+")


@dataclass(frozen=True)
class Network:
    """Links in order of the file; nodes are numbered from one, as there.

    `zones`, `nodes` counts, `first_thru` the first node that may be passed through; `tail`, `head`, `capacity`,
    `length`, `free`, `b`, `power`, `toll (link,)`, `lines (link,)` line numbers. `notes`: codes of what is remarkable.
    """

    shown: str
    zones: int
    nodes: int
    first_thru: int
    tail: Ints
    head: Ints
    capacity: Floats
    length: Floats
    free: Floats
    b: Floats
    power: Floats
    toll: Floats
    lines: tuple[int, ...]
    notes: tuple[tuple[str, dict[str, object]], ...] = ()


@dataclass(frozen=True)
class Trips:
    """Trips greater than zero, in order of the file: `origin`, `destination`, `trips (entry,)`, `lines (entry,)`."""

    shown: str
    origin: Ints
    destination: Ints
    trips: Floats
    lines: tuple[int, ...]
    notes: tuple[tuple[str, dict[str, object]], ...] = ()


@dataclass
class _Reader:
    """Rows of one file behind its metadata, and the problems in them."""

    shown: str
    problems: list[Problem]
    tags: dict[str, tuple[str, int]] = field(default_factory=dict)

    def rows(self, text: str) -> Iterator[tuple[int, str]]:
        """Line number and text of every row; metadata go to ``tags`` by name in capitals."""
        ended = False
        for number, line in enumerate(text.splitlines(), start=1):
            tag = _TAG.match(line)
            if tag and not ended:
                name = " ".join(tag[1].upper().split())
                ended = name == "END OF METADATA"
                self.tags.setdefault(name, (tag[2].split("~")[0].strip(), number))
                continue
            row = line.split("~", 1)[0]
            if row.strip(" \t;"):
                if not ended:
                    self.add(number, 1, "tntp.no_metadata", key="", row=row.strip()[:60])
                    return
                yield number, row
        if not ended:
            self.add(1, 1, "tntp.no_metadata", key="", row="")

    def add(self, line: int, column: int, code: str, key: str, **params: object) -> None:
        self.problems.append(Problem(self.shown, line, column, key, code, params))

    def count(self, name: str, least: int = 1) -> int | None:
        """A whole number of the metadata; None where it is missing or wrong."""
        if name not in self.tags:
            self.add(1, 1, "tntp.tag_missing", key=name, tag=name)
            return None
        value, line = self.tags[name]
        number = _number(value.rstrip(";").strip())
        if number is None or number != int(number) or number < least:
            self.add(line, 1, "tntp.tag_count", key=name, tag=name, value=value, low=least)
            return None
        return int(number)


def _number(word: str) -> float | None:
    """The finite number that a word is; Python also takes 'nan' and '1_0', which no table means."""
    try:
        value = float(word) if _NUMBER.fullmatch(word) else math.nan
    except ValueError:
        return None
    return value if abs(value) <= LARGEST else None


def read_network(ref: str | Path, problems: list[Problem]) -> Network | None:
    """Read a network; None where its size or columns cannot be told. What is wrong goes to ``problems``."""
    text = namedfiles.read(ref, problems)
    if text is None:
        return None
    reader = _Reader(Path(ref).as_posix(), problems)
    before = len(problems)
    rows = list(reader.rows(text))
    if any(one.code == "tntp.no_metadata" for one in problems[before:]):
        return None
    zones, nodes = reader.count("NUMBER OF ZONES"), reader.count("NUMBER OF NODES")
    notes: list[tuple[str, dict[str, object]]] = []
    first = 1
    if "FIRST THRU NODE" in reader.tags:
        first = reader.count("FIRST THRU NODE") or 1
    else:
        notes.append(("first_thru_missing", {}))
    wanted = reader.count("NUMBER OF LINKS", 0) if "NUMBER OF LINKS" in reader.tags else None
    if wanted is not None and wanted != len(rows):
        line = reader.tags["NUMBER OF LINKS"][1]
        reader.add(line, 1, "tntp.link_count", key="NUMBER OF LINKS", tag=wanted, found=len(rows))
    if zones is not None and nodes is not None and zones > nodes:
        line = reader.tags["NUMBER OF ZONES"][1]
        reader.add(line, 1, "tntp.zones_above_nodes", key="NUMBER OF ZONES", zones=zones, nodes=nodes)
    links = [found for number, row in rows if (found := _link(reader, number, row, nodes)) is not None]
    if zones is None or nodes is None:
        return None
    table = np.array([values for _, values in links], dtype=np.float64).reshape(-1, len(COLUMNS) + 1).T
    tail, head = table[:2].astype(np.int64)
    _, _, capacity, length, free, b, power, toll = table
    lines = tuple(line for line, _ in links)
    return Network(
        reader.shown, zones, nodes, first, tail, head, capacity, length, free, b, power, toll, lines, tuple(notes)
    )


def _link(reader: _Reader, line: int, row: str, nodes: int | None) -> tuple[int, list[float]] | None:
    """One link: line and values; None where something is wrong with it."""
    words = [(found[0], found.start() + 1) for found in _WORD.finditer(row)]
    before = len(reader.problems)
    if len(words) < len(COLUMNS):
        columns = {"found": len(words), "wanted": len(COLUMNS), "columns": list(COLUMNS)}
        reader.add(line, 1, "tntp.link_columns", key="", **columns)
        return None
    values: list[float] = []
    for name, (word, column) in zip(COLUMNS, words, strict=False):
        value = _number(word)
        if value is None:
            reader.add(line, column, "tntp.number", key=name, value=word)
        elif name.endswith("_node"):
            if value != int(value) or not 1 <= value <= (nodes or LARGEST):
                reader.add(line, column, "tntp.node", key=name, value=word, nodes=nodes or 0)
        elif value < 0.0:
            reader.add(line, column, "tntp.negative", key=name, value=value)
        values.append(value or 0.0)
    toll = 0.0
    if len(words) > TOLL:
        word, column = words[TOLL]
        found = _number(word)
        if found is None:
            reader.add(line, column, "tntp.number", key="toll", value=word)
        elif found < 0.0:
            reader.add(line, column, "tntp.negative", key="toll", value=found)
        toll = found or 0.0
    if len(reader.problems) > before:
        return None
    _, _, capacity, _, free, b, power = values
    if capacity == 0.0 and free > 0.0 and b > 0.0 and power > 0.0:
        reader.add(line, words[2][1], "tntp.no_capacity", key="capacity")
        return None
    return line, [*values, toll]


def read_trips(ref: str | Path, zones: int | None, problems: list[Problem]) -> Trips | None:
    """Read trips between `zones` zones (None: not known); None where the file cannot be read."""
    text = namedfiles.read(ref, problems)
    if text is None:
        return None
    reader = _Reader(Path(ref).as_posix(), problems)
    origin: int | None = None
    first: dict[tuple[int, int], int] = {}
    found: list[tuple[int, int, float]] = []
    lines: list[int] = []
    for line, row in reader.rows(text):
        head = _ORIGIN.match(row)
        if head:
            place = head.start(1) + 1 if head[1] else 1
            origin = _zone(reader, line, place, head[1], "origin", zones) or 0  # 0: told, and its trips are still read
        end = head.end() if head else 0
        for entry in _ENTRY.finditer(row, end):
            if row[end : entry.start()].strip(" \t;"):
                break
            end = entry.end()
            place = entry.start(1) + 1
            if origin is None:
                if not any(one.code == "tntp.no_origin" for one in problems):
                    reader.add(line, place, "tntp.no_origin", key="")
                continue
            destination = _zone(reader, line, place, entry[1], "destination", zones)
            value = _number(entry[2])
            if value is None:
                reader.add(line, entry.start(2) + 1, "tntp.number", key="trips", value=entry[2])
            elif value < 0.0:
                reader.add(line, entry.start(2) + 1, "tntp.negative", key="trips", value=value)
            elif origin and destination:
                pair = (origin, destination)
                if pair in first:
                    words = {"value": f"{pair[0]} > {pair[1]}", "first": str(first[pair])}
                    reader.add(line, place, "tntp.trips_twice", key="trips", **words)
                    continue
                first[pair] = line
                if value > 0.0:
                    found.append((*pair, value))
                    lines.append(line)
        rest = row[end:]
        if rest.strip(" \t;"):
            column = end + len(rest) - len(rest.lstrip(" \t;")) + 1
            reader.add(line, column, "tntp.trips_row", key="", value=rest.strip(" \t;")[:60])
    table = np.array(found, dtype=np.float64).reshape(-1, 3).T
    notes = _told(reader, float(table[2].sum()), zones)
    return Trips(
        reader.shown, table[0].astype(np.int64), table[1].astype(np.int64), table[2], tuple(lines), notes
    )  # fmt: skip


def _zone(reader: _Reader, line: int, column: int, word: str, key: str, zones: int | None) -> int | None:
    """The number of a zone; None where it is none."""
    value = _number(word)
    if value is None or value != int(value) or not 1 <= value <= (zones or LARGEST):
        reader.add(line, column, "tntp.zone", key=key, value=word, zones=zones or 0)
        return None
    return int(value)


def _told(reader: _Reader, total: float, zones: int | None) -> tuple[tuple[str, dict[str, object]], ...]:
    """What the metadata of the trips say otherwise than their rows, or than the network."""
    notes: list[tuple[str, dict[str, object]]] = []
    told = _number(reader.tags.get("TOTAL OD FLOW", ("", 0))[0].rstrip(";").strip())
    if told is not None and abs(told - total) > 1e-3 * max(abs(told), total):
        notes.append(("total_differs", {"told": told, "found": total}))
    other = _number(reader.tags.get("NUMBER OF ZONES", ("", 0))[0].rstrip(";").strip())
    if other is not None and zones is not None and other != zones:
        notes.append(("zones_differ", {"told": int(other), "found": zones}))
    return tuple(notes)
