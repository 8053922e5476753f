"""Which files a region folder has, and what stands in their columns (docs/developers/interfaces.md, section 2)."""

from __future__ import annotations

from balanssim.region.tables import Column, Schema

STATUSES = ("measured", "estimated", "assumed", "policy")
ROLES = ("study", "neighbour", "external")
AREA_KINDS = ("zone", "municipality", "woondeal", "deelregio", "province", "group", "mra", "study")
NODE_KINDS = ("zone", "junction", "station")
TRANSIT_MODES = ("train", "metro", "tram", "bus", "ferry")
PLAN_STATUSES = ("hard", "soft", "unknown", "room")
AGES = ("0-14", "15-74", "75+")

_SOURCE = (Column("source", "text"), Column("status", "choice", choices=STATUSES))


def _text(name: str, optional: bool = False) -> Column:
    return Column(name, "text", optional)


def _id(name: str, refers: str = "", optional: bool = False) -> Column:
    return Column(name, "id", optional, refers=refers)


def _positive(name: str, optional: bool = False) -> Column:
    return Column(name, "float", optional, above=0)


def _amount(name: str, optional: bool = False, high: float = float("inf")) -> Column:
    return Column(name, "float", optional, low=0, high=high)


def _flag(name: str) -> Column:
    return Column(name, "int", low=0, high=1)


def _year(name: str, optional: bool = False) -> Column:
    # 9999 means: perhaps never.
    return Column(name, "int", optional, low=1900, high=9999)


_LAT = Column("lat", "float", low=-90, high=90)
_LON = Column("lon", "float", low=-180, high=180)

