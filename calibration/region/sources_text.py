"""The text of `SOURCES.md`."""
# ruff: noqa: E501 - running text

SOURCES_MD = """\
# Sources and methods of region flevoland-mra

Keys in the column `source` of the tables are rows of `sources.csv`; ids such as F055, X016, JOB12 and WON19 are rows of the figures quoted from public documents. CBS figures: CC BY 4.0, Bron: CBS. `status` says how hard a figure is: measured, estimated (a method on measured figures), assumed (our choice), policy. Every file is made by `python calibration/compile_region.py`; figures of the result stand in `calibration/base_matrix.md`.

This is a base for comparing scenarios, not a statistic. No count of jobs or of commuting on 1 January 2024 was at hand; homes are counted, people almost (mean of 2023 and 2025).

## Homes

- Homes on 1 January 2024, homes a year later, new homes of 2024: CBS 81955NED per municipality (measured). Flevoland: 184,425 and 187,199. Parts of Almere and Amsterdam: shares of `subzone-shares`, rounded so that parts add up.
- Almere Pampus has no homes or residents here. Its share in the source (0.01 percent, about 10 homes) goes to Poort, so that a new district starts from zero.
- Net additions of 2024 were below zero in Heemstede (-56) and Ouder-Amstel (-38): register corrections. The table holds zero there and says so.
- `recent_pace`: change 1 January 2021 to 1 January 2024 divided by three; Uitgeest (-9 a year, a correction) is set to zero.
- Social rent: Almere 24 percent (F055), band to 26.6 (X009). Elsewhere homes of housing corporations on 1 January 2023 (82900NED, by province) stand for social rent. Within Flevoland what is left after Almere (about 27 percent) is used for the other five; within Noord-Holland what is left after Amsterdam, for which 40 percent is assumed (corporations held 41 percent in 2021). So Bloemendaal and Blaricum have more social rent here than in truth, Haarlem and Zaanstad less.
- Other homes: `mid` is the part with a value below 390,000 euro (affordable purchase price of 2024), where values are lognormal around the mean sale price of the municipality. Mid-rent is in it only by value. Assumed; it steers little beyond the base year.

## People and participation

- Population on 1 January 2024 is the mean of 2023 and 2025 (estimated): Almere 226,198, Flevoland 450,575.
- Age: under 15 and 65 and over of 2021 per municipality; 44 percent of 65 and over is taken as 75 and over (band 42 to 46).
- Participation: net participation of 2020 per municipality, times the national rise to 2023 (9,737 of 13,307 thousand people of 15-74: 73.2 percent, against 69.4 as the mean of municipalities in 2020). The method of the labour force survey changed in 2021; the rise holds that break as well, which is why it is applied to all alike.
- Employed people come to 9.94 million, 2 percent above the survey (9.74): shares of 2021 are applied to people of 2024, institutions included. `jobs_per_employee` takes it up.
- Labour force: employed / (1 - 3.7 percent unemployment, national).
- `jobs_per_employee` is one national number that closes the national total; `resident_scale` is what is left per zone: 0.95 to 1.05 for most municipalities. Larger departures are parts of cities (Westpoort 0.83, Almere Haven 0.88: an older district, with the age shares of the whole city), Landsmeer, Blaricum and Laren (about 1.1, participation of 2020 low).

## Employee jobs and commuting: one currency

Employee jobs, CBS definition: jobs, not persons; residents of the Netherlands at workplaces in the Netherlands; self-employed people left out. Some 3.4 percent of jobs are held by people who live abroad or are in no register (8,921.6 against 8,621.1 thousand in December 2022), among them labour migrants (F070: about 17,000 work in Flevoland). They are in no margin, so `jobs_filled_rate` is 1.

- National total: December 2022 (8,621.1 thousand, 85481NED) grown by half of the growth of 2022 in the same series: 8,738 thousand, band 8,680 to 8,855.
- Series break 2020/2021: 83628NED (to December 2020) and 85481NED (from December 2021) differ in method: the mean distance drops from 22.0 to 19.4 km. No growth rate spans the two. From each we take shares of its own national total and apply them to the total of the base date.
- Residents' jobs: 2015 per zone times population growth of the municipality 2016-2024; residents of Noord-Holland together at their share of December 2019 (16.56 percent). 2020 (16.35) was a corona year. The change of participation since 2015 is taken as national.
- Local jobs: Amsterdam without Weesp at its share of December 2019 (7.72 percent); Haarlemmermeer, Overijssel, Noord-Brabant with Limburg at their shares of December 2022; Almere 80,000; the rest of Flevoland at its share of 2015 times its growth of all jobs in 2019-2023 against the national one (1.127 / 1.076, JOB09, published as such). All others keep their share of 2015.
- Almere: 80,000 employee jobs is a level from the press (March 2024, X016), with a band of 76,000 to 84,000 (assumed). Two chains from other figures give 77,400 and 81,100 (cross-checks, see the report).
- Parts within Almere and Amsterdam: `subzone-shares`. Job growth after 2015 is not differentiated within Amsterdam.

### The matrix

Seed: flows of December 2015 between the 70 zones. The source has no year and no licence; its column totals agree with CBS of December 2015 (Amsterdam 575,589 against 578,100). Steps: (1) pairs of municipalities of 60 km and more with over three times the gravity expectation (deterrence free per distance band) are cut to that multiple, and the cut jobs move to nearer places outside the home municipality; they are head offices and temp agencies (Almere-Arnhem 3,286 jobs). (2) Westpoort as a home and Pampus as a workplace take the pattern of their parent zone. (3) Empty pairs get their expectation, a quarter of a job at most. (4) Iterative proportional fitting to both margins and to the flow from Noord-Holland to Amsterdam (74.9 percent of its jobs in 2019 and in 2020).

`imputed` is 1 where a cell holds a 2014-based estimate or a split of the source, was cut, inherited or filled. Bussum, Muiden, Naarden, Zeevang and Groesbeek are 2014-based as origins.

What it means for Almere: 63.8 percent of employee jobs of residents were outside the municipality in 2015 (measured), 62.6 percent here in 2024; the small drop comes from balancing, not from an observation. The 60 percent of F091 counts all workers.

## All jobs

`jobs_all = q x employee_jobs + self_employed_jobs`. Self-employed jobs: self-employed residents, counted where they live (as in registers of establishments). q closes a known level and is one number per group:

- Almere: 98,000 on 1 January 2024, band 80,000 to 100,000 (X016, F089). q and self-employed move together over the band.
- Other Flevoland municipalities: jobs of the provincial survey of 1 April 2017 per employee job of the same date. That is a ratio of two definitions at one date, not a growth rate; the survey's own series (2017-2018) is used for sector shares only. Result for Flevoland is held against 205,200 (1 April 2022), which is of another compilation.
- Other MRA: 1,485,000 jobs in 2017 (P8) less Almere and Lelystad. Elsewhere: 0.792 jobs per resident of 15-64 in 2019 (LISA). Both assumed to hold in 2024. Band 5 percent (assumed).
- Below 1 for q outside Flevoland: employee jobs of CBS count every small and second job, registers of establishments do not.

## Sectors, locations and space

- Serving or basic: 12 sectors of the survey of 2018 per Flevoland municipality, with an assumed serving part for each (retail as half of trade, hotels and catering, education, care and other services wholly, half of construction and public administration, a quarter of business services). Outside Flevoland no sectors are at hand: half of national jobs serve the population; the part falls with jobs per resident (power 0.3, which gives Almere 0.55 against 0.54 from its sectors). Assumed.
- Locations: an assumed table by sector, with one factor so that 32 percent of Flevoland's jobs lie on business parks (JOB12). Schools, care, farms and work at home are `none`.
- Free space: the sites of `pipeline/locations.csv` that are available now; in Almere 100 ha (F099) and, assumed, a third of the ambition for mixed and office floor area. Where growth lands (`growth_split`) follows the vision of Almere: 39-5-56 percent by location and 60-40 percent serving and basic (F092-F096); the split within basic is our own estimate. Zones outside Flevoland have none and `space_known` 0: their jobs are not limited by space.

## Modes

Shares per pair are fitted in `calibration/region/mode_shares.py` (report: `calibration/mode_shares.md`): a logit on base costs with constants per distance band that meet CBS shares by distance, and one for pairs over the Flevolijn that meets the counts on the IJmeer. They depend on the matrix above, and on the network. They are the weakest part of the commuting base.

## Oddities a reader will notice

- Lelystad's participation of 2020 (66 percent) is the lowest of Flevoland, Urk's (81) the highest of the country; both are as published.
- Urk, Dronten, Zeewolde and Noordoostpolder have 1.35 to 1.4 jobs in all per employee job: farming, fishing and family firms.
- Haarlemmermeer has twice as many jobs as resident jobs: Schiphol. IJburg has almost no jobs.
- Blaricum grew by 32 percent since 2016 (Blaricummermeent), which is why its residents' jobs rise most.
- 2024 for Noordoostpolder: 162 homes after 289 a year in 2021-2023.
"""
