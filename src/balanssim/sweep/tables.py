"""From a checked study to the worlds of every policy: factors, points, values and whose luck."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np

from balanssim import namedfiles, prepare
from balanssim.distributions import Distribution
from balanssim.errors import InputError, Problem, summed
from balanssim.parameters import DECLARED
from balanssim.positions import Place
from balanssim.region import tables as csvtables
from balanssim.region.read import Region
from balanssim.region.tables import Column, Schema
from balanssim.scenario.semantics import names_of, unknown_name
from balanssim.sweep import correlated, design, room
from balanssim.sweep.design import LUCK, Points
from balanssim.sweep.load import Loaded
from balanssim.sweep.rules import PAIRED
from balanssim.sweep.schema import Study
from balanssim.worlds import Floats, Worlds

#: Most worlds of one policy: beyond it labels of luck would be used twice.
MOST_ROWS: Final = 1_000_000


@dataclass(frozen=True)
class Plan:
    """The design of a study.

    ``points``: rows in the unit cube; of an own table their values in ``given``, name -> (row,), instead. ``size``:
    base points, trajectories or worlds; ``luck``: ``vary``, ``fixed`` or ``factor``.
    """

    points: Points
    size: int
    luck: str
    given: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.points)


def plan(loaded: Loaded, region: Region, runs: int | None = None) -> Plan:
    """The design of a study; with ``runs`` of the largest size whose runs, over all policies, are no more.

    Raises ``InputError``: nothing varies, a table that cannot be read, too many or too few rows; ``RunError``: more
    rows than memory holds.
    """
    study = loaded.study
    luck = study.luck or ("factor" if study.design.method in PAIRED else "vary")
    if study.design.method == "table":
        return _own(loaded, luck)
    dimensions = {name: region.parameters[name].dimension for name in factors(loaded, region)}
    if not dimensions:
        raise InputError([Problem(loaded.source.shown, 1, 1, "vary", "sweep.nothing_varies")])
    count = len(dimensions) + (luck == "factor")
    size = _size(loaded, count, runs)
    rows = size * design.per_base(count, study.design.method, study.design.second_order)
    room.refuse_design(rows, len(region.parameters))
    points = _points(study, dimensions, size, luck)
    pairs = {(one.between[0], one.between[1]): one.rank for one in study.correlations}
    idle = [name for name in dict.fromkeys(name for pair in pairs for name in pair) if name not in dimensions]
    if idle:
        raise InputError(
            [Problem(loaded.source.shown, 1, 1, "correlations", "sweep.correlated_fixed", {"names": idle})]
        )
    if pairs:
        unit = correlated.correlate(points.unit, points.factors, pairs, study.design.method == "lhs")
        points = replace(points, unit=unit)
    return Plan(points, size, luck, {})


def _points(study: Study, dimensions: Mapping[str, int], size: int, luck: str) -> Points:
    asked = study.design
    if asked.method == "sobol":
        return design.sobol(dimensions, size, study.seed, luck=luck, second_order=asked.second_order)
    if asked.method == "morris":
        return design.morris(tuple(dimensions), size, study.seed, levels=asked.levels, luck=luck)
    if asked.method == "lhs":
        return design.lhs(tuple(dimensions), size, study.seed, luck=luck)
    return design.ordinary(dimensions, size, study.seed, luck=luck)


def factors(loaded: Loaded, region: Region) -> tuple[str, ...]:
    """Parameters that vary, in order of their dimensions: uncertain in some policy, and asked for.

    Raises ``InputError`` for one that was asked for and does not vary.
    """
    uncertain: set[str] = set()
    for policy in loaded.policies:
        for name, one in prepare.distributions(policy.resolved, region).items():
            if one.kind != "fixed":
                uncertain.add(name)
    asked = loaded.study.vary
    idle = [name for name in asked or () if name not in uncertain]
    if idle:
        raise InputError([Problem(loaded.source.shown, 1, 1, "vary", "sweep.vary_fixed", {"names": idle})])
    chosen = uncertain if asked is None else uncertain.intersection(asked)
    return tuple(sorted(chosen, key=lambda name: region.parameters[name].dimension))


def _size(loaded: Loaded, count: int, runs: int | None) -> int:
    asked = loaded.study.design
    each = design.per_base(count, asked.method, asked.second_order)
    size = asked.size or 1
    if runs is not None:
        size = runs // (len(loaded.policies) * each)
        if asked.method == "sobol" and size:
            size = 1 << (size.bit_length() - 1)
        least = 1 if asked.method == "factorial" else 2
        if size < least:
            words = {"runs": runs, "least": least * each * len(loaded.policies)}
            raise InputError([Problem("--runs", 0, 0, "", "sweep.too_few_runs", words)])
    if size * each > MOST_ROWS:
        words = {"n": size * each, "most": MOST_ROWS}
        raise InputError([Problem(loaded.source.shown, 1, 1, "design.size", "sweep.too_many_rows", words)])
    return size


def _own(loaded: Loaded, luck: str) -> Plan:
    """The worlds of a table of the user; raises ``InputError`` with every cell that does not fit."""
    name = str(loaded.study.design.table)
    path = loaded.source.folder / name
    problems: list[Problem] = []
    text = namedfiles.read(path, problems)
    problems = [replace(one, file=name) for one in problems]
    if text is None:
        raise InputError(problems)
    header = next(csv.reader(io.StringIO(text)), [])
    names = names_of(loaded.index)
    for one in header:
        if one != LUCK and one not in DECLARED:
            problems.append(unknown_name("parameters", one, names, Place(name, 1, 1), (one,)))
    schema = Schema(name, tuple(_column(one) for one in dict.fromkeys(header)), may_be_empty=False)
    table = csvtables.parse(text, schema, name, problems) if header else None
    if problems or table is None:
        raise InputError(summed(problems) or [Problem(name, 1, 1, "", "sweep.table_empty")])
    if len(table) > MOST_ROWS:
        raise InputError([Problem(name, 1, 1, "", "sweep.too_many_rows", {"n": len(table), "most": MOST_ROWS})])
    given = {one: np.asarray(table[one], dtype=np.float64) for one in header if one != LUCK}
    rows = np.arange(1, len(table) + 1)
    label = np.asarray(table[LUCK], dtype=np.int64) if LUCK in header else rows if luck == "vary" else rows * 0
    nothing = np.full(len(table), design.FIRST)
    points = Points(
        tuple(given), np.full((len(table), len(given)), np.nan), rows, nothing, np.zeros(len(table), np.bool_), label
    )
    return Plan(points, len(table), luck, given)


def _column(name: str) -> Column:
    if name == LUCK:
        return Column(name, "int", low=0, high=MOST_ROWS)
    spec = DECLARED.get(name)
    return Column(name, "float", low=spec.low, high=spec.high) if spec else Column(name, "text")


def worlds_of(plan: Plan, distributions: Mapping[str, Distribution]) -> Worlds:
    """The worlds of one policy: what varies from the design, all else at its expected value; label 0 is central.

    The same points give every policy the same world wherever its distributions are the same.
    """
    points = plan.points
    values: dict[str, Floats] = {}
    place = {name: number for number, name in enumerate(points.factors)}
    for name in sorted(distributions):
        expected = distributions[name].expected()
        column = np.full(1 + len(points), expected)
        if name in plan.given:
            column[1:] = plan.given[name]
        elif name in place:
            column[1:] = distributions[name].ppf(points.unit[:, place[name]])
        column.flags.writeable = False
        values[name] = column
    row, luck = (np.concatenate([[0], labels]).astype(np.int64) for labels in (points.base, points.luck))
    for labels in (row, luck):
        labels.flags.writeable = False
    return Worlds(MappingProxyType(values), row, luck)


def digest(worlds: Worlds) -> str:
    """SHA-256 of the values and the luck of all worlds: what a run depends on beside its scenario."""
    total = hashlib.sha256()
    for name in sorted(worlds.values):
        total.update(f"{name}\0".encode() + worlds.values[name].astype("<f8").tobytes())
    total.update(worlds.luck.astype("<i8").tobytes())
    return total.hexdigest()


def text_of_worlds(plan: Plan, worlds: Worlds) -> bytes:
    """The worlds of one policy as CSV: run, luck, and per factor its value in the unit of the parameter."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    factors = [name for name in plan.points.factors if name != LUCK]
    writer.writerow(["run", "luck", *factors])
    columns = [worlds.values[name][1:].tolist() for name in factors]
    for run, luck, *values in zip(range(1, len(plan) + 1), worlds.luck[1:].tolist(), *columns, strict=True):
        writer.writerow([run, luck, *map(repr, values)])
    return out.getvalue().encode()


def text_of(plan: Plan) -> bytes:
    """The design as CSV: run, base, moved, back, luck, and per factor its point in the unit cube (own table: value)."""
    points = plan.points
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    factors = [name for name in points.factors if name != LUCK]
    writer.writerow(["run", "base", "moved", "back", "luck", *factors])
    unit = np.column_stack([plan.given[name] for name in factors]) if plan.given else points.unit
    names = {design.FIRST: "first", design.SECOND: "second", **dict(enumerate(points.factors))}
    for row in range(len(points)):
        head = [row + 1, points.base[row], names[int(points.moved[row])], int(points.back[row]), points.luck[row]]
        writer.writerow([*head, *(repr(float(unit[row, number])) for number in range(len(factors)))])
    return out.getvalue().encode()