ZONES = Schema(
    "zones.csv",
    (
        _id("zone"),
        _text("name"),
        _id("municipality"),
        _text("municipality_name"),
        Column("role", "choice", choices=ROLES),
        _text("province", optional=True),
        _text("deelregio", optional=True),
        _LAT,
        _LON,
        _positive("intrazonal_car_min"),
        _positive("intrazonal_bike_km"),
        _id("parent_zone", "zone", optional=True),
        _flag("space_known"),
        *_SOURCE,
    ),
    key=("zone",),
    may_be_empty=False,
)
AREAS = Schema(
    "areas.csv",
    (
        _id("area"),
        _text("name_nl"),
        _text("name_en"),
        Column("kind", "choice", choices=AREA_KINDS),
        Column("zones", "ids", refers="zone"),
    ),
    key=("area",),
    may_be_empty=False,
)
BASE_YEAR = Schema(
    "base_year.csv",
    (
        _id("variable"),
        _text("category", optional=True),
        _id("zone", "zone"),
        # What may be negative is said by variable, in rules_people.
        Column("value", "float"),
        _amount("low", optional=True),
        _amount("high", optional=True),
        _text("unit"),
        Column("date", "date", optional=True),
        Column("status", "choice", choices=STATUSES),
        _text("source"),
    ),
    key=("variable", "category", "zone"),
    may_be_empty=False,
)
COMMUTING = Schema(
    "commuting.csv",
    (
        _id("origin", "zone"),
        _id("destination", "zone"),
        _amount("jobs"),
        _flag("imputed"),
        _amount("share_car", high=1),
        _amount("share_transit", high=1),
        _amount("share_bike", high=1),
    ),
    key=("origin", "destination"),
    may_be_empty=False,
)
NODES = Schema(
    "network/nodes.csv",
    (_id("node"), _text("name"), Column("kind", "choice", choices=NODE_KINDS), _LAT, _LON),
    key=("node",),
    may_be_empty=False,
)
ROAD_LINKS = Schema(
    "network/road_links.csv",
    (
        _id("link"),
        _id("from_node", "node"),
        _id("to_node", "node"),
        _text("name"),
        _positive("length_km"),
        _positive("lanes"),
        _positive("capacity_veh_h"),
        _positive("free_flow_min"),
        _amount("base_volume_veh_h"),
        _amount("commuter_share", high=1),
        _id("road_type"),
        _amount("bpr_alpha"),
        _positive("bpr_beta"),
        *_SOURCE,
    ),
    key=("link",),
    may_be_empty=False,
)
TRANSIT_LINKS = Schema(
    "network/transit_links.csv",
    (
        _id("link"),
        _id("from_node", "node"),
        _id("to_node", "node"),
        Column("mode", "choice", choices=TRANSIT_MODES),
        _id("line"),
        _text("name"),
        _positive("in_vehicle_min"),
        _positive("frequency_h"),
        _amount("seats_pass_h"),
        _positive("capacity_pass_h"),
        _amount("base_volume_pass_h"),
        *_SOURCE,
    ),
    key=("link",),
    may_be_empty=False,
)
TRANSIT_ACCESS = Schema(
    "network/transit_access.csv",
    (_id("zone", "zone"), _id("node", "node"), _positive("access_min"), _positive("egress_min"), *_SOURCE),
    key=("zone", "node"),
    may_be_empty=False,
)
PROJECTS = Schema(
    "network/projects.csv",
    (
        _id("project", "project"),
        Column("action", "choice", choices=("change_link", "add_link")),
        _text("target"),
        _text("field"),
        _text("new_value"),
        _text("unit"),
        *_SOURCE,
    ),
)
VARIANTS = Schema(
    "network/variants.csv",
    (_id("variant"), _id("link", "link"), _id("field"), _positive("value"), *_SOURCE),
    key=("variant", "link", "field"),
)
CORRIDORS = Schema(
    "network/corridors.csv",
    (
        _id("corridor"),
        _text("name_nl"),
        _text("name_en"),
        Column("mode", "choice", choices=("car", "transit")),
        Column("links", "ids", refers="link_or_added"),
        _text("unit"),
        _flag("load_ratio_settled"),
        *_SOURCE,
    ),
    key=("corridor",),
)
HOUSING = Schema(
    "pipeline/housing.csv",
    (
        _id("plan"),
        _text("name"),
        _id("zone", "zone"),
        Column("plan_status", "choice", choices=PLAN_STATUSES),
        _amount("homes_low", optional=True),
        _amount("homes"),
        _amount("homes_high", optional=True),
        _year("earliest_year", optional=True),
        _positive("max_pace", optional=True),
        _flag("organic"),
        Column("release", "release", optional=True),
        _text("land", optional=True),
        _id("grid_area", optional=True),
        # The plan whose homes, if a scenario sets them, move what is left to this one.
        _id("remainder_of", optional=True),
        *_SOURCE,
    ),
    key=("plan",),
)
LOCATIONS = Schema(
    "pipeline/locations.csv",
    (
        _id("plan"),
        _text("name"),
        _id("zone", "zone"),
        _id("location", "location"),
        _amount("size"),
        Column("unit", "choice", choices=("ha", "m2", "share")),
        _year("earliest_year", optional=True),
        _flag("now_available"),
        *_SOURCE,
    ),
    key=("plan",),
)
PROGRAMMES = Schema(
    "pipeline/programmes.csv",
    (
        _id("programme"),
        _text("name_nl"),
        _text("name_en"),
        _id("zone", "zone"),
        _id("sector", "sector"),
        _id("location", "location_or_none"),
        _amount("jobs_low", optional=True),
        _amount("jobs"),
        _amount("jobs_high", optional=True),
        _positive("years_to_full"),
        Column("default_start", "start"),
        *_SOURCE,
    ),
    key=("programme",),
)
INFRASTRUCTURE = Schema(
    "pipeline/infrastructure.csv",
    (
        _id("project"),
        _text("name_nl"),
        _text("name_en"),
        _id("template"),
        _id("entry_stage"),
        # Year of the meeting that decides on the route to an exploration; the start decision comes later.
        _year("route_decision", optional=True),
        _flag("paused"),
        _year("release_from", optional=True),
        # First and last place that it may have in the queue of paused projects.
        Column("restart_low", "int", optional=True, low=1),
        Column("restart_high", "int", optional=True, low=1),
        Column("requires", "milestone", optional=True),
        # Housing plans that it is meant for.
        Column("serves", "ids", optional=True, refers="plan"),
        # Years of building, where those of the template do not fit.
        _positive("works_low", optional=True),
        _positive("works", optional=True),
        _positive("works_high", optional=True),
        _text("stage_source"),
        _amount("cost_low", optional=True),
        _amount("cost", optional=True),
        _amount("cost_high", optional=True),
        _amount("covered_state", optional=True),
        _amount("covered_region", optional=True),
        _amount("covered_area", optional=True),
        _text("price_level", optional=True),
        _text("status_text"),
        Column("status_date", "date", optional=True),
        _year("earliest_year"),
        _year("central_year"),
        # Empty: it may never come.
        _year("late_year", optional=True),
        _amount("decision_lead_years", optional=True),
        Column("default_opening", "opening"),
        *_SOURCE,
    ),
    key=("project",),
)
KNOWN = Schema(
    "known.csv",
    (
        _id("variable"),
        _id("area", "area"),
        Column("date", "date"),
        Column("value", "float"),
        _text("unit"),
        _text("note", optional=True),
        *_SOURCE,
    ),
)
WOONDEAL = Schema(
    "woondeal.csv",
    (_id("deal", "area"), _id("area", "area"), _year("year"), _amount("cumulative_target"), *_SOURCE),
    key=("deal", "area", "year"),
)
BOMIRT = Schema(
    "bomirt.csv",
    (_text("meeting"), Column("date", "date"), _id("status"), _text("source")),
    key=("meeting",),
)
INCONSISTENCIES = Schema(
    "inconsistencies.csv",
    (
        _id("id"),
        *(_text(f"{part}_{lang}") for part in ("subject", "found", "choice") for lang in ("nl", "en")),
        _text("source"),
    ),
    key=("id",),
)

SOURCES = Schema(
    "sources.csv",
    (
        _id("key"),
        _text("title"),
        _text("publisher", optional=True),
        Column("reference_date", "date", optional=True),
        _text("licence", optional=True),
        _text("where", optional=True),
    ),
    key=("key",),
)

SCHEMAS: tuple[Schema, ...] = (
    ZONES,
    AREAS,
    BASE_YEAR,
    COMMUTING,
    NODES,
    ROAD_LINKS,
    TRANSIT_LINKS,
    TRANSIT_ACCESS,
    PROJECTS,
    VARIANTS,
    CORRIDORS,
    HOUSING,
    LOCATIONS,
    PROGRAMMES,
    INFRASTRUCTURE,
    KNOWN,
    WOONDEAL,
    BOMIRT,
    INCONSISTENCIES,
    SOURCES,
)

#: Files that are read but are no table, or that are for readers only.
OTHER_FILES = (
    "region.yaml",
    "parameters.yaml",
    "procedures.yaml",
    "SOURCES.md",
    "manifest.json",
    "README.md",
    "LICENSE",
)
