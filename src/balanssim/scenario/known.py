"""What a scenario holds of years that were counted after its region was made: data in place of what the model says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from balanssim.scenario.quantities import Block, Names, Unit

Homes = Annotated[float, Field(ge=0), Unit("homes")]
Added = Annotated[float, Unit("homes")]
Persons = Annotated[float, Field(ge=0), Unit("persons")]
Jobs = Annotated[float, Field(ge=0), Unit("employee jobs")]


class Known(Block):
    """Counted totals of areas, by year and area; they hold in every world, whatever ``known_outcomes`` says."""

    homes: Annotated[dict[str, Annotated[dict[str, Homes], Names("areas")]], Names("dates.stock")] = {}
    """Homes on 1 January of a year, by area."""
    net_additions: Annotated[dict[str, Annotated[dict[str, Added], Names("areas")]], Names("dates.flow")] = {}
    """Homes that came during a year less those that went, by area."""
    population: Annotated[dict[str, Annotated[dict[str, Persons], Names("areas")]], Names("dates.stock")] = {}
    """Residents on 1 January of a year, by area."""
    employee_jobs: Annotated[dict[str, Annotated[dict[str, Jobs], Names("areas")]], Names("dates.stock")] = {}
    """Employee jobs at workplaces in the area on 1 January of a year."""
