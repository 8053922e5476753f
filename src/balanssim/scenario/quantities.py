"""Numbers with papers, and distributions: what may stand where a scenario expects a number.

A bare number and ``{value, unit, source, date, status, note}`` mean the same to the model; the papers go to the record
of the run and into the brief. Units are checked once, at this edge; everything behind it sees plain floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler

    from balanssim.distributions import Distribution

Status = Literal["measured", "estimated", "assumed", "policy"]
STATUSES: Final[tuple[str, ...]] = ("measured", "estimated", "assumed", "policy")
Date = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", examples=["2025-06-01"])]

#: Dutch spellings of units that a scenario may use; what is stored is the English one.
UNIT_WORDS: Final[dict[str, str]] = {
    "woningen": "homes",
    "woningen/jaar": "homes/year",
    "jaar": "year",
    "1/jaar": "1/year",
    "m²": "m2",
    "m2 bvo": "m2",
    "hectare": "ha",
    "aandeel": "share",
    "banen": "jobs",
    "banen/ha": "jobs/ha",
    "m2/baan": "m2/job",
    "mln euro": "million euro",
    "personen/woning": "persons/home",
    "dagen": "days",
    "personen/auto": "persons/car",
    "keer": "times",
    "zaken": "cases",
    "personen": "persons",
    "werknemersbanen": "employee jobs",
}


class Block(BaseModel):
    """Base of all parts of a scenario: frozen, strict, unknown keys refused, no NaN or infinity."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class Papers(Block):
    """A value with its papers, as it may stand in place of a bare number."""

    value: Any
    """The number, year or word itself."""
    unit: str | None = None
    """Unit; where given it must be the one this key expects."""
    source: str | None = None
    """Where the value comes from, in words a reader can look up."""
    date: Date | None = None
    """Reference date of the value: year, year-month or year-month-day."""
    status: Status | None = None
    """measured, estimated, assumed or policy."""
    note: str | None = None
    """Anything a reader should know."""


class Unit:
    """Marks a field that may carry papers and says which unit it expects."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Let an editor accept the bare value as well as the value with papers."""
        bare = handler(core)
        texts = {name: {"type": "string"} for name in ("source", "date", "note")}
        spelled = [self.name, *(word for word, unit in UNIT_WORDS.items() if unit == self.name)]
        papers = {
            "type": "object",
            "properties": {
                "value": bare,
                "unit": {"enum": spelled},
                **texts,
                "status": {"enum": list(STATUSES)},
            },
            "required": ["value"],
            "additionalProperties": False,
        }
        return {"anyOf": [bare, papers]}


class Span:
    """Marks a distribution that stands in the scenario by itself and says which unit it has."""

    def __init__(self, unit: str) -> None:
        self.unit = unit


class Names:
    """Marks a mapping whose keys are names of the region: ``areas``, ``plans``, ``projects``, ``programmes``, ..."""

    def __init__(self, of: str) -> None:
        self.of = of


def spelled(unit: str) -> str:
    """The English spelling of a unit."""
    return UNIT_WORDS.get(unit.strip(), unit.strip())


class _Dist(Block):
    unit: str | None = None
    """Unit; where given it must be the one of the parameter."""
    source: str | None = None
    """Where the distribution comes from."""
    date: Date | None = None
    """Reference date."""
    status: Status | None = None
    """measured, estimated, assumed or policy."""
    note: str | None = None
    """Anything a reader should know."""
    expected: Literal["mean", "mode"] | None = None
    """What the central run takes: the mean (usual) or the most likely value (for switches)."""

    @property
    def kind(self) -> str:
        """Name of the distribution, as after ``dist:``."""
        return type(self).__name__.lower()

    def numbers(self) -> dict[str, float | list[float]]:
        """The numbers of the distribution by name, those not given left out."""
        papers = {"dist", *_Dist.model_fields}
        return {
            name: list(value) if isinstance(value, tuple) else float(value)
            for name, value in self
            if name not in papers and value is not None
        }

    def to_distribution(self) -> Distribution:
        """The same as a ``distributions.Distribution`` (imports numpy)."""
        from balanssim.distributions import Distribution

        params: dict[str, Any] = dict(self.numbers())
        if self.expected is not None:
            params["expected"] = self.expected
        return Distribution(self.kind, params)


