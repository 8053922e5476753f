"""What a scenario may hold: frozen pydantic models; the texts under the fields become the JSON schema and the docs.

Levers (what a decision maker sets) and uncertainties are separate blocks. A lever without a neutral value has no
default: it must be stated in the scenario or in its parent. Docs: the how-to page on scenario files.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from balanssim import releases
from balanssim.scenario.known import Known
from balanssim.scenario.luck import Luck
from balanssim.scenario.numerics import Numerics, Sampling
from balanssim.scenario.quantities import Block, Names, Span, Uncertain, Unit

SCHEMA_VERSION: Final = 1
#: Years outside this range are typing errors, whatever the region.
FIRST_YEAR, LAST_YEAR = 1900, 2200

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR), Unit("year")]
Share = Annotated[float, Field(ge=0, le=1), Unit("share")]
Factor = Annotated[float, Field(ge=0, le=10), Unit("factor")]
Service = Annotated[float, Field(ge=0.1, le=4), Unit("factor")]
Parking = Annotated[float, Field(ge=0, le=50), Unit("euro")]
Years = Annotated[float, Field(ge=0, le=30), Unit("year")]
Pace = Annotated[float, Field(ge=0), Unit("homes/year")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$")]
Text = Annotated[str, Field(min_length=1)]
Kind = Literal["wettelijk", "afspraak", "ambitie", "signaalwaarde", "vuistregel", "rekenwaarde"]


def _year_or(*words: str, prefixes: tuple[str, ...] = ()) -> Any:
    """Validator of a year or one of a few words, or one of ``prefixes``, a colon and a name."""
    allowed = [*words, *(f"{prefix}:PROJECT" for prefix in prefixes)]

    def check(value: Any) -> Any:
        if isinstance(value, str) and (value in words or (prefixes and releases.split(value))):
            return value
        if isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR:
            return value
        raise PydanticCustomError("value.year_or", "a year or one of a few words", {"words": allowed})

    year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    word = Annotated[str, Field(pattern=f"^({'|'.join([*words, *(f'{prefix}:.+' for prefix in prefixes)])})$")]
    return PlainValidator(check, json_schema_input_type=year | word)


Opening = Annotated[int | str, _year_or("procedures", "never"), Unit("year")]
Release = Annotated[int | str, _year_or("open", "never", prefixes=tuple(releases.MILESTONES)), Unit("year")]
Start = Annotated[int | str, _year_or("procedures", "never"), Unit("year")]


class Words(Block):
    """A text in Dutch and, where given, English."""

    nl: Text
    """Dutch."""
    en: Text | None = None
    """English; the Dutch text stands in where it is not given."""

    def text(self, lang: str) -> str:
        """The text in a language."""
        return self.en if lang == "en" and self.en else self.nl


class Horizon(Block):
    """First and last 1 January of the simulation."""

    start: Year
    """First 1 January: the base date of the region."""
    end: Year
    """Last 1 January."""

    @model_validator(mode="after")
    def _ordered(self) -> Horizon:
        if not self.start < self.end:
            raise PydanticCustomError("value.horizon", "start before end", {"start": self.start, "end": self.end})
        return self


class Plan(Block):
    """What a scenario changes about one housing plan; what is not given stays as the region has it."""

    release: Release | None = None
    """open, never, a year, or a milestone of a project: decision:PROJECT (the preferred decision), start_decision:,
    project_decision:, funding: or opening:."""
    homes: Annotated[float, Field(ge=0), Unit("homes")] | None = None
    """Number of homes of the plan; of a first phase it moves the rest to the plan that holds the remainder."""
    max_pace: Pace | None = None
    """Most homes a year on this plan."""


class Housing(Block):
    """Effort on homes: paces and plans are inputs, homes are a result."""

    pace_cap: Annotated[dict[str, Pace], Names("areas")] = {}
    """Most completions a year per area; caps may overlap. A municipality under no cap keeps its recent pace."""
    plans: Annotated[dict[str, Plan], Names("plans")] = {}
    """Changes to housing plans, by plan id."""
    segment_shares: Annotated[dict[str, Share], Names("segments")]
    """Share of each segment in the completions; adds to 1."""
    corporation_share_max: Share = 1.0
    """Most social-rent / all completions, per municipality and year: what housing associations can carry."""
    drinking_water_cap: Pace | None = None
    """Most new drinking-water connections a year in Zuidelijk Flevoland (Almere, Zeewolde); none where not given."""
    nitrogen_delay_years: Years = 0.0
    """Delay of all plans that are not hard yet, by nitrogen rules."""
    rvb_release_delay_years: Years = 0.0
    """Delay of plans on land of the state (Rijksvastgoedbedrijf)."""
    builders_factor: Factor = 1.0
    """Factor on what builders can complete in a year in Flevoland; above 1 for more crews, factories or materials."""


class Work(Block):
    """Effort on work: space, programmes and regional growth are inputs, jobs are a result."""

    business_park_ha: Annotated[float, Field(ge=0), Unit("ha")]
    """Business park for Almere from the base date, including what is available now."""
    mixed_m2: Annotated[float, Field(ge=0), Unit("m2")]
    """Floor area in mixed areas for Almere from the base date."""
    office_m2: Annotated[float, Field(ge=0), Unit("m2")]
    """Office floor area for Almere from the base date."""
    space_by: Year
    """Year by which all new space has been released."""
    growth_factor: Factor = 1.0
    """Factor on the growth of basic jobs in Flevoland."""
    programmes: Annotated[dict[str, Start], Names("programmes")] = {}
    """Start year of a job programme set by hand, never, or procedures (the year follows from them), by programme id."""


class Demand(Block):
    """Growth of the region around: national scenarios."""

    household_factor: Factor = 1.0
    """Factor on the growth of housing demand."""
    employment_factor: Factor = 1.0
    """Factor on the growth of employment in the region and the country."""


class Grid(Block):
    """Electricity grid."""

    reinforcement_year: Year
    """Year in which the high-voltage grid of the Flevopolder has been reinforced."""
    freeze: Annotated[Literal["none", "possible"], Unit("word")] = "none"
    """possible: a stop on new small connections in 2026-2027 may happen, by the parameter grid.freeze_2026."""
    connection_factor: Factor = 1.0
    """Factor on the homes that the congested grid connects in a year; above 1 for smart connections."""


class Project(Block):
    """What a scenario decides about one infrastructure project."""

    opening: Opening | None = None
    """procedures (year follows from decisions, money, building), never (not before the end), or a year set by hand."""
    start_decision: Year | None = None
    """Year of the first BO MIRT at which the start decision may fall; by default as soon as it can."""
    paused_until: Year | None = None
    """Year of the BO MIRT that releases the project from its pause, or of the one up to which it is put on hold."""
    extra_funding_meuro: Annotated[float, Field(ge=0), Unit("million euro")] = 0.0
    """Money on top of what is covered, in million euro. A start decision takes 75 percent of the cost."""
    housing_mobility_meuro: Annotated[float, Field(ge=0), Unit("million euro")] = 0.0
    """Fixed sum of the housing-and-mobility money; if it closes the gap to the central estimate, the project starts
    without the 75 percent rule."""


class Relief(Block):
    """Relief of the steps and desks that plans and projects wait for, and a stop on them; neutral by default."""

    planners_factor: Annotated[float, Field(gt=0, le=10), Unit("factor")] = 1.0
    """Factor on the planners of every municipality."""
    court_factor: Annotated[float, Field(gt=0, le=10), Unit("factor")] = 1.0
    """Factor on the capacity of the Council of State; its own time per case shortens with it."""
    housing_duration_factor: Annotated[float, Field(gt=0, le=10), Unit("factor")] = 1.0
    """Factor on the durations of all steps of housing plans but the court's; below 1 for parallel planning."""
    infrastructure_duration_factor: Annotated[float, Field(gt=0, le=10), Unit("factor")] = 1.0
    """Factor on all steps of infrastructure but the court's; below 1 for parallel planning or a special act."""
    nitrogen_road_years: Years = 0.0
    """Years by which nitrogen rules hold up every road before its project decision, on top of the usual time."""


