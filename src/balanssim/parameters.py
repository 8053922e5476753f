"""Every uncertain parameter of the model: name, unit, possible range, words and where it is used.

The model declares a parameter here; a region gives it a distribution with papers in ``parameters.yaml``; a scenario may
replace that distribution under ``uncertainties``. Bounds here are what makes physical sense, not what is likely.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ParameterSpec:
    """Declaration of one parameter; ``used_in`` names the function that uses it."""

    name: str
    unit: str
    low: float
    high: float
    label_nl: str
    label_en: str
    used_in: str


_DECLARED = (
    # housing
    ("housing.withdrawal_rate", "1/year", 0, 0.02, "Onttrekking van woningen", "Withdrawal of homes", "model.housing.flows"),
    ("housing.transformation_rate", "1/year", 0, 0.02, "Woningen uit bestaande gebouwen", "Homes from existing buildings", "model.housing.flows"),
    ("housing.friction_vacancy", "share", 0, 0.1, "Frictieleegstand", "Friction vacancy", "model.housing.shortage"),
    ("housing.base_shortage", "share", 0, 0.15, "Woningtekort op de begindatum", "Housing shortage on the base date", "model.housing.shortage"),
    ("housing.demand_growth", "1/year", -0.01, 0.04, "Groei van de woningvraag in Flevoland", "Growth of housing demand in Flevoland", "model.housing.demand"),
    ("housing.demand_growth_elsewhere", "1/year", -0.01, 0.04, "Groei van de woningvraag elders in de studieregio", "Growth of housing demand elsewhere in the study area", "model.housing.demand"),
    ("housing.demand_theta", "-", 0, 1, "Woningvraag volgt bereikbaarheid", "Housing demand follows accessibility", "model.housing.occupied_share"),
    ("housing.attrition_hard", "share", 0, 1, "Uitval van harde plannen", "Attrition of hard plans", "procedures.simulate"),
    ("housing.attrition_soft", "share", 0, 1, "Uitval van zachte plannen", "Attrition of soft plans", "procedures.simulate"),
    ("housing.attrition_unknown", "share", 0, 1, "Uitval van plannen met onbekende status", "Attrition of plans of unknown status", "procedures.simulate"),
    ("housing.pace_growth_max", "1/year", 0, 1, "Grootste groei van het bouwtempo per jaar", "Largest yearly growth of building pace", "procedures.simulate"),
    ("housing.other_pace_factor", "factor", 0.2, 2, "Bouwtempo buiten Flevoland t.o.v. 2021-2023", "Building pace outside Flevoland against 2021-2023", "procedures.simulate"),
    ("housing.plan_band", "-", -1, 1, "Omvang van de woningbouwplannen binnen hun band (-1 laag, +1 hoog)", "Size of housing plans within their band (-1 low, +1 high)", "procedures.simulate"),
    ("housing.surplus_stop", "share", 0.005, 0.2, "Overschot aan woningen waarbij de bouw stilvalt", "Surplus of homes at which building stops", "procedures.simulate"),
    ("housing.market_dip_chance", "share", 0, 1, "Kans op een slecht bouwjaar", "Chance of a bad year for building", "procedures.simulate"),
    ("housing.market_dip_depth", "share", 0, 1, "Terugval in een slecht bouwjaar", "Fall in a bad year for building", "procedures.simulate"),
    ("procedures.housing_duration_factor", "factor", 0.3, 3, "Doorlooptijden van woningbouwplannen samen", "Durations of all housing plans together", "procedures.simulate"),
    ("grid.connectable_share", "share", 0, 1, "Aansluitbaar deel van de woningen tijdens netcongestie", "Connectable share of homes during grid congestion", "procedures.simulate"),
    ("grid.basic_growth_factor", "factor", 0, 1, "Stuwende banengroei tijdens netcongestie", "Basic job growth during grid congestion", "model.jobs.basic_jobs"),
    ("grid.slip_years", "year", -5, 10, "Uitloop van de netverzwaring", "Slip of the grid reinforcement", "procedures.simulate"),
    ("grid.freeze_2026", "0 or 1", 0, 1, "Aansluitstop 2026-2027 gaat in", "Connection freeze 2026-2027 takes effect", "procedures.simulate"),
    # procedures
    ("procedures.infrastructure_duration_factor", "factor", 0.2, 3, "Doorlooptijd van infrastructuur, alle projecten samen", "Durations of infrastructure, all projects together", "procedures.chain_infrastructure.chain"),
    ("procedures.restart_pace", "1/year", 0, 22, "Gepauzeerde projecten die per jaar hervat worden", "Paused projects that restart in a year", "procedures.chain_infrastructure.releases"),
    ("procedures.meeting_slips", "share", 0, 1, "Kans dat een BO MIRT naar januari schuift", "Chance that a BO MIRT slips to January", "procedures.calendar.meetings"),
    ("procedures.meeting_missed", "share", 0, 1, "Kans dat een BO MIRT geen besluiten oplevert", "Chance that a BO MIRT brings no decisions", "procedures.calendar.meetings"),
    # people
    ("people.occupancy_new", "persons/home", 1, 4, "Inwoners per nieuwe woning", "Residents per new home", "model.people.population"),
    ("people.occupancy_drift", "1/year", -0.02, 0.02, "Verandering van de gemiddelde woningbezetting", "Change of average occupancy", "model.people.population"),
    ("people.ageing_drift", "1/year", -0.01, 0.01, "Verandering van het aandeel 15-74-jarigen", "Change of the share aged 15-74", "model.people.employed_persons"),
    ("people.participation_drift", "1/year", -0.01, 0.01, "Verandering van de arbeidsparticipatie", "Change of labour participation", "model.people.employed_persons"),
    # work
    ("work.serving_ratio_growth", "1/year", -0.02, 0.02, "Groei van verzorgende banen per inwoner", "Growth of serving jobs per resident", "model.jobs.serving_jobs"),
    ("work.serving_catch_up", "1/year", 0, 0.2, "Inhaalgroei van verzorgende banen waar er weinig zijn", "Catching-up of serving jobs where few", "model.jobs.serving_jobs"),
    ("work.adjust_rate", "1/year", 0, 1, "Tempo waarmee verzorgende banen volgen", "Rate at which serving jobs follow", "model.jobs.serving_jobs"),
    ("work.serving_decay", "1/min", 0.01, 0.5, "Afstandsverval van bestedingen", "Distance decay of spending", "model.jobs.spending_share"),
    ("work.basic_growth", "1/year", -0.03, 0.06, "Groei van stuwende banen in Flevoland", "Growth of basic jobs in Flevoland", "model.jobs.basic_jobs"),
    ("work.basic_growth_elsewhere", "1/year", -0.03, 0.06, "Groei van stuwende banen elders", "Growth of basic jobs elsewhere", "model.jobs.basic_jobs"),
    ("work.accessibility_elasticity", "-", 0, 1, "Stuwende banen volgen arbeidsbereikbaarheid", "Basic jobs follow labour accessibility", "model.jobs.basic_jobs"),
    ("work.jobs_per_ha", "jobs/ha", 5, 200, "Banen per hectare bedrijventerrein", "Jobs per hectare of business park", "model.jobs.place_growth"),
    ("work.m2_per_job_mixed", "m2/job", 5, 300, "Vloeroppervlak per baan, gemengd", "Floor area per job, mixed", "model.jobs.place_growth"),
    ("work.m2_per_job_office", "m2/job", 5, 100, "Vloeroppervlak per kantoorbaan", "Floor area per office job", "model.jobs.place_growth"),
    ("work.programme_band", "-", -1, 1, "Omvang van werkprogramma's binnen hun band (-1 laag, +1 hoog)", "Size of job programmes within their band (-1 low, +1 high)", "procedures.simulate"),
    ("work.relocate_share", "share", 0, 1, "Deel van niet-geplaatste banen dat elders in de regio landt", "Share of displaced jobs that land elsewhere in reach", "model.jobs.relocate"),
    ("work.jobs_all_band", "-", -1, 1, "Peil van alle banen binnen de band van de bronnen (-1 laag, +1 hoog)", "Level of all jobs within the band of the sources (-1 low, +1 high)", "prepare.prepare"),
    ("national.employment_growth", "1/year", -0.02, 0.03, "Groei van werknemersbanen in Nederland", "Growth of employee jobs in the Netherlands", "model.commuting.solve"),
    # commuting
    ("commuting.beta", "1/min", 0.005, 0.5, "Gevoeligheid van vervoerwijzekeuze, auto", "Sensitivity of mode choice, car", "model.commuting_base.choice"),
    ("commuting.lambda_ratio", "-", 0.05, 2, "Gevoeligheid van bestemmingskeuze t.o.v. vervoerwijze", "Sensitivity of destination choice relative to mode", "model.demand"),
    ("commuting.value_of_time", "euro/h", 2, 50, "Reistijdwaardering woon-werk", "Value of time, commuting", "model.costs.generalised_minutes"),
    ("commuting.fuel_cost", "euro/km", 0, 1, "Autokosten per kilometer", "Car cost per kilometre", "model.costs.generalised_minutes"),
    ("commuting.fare_km", "euro/km", 0, 1, "OV-tarief per kilometer", "Transit fare per kilometre", "model.costs.generalised_minutes"),
    ("commuting.fare_base", "euro", 0, 5, "OV-opstaptarief", "Transit boarding fare", "model.costs.generalised_minutes"),
    ("commuting.days_per_week", "days", 1, 5, "Werkdagen per week", "Days worked per week", "model.peak.peak_factor"),
    ("commuting.present", "share", 0.5, 1, "Aanwezig (verlof, ziekte)", "Present (leave, sickness)", "model.peak.peak_factor"),
    ("commuting.wfh", "share", 0, 0.6, "Thuiswerken", "Working from home", "model.peak.peak_factor"),
    ("commuting.peak_share", "share", 0.1, 0.4, "Deel van de ritten in het drukste uur", "Share of trips in the busiest hour", "model.peak.peak_factor"),
    ("commuting.occupancy", "persons/car", 1, 2, "Personen per auto", "Persons per car", "model.peak.peak_factor"),
    ("network.variant", "0 or 1", 0, 1, "Hollandse Brug met 6 rijstroken in de spitsrichting", "Hollandse Brug with 6 lanes in the peak direction", "model.network.link_attributes"),
    # all workers, not only employees
    ("work.self_employed_outside", "share", 0, 1, "Deel van de zelfstandigen dat buiten de gemeente werkt", "Share of self-employed working outside the municipality", "model.indicators"),
    # congestion and crowding
    ("commuting.peak_spreading", "-", 0, 1, "Spreiden van de spits bij langere reistijd", "Spreading of the peak with longer travel times", "model.supply.spreading"),
    ("commuting.crowding_max", "factor", 1, 3, "Beleving van een minuut in een vol voertuig", "How long a minute in a full vehicle feels", "model.supply.crowding_factor"),
    ("network.other_growth", "1/year", -0.02, 0.04, "Groei van het overige wegverkeer", "Growth of other road traffic", "model.supply.road_volumes"),
    # sensitivities and base shares of one mode each
    ("commuting.beta_transit", "1/min", 0.001, 0.5, "Gevoeligheid van vervoerwijzekeuze, ov", "Sensitivity of mode choice, transit", "model.commuting_base.choice"),
    ("commuting.beta_bike", "1/min", 0.001, 0.5, "Gevoeligheid van vervoerwijzekeuze, fiets", "Sensitivity of mode choice, bicycle", "model.commuting_base.choice"),
    ("commuting.transit_odds", "factor", 0.2, 5, "Kansverhouding van ov in de beginaandelen", "Odds of transit in the base shares", "model.commuting_base.choice"),
    # emissions
    ("commuting.car_co2", "g/person-km", 0, 400, "CO2 per reizigerskilometer met de auto, nu", "CO2 per person-kilometre by car, now", "model.indicators.car_co2"),
    ("commuting.car_co2_2040", "factor", 0, 1, "CO2 per autokilometer in 2040 t.o.v. nu", "CO2 per car-kilometre in 2040 relative to now", "model.indicators.car_co2"),
)

DECLARED: dict[str, ParameterSpec] = {row[0]: ParameterSpec(*row) for row in _DECLARED}

#: Act only where accessibility acts on later years (`numerics.feedback`).
IN_FEEDBACK = frozenset({"housing.demand_theta", "work.accessibility_elasticity"})
