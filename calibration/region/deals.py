# ruff: noqa: E501 - tables are kept at one row a line
"""Housing deals (Woondeal), their phased path, and the dated BO MIRT meetings of region `flevoland-mra`."""

from __future__ import annotations

from datetime import date

DEAL_COLUMNS = ("deal", "area", "year", "cumulative_target", "source", "status")
MEETING_COLUMNS = ("meeting", "date", "status", "source")

#: Net additions from 1 January 2022 to the end of the year, as published.
MRA_2023, MRA_2030 = 5800, 31400
ZUND_2023, ZUND_2030 = 1951, 8343
FLEVOLAND_2023, FLEVOLAND_2024, FLEVOLAND_2030 = 7751, 13456, 39743


def woondeal() -> list[dict[str, str | int]]:
    """Rows of `woondeal.csv`: published years as they are, years between by straight lines.

    2022 is half of 2022-2023. The 5,705 homes of 2024 are published for Flevoland only; they are split over the two deals in
    proportion to what each had left after 2023 (25,600 and 6,392). Flevoland is the sum of the two deals in every year.
    """
    left_mra, left_zund = MRA_2030 - MRA_2023, ZUND_2030 - ZUND_2023
    of_2024 = FLEVOLAND_2024 - FLEVOLAND_2023
    mra_2024 = MRA_2023 + round(of_2024 * left_mra / (left_mra + left_zund))
    mra = _path(MRA_2023, mra_2024, MRA_2030)
    zund = _path(ZUND_2023, FLEVOLAND_2024 - mra_2024, ZUND_2030)
    both = {year: mra[year] + zund[year] for year in mra}
    split = "2024: 13,456 for Flevoland (F044) split by what each deal had left after 2023"
    return [
        *_rows("woondeal-mra", mra, {2023: "F027", 2030: "F003"}, split),
        *_rows("woondeal-zund", zund, {2023: "F031", 2030: "F004"}, split),
        *_rows("flevoland", both, {2023: "F022", 2024: "F044", 2030: "F001"}, ""),
    ]


def meetings() -> list[dict[str, str]]:
    """Rows of `bomirt.csv`: two meetings held, then one expected every autumn to 2035.

    Expected meetings get the second Thursday of November; only their year carries meaning, and they may slip.
    """
    held = [
        ("bo-mirt-2024", "2024-11-07", "measured", "Held on 6-7 November 2024 (letter to parliament 36600 A 16)"),
        (
            "bo-mirt-2025",
            "2026-01-08",
            "measured",
            "Held on 5, 7 and 8 January 2026, later than the usual autumn (parliamentary papers 2026D00875 and 36800 A 11)",
        ),
    ]
    expected = [
        (
            f"bo-mirt-{year}",
            f"{year}-11-{_second_thursday(year):02d}",
            "assumed",
            "Expected in autumn, once a year (MIRT04)"
            + (
                "; decision on the alternative route to an exploration of the IJmeer crossing (F159)"
                if year == 2026
                else ""
            ),
        )
        for year in range(2026, 2036)
    ]
    return [dict(zip(MEETING_COLUMNS, row, strict=True)) for row in [*held, *expected]]


def _path(end_2023: int, end_2024: int, end_2030: int) -> dict[int, int]:
    yearly = (end_2030 - end_2024) / 6.0
    later = {year: round(end_2024 + yearly * (year - 2024)) for year in range(2025, 2030)}
    return {2022: round(end_2023 / 2.0), 2023: end_2023, 2024: end_2024, **later, 2030: end_2030}


def _rows(deal: str, path: dict[int, int], published: dict[int, str], split: str) -> list[dict[str, str | int]]:
    made: list[dict[str, str | int]] = []
    for year, target in path.items():
        if year in published:
            source, status = f"{published[year]} (progress report of the deals, 2024)", "policy"
        elif year == 2024:
            source, status = split, "estimated"
        else:
            source, status = "Straight line between published years", "estimated"
        made.append(dict(zip(DEAL_COLUMNS, (deal, deal, year, target, source, status), strict=True)))
    return made


def _second_thursday(year: int) -> int:
    """Day of November."""
    first = date(year, 11, 1).weekday()
    return (3 - first) % 7 + 8
