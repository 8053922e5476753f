"""Words for the keys of a scenario, in Dutch and English, for tables that say what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balanssim import releases
from balanssim.scenario import shape as shapes
from balanssim.scenario.quantities import UNIT_WORDS

if TYPE_CHECKING:
    from balanssim.region.index import RegionIndex
    from balanssim.texts import Lang

_LUCK = {
    "year_spread": ("Spreiding van goede en slechte bouwjaren", "Spread of good and bad years of building"),
    "lasting_spread": ("Spreiding van een blijvend ander bouwtempo", "Spread of a building pace that lasts"),
}
_SIZES = {
    "small": ("tot 10.000 woningen", "up to 10,000 homes"),
    "middle": ("van 10.000 tot 25.000 woningen", "of 10,000 to 25,000 homes"),
    "large": ("van 25.000 tot 50.000 woningen", "of 25,000 to 50,000 homes"),
    "largest": ("vanaf 50.000 woningen", "of 50,000 homes and more"),
}
#: Dotted key with ``*`` for a name of the region -> (Dutch, English); ``{name}`` is that name in words.
LABELS: dict[str, tuple[str, str]] = {
    "region": ("Regio", "Region"),
    "horizon.start": ("Eerste jaar", "First year"),
    "horizon.end": ("Laatste jaar", "Last year"),
    "sampling.draws": ("Aantal toekomsten", "Number of futures"),
    "sampling.seed": ("Startgetal van het toeval", "Seed of chance"),
    "numerics.furness_tolerance": ("Nauwkeurigheid van de pendelmatrix", "Accuracy of the commuting matrix"),
    "numerics.furness_iterations": ("Hoogste aantal rekenslagen pendelmatrix", "Most iterations, commuting matrix"),
    "numerics.congestion": ("Files en drukte", "Congestion and crowding"),
    "numerics.gap_tolerance": ("Nauwkeurigheid van het evenwicht", "Accuracy of the equilibrium"),
    "numerics.gap_tolerance_central": (
        "Nauwkeurigheid van het evenwicht, middelste berekening",
        "Accuracy of the equilibrium, central run",
    ),
    "numerics.feedback": ("Bereikbaarheid werkt door", "Accessibility acts on later years"),
    "numerics.gap_iterations": ("Hoogste aantal rekenslagen evenwicht", "Most iterations, equilibrium"),
    "known_outcomes": ("Al bekende jaren", "Years already known"),
    "known.homes.*.*": ("Geteld: woningen op 1 januari, {name}", "Counted: homes on 1 January, {name}"),
    "known.net_additions.*.*": (
        "Geteld: woningen erbij in het jaar, {name}",
        "Counted: homes added in the year, {name}",
    ),
    "known.population.*.*": ("Geteld: inwoners op 1 januari, {name}", "Counted: residents on 1 January, {name}"),
    "known.employee_jobs.*.*": (
        "Geteld: werknemersbanen op 1 januari, {name}",
        "Counted: employee jobs on 1 January, {name}",
    ),
    "levers.housing.pace_cap.*": ("Hoogste bouwtempo, {name}", "Highest building pace, {name}"),
    "levers.housing.plans.*.release": ("Vrijgave van {name}", "Release of {name}"),
    "levers.housing.plans.*.homes": ("Woningen in {name}", "Homes in {name}"),
    "levers.housing.plans.*.max_pace": ("Hoogste bouwtempo van {name}", "Highest building pace of {name}"),
    "levers.housing.segment_shares.*": ("Aandeel in de nieuwbouw: {name}", "Share of new homes: {name}"),
    "levers.housing.corporation_share_max": (
        "Hoogste aandeel sociale huur dat corporaties kunnen bouwen",
        "Highest share of social rent that housing associations can build",
    ),
    "levers.housing.drinking_water_cap": (
        "Drinkwateraansluitingen Zuidelijk Flevoland",
        "Drinking-water connections Zuidelijk Flevoland",
    ),
    "levers.housing.nitrogen_delay_years": ("Vertraging door stikstof, woningen", "Delay by nitrogen, homes"),
    "levers.housing.rvb_release_delay_years": ("Vertraging van rijksgronden", "Delay of state land"),
    "levers.housing.builders_factor": ("Factor op wat bouwers kunnen", "Factor on what builders can complete"),
    "levers.work.business_park_ha": ("Bedrijventerrein Almere", "Business park Almere"),
    "levers.work.mixed_m2": ("Werkruimte in gemengde gebieden Almere", "Work space in mixed areas Almere"),
    "levers.work.office_m2": ("Kantoren Almere", "Offices Almere"),
    "levers.work.space_by": ("Alle werkruimte vrijgegeven in", "All work space released by"),
    "levers.work.growth_factor": (
        "Factor op de groei van stuwende banen in Flevoland",
        "Factor on growth of basic jobs in Flevoland",
    ),
    "levers.work.programmes.*": ("Begin van {name}", "Start of {name}"),
    "levers.demand.household_factor": ("Factor op de woningvraag", "Factor on housing demand"),
    "levers.demand.employment_factor": ("Factor op de banengroei", "Factor on job growth"),
    "levers.grid.reinforcement_year": ("Hoogspanningsnet verzwaard in", "High-voltage grid reinforced in"),
    "levers.grid.freeze": ("Aansluitstop 2026-2027", "Connection freeze 2026-2027"),
    "levers.grid.connection_factor": (
        "Factor op aansluitingen op het volle net",
        "Factor on connections to the full grid",
    ),
    "levers.procedures.planners_factor": ("Factor op planologen bij gemeenten", "Factor on planners of municipalities"),
    "levers.procedures.court_factor": (
        "Factor op de capaciteit van de Raad van State",
        "Factor on the capacity of the Council of State",
    ),
    "levers.procedures.housing_duration_factor": (
        "Factor op doorlooptijden van woningbouwplannen",
        "Factor on durations of housing plans",
    ),
    "levers.procedures.infrastructure_duration_factor": (
        "Factor op doorlooptijden van infrastructuur",
        "Factor on durations of infrastructure",
    ),
    "levers.procedures.nitrogen_road_years": ("Stikstofvertraging van wegen", "Delay of roads by nitrogen"),
    "levers.infrastructure.*.opening": ("Opening van {name}", "Opening of {name}"),
    "levers.infrastructure.*.start_decision": (
        "Startbeslissing over {name} niet voor",
        "Start decision on {name} not before",
    ),
    "levers.infrastructure.*.paused_until": ("{name} op pauze tot", "{name} paused until"),
    "levers.infrastructure.*.housing_mobility_meuro": (
        "Geld voor wonen en mobiliteit voor {name}",
        "Housing-and-mobility money for {name}",
    ),
    "levers.infrastructure.*.extra_funding_meuro": ("Extra geld voor {name}", "Extra money for {name}"),
    "levers.mobility.spread_and_avoid": ("Spreiden en mijden van de spits", "Spreading and avoiding the peak"),
    "levers.mobility.wfh_extra_share": ("Extra thuiswerken", "More working from home"),
    "levers.mobility.cycle_time_factor": ("Factor op fietstijden", "Factor on cycling times"),
    "levers.mobility.hub_minutes_saved": ("Minuten winst door hubs", "Minutes saved by hubs"),
    "levers.mobility.fuel_cost_factor": ("Factor op autokosten", "Factor on car costs"),
    "levers.mobility.fare_factor": ("Factor op ov-tarieven", "Factor on transit fares"),
    "levers.mobility.parking_factor": ("Factor op parkeerkosten bij het werk", "Factor on the cost of parking at work"),
    "levers.mobility.parking_extra_eur.*": ("Duurder parkeren bij werk in {name}", "Dearer parking at work in {name}"),
    "levers.mobility.frequency_factor": ("Factor op frequenties van het ov", "Factor on frequencies of transit"),
    "levers.mobility.line_frequency_factor.*": (
        "Factor op de frequentie van {name}",
        "Factor on the frequency of {name}",
    ),
    **{
        f"luck.housing.{kind}.{size}": (f"{nl}, gemeenten {size_nl}", f"{en}, municipalities {size_en}")
        for kind, (nl, en) in _LUCK.items()
        for size, (size_nl, size_en) in _SIZES.items()
    },
    "uncertainties.*": ("{name} (onzeker)", "{name} (uncertain)"),
    "goals.*": ("Doel: {name}", "Goal: {name}"),
}
#: Words for the kinds of items with a template of procedures.
KINDS: dict[str, tuple[str, str]] = {
    "housing": ("woningbouw", "homes"),
    "organic": ("organische woningbouw", "organic housing"),
    "work_location": ("werklocaties", "work locations"),
    "road": ("wegen", "roads"),
    "rail": ("spoor", "railways"),
    "metro": ("metro", "metro"),
    "busway": ("busbanen", "busways"),
    "special": ("bijzondere projecten", "special projects"),
}
_CHANGES: dict[str, tuple[str, str]] = {
    "duration": ("Duur", "Duration"),
    "probability": ("Kans", "Probability"),
    "annulled": ("Kans op vernietiging", "Probability of annulment"),
    "repair": ("Hersteltijd na vernietiging", "Repair after annulment"),
    "rounds": ("Hoogste aantal rondes", "Most rounds"),
}
LABELS |= {
    f"procedures.{kind}.*.{change}": (f"{words[0]}: {{name}}, {of[0]}", f"{words[1]}: {{name}}, {of[1]}")
    for kind, of in KINDS.items()
    for change, words in _CHANGES.items()
}
LABELS |= {
    "procedures.resources.*.capacity": ("Zaken tegelijk: {name}", "Cases at a time: {name}"),
    "procedures.resources.*.capacity_at.*": ("Zaken tegelijk in {name}", "Cases at a time in {name}"),
}
#: Words that stand for a value.
VALUES: dict[str, tuple[str, str]] = {
    "never": ("niet binnen de horizon", "not within the horizon"),
    "procedures": ("volgt uit procedures", "follows from procedures"),
    "open": ("vrij", "free"),
    "none": ("geen", "none"),
    "possible": ("mogelijk", "possible"),
    "use": ("gebruiken", "use"),
    "forget": ("vergeten", "forget"),
    "decision": ("na besluit over", "after the decision on"),
    "start_decision": ("na startbesluit over", "after the start decision on"),
    "project_decision": ("na projectbesluit over", "after the project decision on"),
    "funding": ("na dekking van", "after the funding of"),
    "opening": ("na opening van", "after the opening of"),
}
SEGMENTS: dict[str, tuple[str, str]] = {
    "social_rent": ("sociale huur", "social rent"),
    "mid": ("midden", "mid-price"),
    "high": ("hoog", "high-price"),
}

STATUSES: dict[str, tuple[str, str]] = {
    "measured": ("gemeten", "measured"),
    "estimated": ("geschat", "estimated"),
    "assumed": ("aangenomen", "assumed"),
    "policy": ("beleid", "policy"),
}


def unit_words(unit: str, lang: Lang) -> str:
    """A unit as a reader knows it: 'homes/year' -> 'woningen/jaar'."""
    if lang == "en":
        return unit
    return next((word for word, english in UNIT_WORDS.items() if english == unit and word != "hectare"), unit)


def status_words(status: str, lang: Lang) -> str:
    """A status as a reader knows it: 'policy' -> 'beleid'."""
    return STATUSES[status][0 if lang == "nl" else 1]


def label(key: str, lang: Lang, index: RegionIndex) -> str:
    """Words for a dotted key: 'levers.housing.pace_cap.GM0034' -> 'Hoogste bouwtempo, Almere'."""
    number = 0 if lang == "nl" else 1
    if key.startswith("goals."):
        return LABELS["goals.*"][number].format(name=key.removeprefix("goals."))
    path = [str(part) for part in shapes.split(key)]
    shape: shapes.Shape | None = shapes.root()
    pattern, name, when = [], "", ""
    for part in path:
        free = shape is not None and shape.kind == "map"
        if free and shape is not None and shape.names.startswith("dates."):
            when = f", {part}"
        elif free and shape is not None:
            name = _name(shape.names, part, number, index) + when
        pattern.append("*" if free else part)
        shape = shape.child(part) if shape is not None else None
    words = LABELS.get(".".join(pattern))
    return words[number].format(name=name) if words else key


def value_words(value: object, lang: Lang, index: RegionIndex) -> str:
    """A word of a lever as a reader knows it: 'never' -> 'niet binnen de horizon'."""
    number = 0 if lang == "nl" else 1
    text = str(value)
    if milestone := releases.split(text):
        return f"{VALUES[milestone[0]][number]} {_name('projects', milestone[1], number, index)}"
    return VALUES[text][number] if text in VALUES else text


def _name(kind: str, name: str, number: int, index: RegionIndex) -> str:
    if kind == "segments":
        return SEGMENTS[name][number] if name in SEGMENTS else name
    if kind == "areas":
        area = index.areas.get(name)
        return (area.name_nl, area.name_en)[number] if area else name
    if kind == "parameters":
        spec = index.specs.get(name)
        return (spec.label_nl, spec.label_en)[number] if spec else name
    if kind == "municipalities":
        return next((one.name_nl for one in index.areas.values() if one.area == name), name)
    if kind.startswith("stages."):
        entry = index.stages[kind.removeprefix("stages.")].get(name)
        return (entry.name_nl, entry.name_en)[number] if entry else name
    entry = {
        "resources": index.resources,
        "plans": index.plans,
        "lines": index.lines,
        "projects": index.projects,
        "programmes": index.programmes,
    }[kind].get(name)
    return (entry.name_nl, entry.name_en)[number] if entry else name
