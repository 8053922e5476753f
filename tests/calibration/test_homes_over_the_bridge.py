"""45,000 homes and the bridge: the links and the answers are those of the model, and its page says what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration import ensemble, pages
from calibration.findings import chain, common
from calibration.findings import chain_page as words
from calibration.findings import woningen_45000 as finding

DRAWS = 16


@pytest.fixture(scope="module")
def found() -> words.Found:
    return finding.gather(DRAWS, 1)


@pytest.fixture(scope="module")
def block() -> chain.Block:
    return next(chain.blocks(ensemble.load(2, 1, finding.SETTINGS)))


def test_what_the_page_says_holds_in_a_short_run(found: words.Found) -> None:
    assert [item.text for item in finding.statements(found) if item.holds < min(item.at_least, 0.9)] == []


def test_a_sentence_that_does_not_hold_is_seen(found: words.Found) -> None:
    swapped = replace(found, before=found.after, after=found.before)
    longer = replace(found, links={**found.links, "car": found.links["car"] * 1.01})
    said = [{item.text: item.stands for item in finding.statements(one)} for one in (swapped, longer)]
    assert not said[0]["na aanpassing rijden er minder auto's extra over de brug"]
    assert not said[0]["de antwoorden tellen op tot het verschil"]
    assert not said[1]["de schakels vermenigvuldigen tot de auto's van het model"]


def test_the_effects_lead_from_the_rough_chain_to_the_model(found: words.Found) -> None:
    reached = found.rough + sum(words.effects(found).values())
    assert reached == pytest.approx(found.before[chain.BRIDGE].mean())
    assert found.rough == pytest.approx(2393, abs=1)  # 45,000 x 2.2 x 0.48 x 0.6 x 0.83 x 0.6 x 0.65 / 1.08 x 0.28


def test_nothing_added_changes_nothing(block: chain.Block) -> None:
    none = np.zeros(len(block.inputs.axes.zones))
    still = chain.solve(block, chain.Case(none, none), answer=True)
    assert np.abs(still.extra).max() == 0.0
    assert np.abs(chain.minutes_longer(block, still)).max() == 0.0


def test_people_and_jobs_come_from_elsewhere_in_the_country(block: chain.Block) -> None:
    homes = chain.as_planned(block.inputs, 45_000.0, block.almere)
    jobs = 10_000.0 * block.almere / block.almere.sum()
    made = chain.solve(block, chain.Case(homes, jobs), answer=False)
    assert homes.sum() == pytest.approx(45_000.0)
    assert not homes[~block.almere].any()
    assert made.closure == pytest.approx(1.0)
    total = block.base.static.flows.sum()
    assert made.flows.sum(axis=(0, 1)) == pytest.approx(total)
    held = chain.residents(block, homes)[1]
    grown = made.flows.sum(axis=1) - block.base.static.flows.sum(axis=1)[:, None]
    assert grown[block.almere] == pytest.approx(held[block.almere], abs=1e-3)
    assert (grown[block.inputs.external] < 0.0).all()


def test_one_command_fills_the_page(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    target = tmp_path / "page.md"
    assert finding.main(["--draws", str(DRAWS), "--page", str(target)]) == 0, capsys.readouterr().out
    text, committed = (path.read_text(encoding="utf-8") for path in (target, finding.PAGE))
    assert f"{DRAWS} toekomsten, startgetal 1" in text
    assert "1.024 toekomsten, startgetal 1" in committed
    for name in ("keten", "corridors", "varianten", "controle"):
        rows = [[line.split("|")[1] for line in pages.part(page, name).splitlines() if "|" in line]
                for page in (text, committed)]  # fmt: skip
        assert rows[0] == rows[1], name


def test_a_difference_within_the_noise_or_the_equilibrium_is_said_to_be() -> None:
    luck = np.random.default_rng(1).normal(0.0, 100.0, 64)
    base, centred = np.full(64, 1000.0), luck - luck.mean()
    assert common.change(base, base + centred + 5.0, "veh/h").startswith(common.SAME)
    assert not common.change(base, base + centred + 60.0, "veh/h").startswith(common.SAME)
    assert common.change(base, base + 10.0, "veh/h") == "+10 [10–10]"
    assert common.change(base, base + 10.0, "veh/h", common.NEAR["commute_load"]).startswith(common.SAME)
