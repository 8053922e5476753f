"""What a study says of the decision that a brief is about: its words, its project, and what must be in time for it.

The scenarios of such a study are the options: the first is what happens if nothing is decided, the second what happens
if it is. Values are checked in ``check``, with their places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field

from balanssim.positions import Node, problem
from balanssim.scenario.quantities import Block
from balanssim.scenario.schema import Kind, Text, Words
from balanssim.scenario.semantics import names_of, unknown_name

if TYPE_CHECKING:
    from balanssim.errors import Problem
    from balanssim.region.index import RegionIndex
    from balanssim.scenario.schema import Horizon

#: The method of which the worlds are those of an ordinary run, so that all parts of a brief speak of the same futures.
METHOD: Final = "factorial"
Year = Annotated[int, Field(ge=1900, le=2200)]


class Signal(Block):
    """A value that an outcome of the second option should stay within: until when, and how late may a project open."""

    outcome: Text
    """variable@place, by area or corridor and year."""
    value: float
    """In the unit of the outcome."""
    kind: Kind
    """What the value is, as the kind of a goal."""
    below: bool = False
    """The value is crossed below it."""
    projects: list[Text] = []
    """Projects of which the latest opening year is found, a few runs each."""
    measures: list[Text] = []
    """Measures of the study: the answer is given without and with all of them."""
    source: Text
    """Where the value comes from."""


class Decision(Block):
    """The decision: what is asked of whom and when, and what a council can do itself."""

    question: Words
    """What is asked, in one sentence."""
    who: Words
    """Who decides."""
    when: Words
    """When it is decided."""
    scope: Words
    """What the decision is about, and what it is not."""
    if_nothing: Words
    """What happens if nothing is decided, in plain words for the fact sheet."""
    if_decided: Words
    """What happens if it is decided, in plain words for the fact sheet."""
    project: Text | None = None
    """The project that it is about."""
    open_by: list[Year] = []
    """Years in which the project should be open: by which round must the start decision fall."""
    futures: Annotated[int, Field(ge=1, le=100)] = 50
    """In so many of 100 futures."""
    year: Year = 2041
    """Reference date of the effects, 1 January."""
    signals: list[Signal] = []
    """Values to stay within."""
    own: Annotated[list[Words], Field(min_length=1)]
    """What a council can do itself."""
    unknown: list[Words] = []
    """What is not known of this decision, beside what the model does not know."""
    contact: Words
    """Whom to ask."""
    source: Text
    """Where question, deciders and date come from."""


def check(tree: Node, index: RegionIndex | None, horizon: Horizon | None, problems: list[Problem]) -> None:
    """Append what in the decision does not fit the rest of the study, the region or the horizon."""
    decision = tree.mapping().get("decision")
    if decision is None:
        return
    given = tree.mapping()
    scenarios = given["scenarios"].value if "scenarios" in given else None
    if isinstance(scenarios, list) and len(scenarios) < 2:
        problems.append(problem("sweep.decision_options", decision.key, "decision", count=len(scenarios)))
    if "levers" in given and given["levers"].mapping():
        problems.append(problem("sweep.decision_levers", given["levers"].key, "levers"))
    design = given["design"].mapping() if "design" in given else {}
    method = design.get("method")
    if method is not None and method.value != METHOD:
        words = {"method": method.value, "needed": METHOD}
        problems.append(problem("sweep.decision_design", method.place, "design.method", **words))
    for key in ("vary", "luck", "correlations"):
        if key in given and given[key].value not in (None, []):
            problems.append(problem("sweep.decision_worlds", given[key].key, key, name=key))
    if index is not None:
        _names(decision, list(given["measures"].mapping()) if "measures" in given else [], index, problems)
    if horizon is not None:
        _years(decision, horizon, problems)


def _names(decision: Node, measures: list[str], index: RegionIndex, problems: list[Problem]) -> None:
    names = names_of(index)
    found = decision.mapping()
    asked = [("decision.project", found["project"])] if "project" in found else []
    for number, signal in enumerate(_items(decision, "signals")):
        key = f"decision.signals.{number}"
        asked += [(f"{key}.projects", node) for node in _items(signal, "projects")]
        for node in _items(signal, "measures"):
            if isinstance(node.value, str) and node.value not in measures:
                words = {"name": node.value, "known": measures}
                problems.append(problem("sweep.decision_measure", node.place, f"{key}.measures", **words))
    for key, node in asked:
        if isinstance(node.value, str) and node.value not in names["projects"]:
            problems.append(unknown_name("projects", node.value, names, node.place, tuple(key.split("."))))
    if "open_by" in found and "project" not in found:
        problems.append(problem("sweep.decision_no_project", found["open_by"].key, "decision.open_by"))


def _years(decision: Node, horizon: Horizon, problems: list[Problem]) -> None:
    found = decision.mapping()
    years = [("decision.year", found["year"])] if "year" in found else []
    years += [("decision.open_by", node) for node in _items(decision, "open_by")]
    for key, node in years:
        if isinstance(node.value, int) and not horizon.start <= node.value <= horizon.end:
            words = {"found": node.value, "start": horizon.start, "end": horizon.end}
            problems.append(problem("scenario.year_outside", node.place, key, **words))


def _items(node: Node, key: str) -> list[Node]:
    child = node.mapping().get(key)
    return child.value if child is not None and isinstance(child.value, list) else []