class Mobility(Block):
    """Behaviour and prices."""

    spread_and_avoid: Share = 0.0
    """Share of car and transit commuters in the busiest hour that leaves it ('spreiden en mijden')."""
    wfh_extra_share: Share = 0.0
    """Share of working days at home on top of the parameter commuting.wfh."""
    cycle_time_factor: Factor = 1.0
    """Factor on cycling times; below 1 for through cycle routes."""
    hub_minutes_saved: Annotated[float, Field(ge=0, le=15), Unit("min")] = 0.0
    """Minutes that hubs save on a transit trip from door to door, at most half of the trip."""
    fuel_cost_factor: Factor = 1.0
    """Factor on the car's cost per kilometre."""
    fare_factor: Factor = 1.0
    """Factor on transit fares."""
    parking_factor: Factor = 1.0
    """Factor on what parking at work costs where it is paid for."""
    parking_extra_eur: Annotated[dict[str, Parking], Names("areas")] = {}
    """Euro that parking at work costs more, per one-way trip, by area of work; areas that overlap add up."""
    frequency_factor: Service = 1.0
    """Factor on the frequency of all transit: on waits, and on the seats and places that pass in an hour."""
    line_frequency_factor: Annotated[dict[str, Service], Names("lines")] = {}
    """The same by line of the region's table, on top of the factor for all transit."""


