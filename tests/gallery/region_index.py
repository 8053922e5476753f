# ruff: noqa: E501 - a table: one change, one line
"""Broken regions: one change to a sound region each, and the words and place a reader must get."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from balanssim.testing import tiny_region


@dataclass(frozen=True)
class Case:
    """Replace ``old`` (once, the first) by ``new`` in ``file``; the problem is expected on the line of the change.

    ``old``: ``@all`` for the whole file, ``@line WORDS`` for the line that starts so; ``where``: another file and line where the problem shows instead; ``column`` the place in the line.
    """

    name: str
    file: str
    old: str
    new: str
    nl: str
    en: str
    where: tuple[str, int] | None = None
    column: int | None = None


_PIPELINE = "pipeline/infrastructure.csv"
_ROAD, _LINES, _PROJECTS = "network/road_links.csv", "network/transit_links.csv", "network/projects.csv"

CASES = (
    Case("unknown column", "zones.csv", "space_known", "space_knwon", "onbekende kolom 'space_knwon'", "unknown column 'space_knwon'"),
    Case("missing column", "zones.csv", "space_known", "space_knwon", "kolom 'space_known' ontbreekt", "column 'space_known' is missing", ("zones.csv", 1)),
    Case("column twice", "woondeal.csv", "deal,area", "deal,deal", "staat er twee keer", "stands here twice"),
    Case("word for a number", _ROAD, "22.0,4,8400", "22.0,four,8400", "'four' is geen getal", "'four' is no number", column=32),
    Case("decimal comma", _ROAD, "22.0,4,8400", '"22,0",4,8400', "'22,0' is geen getal", "'22,0' is no number", column=27),
    Case("digits of another script", _ROAD, "22.0,4,8400", "22.0,٤,8400", "is geen getal", "is no number"),
    Case("underscore in a number", _ROAD, "22.0,4,8400", "22.0,4,8_400", "'8_400' is geen getal", "'8_400' is no number"),
    Case("nan", "base_year.csv", "homes,social_rent,T2,4000", "homes,social_rent,T2,nan", "'nan' is geen getal", "'nan' is no number"),
    Case("infinite", "base_year.csv", "homes,social_rent,T2,4000", "homes,social_rent,T2,1e999", "'1e999' is geen getal", "finite number"),
    Case("negative", "base_year.csv", "homes,social_rent,T2,4000", "homes,social_rent,T2,-4000", "waarde -4.000; verwacht: een getal van 0 of meer", "value -4,000; expected: a number of 0 or more"),
    Case("share above one", "base_year.csv", "participation,,T2,0.73", "participation,,T2,1.73", "een getal van 0 tot en met 1", "a number from 0 to 1"),
    Case("half a flag", "zones.csv", ",T1-C,1,", ",T1-C,0.5,", "geen geheel getal", "no whole number"),
    Case("empty cell", "pipeline/housing.csv", "hard,900,1000", "hard,900,", "leeg veld; verwacht: een waarde van homes", "empty cell; expected: a value of homes"),
    Case("space around text", "zones.csv", "Bijdorp,study", "Bijdorp ,study", "spatie", "space"),
    Case("unknown status", "bomirt.csv", "2023-11-15,past", "2023-13-15,past", "is geen datum", "is no date"),
    Case("unknown choice", "zones.csv", "Buurstad,neighbour", "Buurstad,neighbor", "study, neighbour, external", "one of study, neighbour, external"),
    Case("too many fields", "woondeal.csv", "T1,2024,", "T1,2024,1,", "in deze regel is 7; verwacht: 6, zoals in de kopregel", "in this row is 7; expected: 6, as in the header"),
    Case("open quote", "known.csv", "homes,T2", 'homes,"T2', "het aanhalingsteken in deze regel wordt niet gesloten", "is never closed"),
    Case("duplicate zone", "zones.csv", "T2,Bijdorp", "T3,Bijdorp", "T3 staat al op regel 4", "T3 stands on line 4 already", ("zones.csv", 5)),
    Case("duplicate link", _ROAD, "R_J_B_J_X,J_B", "R_J_C_J_B,J_B", "R_J_C_J_B staat al op regel 16", "R_J_C_J_B stands on line 16 already"),
    Case("a line named as a road", _LINES, "T_B1_S_B_S_X,", "R_J_C_J_B,", "schakel R_J_C_J_B bestaat al", "link R_J_C_J_B exists already"),
    Case("duplicate pair", "commuting.csv", "T2,T3,", "T2,T2,", "T2 / T2 staat al op regel 14", "T2 / T2 stands on line 14 already"),
    Case("unknown zone", "pipeline/housing.csv", "Bijdorp,T2", "Bijdorp,T22", "onbekende zone 'T22'", "Did you mean T2"),
    Case("unknown zone in commuting", "commuting.csv", "T2,T3,", "T2,T9,", "onbekende zone 'T9'", "unknown zone 'T9'; expected"),
    Case("unknown node", _ROAD, "R_J_N_J_C,J_N,J_C", "R_J_N_J_C,J_N,J_Q", "onbekende knoop 'J_Q'", "unknown node 'J_Q'"),
    Case("unknown area", "known.csv", "homes,T2", "homes,T2x", "onbekend gebied 'T2x'", "unknown area 'T2x'"),
    Case("unknown project", _PROJECTS, "P1_BRIDGE,change_link", "P1_BRUG,change_link", "Bedoelde u P1_BRIDGE", "Did you mean P1_BRIDGE"),
    Case("release by an unknown project", "pipeline/housing.csv", "decision:P2_METRO", "decision:P3_METRO", "Bedoelde u P2_METRO", "Did you mean P2_METRO"),
    Case("project that requires an unknown one", _PIPELINE, "elaboration,,1,,1,3,,", "elaboration,,1,,1,3,P3_METRO:opening,", "Bedoelde u P2_METRO", "Did you mean P2_METRO"),
    Case("project that requires no milestone", _PIPELINE, "elaboration,,1,,1,3,,", "elaboration,,1,,1,3,P2_METRO,", "PROJECT:preferred_decision", "a milestone of another project", column=68),
    Case("project that requires itself", _PIPELINE, "elaboration,,1,,1,3,,", "elaboration,,1,,1,3,P1_BRIDGE:opening,", "wachten in een kring op elkaar: P1_BRIDGE > P1_BRIDGE", "wait for each other in a circle: P1_BRIDGE > P1_BRIDGE"),
    Case("project that serves an unknown plan", _PIPELINE, "nieuw-1;nieuw-rest", "nieuw-1;nieuw-res", "onbekend plan 'nieuw-res'", "unknown plan 'nieuw-res'"),
    Case("project in an unknown stage", _PIPELINE, "road,elaboration,", "road,elabortion,", "Bedoelde u elaboration", "Did you mean elaboration"),
    Case("project of an unknown template", _PIPELINE, "road,elaboration,", "rood,elaboration,", "onbekend sjabloon 'rood'", "unknown template 'rood'"),
    Case("more money than cost", _PIPELINE, "900,1200,2000,300,100,50", "900,1200,2000,1900,100,50", "2.050 miljoen gedekt bij een hoogste raming van 2.000 miljoen", "2,050 million covered with a highest estimate of 2,000 million"),
    Case("paused without a place in the queue", _PIPELINE, "elaboration,,1,,1,3,", "elaboration,,1,,,,", "zonder plaats in de wachtrij", "without a place in the queue"),
    Case("a place in the queue without a pause", _PIPELINE, "elaboration,,1,,1,3,", "elaboration,,0,,1,3,", "niet is gepauzeerd", "that is not paused"),
    Case("places in the queue reversed", _PIPELINE, "elaboration,,1,,1,3,", "elaboration,,1,,3,1,", "laag 3, midden 3, hoog 1", "low 3, central 3, high 1"),
    Case("plan with the id of a project", "pipeline/housing.csv", "centrum,Centrum", "P1_BRIDGE,Centrum", "'P1_BRIDGE' is al een infrastructuurproject", "'P1_BRIDGE' is an infrastructure project already"),
    Case("unknown location", "pipeline/programmes.csv", "basic,office", "basic,offce", "Bedoelde u office", "Did you mean office"),
    Case("unknown sector", "pipeline/programmes.csv", "basic,office", "stuwend,office", "onbekende sector 'stuwend'", "or add it to region.yaml"),
    Case("origin margin", "commuting.csv", "T2,T3,1800.0", "T2,T3,1801.0", "uit T2 vertrekken 10.001 banen; verwacht: 10.000", "10,001 jobs leave T2; expected: 10,000", ("commuting.csv", 12)),
    Case("destination margin", "commuting.csv", "T2,T3,1800.0", "T2,T3,1801.0", "in T3 komen 58.801 banen aan; verwacht: 58.800", "58,801 jobs arrive in T3; expected: 58,800", ("commuting.csv", 5)),
    Case("ages", "base_year.csv", "age_share,75+,T2,0.1", "age_share,75+,T2,0.2", "telt op tot 1,1", "adds up to 1.1", ("base_year.csv", 94)),
    Case("mode shares", "commuting.csv", "T2,EX1,500.0,0,0.735", "T2,EX1,500.0,0,0.7", "share_* van T2 > EX1 telt op tot 0,965", "share_* of T2 > EX1 adds up to 0.965"),
    Case("resident jobs do not follow", "base_year.csv", "employee_share,,T2,0.82", "employee_share,,T2,0.8", "Stel resident_scale opnieuw vast", "Fix resident_scale again", ("base_year.csv", 103)),
    Case("unit differs", "base_year.csv", "T2,30000,,,persons", "T2,30000,,,thousand", "verwacht: 'persons', als op regel", "expected: 'persons', as on line"),
    Case("band", "base_year.csv", "T2,1.04,1.0,1.1", "T2,1.04,1.05,1.1", "laag 1,05, midden 1,04", "low 1.05, central 1.04"),
    Case("unknown variable", "base_year.csv", "population,,T2", "populatoin,,T2", "Lijkt op: population", "Looks like: population"),
    Case("unknown category", "base_year.csv", "homes,mid,T2", "homes,middle,T2", "social_rent, mid, high", "one of social_rent, mid, high"),
    Case("zone without a parent", "zones.csv", ",T1-C,1,", ",,1,", "zone T1-N heeft geen pendel en geen ouder", "zone T1-N has no commuting and no parent"),
    Case("own parent", "zones.csv", ",T1-C,1,", ",T1-N,1,", "zone T1-N heeft ouder T1-N", "zone T1-N has parent T1-N"),
    Case("zone is no area", "areas.csv", "T2,Bijdorp,Bijdorp,municipality,T2", "T2,Bijdorp,Bijdorp,municipality,T2;T3", "zone T2 is geen gebied", "zone T2 is no area", ("zones.csv", 4)),
    Case("municipality without all zones", "areas.csv", "T1-C;T1-N\nT2", "T1-C\nT2", "geen gebied met precies haar zones", "no area with exactly its zones", ("zones.csv", 2)),
    Case("two names", "zones.csv", "T1-N,Testad Nieuw,T1,Testad", "T1-N,Testad Nieuw,T1,Teststad", "heet hier 'Teststad' en elders 'Testad'", "called 'Teststad' here"),
    Case("zero length", _ROAD, "J_C-J_3,22.0", "J_C-J_3,0", "waarde 0; verwacht: een getal groter dan 0", "value 0; expected: a number greater than 0"),
    Case("zero time", _LINES, "Intercity,15.0", "Intercity,0", "waarde 0; verwacht: een getal groter dan 0", "value 0; expected: a number greater than 0"),
    Case("capacity zero", _ROAD, "22.0,4,8400", "22.0,4,0", "waarde 0; verwacht: een getal groter dan 0", "value 0; expected: a number greater than 0"),
    Case("loop", _ROAD, "R_J_N_J_C,J_N,J_C", "R_J_N_J_C,J_N,J_N", "begint en eindigt in J_N", "starts and ends in J_N"),
    Case("train to a junction", _LINES, "T_SPR_S_C_S_3,S_C,S_3", "T_SPR_S_C_S_3,S_C,J_3", "knoop J_3 is geen halte", "node J_3 is no stop"),
    Case("more seats than places", _LINES, "25.0,2.0,900,1400", "25.0,2.0,1900,1400", "1.900 zitplaatsen", "1,900 seats"),
    Case("cut off by car, out", _ROAD, "R_T2_J_B,T2,J_B", "R_T2_J_B,J_X,J_B", "vanuit T2 niet in T1-C, T1-N, T3, EX1", "from T2 to T1-C, T1-N, T3, EX1", ("zones.csv", 4)),
    Case("cut off by car, in", _ROAD, "R_J_B_T2,J_B,T2", "R_J_B_T2,J_B,J_X", "niet in T2 vanuit T1-C, T1-N, T3, EX1", "get to T2 from T1-C, T1-N, T3, EX1", ("zones.csv", 4)),
    Case("only through another zone", _ROAD, "R_EX1_J_X,EX1,J_X", "R_EX1_J_X,EX1,T3", "vanuit EX1 niet in T1-C, T1-N, T2", "from EX1 to T1-C, T1-N, T2", ("zones.csv", 6)),
    Case("cut off by transit", "network/transit_access.csv", "T2,S_B,6,6", "T2,S_N,6,6", "met het ov komt men vanuit T2 niet", "by transit one cannot get from T2", ("zones.csv", 4)),
    Case("zone is no node", "network/nodes.csv", "T2,T2,zone", "T2,T2,junction", "zone T2 is geen knoop", "zone T2 is no node", ("zones.csv", 4)),
    Case("project without a link", _PROJECTS, "R_J_C_J_3;R_J_3_J_C,lanes", "R_J_C_J_4;R_J_3_J_C,lanes", "onbekende schakel 'R_J_C_J_4'", "unknown link 'R_J_C_J_4'"),
    Case("project without a node", _PROJECTS, "S_C>S_N", "S_C>S_Q", "onbekende knoop 'S_Q'", "unknown node 'S_Q'"),
    Case("project without a line", _PROJECTS, "line:SPR", "line:SPX", "onbekende lijn 'SPX'", "Looks like: SPR"),
    Case("project with one value too few", _PROJECTS, '"metro,M1,6,8,1400,7200"', '"metro,M1,6,8,1400"', "aantal velden is 6, het aantal waarden 5", "number of fields is 6, of values 5"),
    Case("project with an impossible value", _PROJECTS, "capacity_veh_h,10500", "capacity_veh_h,0", "capacity_veh_h wordt 0", "capacity_veh_h becomes 0"),
    Case("project on a wrong field", _PROJECTS, "lanes,5", "frequency_h,5", "veld 'frequency_h'", "field 'frequency_h'"),
    Case("project adds a link twice", _PROJECTS, "S_N>S_3", "S_N>S_C", "bestaat al", "exists already"),
    Case("variant on a wrong field", "network/variants.csv", "capacity_veh_h", "seats_pass_h", "veld 'seats_pass_h'", "field 'seats_pass_h'"),
    Case("corridor with an unknown link", "network/corridors.csv", "P2_METRO_M1_S_N_S_3", "P2_METRO_M1_S_N_S_4", "Bedoelde u P2_METRO_M1_S_N_S", "Did you mean P2_METRO_M1_S_N_S"),
    Case("corridor of two modes", "network/corridors.csv", "car,R_J_C_J_3", "car,T_SPR_S_C_S_3", "een andere vervoerwijze dan car", "another mode than car"),
    Case("corridor unit", "network/corridors.csv", "pass/h", "veh/h", "eenheid 'veh/h'; verwacht: pass/h", "unit 'veh/h'; expected: pass/h"),
    Case("location shares", "pipeline/locations.csv", "business_park,1,share", "business_park,0.9,share", "telt op tot 0,9", "adds up to 0.9"),
    Case("location unit", "pipeline/locations.csv", "20,ha", "20,m2", "business_park in m2; verwacht: ha of share", "business_park in m2; expected: ha or share"),
    Case("target falls", "woondeal.csv", "T1,2026,1750", "T1,2026,1050", "niet minder dan 1.400 (regel 5)", "no less than 1,400 (line 5)"),
    Case("years out of order", "pipeline/infrastructure.csv", "2027,2029,2035", "2027,2036,2035", "laag <= midden <= hoog", "low <= central <= high"),
    Case("unknown key", "region.yaml", "known_until: 2025", "known_untill: 2025", "Lijkt op: known_until", "Looks like: known_until"),
    Case("missing key", "region.yaml", "known_until: 2025\n", "", "sleutel 'known_until' ontbreekt", "key 'known_until' is missing", ("region.yaml", 1)),
    Case("key twice", "region.yaml", "known_until: 2025", "base_year: 2025", "sleutel 'base_year' staat hier voor de tweede keer (eerst op regel 4)", "key 'base_year' stands here for the second time (first on line 4)"),
    Case("text for a year", "region.yaml", "base_year: 2024", "base_year: '2024'", "waarde 2024; verwacht: een geheel getal", "value 2024; expected: a whole number"),
    Case("horizon", "region.yaml", "end: 2030", "end: 2023", "peildatum <= begin < eind", "base year <= start < end"),
    Case("broken YAML", "region.yaml", "title: {nl: Testregio", "title: {nl: [Testregio", "het haakje dat hier begint, loopt vast op regel 3", "the bracket that opens here gets stuck on line 3"),
    Case("unknown headline area", "region.yaml", "[T1, T2]", "[T1, T9]", "onbekend gebied 'T9'", "unknown area 'T9'"),
    Case("unknown headline corridor", "region.yaml", "[bridge, rail]", "[bridge, rial]", "Lijkt op: rail", "Looks like: rail"),
    Case("schema version", "region.yaml", "schema_version: 1", "schema_version: 2", "schema_version 2; verwacht: schema_version 1", "schema_version 2; expected: schema_version 1"),
    Case("mode", "region.yaml", "[car, transit, bike]", "[car, transit, walk]", "car, transit en bike", "car, transit and bike"),
    Case("parameter missing", "parameters.yaml", "work.basic_growth:", "work.basic_grwth:", "parameter work.basic_growth ontbreekt", "parameter work.basic_growth is missing", ("parameters.yaml", 1)),
    Case("parameter unknown", "parameters.yaml", "work.basic_growth:", "work.basic_grwth:", "Bedoelde u work.basic_growth", "Did you mean work.basic_growth"),
    Case("parameter unit", "parameters.yaml", '"unit": "jobs/ha"', '"unit": "jobs/m2"', "eenheid 'jobs/m2'; verwacht: 'jobs/ha'", "unit 'jobs/m2'; expected: 'jobs/ha'"),
    Case("dimension twice", "parameters.yaml", '"dimension": 7}', '"dimension": 6}', "dimensie 6 is al van", "dimension 6 belongs to"),
    Case("distribution upside down", "parameters.yaml", '"low": 30, "mode": 50', '"low": 60, "mode": 50', "low (60) is groter dan mode (50)", "low (60) is greater than mode (50)"),
    Case("unknown distribution", "parameters.yaml", '"dist": "triangular"', '"dist": "trianglar"', "Lijkt op: triangular", "Looks like: triangular"),
    Case("outside what is possible", "parameters.yaml", '"high": 1.1, "unit": "persons/car"', '"high": 3, "unit": "persons/car"', "tussen 1 en 2", "between 1 and 2"),
    Case("no source", "parameters.yaml", '"source": "invented for tests", ', "", "heeft geen source", "has no source"),
    Case("decimal comma without quotes", _ROAD, "22.0,4,8400", "22,0,4,8400", "aantal velden in deze regel is 16; verwacht: 15", "number of fields in this row is 16; expected: 15"),
    Case("too few fields", "zones.csv", ",T1-C,1,", ",1,", "is 14; verwacht: 15", "is 14; expected: 15"),
    Case("extra column", "zones.csv", ",status\n", ",status,opmerking\n", "onbekende kolom 'opmerking'", "unknown column 'opmerking'", column=150),
    Case("nothing under the header", "network/nodes.csv", "@all", "node,name,kind,lat,lon\n", "geen enkele regel onder de kopregel", "no row under the header", ("network/nodes.csv", 1)),
    Case("empty table", "bomirt.csv", "@all", "", "leeg bestand; verwacht: een kopregel: meeting, date, status, source", "empty file; expected: a header", ("bomirt.csv", 1)),
    Case("semicolons", "bomirt.csv", "@all", "meeting;date;status;source\nBO MIRT;2023-11-15;past;x\n", "gescheiden door: ;", "separated by: ;", ("bomirt.csv", 1)),
    Case("tabs for commas", "bomirt.csv", "@all", "meeting\tdate\tstatus\tsource\n", "gescheiden door: tab", "separated by: tab", ("bomirt.csv", 1)),
    Case("quote inside a text", "zones.csv", "Bijdorp,study", '"Bij"dorp,study', "na een gesloten aanhalingsteken staat in deze regel nog tekst", "text follows a closing quote"),
    Case("endless field", "zones.csv", "Bijdorp,study", '"' + "x" * 140_000 + '",study', "een veld in deze regel heeft meer dan 131.072 tekens", "more than 131,072 characters"),
    Case("thousands point", "base_year.csv", "homes,social_rent,T2,4000", "homes,social_rent,T2,4.000.000", "'4.000.000' is geen getal", "'4.000.000' is no number"),
    Case("percentage", "base_year.csv", "participation,,T2,0.73", "participation,,T2,73%", "'73%' is geen getal", "'73%' is no number"),
    Case("unknown table status", "network/nodes.csv", "T2,T2,zone", "T2,T2,zon", "verwacht: een van zone, junction, station", "expected: one of zone, junction, station"),
    Case("node without coordinates", "network/nodes.csv", "T2,T2,zone,52.32,5.04", "T2,T2,zone,,", "leeg veld; verwacht: een waarde van lat", "empty cell; expected: a value of lat", column=12),
    Case("latitude and longitude swapped", "network/nodes.csv", "zone,52.32,5.04", "zone,5.04,520.32", "waarde 520,32; verwacht: een getal van -180 tot en met 180", "value 520.32; expected: a number from -180 to 180"),
    Case("line without trains", _LINES, "Sprinter,25.0,2.0", "Sprinter,25.0,0", "waarde 0; verwacht: een getal groter dan 0", "value 0; expected: a number greater than 0", column=47),
    Case("negative jobs", "commuting.csv", "T2,T3,1800.0", "T2,T3,-1800.0", "waarde -1.800; verwacht: een getal van 0 of meer", "value -1,800; expected: a number of 0 or more", column=7),
    Case("a pair missing", "commuting.csv", "T2,T3,1800.0,0,0.735,0.245,0.02\n", "", "één paar ontbreekt: T2 > T3", "one pair is missing: T2 > T3", ("commuting.csv", 25)),
    Case("zone in no municipality", "zones.csv", "T2,Bijdorp,T2,Bijdorp", "T2,Bijdorp,,Bijdorp", "leeg veld; verwacht: een waarde van municipality", "a value of municipality"),
    Case("area with an unknown zone", "areas.csv", "woondeal,T1-C;T1-N;T2", "woondeal,T1-C;T1-N;T8", "onbekende zone 'T8'", "unknown zone 'T8'"),
    Case("area with a zone twice", "areas.csv", "woondeal,T1-C;T1-N;T2", "woondeal,T1-C;T1-C;T2", "noemt T1-C twee keer", "names T1-C twice"),
    Case("parent without commuting", "zones.csv", ",,,52.1,5.1,15.0,3.5,,", ",,,52.1,5.1,15.0,3.5,T1-N,", "zone EX1 heeft ouder T1-N", "zone EX1 has parent T1-N"),
    Case("a row of the base year missing", "base_year.csv", "participation,,T2,0.73", "participation,,T1-C,0.73", "participation / ", "participation / "),
    Case("project on a node of no kind", "network/nodes.csv", "J_C,J_C,junction", "J_C,J_C,zone", "knoop J_C is van de soort zone maar staat niet in zones.csv", "node J_C is of kind zone but not in zones.csv"),
    Case("new link from a node to itself", _PROJECTS, "S_C>S_N", "S_C>S_C", "doel 'S_C>S_C'", "target 'S_C>S_C'"),
    Case("new link without a frequency", _PROJECTS, '"mode,line,in_vehicle_min,frequency_h,seats_pass_h,capacity_pass_h","metro,M1,6,8,1400,7200"', '"mode,line,in_vehicle_min,seats_pass_h,capacity_pass_h","metro,M1,6,1400,7200"', "een nieuwe schakel zonder frequency_h", "a new link without frequency_h"),
    Case("project changes roads and rails at once", _PROJECTS, "R_J_C_J_3;R_J_3_J_C,lanes", "R_J_C_J_3;T_IC_S_B_S_C,lanes", "noemt wegen en ov-schakels door elkaar", "names roads and transit links together"),
    Case("share of room that is there", "pipeline/locations.csv", "business_park,1,share,2027,0", "business_park,1,share,2027,1", "een aandeel van ruimte die er al is", "a share of room that is there already"),
    Case("tab in region.yaml", "region.yaml", "horizon: {start", "horizon:\n\t{start", "de regel springt in met een tab", "the line is indented with a tab", ("region.yaml", 6)),
    Case("empty region.yaml", "region.yaml", "@all", "", "het bestand is leeg", "the file is empty", ("region.yaml", 1)),
    Case("list for region.yaml", "region.yaml", "@all", "- id: tiny\n", "hier staan geen sleutels met waarden", "here are no keys with values", ("region.yaml", 1)),
    Case("number for a title", "region.yaml", "title: {nl: Testregio, en: Test region}", "title: {nl: 3, en: 4}", "waarde 3; verwacht: tekst", "value 3; expected: text"),
    Case("text for a horizon", "region.yaml", "horizon: {start: 2024, end: 2030}", "horizon: 2024-2030", "waarde 2024-2030; verwacht: een groep {start, end}", "value 2024-2030; expected: a group {start, end}"),
    Case("known too late", "region.yaml", "known_until: 2025", "known_until: 2035", "een jaar vanaf de peildatum (2024) en binnen de horizon", "a year from the base year (2024) on and within the horizon"),
    Case("YAML bomb in parameters.yaml", "parameters.yaml", "@all", "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"{two}: &{two} [{', '.join(['*' + one] * 9)}]\n" for one, two in zip("abcdefghijk", "bcdefghijkl", strict=True)), "verwijzing of anker 'a' (& of *)", "reference or anchor 'a' (& or *)", ("parameters.yaml", 1)),
    Case("deep parameters.yaml", "parameters.yaml", "@all", "a: " + "[" * 5000 + "]" * 5000 + "\n", "meer dan 24 niveaus in elkaar", "more than 24 levels deep", ("parameters.yaml", 1)),
    Case("tag in parameters.yaml", "parameters.yaml", '"dist": "triangular", "low": 0.001,', '"dist": !!python/name:os.system x, "low": 0.001,', "type-aanduiding", "type tag"),
    Case("mode not a number", "parameters.yaml", '"mode": 0.0015', '"mode": .nan', "mode is .nan; verwacht: een eindig getal", "mode is .nan; expected: a finite number"),
    Case("number without a point", "parameters.yaml", '"mode": 0.0015', '"mode": "0,0015"', "mode is 0,0015; verwacht: een eindig getal", "mode is 0,0015; expected: a finite number"),
    Case("mode missing", "parameters.yaml", '"mode": 0.0015, ', "", "mode ontbreekt in de verdeling triangular", "mode is missing from the distribution triangular"),
    Case("mode misspelt", "parameters.yaml", '"mode": 0.0015', '"mod": 0.0015', "onbekende sleutel 'mod'", "unknown key 'mod'"),
    Case("sigma zero", "parameters.yaml", '"dist": "triangular", "low": 0.001, "mode": 0.0015, "high": 0.002', '"dist": "lognormal", "median": 0.0015, "sigma": 0', "sigma is 0; verwacht: een getal groter dan nul", "sigma is 0; expected: a number greater than zero"),
    Case("nothing between the cuts", "parameters.yaml", '"dist": "triangular", "low": 0.001, "mode": 0.0015, "high": 0.002', '"dist": "normal", "mean": 0, "sd": 0.001, "low": 0.5, "high": 0.6', "de grenzen laten niets over van de verdeling normal", "the bounds leave nothing of the distribution normal"),
    Case("weights of nothing", "parameters.yaml", '"weights": [3, 1]', '"weights": [0, 0]', "waarden 0, 1 met gewichten 0, 0", "values 0, 1 with weights 0, 0"),
    Case("one weight too few", "parameters.yaml", '"weights": [3, 1]', '"weights": [3]', "waarden 0, 1 met gewichten 3", "values 0, 1 with weights 3"),
    Case("unknown expected", "parameters.yaml", '"expected": "mode"', '"expected": "median"', "expected: median; verwacht: een van mean, mode", "expected: median; expected: one of mean, mode"),
    Case("dimension in words", "parameters.yaml", '"dimension": 7}', '"dimension": "zeven"}', "waarde zeven; verwacht: een geheel getal", "value zeven; expected: a whole number"),
    Case("parameter in one number", "parameters.yaml", "@line housing.friction_vacancy", "housing.friction_vacancy: 0.02", "waarde 0.02; verwacht: een groep", "value 0.02; expected: a group"),
    Case("stage of no time", "procedures.yaml", '"dist": "triangular", "low": 0.2, "mode": 0.4', '"dist": "triangular", "low": 0, "mode": 0.4', "deze fase kan 0 jaar duren; verwacht: een duur van meer dan nul jaar", "this stage can take 0 years; expected: a duration of more than zero years"),
    Case("stage of less than no time", "procedures.yaml", '"dist": "triangular", "low": 0.2, "mode": 0.4', '"dist": "triangular", "low": -1, "mode": 0.4', "deze fase kan -1 jaar duren", "this stage can take -1 years"),
    Case("stage without a lowest time", "procedures.yaml", '"dist": "triangular", "low": 0.2, "mode": 0.4, "high": 0.8', '"dist": "normal", "mean": 1, "sd": 0.2', "deze fase kan -inf jaar duren", "this stage can take -inf years"),
    Case("time upside down", "procedures.yaml", '"low": 0.2, "mode": 0.4', '"low": 0.6, "mode": 0.4', "low (0,6) is groter dan mode (0,4)", "low (0.6) is greater than mode (0.4)"),
    Case("time in months", "procedures.yaml", '"high": 0.8, "unit": "year"', '"high": 0.8, "unit": "month"', "eenheid 'month'; verwacht: 'year'", "unit 'month'; expected: 'year'"),
    Case("time in one number", "procedures.yaml", '{"dist": "uniform", "low": 0.25, "high": 0.75, "unit": "year", "source": "invented for tests", "status": "assumed"}', "0.5", "een groep {dist", "a group {dist"),
    Case("probability above one", "procedures.yaml", '"probability": {"value": 0.5', '"probability": {"value": 50', "waarde 50; verwacht: een getal van 0 tot en met 1 (share)", "value 50; expected: a number from 0 to 1 (share)"),
    Case("annulment below zero", "procedures.yaml", '"annulled": {"value": 0.25', '"annulled": {"value": -0.25', "waarde -0.25; verwacht: een getal van 0 tot en met 1", "value -0.25; expected: a number from 0 to 1"),
    Case("probability without source", "procedures.yaml", '"value": 0.5, "unit": "share", "source": "invented for tests", ', '"value": 0.5, "unit": "share", ', "'source' ontbreekt", "'source' is missing"),
    Case("annulled in one round", "procedures.yaml", '"rounds": {"value": 2', '"rounds": {"value": 1', "kans op vernietiging bij één ronde", "a probability of annulment with one round"),
    Case("half a round", "procedures.yaml", '"rounds": {"value": 2', '"rounds": {"value": 2.5', "waarde 2.5; verwacht: een geheel getal", "value 2.5; expected: a whole number"),
    Case("unknown desk", "procedures.yaml", '"resource": "planners"', '"resource": "planers"', "onbekend loket 'planers'; verwacht: een van planners, council_of_state Bedoelde u planners?", "unknown desk 'planers'; expected: one of planners, council_of_state Did you mean planners?"),
    Case("desk of capacity zero", "procedures.yaml", '"capacity": {"value": 4', '"capacity": {"value": 0', "waarde 0; verwacht: een getal van 0,5 tot en met 10.000 (cases)", "value 0; expected: a number from 0.5 to 10,000 (cases)"),
    Case("desk of an unknown municipality", "procedures.yaml", '"capacity_at": {"T1"', '"capacity_at": {"T11"', "'T11' is hier geen gemeente met een eigen loket", "'T11' is no municipality with a desk of its own here"),
    Case("desk per something else", "procedures.yaml", '"per": "region"', '"per": "province"', "'province'; verwacht: een van region, municipality", "'province'; expected: one of region, municipality"),
    Case("unknown condition", "procedures.yaml", '"condition": "nitrogen"', '"condition": "nitrogn"', "'nitrogn'; verwacht: een van state_land, nitrogen", "'nitrogn'; expected: one of state_land, nitrogen"),
    Case("unknown key of a stage", "procedures.yaml", '"resource": "planners"', '"resurce": "planners"', "onbekende sleutel 'resurce'", "unknown key 'resurce'"),
    Case("stage without words", "procedures.yaml", '"label_nl": "initiative (test)", ', "", "'label_nl' ontbreekt", "'label_nl' is missing"),
    Case("unknown template", "procedures.yaml", "work_location:", "work_lokation:", "onbekende sleutel 'work_lokation'", "unknown key 'work_lokation'"),
    Case("template missing", "procedures.yaml", "work_location:", "work_lokation:", "'work_location' ontbreekt", "'work_location' is missing", ("procedures.yaml", 1)),
    Case("status without a stage", "procedures.yaml", '"room": "plan"}', '"rom": "plan"}', "status room heeft geen eerste fase", "status room has no first stage"),
    Case("entry at an unknown stage", "procedures.yaml", '"soft": "plan"', '"soft": "pln"', "onbekende fase 'pln'", "unknown stage 'pln'"),
    Case("template without stages", "procedures.yaml", "@all", "housing: {}\n", "sjabloon housing heeft geen fasen", "template housing has no stages"),
    Case("project at an unknown stage", "pipeline/infrastructure.csv", ",start_decision,", ",startbesluit,", "onbekende fase 'startbesluit'", "unknown stage 'startbesluit'"),
    Case("two projects that wait for each other", _PIPELINE, "@line P1_BRIDGE", "P3_TRAM,Tram,Tram,road,elaboration,,0,,,,P1_BRIDGE:opening,,,,,x,50,100,150,60,20,0,2024,x,2024-01-01,2027,2029,2035,4,procedures,x,assumed\nP1_BRIDGE,Brug,Bridge,road,elaboration,,1,,1,3,P3_TRAM:opening,,,,,x,50,100,150,60,20,0,2024,x,2024-01-01,2027,2029,2035,4,procedures,x,assumed", "wachten in een kring op elkaar: P3_TRAM > P1_BRIDGE > P3_TRAM", "wait for each other in a circle: P3_TRAM > P1_BRIDGE > P3_TRAM"),
    Case("work location in an unknown zone", "pipeline/locations.csv", "Nieuw terrein,T1-N", "Nieuw terrein,T1-M", "onbekende zone 'T1-M'", "unknown zone 'T1-M'"),
    Case("programme in an unknown zone", "pipeline/programmes.csv", "Campus,T1-C", "Campus,T1-K", "onbekende zone 'T1-K'", "unknown zone 'T1-K'"),
    Case("time without a most likely value", "procedures.yaml", '"low": 0.2, "mode": 0.4, ', '"low": 0.2, ', "mode ontbreekt in de verdeling triangular", "mode is missing from the distribution triangular"),
    Case("time without an end", "procedures.yaml", '"mode": 0.4, "high": 0.8', '"mode": 0.4, "high": .inf', "high is .inf; verwacht: een eindig getal", "high is .inf; expected: a finite number"),
    Case("time of an unknown distribution", "procedures.yaml", '"dist": "triangular", "low": 0.2', '"dist": "trianglar", "low": 0.2', "Lijkt op: triangular", "Looks like: triangular"),
    Case("time of which nothing is left", "procedures.yaml", '"dist": "triangular", "low": 0.2, "mode": 0.4, "high": 0.8', '"dist": "normal", "mean": 1, "sd": 0.01, "low": 5, "high": 6', "de grenzen laten niets over van de verdeling normal", "the bounds leave nothing of the distribution normal"),
    Case("times with weights of nothing", "procedures.yaml", '"dist": "triangular", "low": 0.2, "mode": 0.4, "high": 0.8', '"dist": "discrete", "values": [1, 2], "weights": [0, 0]', "waarden 1, 2 met gewichten 0, 0", "values 1, 2 with weights 0, 0"),
    Case("probability below zero", "procedures.yaml", '"probability": {"value": 0.5', '"probability": {"value": -0.5', "waarde -0.5; verwacht: een getal van 0 tot en met 1 (share)", "value -0.5; expected: a number from 0 to 1 (share)"),
    Case("desk of capacity zero in one municipality", "procedures.yaml", '"capacity_at": {"T1": {"value": 2', '"capacity_at": {"T1": {"value": 0', "waarde 0; verwacht: een getal van 0,5 tot en met 10.000 (cases)", "value 0; expected: a number from 0.5 to 10,000 (cases)"),
    Case("drop-out by an unknown parameter", "procedures.yaml", "housing.attrition_unknown", "housing.attrition_unkown", "onbekende parameter 'housing.attrition_unkown'", "unknown parameter 'housing.attrition_unkown'"),
    Case("project of an unknown kind", "pipeline/infrastructure.csv", ",metro,", ",mtro,", "onbekend sjabloon 'mtro'", "unknown template 'mtro'"),
)  # fmt: skip


def write(folder: Path, case: Case) -> tuple[str, int]:
    """Write the broken region; file and line of the change."""
    tiny_region(folder)
    path = folder / case.file
    text = path.read_text(encoding="utf-8")
    old = case.old
    if old == "@all":
        old = text
    elif old.startswith("@line "):
        old = next(line for line in text.splitlines() if line.startswith(old.removeprefix("@line ")))
    assert old in text, f"{case.name}: the case no longer fits the tiny region"
    path.write_text(text.replace(old, case.new, 1), encoding="utf-8")
    return case.where or (case.file, text[: text.index(old)].count("\n") + 1)
