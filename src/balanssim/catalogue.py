"""Every variable a result can hold: one table, one place for a name.

Checks, store attributes, tables, the page and the reference docs read this table. ``Variable.dims`` are the labelled
dims after ``draw``. The definition of each is the function named in ``computed_in``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from balanssim.dims import (
    AREA,
    CAUSE,
    CORRIDOR,
    DELAY,
    DESTINATION,
    FLOW_YEAR,
    LINK,
    LOCATION,
    MAP_YEAR,
    MILESTONE,
    MODE,
    ORIGIN,
    PLAN,
    PROJECT,
    SEGMENT,
    WAIT,
    YEAR,
)

Role = Literal["outcome", "diagnostic"]
Profile = Literal["summary", "standard", "full"]
PROFILES: tuple[Profile, ...] = ("summary", "standard", "full")


@dataclass(frozen=True)
class Variable:
    """One variable: name, dims after draw, unit, role, smallest profile that stores it, words, definition, dtype.

    ``gaps``: NaN is a value, where the quantity does not exist; of every other variable it is an error.
    """

    name: str
    dims: tuple[str, ...]
    unit: str
    role: Role
    profile: Profile
    label_nl: str
    label_en: str
    description: str
    source: str
    computed_in: str
    dtype: str = "float32"
    gaps: bool = False


_AREA = (YEAR, AREA)
_FLOW = (FLOW_YEAR, AREA)
_O: Role = "outcome"
_D: Role = "diagnostic"
_S: Profile = "summary"
_T: Profile = "standard"
_F: Profile = "full"

_TABLE = (
    ("homes", _AREA, "homes", _O, _S, "Woningen", "Homes", "Stock of homes on 1 January.", "CBS 81955NED definition", "model.housing.advance"),
    ("homes_added", _AREA, "homes", _O, _S, "Woningen erbij sinds de begindatum", "Homes added since the base date", "Stock minus stock on the base date (net).", "CBS 81955NED definition", "model.indicators.total"),
    ("homes_completed", _FLOW, "homes/year", _O, _S, "Opgeleverde woningen", "Homes completed", "New-built homes completed during the year.", "CBS 81955NED definition", "procedures.simulate"),
    ("homes_in_procedure", _AREA, "homes", _D, _S, "Woningen in procedure", "Homes in procedure", "Homes of plans that cannot be delivered yet, waiting for their release included; what will drop out counts until it does.", "model.md 7", "procedures.housing.deliver"),
    ("homes_ready", _AREA, "homes", _D, _S, "Woningen klaar voor oplevering", "Homes ready for completion", "Homes of plans that are through their procedures and not completed yet.", "model.md 7", "procedures.housing.deliver"),
    ("homes_dropped", _AREA, "homes", _D, _S, "Woningen in uitgevallen plannen", "Homes of plans that dropped out", "Homes that dropped out of their plans since the base date.", "parameters WON05-WON07", "procedures.housing.deliver"),
    ("homes_held", (FLOW_YEAR, CAUSE, AREA), "homes", _D, _T, "Woningen die klaar zijn en moeten wachten", "Homes that are ready and have to wait", "Homes that could be delivered in the year and are held back, each under the first cause that holds it; corporations: social rent that comes as mid-priced.", "model.md 7", "procedures.pace.deliver"),
    ("plan_ready_year", (PLAN,), "year", _D, _S, "Jaar waarin een plan klaar is voor oplevering", "Year in which a plan is ready for completion", "Decimal year in which a plan is through its procedures; 9999 = not before the end of the horizon.", "model.md 7", "procedures.chain_housing.ready"),
    ("plan_homes", (PLAN,), "homes", _D, _S, "Woningen in het plan", "Homes in the plan", "Homes of a plan before anything drops out.", "pipeline/housing.csv", "procedures.chain_housing.ready"),
    ("plan_dropped", (PLAN,), "homes", _D, _S, "Woningen die uit het plan vallen", "Homes that drop out of the plan", "Homes of a plan that drop out by the end of the horizon.", "parameters WON05-WON07", "procedures.housing.deliver"),
    ("plan_delivered", (PLAN,), "homes", _D, _S, "Woningen die het plan oplevert", "Homes that the plan completes", "Homes of a plan that are completed by the end of the horizon.", "model.md 7", "procedures.housing.deliver"),
    ("plan_waiting", (PLAN, WAIT), "year", _D, _T, "Tijd die een plan wacht", "Time that a plan waits", "Years that a housing plan waits for its release, for the decision that releases it, for the year in which its municipality means to begin, and in line at each desk, up to the end of the horizon.", "model.md 7", "procedures.simulate"),
    ("homes_transformed", _FLOW, "homes/year", _D, _T, "Woningen uit bestaande gebouwen", "Homes from existing buildings", "Splits, roof additions and changes of use during the year.", "CBS 81955NED 'other additions'", "model.housing.flows"),
    ("homes_withdrawn", _FLOW, "homes/year", _D, _T, "Onttrokken woningen", "Homes withdrawn", "Demolished or otherwise withdrawn during the year.", "CBS 81955NED definition", "model.housing.flows"),
    ("homes_by_segment", (YEAR, SEGMENT, AREA), "homes", _D, _T, "Woningen per segment", "Homes by segment", "Stock by segment on 1 January.", "Woondeal segments", "model.housing.advance"),
    ("social_share", _AREA, "share", _O, _S, "Aandeel sociale huur in de voorraad", "Share of social rent in the stock", "Social-rent homes / all homes.", "Ontwerp-Omgevingsvisie Almere 2025", "model.indicators.ratio"),
    ("housing_shortage", _AREA, "share", _O, _S, "Woningtekort naar eigen vraag", "Housing shortage by own demand", "(Households of the area's own demand - occupied homes) / homes; negative: room for households from elsewhere in the region.", "model.md 3; ABF definition of woningtekort", "model.housing.shortage"),
    ("households_elsewhere", _AREA, "households", _O, _S, "Huishoudens elders opgevangen", "Households taken up elsewhere", "Growth of housing demand since the base date that finds no home here.", "model.md 3", "model.housing.elsewhere"),
    ("population", _AREA, "persons", _O, _S, "Inwoners", "Residents", "Residents on 1 January.", "CBS 37230NED definition", "model.people.population"),
    ("employed_persons", _AREA, "persons", _O, _S, "Werkenden", "Employed residents", "Employed residents of 15-74.", "CBS net labour participation", "model.people.employed_persons"),
    ("resident_jobs", _AREA, "employee jobs", _O, _S, "Werknemersbanen van inwoners", "Employee jobs held by residents", "Row margin of the commuting matrix.", "CBS 85481NED definition", "model.people.resident_jobs"),
    ("employee_jobs", _AREA, "employee jobs", _O, _S, "Werknemersbanen", "Employee jobs", "Employee jobs at workplaces here.", "CBS 85481NED definition", "steps.jobs"),
    ("jobs_serving", _AREA, "employee jobs", _D, _T, "Verzorgende werknemersbanen", "Serving employee jobs", "Jobs that follow people.", "model.md 5", "model.jobs.serving_jobs"),
    ("jobs_basic", _AREA, "employee jobs", _D, _T, "Stuwende werknemersbanen", "Basic employee jobs", "Jobs that must be attracted.", "model.md 5", "model.jobs.basic_jobs"),
    ("jobs_all", _AREA, "jobs", _O, _S, "Banen (alle)", "Jobs (all)", "Employee jobs x q + self-employed: LISA-like.", "LISA definition", "model.indicators.all_jobs"),
    ("jobs_all_added", _AREA, "jobs", _O, _S, "Banen (alle) erbij sinds de begindatum", "Jobs (all) added since the base date", "Jobs (all) minus jobs (all) on the base date.", "LISA definition", "model.indicators.all_jobs"),
    ("jobs_displaced", _AREA, "jobs", _O, _S, "Banen niet geplaatst door ruimtegebrek", "Jobs not placed for lack of space", "Cumulative job growth (all jobs) that found no room here.", "model.md 5", "model.jobs.place_growth"),
    ("jobs_elsewhere", _AREA, "jobs", _O, _S, "Banen elders opgevangen", "Jobs taken up elsewhere", "Part of the displaced jobs that landed in other zones.", "model.md 5", "model.jobs.relocate"),
    ("space_free", (YEAR, LOCATION, AREA), "ha or m2", _D, _T, "Vrije ruimte voor werk", "Free space for work", "Free business-park hectares, and m2 of office and mixed floor area.", "model.md 5", "model.jobs.place_growth"),
    ("jobs_per_resident_1564", _AREA, "ratio", _O, _S, "Woon-werkbalans: banen per inwoner van 15-64", "Balance: jobs per resident aged 15-64", "Jobs (all) / residents of 15-64.", "CLO 2066 (PBL)", "model.indicators.ratio"),
    ("jobs_per_home", _AREA, "ratio", _O, _S, "Woon-werkbalans: banen per woning", "Balance: jobs per home", "Jobs (all) / homes.", "domain.md 4", "model.indicators.ratio"),
    ("jobs_per_labour_force", _AREA, "ratio", _O, _S, "Woon-werkbalans: banen per lid van de beroepsbevolking", "Balance: jobs per member of the labour force", "Jobs (all) / labour force.", "werkgelegenheidsquote", "model.indicators.ratio"),
    ("share_working_outside", _AREA, "share", _O, _S, "Werkt buiten het gebied (werknemers)", "Works outside the area (employees)", "Employee jobs held by residents at a workplace outside the area / all employee jobs held by residents.", "CBS 85481NED definition", "model.indicators.share_outside"),
    ("share_working_outside_all", _AREA, "share", _O, _S, "Werkt buiten het gebied (alle werkenden, schatting)", "Works outside the area (all workers, estimate)", "The same with self-employed, of whom an assumed share works outside.", "domain.md 4", "model.indicators.share_outside_all"),
    ("self_containment", _AREA, "share", _D, _T, "Banen bezet door eigen inwoners", "Jobs filled by own residents", "Jobs filled here by residents of here / jobs filled here.", "CBS 85481NED definition", "model.indicators.inside_area"),
    ("out_commuters", _AREA, "employee jobs", _O, _S, "Uitgaande pendel", "Out-commuting", "Employee jobs of residents at workplaces outside the area.", "CBS 85481NED definition", "model.indicators.inside_area"),
    ("in_commuters", _AREA, "employee jobs", _O, _S, "Inkomende pendel", "In-commuting", "Employee jobs here held by residents of elsewhere.", "CBS 85481NED definition", "model.indicators.inside_area"),
    ("car_share", _AREA, "share", _D, _T, "Aandeel auto in de pendel van inwoners", "Car share of residents' commuting", "Car commuters / commuters, by home area.", "model.md 6.1", "model.demand.mode_choice"),
    ("transit_share", _AREA, "share", _D, _T, "Aandeel ov in de pendel van inwoners", "Transit share of residents' commuting", "Transit commuters / commuters, by home area.", "model.md 6.1", "model.demand.mode_choice"),
    ("mean_commute_km", _AREA, "km", _D, _T, "Gemiddelde pendelafstand van inwoners", "Mean commuting distance of residents", "Network km, one way, by home area.", "model.md 6.4", "model.indicators.ratio"),
    ("commute_car_km", _AREA, "1000 km/day", _O, _S, "Autokilometers woon-werk per werkdag", "Commuting car-km per working day", "Two-way car-km of residents on an average working day.", "model.md 6.4", "model.peak.at_work"),
    ("commute_car_co2", _AREA, "t/day", _O, _S, "CO2-uitstoot van autopendel per werkdag", "CO2 of commuting by car per working day", "Well to wheel, of the car kilometres of residents on an average working day; factors per kilometre are assumptions. Transit is not counted.", "model.md 6.4; COM19, COM22", "model.indicators.car_co2"),
    ("jobs_within_45min_car", _AREA, "employee jobs", _O, _S, "Banen binnen 45 minuten, auto", "Jobs within 45 minutes by car", "Resident-weighted mean over zones of the jobs within 45 minutes in the morning peak; the threshold is smeared over 40 to 50 minutes.", "PBL Toegang voor iedereen 2022 (threshold)", "model.indicators.jobs_within"),
    ("jobs_within_45min_transit", _AREA, "employee jobs", _O, _S, "Banen binnen 45 minuten, ov", "Jobs within 45 minutes by transit", "The same by transit, door to door.", "PBL Toegang voor iedereen 2022 (threshold)", "model.indicators.jobs_within"),
    ("jobs_within_45min_bike", _AREA, "employee jobs", _D, _T, "Banen binnen 45 minuten, fiets", "Jobs within 45 minutes by bicycle", "The same by bicycle.", "PBL Toegang voor iedereen 2022 (threshold)", "model.indicators.jobs_within"),
    ("jobs_within_30min_car", _AREA, "employee jobs", _D, _T, "Banen binnen 30 minuten, auto", "Jobs within 30 minutes by car", "As within 45 minutes; the threshold is smeared over 25 to 35 minutes.", "PBL Toegang voor iedereen 2022 (threshold)", "model.indicators.jobs_within"),
    ("jobs_within_30min_transit", _AREA, "employee jobs", _D, _T, "Banen binnen 30 minuten, ov", "Jobs within 30 minutes by transit", "The same by transit, door to door.", "PBL Toegang voor iedereen 2022 (threshold)", "model.indicators.jobs_within"),
    ("jobs_within_30min_bike", _AREA, "employee jobs", _D, _T, "Banen binnen 30 minuten, fiets", "Jobs within 30 minutes by bicycle", "The same by bicycle.", "PBL Toegang voor iedereen 2022 (threshold)", "model.indicators.jobs_within"),
    ("hansen_accessibility", _AREA, "employee jobs", _D, _T, "Bereikbaarheid van banen, gewogen met afstandsverval", "Access to jobs, weighted by distance decay", "Resident-weighted mean over zones of the sum of jobs x the fitted deterrence at the costs of the year.", "Hansen (1959); model.md 6.4", "model.indicators.labour_accessibility"),
    ("commute_min_by_mode", (YEAR, MODE, AREA), "min", _D, _T, "Gemiddelde reistijd van pendelaars per vervoerwijze", "Mean travel time of commuters by mode", "Minutes door to door in the morning peak, one way, by the clock, of commuters by home area; 0 where nobody goes.", "model.md 6.4", "model.indicators.ratio"),
    ("commute_km_by_mode", (YEAR, MODE, AREA), "km", _D, _T, "Gemiddelde pendelafstand per vervoerwijze", "Mean commuting distance by mode", "Network km, one way, of commuters by home area; 0 where nobody goes.", "model.md 6.4", "model.indicators.ratio"),
    ("commute_load", (YEAR, CORRIDOR), "veh/h or pass/h", _O, _S, "Pendelaars in het drukste uur", "Commuters in the busiest hour", "Commuting cars (road) or passengers (transit) per hour in the peak direction.", "model.md 6.3", "model.peak.count_pivot"),
    ("commute_load_extra", (YEAR, CORRIDOR), "veh/h or pass/h", _O, _S, "Extra auto's of reizigers per uur", "Extra cars or passengers per hour", "Commute load minus commute load on the base date.", "model.md 6.3", "model.peak.count_pivot"),
    ("link_load_extra", (MAP_YEAR, LINK), "veh/h or pass/h", _O, _T, "Extra auto's of reizigers per uur op elke schakel", "Extra cars or passengers per hour on every link", "Commuting cars (road link) or passengers (transit link) per hour in the peak, minus those on the base date; 0 on a link of a project that is not open.", "model.md 6.3", "model.link_loads.of_year"),
    ("link_crowding", (MAP_YEAR, LINK), "pass/seat", _O, _T, "Reizigers per zitplaats op elke ov-schakel", "Passengers per seat on every transit link", "(Passengers of the base date + extra commuters per hour) / seats per hour of that year; no value on roads, and where no seat passes.", "model.md 6.3", "model.link_loads.of_year", "float32", True),
    ("load_ratio", (YEAR, CORRIDOR), "ratio", _O, _S, "I/C-verhouding", "Volume/capacity ratio", "All cars in the busiest hour / capacity, over the links of a corridor together; no value on transit, and where nothing is open.", "model.md 6.4", "model.load_ratios.of_corridors", "float32", True),
    ("crowding", (YEAR, CORRIDOR), "pass/seat", _O, _S, "Bezetting drukste uur", "Crowding in the busiest hour", "All passengers / seats in the busiest hour, over the lines of a corridor together; no value on roads, and where nothing runs.", "model.md 6.4", "model.load_ratios.of_corridors", "float32", True),
    ("lost_vehicle_hours", (YEAR, CORRIDOR), "veh h", _O, _S, "Voertuigverliesuren in het drukste uur", "Vehicle hours lost in the busiest hour", "Cars x minutes above free flow, over the links of a corridor; no value on transit, and where nothing is open.", "model.md 6.4", "model.load_ratios.of_corridors", "float32", True),
    ("travel_time_factor", (YEAR, CORRIDOR), "ratio", _O, _S, "Reistijdfactor", "Travel-time factor", "Minutes in the busiest hour / minutes at 100 km/h, over the cars on the links of a corridor together; no value on transit and where nothing is open.", "reistijdfactor, Nota Mobiliteit 2004", "model.load_ratios.of_corridors", "float32", True),
    ("link_year_load_ratio_80", (LINK,), "year", _D, _T, "Jaar waarin de I/C-verhouding van een weg boven 0,8 komt", "Year in which the volume/capacity ratio of a road passes 0.8", "First reference date; 9999 = not before the end of the horizon; no value on transit.", "signal value, practice", "model.load_ratios.first_past", "float32", True),
    ("link_year_load_ratio_90", (LINK,), "year", _D, _T, "Jaar waarin de I/C-verhouding van een weg boven 0,9 komt", "Year in which the volume/capacity ratio of a road passes 0.9", "First reference date; 9999 = not before the end of the horizon; no value on transit.", "signal value, practice", "model.load_ratios.first_past", "float32", True),
    ("link_load_ratio", (MAP_YEAR, LINK), "ratio", _O, _T, "I/C-verhouding op elke weg", "Volume/capacity ratio of every road", "All cars in the busiest hour / capacity; no value on transit, and on links that are not open.", "model.md 6.4", "model.load_ratios.of_links", "float32", True),
    ("link_lost_hours", (MAP_YEAR, LINK), "veh h", _O, _T, "Voertuigverliesuren op elke weg", "Vehicle hours lost on every road", "Cars x minutes above free flow in the busiest hour; no value on transit, and on links that are not open.", "model.md 6.4", "model.load_ratios.of_links", "float32", True),
    ("infrastructure_open", (YEAR, PROJECT), "0 or 1", _D, _S, "Project open", "Project open", "1 where the project opened by 1 July of the year.", "architecture.md interfaces", "procedures.simulate"),
    ("opening_year", (PROJECT,), "year", _D, _S, "Openingsjaar", "Opening year", "Year of opening; 9999 = not before the end of the horizon.", "model.md 7", "procedures.chain_infrastructure.dates"),
    ("milestone_year", (PROJECT, MILESTONE), "year", _D, _S, "Jaar van elke mijlpaal van een project", "Year of each milestone of a project", "Decimal year; 9999 = not before the end of the horizon; no value for what a project had behind it on the base date or does not pass.", "model.md 7", "procedures.chain_infrastructure.dates", "float32", True),
    ("project_delay", (PROJECT, DELAY), "year", _D, _S, "Vertraging van een project naar oorzaak", "Delay of a project by cause", "Years up to the end of the horizon that a project waits, or spends on appeal and repair; no value where its opening is set by hand or never.", "model.md 7", "procedures.why.delays", "float32", True),
    ("jobs_scale", (YEAR,), "factor", _D, _T, "Schaal banen op werkenden", "Scale of jobs to workers", "Factor that brings jobs filled to total resident jobs.", "model.md 6.1", "model.commuting.solve"),
    ("furness_error", (YEAR,), "-", _D, _T, "Grootste randfout van de matrix", "Largest margin error of the matrix", "Largest relative margin error after balancing.", "model.md 6.1", "model.demand.furness"),
    ("gap_route", (YEAR,), "-", _D, _S, "Afstand tot het evenwicht, routes", "Gap of the equilibrium, routes", "Part of the flows on routes that would change if travellers answered to the volumes they make; 0 where travel times are fixed.", "model.md 6.3", "model.equilibrium.solve"),
    ("gap_demand", (YEAR,), "-", _D, _S, "Afstand tot het evenwicht, pendelaars", "Gap of the equilibrium, commuters", "Part of the commuters that would change home-work pair in the same way; 0 where travel times are fixed.", "model.md 6.3", "model.equilibrium.solve"),
    ("flow", (YEAR, MODE, ORIGIN, DESTINATION), "employee jobs", _O, _F, "Pendelstroom", "Commuting flow", "Employee jobs by mode, home zone and work zone, for chosen years.", "model.md 6.4", "model.commuting.solve"),
)

VARIABLES: dict[str, Variable] = {row[0]: Variable(*row) for row in _TABLE}


def stored(profile: Profile) -> tuple[Variable, ...]:
    """Variables that a profile stores, in catalogue order."""
    rank = PROFILES.index(profile)
    return tuple(variable for variable in VARIABLES.values() if PROFILES.index(variable.profile) <= rank)