def _fail(code: str, **params: object) -> PydanticCustomError:
    return PydanticCustomError(code, "see the texts by code", params)


class Fixed(_Dist):
    """One value, no uncertainty."""

    dist: Literal["fixed"]
    value: float
    """The value."""


class Uniform(_Dist):
    """All values between two bounds equally likely."""

    dist: Literal["uniform"]
    low: float
    """Smallest value."""
    high: float
    """Largest value."""

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        if not self.low < self.high:
            raise _fail("value.low_high", low=self.low, high=self.high)
        return self


class _Three(_Dist):
    low: float
    """Smallest value."""
    mode: float
    """Most likely value."""
    high: float
    """Largest value."""

    @model_validator(mode="after")
    def _ordered(self) -> _Three:
        if not self.low < self.high:
            raise _fail("value.low_high", low=self.low, high=self.high)
        if not self.low <= self.mode <= self.high:
            raise _fail("value.low_mode_high", low=self.low, mode=self.mode, high=self.high)
        return self


class Triangular(_Three):
    """Rises from low to mode, falls to high."""

    dist: Literal["triangular"]


class Pert(_Three):
    """As triangular, with more weight near the mode."""

    dist: Literal["pert"]


class _Bounded(_Dist):
    low: float | None = None
    """Cut off below this value."""
    high: float | None = None
    """Cut off above this value."""

    @model_validator(mode="after")
    def _ordered(self) -> _Bounded:
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise _fail("value.low_high", low=self.low, high=self.high)
        if self.low is not None or self.high is not None:
            from balanssim.distributions import faults  # numpy, only for the few that are cut off

            if found := faults(self.kind, self.numbers()):
                code = "value.tail" if found[0].code == "distribution.tail" else "value.negative_low"
                raise _fail(code, low=self.low)
        return self


class Normal(_Bounded):
    """Normal, cut off at the bounds where given."""

    dist: Literal["normal"]
    mean: float
    """Mean before cutting off."""
    sd: Annotated[float, Field(gt=0)]
    """Standard deviation before cutting off."""


class Lognormal(_Bounded):
    """Lognormal, cut off at the bounds where given."""

    dist: Literal["lognormal"]
    median: Annotated[float, Field(gt=0)]
    """Median."""
    sigma: Annotated[float, Field(gt=0)]
    """Standard deviation of the natural logarithm."""


class Discrete(_Dist):
    """A few values with weights."""

    dist: Literal["discrete"]
    values: Annotated[list[float], Field(min_length=1)]
    """The possible values, all different."""
    weights: Annotated[list[Annotated[float, Field(ge=0)]], Field(min_length=1)]
    """How often each, in proportion; they need not add to 1."""

    @model_validator(mode="after")
    def _matching(self) -> Discrete:
        if len(self.values) != len(self.weights):
            raise _fail("value.weights", values=len(self.values), weights=len(self.weights))
        if len(set(self.values)) != len(self.values) or not sum(self.weights) > 0:
            raise _fail("value.discrete")
        return self


AnyDistribution = Annotated[
    Fixed | Uniform | Triangular | Pert | Normal | Lognormal | Discrete, Field(discriminator="dist")
]


def _fixed(value: Any) -> Any:
    """A bare number, or a value with papers, is a fixed distribution."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return {"dist": "fixed", "value": value}
    if isinstance(value, dict) and "dist" not in value and "value" in value:
        return {"dist": "fixed", **value}
    return value


Uncertain = Annotated[AnyDistribution, BeforeValidator(_fixed, json_schema_input_type=float | AnyDistribution)]
MODELS: Final[tuple[type[_Dist], ...]] = (Fixed, Uniform, Triangular, Pert, Normal, Lognormal, Discrete)
KINDS: Final[tuple[str, ...]] = tuple(model.__name__.lower() for model in MODELS)
