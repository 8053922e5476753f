"""The base year of a region as an xarray dataset; imported only when someone asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from balanssim import dims
from balanssim.region.schemas import AGES

if TYPE_CHECKING:
    from balanssim.region.read import Region


def dataset(region: Region) -> xr.Dataset:
    """Base year (category, zone), commuting (origin, destination) and membership (area, zone), with units and names.

    ``employee_jobs`` has dims (sector, job_location, zone), ``job_location`` being the locations and ``none``. Labels
    are unique and in order of the files; combine datasets under ``xr.set_options(arithmetic_join="exact")``.
    """
    index, zones = region.index, region.zones["zone"]
    units = dict(zip(region.base_year["variable"], region.base_year["unit"], strict=True))
    job_locations = (*index.locations, "none")
    categories = {
        "homes": (dims.SEGMENT, index.segments),
        "persons_per_new_home": (dims.SEGMENT, index.segments),
        "age_share": ("age", AGES),
        "space": (dims.LOCATION, index.locations),
    }
    made: dict[str, xr.Variable] = {}
    for variable in dict.fromkeys(region.base_year["variable"]):
        attrs = {"units": units[variable], "long_name": variable.replace("_", " ")}
        if variable in ("employee_jobs", "growth_split"):
            held = variable == "employee_jobs"
            dim, places = ("job_location", job_locations) if held else (dims.LOCATION, index.locations)
            values = np.array([[region.base(variable, f"{sector}/{w}") for w in places] for sector in index.sectors])
            made[variable] = xr.Variable((dims.SECTOR, dim, dims.ZONE), values, attrs)
        elif variable in categories:
            dim, labels = categories[variable]
            values = np.array([region.base(variable, label) for label in labels])
            if variable == "space":
                attrs["units"] = "ha (business_park), m2 (other)"
            made[variable] = xr.Variable((dim, dims.ZONE), values, attrs)
        else:
            made[variable] = xr.Variable((dims.ZONE,), region.base(variable), attrs)
    pair = (dims.ORIGIN, dims.DESTINATION)
    commuting = region.commuting
    made["commuting_jobs"] = xr.Variable(pair, commuting.jobs, {"units": "employee jobs"})
    made["commuting_imputed"] = xr.Variable(pair, commuting.imputed, {"units": "0 or 1"})
    made["mode_share"] = xr.Variable((dims.MODE, *pair), commuting.mode_share, {"units": "share"})
    made["membership"] = xr.Variable((dims.AREA, dims.ZONE), region.areas.membership, {"units": "0 or 1"})
    coords = {
        dims.ZONE: zones,
        dims.ORIGIN: zones,
        dims.DESTINATION: zones,
        dims.AREA: list(region.areas.ids),
        dims.SEGMENT: list(index.segments),
        dims.SECTOR: list(index.sectors),
        dims.LOCATION: list(index.locations),
        "job_location": list(job_locations),
        dims.MODE: list(index.modes),
        "age": list(AGES),
    }
    attrs = {"region": index.id, "base_date": f"{index.base_year}-01-01", "content_hash": region.content_hash}
    return xr.Dataset(made, coords=coords, attrs=attrs)
