"""What a study file may hold: frozen pydantic models. Its values are checked in ``sweep.load``, with their places."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BeforeValidator, Field

from balanssim.scenario.quantities import Block
from balanssim.scenario.schema import Kind, Name, Text, Words
from balanssim.sweep.decision import Decision

Method = Literal["sobol", "lhs", "morris", "factorial", "table"]
Luck = Literal["vary", "fixed", "factor"]
METHODS: Final[tuple[str, ...]] = get_args(Method)


class Outcome(Block):
    """An outcome that the study is about."""

    outcome: Text
    """variable@place, or variable@place@year."""
    threshold: float | None = None
    """A value that the outcome is held against, in its unit."""
    kind: Kind | None = None
    """What the threshold is, as the kind of a goal."""
    below: bool = False
    """The threshold is crossed below it."""
    better: Literal["more", "less"] | None = None
    """What is better, for regret; follows from the threshold where there is one."""


class Measure(Block):
    """A measure that is tried by itself on every scenario."""

    title: Words
    """Name a reader sees."""
    set: Annotated[dict[str, Any], Field(min_length=1)]
    """Dotted keys that it changes, as after --set."""
    circumstance: bool = False
    """It befalls the region, or is a delay: what it does is told, but it is never called no-regret."""


class Correlation(Block):
    """Two parameters that move together."""

    between: Annotated[list[Text], Field(min_length=2, max_length=2)]
    """The two."""
    rank: Annotated[float, Field(gt=-1, lt=1)]
    """Rank correlation (Spearman)."""


def _mapping(value: Any) -> Any:
    return {"outcome": value} if isinstance(value, str) else value


class Design(Block):
    """Which uncertain worlds are computed for every policy."""

    method: Method
    """sobol, lhs, morris, factorial (the worlds of an ordinary run) or table (worlds of your own)."""
    size: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """Base points (sobol), trajectories (morris) or worlds; of a table it is the number of its rows."""
    second_order: bool = False
    """sobol: also what pairs of factors do together, at almost twice the runs."""
    levels: Annotated[int, Field(ge=2, le=1000)] = 4
    """morris: values of each factor, an even number."""
    table: Text | None = None
    """table: a CSV file beside this one, a column per parameter, in its unit; luck may be a column."""


class Study(Block):
    """A study: policies by uncertain worlds, and what is asked of them."""

    schema_version: Literal[1]
    """Version of this schema."""
    id: Name
    """Short name, used as folder name."""
    title: Words
    """Name a reader sees."""
    description: Words | None = None
    """What this study is for."""
    scenarios: Annotated[list[Text], Field(min_length=1)]
    """Scenarios: balanssim:NAME, or paths relative to this file."""
    set: dict[str, Any] = {}
    """Dotted keys that every scenario of the study gets, as after --set."""
    levers: dict[str, Any] = {}
    """Dotted keys with a list of values, or {low, high, steps}: every combination is a policy."""
    measures: dict[Name, Measure] = {}
    """Measures, each by itself on top of every scenario and combination of levers, beside that without any."""
    uncertainties: dict[str, Any] = {}
    """Distributions that replace those of region and scenarios, as in a scenario."""
    correlations: list[Correlation] = []
    """Parameters that move together; for the designs lhs and factorial."""
    vary: Annotated[list[Text], Field(min_length=1)] | None = None
    """Parameters that vary; all uncertain ones where not given. The others have their expected value."""
    luck: Luck | None = None
    """Luck of procedures: vary (with every world), fixed (as in the central run), factor (beside the parameters)."""
    outcomes: Annotated[list[Annotated[Outcome, BeforeValidator(_mapping)]], Field(min_length=1)]
    """What is asked."""
    design: Design
    """Worlds."""
    decision: Decision | None = None
    """The decision that a brief of this study is about: balanssim brief."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Root seed of the worlds and of luck."""
