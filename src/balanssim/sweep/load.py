"""Load a study: read, check, and make its policies; all problems of the file and of its scenarios at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from balanssim.errors import InputError, Problem, summed
from balanssim.positions import Node, Place, parse, problem, shown
from balanssim.positions import Path as Key
from balanssim.region.index import RegionIndex
from balanssim.scenario import validate
from balanssim.scenario.load import attempt
from balanssim.scenario.quantities import Block
from balanssim.scenario.resolved import Resolved
from balanssim.scenario.schema import SCHEMA_VERSION, Words
from balanssim.scenario.sources import Source, read
from balanssim.sweep import decision, rules
from balanssim.sweep.decision import Decision, Signal
from balanssim.sweep.schema import Correlation, Design, Measure, Outcome, Study

#: More policies than this in one study are a mistake: every one is prepared, and kept, by itself.
MOST_POLICIES: Final = 500
#: Parts of a scenario that a study decides by itself, with the key of the study that does.
_OWN: Final = {
    "sampling": "design, seed",
    "uncertainties": "uncertainties",
    "horizon": "scenarios",
    "region": "scenarios",
}


@dataclass(frozen=True)
class Policy:
    """One scenario with one value of every lever, and perhaps a measure; ``levers`` by dotted key."""

    resolved: Resolved
    levers: Mapping[str, Any]
    measure: str = ""


@dataclass(frozen=True)
class Loaded:
    """A checked study: ``source`` is the file it stands in; ``policies`` scenario by scenario, lever by lever."""

    study: Study
    source: Source
    policies: tuple[Policy, ...]

    @property
    def index(self) -> RegionIndex:
        """Names of the region."""
        return self.policies[0].resolved.index


@dataclass(frozen=True)
class _Setting:
    """A dotted key, its value and where both stand in the study."""

    name: str
    node: Node

    @property
    def text(self) -> str:
        """As after ``--set``; JSON is YAML."""
        return f"{self.name}={json.dumps(self.node.plain())}"


def load(ref: str | Path) -> Loaded:
    """Load and check a study. ``ref``: a path, or ``balanssim:studies/NAME``. Raises ``InputError``: all problems."""
    found, problems = attempt_study(ref)
    if found is None:
        raise InputError(problems)
    return found


def check(ref: str | Path) -> list[Problem]:
    """All problems of a study, in order of file and line."""
    return attempt_study(ref)[1]


def attempt_study(ref: str | Path) -> tuple[Loaded | None, list[Problem]]:
    """The study, or None and why not."""
    source = read(str(ref), Path(), None, Place(str(ref)))
    if isinstance(source, Problem):
        return None, [source]
    parsed = parse(source.data, source.shown, "study")
    if parsed.root is None:
        return None, parsed.problems
    tree, problems = parsed.root, [*parsed.problems]
    study = _validated(tree, problems)
    rules.check_design(tree, problems)
    policies = _policies(tree, source, problems)
    index = policies[0].resolved.index if policies else None
    horizon = policies[0].resolved.scenario.horizon if policies else None
    rules.check(tree, index, horizon, problems)
    decision.check(tree, index, horizon, problems)
    if policies:
        rules.check_correlations(tree, policies[0].resolved.index, problems)
    if problems or study is None:
        return None, summed(problems)
    return Loaded(study, source, tuple(policies)), []


def _validated(tree: Node, problems: list[Problem]) -> Study | None:
    version = tree.mapping().get("schema_version")
    if version is not None and (version.value is True or version.value != SCHEMA_VERSION):
        words = {"found": str(version.plain()), "known": "1"}
        problems.append(problem("scenario.schema_version", version.place, "schema_version", **words))
        tree = Node({**tree.mapping(), "schema_version": replace(version, value=SCHEMA_VERSION)}, tree.place, tree.key)
    try:
        return Study.model_validate(tree.plain())
    except ValidationError as error:
        problems += validate.findings(error, tree, _beside)
        return None


def _beside(path: Key) -> list[str]:
    """Keys that may stand beside the last one of a path."""
    models: dict[str, type[Block]] = {
        "design": Design, "outcomes": Outcome, "title": Words, "description": Words, "correlations": Correlation,
        "measures": Words if "title" in path[2:-1] else Measure,
        "decision": Decision if len(path) < 3 else Signal if path[1] == "signals" else Words,
    }  # fmt: skip
    model = models.get(str(path[0]), Study) if len(path) > 1 else Study
    return list(model.model_fields)


def _policies(tree: Node, source: Source, problems: list[Problem]) -> list[Policy]:
    """Every scenario with every combination of levers; what is wrong with one goes to its place in the study."""
    fixed = [_Setting(name, node) for name, node in _children(tree, "set")]
    fixed += [_Setting(f"uncertainties.{name}", node) for name, node in _children(tree, "uncertainties")]
    for setting in fixed[: len(_children(tree, "set"))]:
        _refuse_own(setting, problems)
    scenarios = tree.mapping().get("scenarios")
    refs = scenarios.value if scenarios is not None and isinstance(scenarios.value, list) else []
    refs = [node for node in refs if isinstance(node.value, str) and node.value]
    plain = []
    for ref in refs:
        # a scenario that does not bear the settings still knows the region, so that the rest can be checked
        one = _attempt(ref, fixed, source, None, problems) or _attempt(ref, [], source, None, [])
        plain += [] if one is None else [(ref, one)]
    if not plain:
        return []
    _alike(plain, problems)
    levers = [list(_levels(name, node, problems)) for name, node in _children(tree, "levers")]
    for setting in [one for lever in levers for one in lever[:1]]:
        _refuse_own(setting, problems)
    measures = {name: _settings(node) for name, node in _children(tree, "measures")}
    for setting in [one for settings in measures.values() for one in settings]:
        _refuse_own(setting, problems)
    count = len(plain) * (1 + len(measures))
    for lever in levers:
        count *= max(len(lever), 1)
    if count > MOST_POLICIES:
        place = tree.at(("levers",)).key
        problems.append(problem("sweep.too_many_policies", place, "levers", n=count, most=MOST_POLICIES))
        return [Policy(one, {}) for _, one in plain]
    for lever in levers:  # each value by itself first: a mistake is told once, not in every combination
        for setting in lever:
            for ref, one in plain:
                _attempt(ref, [*([] if problems else fixed), setting], source, one.index, problems)
            if any(item.key == setting.name and item.code.startswith("scenario.unknown_key") for item in problems):
                break  # an unknown key is told once, not with every value
    for settings in measures.values():
        for ref, one in plain:
            _attempt(ref, [*([] if problems else fixed), *settings], source, one.index, problems)
    if not (levers or measures) or problems:
        return [Policy(one, {}) for _, one in plain]
    made = []
    for ref, one in plain:
        for chosen in product(*levers):
            seen: set[str] = set()
            for name, settings in {"": [], **measures}.items():
                resolved = _attempt(ref, [*fixed, *chosen, *settings], source, one.index, problems)
                if resolved is None:
                    continue
                if (text := resolved.canonical_json()) in seen:
                    key = f"measures.{name}"
                    problems.append(problem("sweep.measure_idle", settings[0].node.key, key, name=name, other=one.id))
                else:
                    seen.add(text)
                    made.append(Policy(resolved, {setting.name: setting.node.plain() for setting in chosen}, name))
    return made


def _settings(measure: Node) -> list[_Setting]:
    """The settings of a measure."""
    return [_Setting(name, node) for name, node in _children(measure, "set")]


def _children(tree: Node, key: str) -> list[tuple[str, Node]]:
    node = tree.mapping().get(key)
    return list(node.mapping().items()) if node is not None else []


def _attempt(
    ref: Node, settings: Sequence[_Setting], source: Source, index: RegionIndex | None, problems: list[Problem]
) -> Resolved | None:
    """A scenario with some settings, or None with problems at the places of the study."""
    name = str(ref.value)
    overrides = [setting.text for setting in settings]
    resolved, found = attempt(name, overrides=overrides, base_dir=source.folder, index=index)
    for item in found:
        place = next((s.node.place for s in settings if f"{item.key}.".startswith(f"{s.name}.")), None)
        if item.file == "--set" and place is not None:
            item = replace(item, file=place.file, line=place.line, column=place.column)
        elif item.file == name and not item.line:
            item = replace(item, file=ref.place.file, line=ref.place.line, column=ref.place.column, key="scenarios")
        problems.append(item)
    return resolved


def _refuse_own(setting: _Setting, problems: list[Problem]) -> None:
    part = setting.name.split(".")[0]
    if part in _OWN:
        words = {"name": setting.name, "own": _OWN[part]}
        problems.append(problem("sweep.own_key", setting.node.key, setting.name, **words))


def _alike(scenarios: Sequence[tuple[Node, Resolved]], problems: list[Problem]) -> None:
    """All scenarios have one region and horizon, and none is there twice."""
    first = scenarios[0][1]
    seen: dict[str, str] = {}
    for ref, one in scenarios:
        if (one.index.id, one.scenario.horizon) != (first.index.id, first.scenario.horizon):
            problems.append(problem("sweep.other_region", ref.place, "scenarios", name=one.id, other=first.id))
        text = one.canonical_json()
        if text in seen:
            problems.append(problem("sweep.twice", ref.place, "scenarios", name=str(ref.value)))
        seen[text] = one.id


def _levels(name: str, node: Node, problems: list[Problem]) -> Iterator[_Setting]:
    """The values of a lever: a list, or evenly between low and high."""
    if isinstance(node.value, list) and node.value:
        seen: list[Any] = []
        for item in node.value:
            if item.plain() in seen:
                problems.append(problem("sweep.value_twice", item.place, name, found=shown(item.plain())))
            seen.append(item.plain())
            yield _Setting(name, Node(item.value, item.place, node.key))
        return
    given = {part: child.value for part, child in node.mapping().items()}
    low, high, steps = (given.get(part) for part in ("low", "high", "steps"))
    numbers = [one for one in (low, high) if isinstance(one, (int, float)) and not isinstance(one, bool)]
    whole = isinstance(steps, int) and not isinstance(steps, bool)
    if set(given) != {"low", "high", "steps"} or len(numbers) < 2 or not whole:
        problems.append(problem("sweep.lever_values", node.place, name, found=shown(node.plain())))
        return
    assert isinstance(steps, int)
    if not numbers[0] < numbers[1] or steps < 2:
        problems.append(problem("sweep.lever_range", node.place, name, low=low, high=high, steps=steps))
        return
    if steps > MOST_POLICIES:
        problems.append(problem("sweep.too_many_policies", node.place, name, n=steps, most=MOST_POLICIES))
        return
    for number in range(steps):
        value = numbers[0] + (numbers[1] - numbers[0]) * number / (steps - 1)
        yield _Setting(name, Node(value, node.place, node.key))
