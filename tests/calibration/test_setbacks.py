"""When everything goes wrong: the setbacks lead from one scenario to the other, and the page says what they do."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from calibration import pages
from calibration.findings import alles_tegen, paired

DRAWS = 16


@pytest.mark.long
def test_the_page_on_setbacks_says_what_a_short_run_says(tmp_path: Path) -> None:
    two, committed = alles_tegen.between(DRAWS, 1), alles_tegen.PAGE.read_text(encoding="utf-8")
    worst = alles_tegen.gather(two, tmp_path)
    assert [item.text for item in alles_tegen.statements(worst) if item.holds < min(item.at_least, 0.8)] == []
    parts = dict.fromkeys(alles_tegen.SETBACKS, np.arange(float(DRAWS)))
    shared = {(label, year): parts for year in alles_tegen.YEARS for label in alles_tegen.SHARED}
    found = alles_tegen.Found(worst.vision, worst.worst, shared)
    text = pages.fill(committed, alles_tegen.parts(found, alles_tegen.statements(found), two))
    for name in ("tegenslagen", "uitkomsten-2041", "uitkomsten-2051", "waardoor", "controle"):
        assert pages.first_column(text, name) == pages.first_column(committed, name), name
    stands = {
        item.text: item.stands for item in alles_tegen.statements(alles_tegen.Found(worst.worst, worst.vision, {}))
    }
    assert not stands["minder banen in Almere (2041)"]


def test_every_difference_between_two_scenarios_has_a_group_and_every_group_a_difference() -> None:
    two = alles_tegen.between(4, 1)
    keys = [key for group in two.groups.values() for key in group]
    assert len(keys) == len(set(keys))
    some = {name: beginnings for name, beginnings in alles_tegen.SETBACKS.items() if "net" not in name}
    with pytest.raises(
        ValueError, match=r"no group for levers\.grid\.reinforcement_year; .*no difference for 'demand'"
    ):
        paired.between("omgevingsvisie", "alles-tegen", {**some, "demand": ("levers.demand",)}, 4, 1)


def test_shares_of_setbacks_add_up_to_the_difference() -> None:
    worths = {frozenset("a"): 1.0, frozenset("b"): 2.0, frozenset("ab"): 5.0, frozenset(): 0.0}
    parts = paired.share_out(("a", "b"), lambda made: np.full(3, worths[made]))
    assert {name: values.tolist() for name, values in parts.items()} == {"a": [2.0] * 3, "b": [3.0] * 3}


def test_the_committed_page_has_the_rows_of_its_command() -> None:
    text = alles_tegen.PAGE.read_text(encoding="utf-8")
    assert pages.part(text, "verantwoording").startswith("256 toekomsten, startgetal 1")
    assert re.findall(r"<!-- begin: ([\w-]+) -->\s*<!-- end", text) == []
    for year in alles_tegen.YEARS:
        assert pages.first_column(text, f"uitkomsten-{year}")[2:] == [row.label for row in alles_tegen.ROWS]
    assert pages.first_column(text, "waardoor")[2:] == [
        f"{label}, 1-1-{year}" for year in alles_tegen.YEARS for label in alles_tegen.SHARED
    ]