class Levers(Block):
    """All that decision makers set."""

    housing: Housing
    """Homes."""
    work: Work
    """Work."""
    demand: Demand = Demand()
    """Demand from outside."""
    grid: Grid
    """Electricity grid."""
    procedures: Relief = Relief()
    """Relief of procedures."""
    infrastructure: Annotated[dict[str, Project], Names("projects")] = {}
    """Infrastructure by project id; a project not named here does as the region's table says."""
    mobility: Mobility = Mobility()
    """Behaviour and prices."""


Duration = Annotated[Uncertain, Span("year")]
Capacity = Annotated[float, Field(ge=0.5, le=10_000), Unit("cases")]


class StageChange(Block):
    """What a scenario changes about one stage of a procedure; what is not given stays as the region has it."""

    duration: Duration | None = None
    """How long the stage takes, in years: a distribution, or a number for a fixed time."""
    probability: Share | None = None
    """Probability that the stage happens, such as an appeal."""
    annulled: Share | None = None
    """Probability that it ends in annulment and comes again after repair."""
    repair: Duration | None = None
    """How long the repair after an annulment takes, in years."""
    rounds: Annotated[int, Field(ge=1, le=10), Unit("times")] | None = None
    """How often the stage comes at most, annulments included."""


class DeskChange(Block):
    """What a scenario changes about one shared desk."""

    capacity: Capacity | None = None
    """Cases that the desk handles at the same time, in every place."""
    capacity_at: Annotated[dict[str, Capacity], Names("municipalities")] = {}
    """The same for single municipalities, by their code."""


class Procedures(Block):
    """Changes to the stages of procedures and to the desks that they share; everything else is as the region has it."""

    housing: Annotated[dict[str, StageChange], Names("stages.housing")] = {}
    """Housing plans, by stage."""
    organic: Annotated[dict[str, StageChange], Names("stages.organic")] = {}
    """Organic housing (Oosterwold), by stage."""
    work_location: Annotated[dict[str, StageChange], Names("stages.work_location")] = {}
    """Work locations, by stage."""
    road: Annotated[dict[str, StageChange], Names("stages.road")] = {}
    """Roads, by stage."""
    rail: Annotated[dict[str, StageChange], Names("stages.rail")] = {}
    """Railways, by stage."""
    metro: Annotated[dict[str, StageChange], Names("stages.metro")] = {}
    """Metro lines, by stage."""
    busway: Annotated[dict[str, StageChange], Names("stages.busway")] = {}
    """Busways, by stage."""
    special: Annotated[dict[str, StageChange], Names("stages.special")] = {}
    """Special projects such as an airport or barracks, by stage."""
    resources: Annotated[dict[str, DeskChange], Names("resources")] = {}
    """Shared desks, by id."""


