# ruff: noqa: E501 - tables are kept at one row a line
"""Corridors of region `flevoland-mra`: cuts whose loads are shown.

The links of a corridor form one cut in the main direction of the morning peak, so a trip crosses it once and loads may be
added. A link of a project counts from the year in which the project opens. `load_ratio_settled` is 1 only where the base
volume rests on a published daily count; elsewhere a load ratio compares a calculated change with an estimated start.
"""

from __future__ import annotations

from collections.abc import Set

COLUMNS = ("corridor", "name_nl", "name_en", "mode", "links", "unit", "load_ratio_settled", "source", "status")

_VOLUME = "Base volume: own estimate"
_COUNT = "Base volume: published daily count, peak share own estimate"
_SET_BY_HAND = "Base volume chosen to reach a given load ratio, so the ratio is an assumption"

# corridor, name nl, name en, mode, links, settled, source, status
_CORRIDORS = (
    ("hollandse-brug", "Hollandse Brug (A6, richting Amsterdam)", "Hollandse Brug (A6, to Amsterdam)", "car", "R_ALP_MBG", 0, f"{_SET_BY_HAND}; number of lanes open (HB01)", "assumed"),
    ("stichtse-brug", "Stichtse Brug (A27, richting Utrecht)", "Stichtse Brug (A27, to Utrecht)", "car", "R_36_HUI", 0, _SET_BY_HAND, "assumed"),
    ("a6-almere-lelystad", "A6 Lelystad-Almere (richting Almere)", "A6 Lelystad-Almere (to Almere)", "car", "R_LLS_ABO", 0, _SET_BY_HAND, "assumed"),
    ("ijmeerweg", "IJmeerweg (richting Amsterdam)", "IJmeerweg (to Amsterdam)", "car", "P02_IJMEERWEG_J_PAM_J_ZBU", 0, "Link of project P02; no base volume", "assumed"),
    ("a1-muiderberg-diemen", "A1 Muiderberg-Diemen (richting Amsterdam)", "A1 Muiderberg-Diemen (to Amsterdam)", "car", "R_MBG_DIE", 0, _VOLUME, "estimated"),
    ("a10-oost", "A10 Oost Watergraafsmeer-Amstel", "A10 East Watergraafsmeer-Amstel", "car", "R_WGM_AMS", 0, _VOLUME, "assumed"),
    ("a10-zuid", "A10 Zuid Amstel-S109 (richting Zuidas)", "A10 South Amstel-S109 (to Zuidas)", "car", "R_AMS_ZUI", 1, _COUNT, "estimated"),
    ("gooi-a1", "A1 Gooi, Eemnes-Laren (richting Amsterdam)", "A1 Gooi, Eemnes-Laren (to Amsterdam)", "car", "R_EEM_LAR", 0, _VOLUME, "estimated"),
    ("gooi-a1-naarden", "A1 Gooi, Muiderberg-Naarden (richting het Gooi)", "A1 Gooi, Muiderberg-Naarden (to the Gooi)", "car", "R_MBG_NAA", 0, _VOLUME, "assumed"),
    ("a27-eemnes-hilversum", "A27 Eemnes-Hilversum (richting Utrecht)", "A27 Eemnes-Hilversum (to Utrecht)", "car", "R_EEM_HIL", 1, _COUNT, "estimated"),
    ("ketelbrug", "Ketelbrug (A6, richting Lelystad)", "Ketelbrug (A6, to Lelystad)", "car", "R_URK_LLN", 0, _VOLUME, "assumed"),
    ("n50-ramspol", "Ramspolbrug (N50, richting Kampen)", "Ramspol bridge (N50, to Kampen)", "car", "R_ENS_KAN", 0, _VOLUME, "estimated"),
    ("n302-harderwijk", "Aquaduct Veluwemeer (N302, richting Harderwijk)", "Veluwemeer aqueduct (N302, to Harderwijk)", "car", "R_HKD_HAR", 1, _COUNT, "estimated"),
    ("nijkerkerbrug", "Nijkerkerbrug (N301, richting A28)", "Nijkerkerbrug (N301, to A28)", "car", "R_NYB_NYK", 0, _VOLUME, "assumed"),
    ("elburgerbrug", "Brug bij Elburg (N309, richting Elburg)", "Elburg bridge (N309, to Elburg)", "car", "R_DRO_ELB", 0, _VOLUME, "assumed"),
    ("roggebot", "Roggebot (N307, richting Kampen)", "Roggebot (N307, to Kampen)", "car", "R_ROG_KAZ", 0, _VOLUME, "estimated"),
    ("houtribdijk", "Houtribdijk (N307, richting Enkhuizen)", "Houtribdijk (N307, to Enkhuizen)", "car", "R_LLH_ENK", 0, _VOLUME, "estimated"),
    ("flevopolder-uit", "Alle bruggen en dijken van de Flevopolder, uitgaand", "All bridges and dikes of the Flevopolder, outward", "car", "R_ALP_MBG;R_36_HUI;R_NYB_NYK;R_HKD_HAR;R_DRO_ELB;R_ROG_KAZ;R_LLN_URK;R_LLH_ENK;P02_IJMEERWEG_J_PAM_J_ZBU", 0, "Sum of the crossings, outward", "assumed"),
    ("flevolijn", "Flevolijn Almere-Weesp/Gooi (richting Amsterdam)", "Flevolijn Almere-Weesp/Gooi (to Amsterdam)", "transit", "T_IC-FLV-N_S_ALM_S_ASDZ;T_IC-FLV-L_S_ALM_S_ASDZ;T_IC-FLV-C_S_ALM_S_ASD;T_SPR-FLV-C_S_ALMP_S_WSP;T_SPR-FLV-Z_S_ALMP_S_WSP;T_SPR-UTALM_S_ALMP_S_NDB;P05_LELYLIJN_LELY_S_ALM_S_ASDZ", 0, "All trains on the railway bridge beside the A6, Lelylijn included once open; loads own estimate", "estimated"),
    ("ijmeerverbinding", "IJmeerverbinding (richting IJburg)", "IJmeer crossing, metro (to IJburg)", "transit", "P01_IJMEER_METRO_IJM-ZO_S_PAM_S_IJB;P01_IJMEER_METRO_IJM-Z_S_PAM_S_IJB", 0, "Links of project P01; no base volume", "assumed"),
    ("bus-a6-a1", "Bus Almere-Amsterdam over A6/A1", "Bus Almere-Amsterdam over A6/A1", "transit", "T_B322_B_ALH_S_ASA;T_B327_B_ALH_S_ASB;P23_HOV_A6_A1_HOV-AS_S_ALMP_S_ASA;P23_HOV_A6_A1_HOV-ASB_S_ALMP_S_ASB", 0, "Present lines and those of project P23; loads own estimate", "assumed"),
    ("bus-stichtse-brug", "Bus Almere-Gooi/Utrecht over de A27", "Bus Almere-Gooi/Utrecht over the A27", "transit", "T_BALMHVS_B_ALH_B_BLA;T_BALMUT_B_ALH_B_BLA;P06_STICHTSE_LIJN_STL-H_B_ALH_B_BLA;P06_STICHTSE_LIJN_STL-U_B_ALH_B_BLA", 0, "Present lines and those of project P06; loads own estimate", "assumed"),
    ("spoor-lelystad-almere", "Spoor Lelystad-Almere (richting Almere)", "Railway Lelystad-Almere (to Almere)", "transit", "T_IC-FLV-N_S_LLS_S_ALM;T_IC-FLV-L_S_LLS_S_ALM;T_SPR-FLV-Z_S_LLS_S_ALMO;P05_LELYLIJN_LELY_S_LLS_S_ALM", 0, "All trains between Lelystad and Almere; loads own estimate", "estimated"),
    ("hanzelijn-lelystad", "Hanzelijn Dronten-Lelystad (richting Lelystad)", "Hanzelijn Dronten-Lelystad (to Lelystad)", "transit", "T_IC-FLV-N_S_ZL_S_LLS;T_SPR-HANZE_S_DRON_S_LLS", 0, "All trains between Dronten and Lelystad; loads own estimate", "estimated"),
)  # fmt: skip


def rows(links: Set[str]) -> list[dict[str, str | int]]:
    """Rows of `network/corridors.csv`; `links` are the names of all links, those of projects included.

    Raises `ValueError` with every link name that does not exist.
    """
    unknown = [f"{c[0]}: {link}" for c in _CORRIDORS for link in c[4].split(";") if link not in links]
    if unknown:
        raise ValueError("; ".join(unknown))
    return [
        dict(
            zip(
                COLUMNS,
                (name, nl, en, mode, links_, "veh/h" if mode == "car" else "pass/h", settled, source, status),
                strict=True,
            )
        )
        for name, nl, en, mode, links_, settled, source, status in _CORRIDORS
    ]
