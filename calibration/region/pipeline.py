"""Supply side of region `flevoland-mra`: plans, room for work, programmes, infrastructure, deals and meetings."""

from __future__ import annotations

from pathlib import Path

from calibration.region import (
    csvtext,
    deals,
    inconsistencies,
    pipeline_housing,
    pipeline_infrastructure,
    pipeline_work,
)


def build(shared: Path) -> dict[str, str]:
    """Texts of the pipeline tables, `woondeal.csv`, `bomirt.csv` and `inconsistencies.csv`.

    Keys are file names relative to the region folder.

    `shared` is the folder that holds `data/`: municipal homes, the 2021 inventory of plans, wards and zones.
    """
    data = shared / "data"
    plans = pipeline_housing.flevoland() + pipeline_housing.elsewhere(
        csvtext.read(data / "network" / "zones.csv"),
        csvtext.read(data / "kerncijfers_gemeenten.csv"),
        csvtext.read(data / "plancapaciteit_2021.csv"),
        csvtext.read(data / "ward_to_zone_2015.csv"),
    )
    projects = pipeline_infrastructure.rows(csvtext.read(data / "network" / "projects.csv"))
    return {
        "pipeline/housing.csv": csvtext.text(pipeline_housing.COLUMNS, plans),
        "pipeline/locations.csv": csvtext.text(pipeline_work.LOCATION_COLUMNS, pipeline_work.locations()),
        "pipeline/programmes.csv": csvtext.text(pipeline_work.PROGRAMME_COLUMNS, pipeline_work.programmes()),
        "pipeline/infrastructure.csv": csvtext.text(pipeline_infrastructure.COLUMNS, projects),
        "woondeal.csv": csvtext.text(deals.DEAL_COLUMNS, deals.woondeal()),
        "bomirt.csv": csvtext.text(deals.MEETING_COLUMNS, deals.meetings()),
        "inconsistencies.csv": csvtext.text(inconsistencies.COLUMNS, inconsistencies.rows()),
    }