class Goal(Block):
    """An agreement, ambition or signal value to hold results against; it never steers them."""

    id: Name
    """Short name, unique in the scenario."""
    title: Words
    """Name a reader sees."""
    kind: Kind
    """What the bound is: only afspraak and ambitie are met or not met; signal values are exceeded or not."""
    variable: str
    """Variable of the catalogue."""
    area: str | None = None
    """Area id, for variables by area."""
    corridor: str | None = None
    """Corridor id, for variables by corridor."""
    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    """Year: the 1 January for stocks, the year itself for flows."""
    at_least: float | None = None
    """Lowest value that meets the goal."""
    at_most: float | None = None
    """Highest value that meets the goal."""
    source: Text
    """Where the goal was set."""
    note: str | None = None
    """Anything a reader should know."""

    @model_validator(mode="after")
    def _bound(self) -> Goal:
        if self.at_least is None and self.at_most is None:
            raise PydanticCustomError("value.goal_bound", "a goal needs a bound", {"goal": self.id})
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            bounds = {"at_least": self.at_least, "at_most": self.at_most}
            raise PydanticCustomError("value.goal_reversed", "bounds in order", bounds)
        return self


class Scenario(Block):
    """A complete scenario: everything that decides the numbers of a run, and nothing else."""

    schema_version: Literal[1]
    """Version of this schema."""
    id: Name
    """Short name: small letters, digits, hyphens; used as folder and file name."""
    title: Words
    """Name a reader sees."""
    description: Words | None = None
    """A sentence or two on what this scenario is for."""
    region: Text
    """balanssim:NAME for a region that comes with the package, or a path relative to this file."""
    horizon: Horizon
    """Years simulated."""
    sampling: Sampling = Sampling()
    """Draws and seed."""
    numerics: Numerics = Numerics()
    """Solver settings."""
    known_outcomes: Literal["use", "forget"] = "use"
    """use: years already known are data; forget: they are simulated too (to test the model on them)."""
    known: Known | None = None
    """What was counted after the base date and is not in the region."""
    levers: Levers
    """What decision makers set."""
    procedures: Procedures = Procedures()
    """Stages and desks that differ from those of the region."""
    luck: Luck = Luck()
    """Luck of single municipalities, for bands as wide as in years forecast before; none by default."""
    uncertainties: Annotated[dict[str, Uncertain], Names("parameters")] = {}
    """Distributions that replace those of the region, by parameter name; a bare number is a fixed value."""
    goals: list[Goal] = []
    """Goals, in the order in which they are shown."""

    @model_validator(mode="after")
    def _unique(self) -> Scenario:
        seen: set[str] = set()
        for goal in self.goals:
            if goal.id in seen:
                raise PydanticCustomError("value.goal_twice", "goal ids are unique", {"goal": goal.id})
            seen.add(goal.id)
        return self


class Composition(Block):
    """Keys by which a file builds on others; they are gone once the scenario is resolved."""

    extends: Text | None = None
    """One parent: balanssim:NAME or a path relative to this file."""
    overlays: list[Text] = []
    """Partial files laid over this one, from left to right."""
    set: dict[str, Any] = {}
    """Single values by dotted key, laid over everything before."""
    remove: list[Text] = []
    """Dotted keys taken away from what came before; the schema's default remains."""
    override: list[Text] = []
    """In an overlay: dotted keys in which it may overrule an earlier overlay."""


COMPOSITION: Final[tuple[str, ...]] = tuple(Composition.model_fields)
#: Keys that describe one file; never inherited.
OWN: Final[tuple[str, ...]] = ("schema_version", "id", "title", "description")


def json_schema() -> dict[str, Any]:
    """JSON schema (2020-12) of a scenario file, for editors: what a parent may supply is not required."""
    schema = Scenario.model_json_schema()
    for name, definition in schema["$defs"].items():
        if name in ("Housing", "Work", "Grid", "Levers"):
            definition.pop("required", None)
    composition = Composition.model_json_schema()
    schema["properties"] = {
        **{key: schema["properties"][key] for key in OWN},
        **composition["properties"],
        **{key: value for key, value in schema["properties"].items() if key not in OWN},
    }
    schema["required"] = ["schema_version", "id", "title"]
    schema["title"] = "balanssim scenario"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
