"""Answers of the live page are numbers of the model: those of a run, bit for bit, however they were asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import balanssim as bs
from balanssim import live, scenario
from balanssim.explorer import fragments, levers
from balanssim.explorer.pool import CalledOff
from balanssim.explorer.runner import Runner
from balanssim.explorer.states import Refused, State
from balanssim.scenario import Resolved
from tests import middle
from tests.explorer import made

MOVED = {"work.business_park_ha": 20, "infrastructure.P2_METRO": "never", "mobility.wfh_extra_share": 0.1}
SET = ("levers.work.business_park_ha=20", "levers.infrastructure.P2_METRO.opening=never",
       "levers.mobility.wfh_extra_share=0.1")  # fmt: skip


@pytest.fixture(scope="module")
def answering() -> Iterator[Runner]:
    with made.runner() as one:
        yield one


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> object:
    """The same state through the public API, stored and opened."""
    out = tmp_path_factory.mktemp("results")
    return bs.simulate(made.tiny_file(), overrides=SET, draws=16, out=out, workers=1, profile="standard")


def test_worlds_are_those_of_a_run_in_parts_of_any_size(run: object) -> None:
    resolved = scenario.load(made.tiny_file(), overrides=SET)
    region = middle.tiny().region
    inputs = live.prepared(resolved, region)
    parts = [live.worlds(resolved, region, inputs, list(part)) for part in (range(1, 6), range(6, 17))]
    found = live.dataset(resolved, region, live.joined(parts))
    for one in live.variables():
        np.testing.assert_array_equal(found[one.name].values, run[one.name].values)  # type: ignore[index]
        assert found[one.name].attrs["units"] == run[one.name].attrs["units"]  # type: ignore[index]


def test_the_page_says_what_the_api_says(answering: Runner, run: object) -> None:
    said = made.ask(made.client(answering), levers=MOVED, parts=["goals"])
    assert said["draws"] == 16
    loads = [one for one in said["outcomes"] if one["variable"] in ("homes_added", "jobs_all_added")]
    assert len(loads) >= 3
    for one in loads:
        values = run[one["variable"]].sel(area=one["place"], year=2030).values.astype(np.float64)  # type: ignore[index]
        assert one["cells"][0]["median"] == np.median(values)
    assert "Testad" in said["parts"]["goals"]


def test_a_first_picture_is_refined_and_not_computed_again(answering: Runner) -> None:
    state = State((("work.growth_factor", 0.7),))
    asked: list[list[int]] = []
    kept = answering._worlds

    class Watched:
        def worlds(self, overrides: tuple[str, ...], labels: range, ticket: int) -> object:
            asked.append(list(labels))
            return kept.worlds(overrides, labels, ticket)

        def call_off(self, ticket: int) -> None:
            kept.call_off(ticket)

    answering._worlds = Watched()  # type: ignore[assignment]
    try:
        first = answering.dataset(state, 16, "tab", answering.ticket("tab"))
        more = answering.dataset(state, 32, "tab", answering.ticket("tab"))
        answering.dataset(state, 16, "tab", answering.ticket("tab"))
    finally:
        answering._worlds = kept
    assert asked == [list(range(1, 17)), list(range(17, 33))]
    np.testing.assert_array_equal(first["homes"].values, more["homes"].values[:16])


def test_pinned_and_now_are_compared_world_by_world(answering: Runner) -> None:
    slow = {"housing.pace_cap.T1": 50}
    said = made.ask(made.client(answering), levers=slow, pinned={}, parts=["story", "fans", "goals"])
    homes = next(one for one in said["outcomes"] if one["id"] == "homes_added@T1")
    assert [cell["scenario"] for cell in homes["cells"]] == ["pinned", "now"]
    assert homes["cells"][1]["difference_median"] < 0
    assert "Vastgezet" in said["parts"]["fans"]
    alone = made.ask(made.client(answering), levers=slow, parts=["fans"])
    assert "Vastgezet" not in alone["parts"]["fans"]


def test_every_part_in_both_languages(answering: Runner) -> None:
    browser = made.client(answering)
    said = {lang: made.ask(browser, lang=lang) for lang in ("nl", "en")}
    assert list(said["nl"]["parts"]) == list(fragments.PARTS)
    assert said["nl"]["outcomes"] != said["en"]["outcomes"]
    for part in fragments.PARTS:
        assert said["nl"]["parts"][part] != said["en"]["parts"][part]
        assert " style=" not in said["nl"]["parts"][part]


def test_a_picture_says_how_many_futures_it_is_of(answering: Runner) -> None:
    browser = made.client(answering)
    for lang, words in (
        ("nl", "beeld is van {} doorgerekende toekomsten"),
        ("en", "picture is of {} calculated futures"),
    ):
        for draws in (16, 32):
            said = made.ask(browser, lang=lang, draws=draws, parts=["story"])["parts"]["story"]
            assert words.format(draws) in said
            assert "100 doorgerekende" not in said
            assert "100 calculated" not in said


def test_an_answer_tells_what_its_parts_took(answering: Runner) -> None:
    answer = made.client(answering).post("/api/run", json={"draws": 16, "year": 2030, "parts": ["story"]})
    told = dict(one.split(";dur=") for one in answer.headers["server-timing"].split(", "))
    assert list(told) == ["compose", "worlds", "bring", "render"]
    assert all(float(took) >= 0 for took in told.values())


def test_a_part_says_what_it_says_among_all(answering: Runner) -> None:
    browser = made.client(answering)
    every = made.ask(browser, levers=MOVED, pinned={})
    for part in fragments.PARTS:
        alone = made.ask(browser, levers=MOVED, pinned={}, parts=[part])
        assert alone["parts"] == {part: every["parts"][part]}
        assert (alone["outcomes"], alone["goals"]) == (every["outcomes"], every["goals"])


def test_levers_that_cannot_go_together_are_told_as_by_check(
    answering: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(state: State, draws: int) -> Resolved:
        return scenario.load(made.tiny_file(), overrides=["levers.work.space_by=soon"])

    monkeypatch.setattr(answering, "resolved", refuse)
    answer = made.client(answering).post("/api/run", json={"year": 2030})
    assert answer.status_code == 422
    assert "levers.work.space_by" in answer.json()["nl"]
    assert answer.json()["nl"] != answer.json()["en"]


def test_a_saved_state_is_a_scenario_that_gives_the_same(answering: Runner, tmp_path: Path) -> None:
    browser = made.client(answering)
    answer = browser.post("/api/scenario", json={"levers": MOVED, "name": "bewaard"})
    assert answer.headers["content-disposition"] == 'attachment; filename="bewaard.yaml"'
    path = made.tiny_file().with_name("bewaard.yaml")
    path.write_text(answer.text, encoding="utf-8")
    assert scenario.check(path) == []
    assert scenario.load(path).numbers_json() == scenario.load(made.tiny_file(), overrides=SET).numbers_json()
    assert len(answer.text.splitlines()) < 16
    again = browser.post("/api/scenario", json={"levers": {}, "name": "bewaard"}).text
    assert "set:" not in again


def test_what_was_set_at_the_start_is_in_the_state_and_in_the_file() -> None:
    with made.runner("levers.work.growth_factor=0.5") as one:
        lever = next(lever for lever in one.levers if lever.id == "work.growth_factor")
        assert lever.value == 0.5
        text = made.client(one).post("/api/scenario", json={"levers": {}, "name": "gezet"}).text
    assert "levers.work.growth_factor: 0.5" in text


def test_figures_as_a_table(answering: Runner) -> None:
    answer = made.client(answering).post("/api/data", json={"levers": MOVED, "draws": 16, "year": 2030})
    lines = answer.text.splitlines()
    assert lines[0] == "scenario,changed,draws,outcome,place,unit,year,p10,median,p90"
    changed, draws = lines[1].split(",")[1:3]
    assert "levers.mobility.wfh_extra_share=0.1" in changed.split()
    assert (len(changed.split()), draws) == (len(MOVED), "16")
    assert len(lines) > 7 * 10


def test_the_newest_question_of_a_tab_wins(answering: Runner) -> None:
    state = State((("work.growth_factor", 1.3),))
    old, other = answering.ticket("one"), answering.ticket("two")
    new = answering.ticket("one")
    with pytest.raises(Refused) as refused:
        answering.dataset(state, 16, "one", old)
    assert (refused.value.code, refused.value.status) == ("explore.refused.newer", 409)
    assert answering.dataset(state, 16, "two", other).sizes["draw"] == 16
    assert answering.dataset(state, 16, "one", new).sizes["draw"] == 16


def test_a_run_is_given_up_when_a_newer_question_comes(answering: Runner) -> None:
    state = State((("work.growth_factor", 1.7),))
    kept, begun = answering._worlds, threading.Event()

    class Slow:
        def __init__(self) -> None:
            self.off = threading.Event()

        def worlds(self, overrides: tuple[str, ...], labels: range, ticket: int) -> object:
            begun.set()
            assert self.off.wait(60)
            raise CalledOff

        def call_off(self, ticket: int) -> None:
            self.off.set()

    answering._worlds = Slow()  # type: ignore[assignment]
    refused: list[Refused] = []

    def ask() -> None:
        try:
            answering.dataset(state, 16, "tab", first)
        except Refused as error:
            refused.append(error)

    first = answering.ticket("tab")
    thread = threading.Thread(target=ask)
    thread.start()
    try:
        assert begun.wait(60)
        answering.ticket("another tab")
        assert not answering._worlds.off.is_set()
        answering.ticket("tab")
        thread.join(60)
    finally:
        answering._worlds = kept
    assert [error.status for error in refused] == [409]


def test_worlds_stop_within_a_year_of_being_called_off(answering: Runner) -> None:
    worlds = answering._worlds
    worlds.call_off(-7)
    with pytest.raises(CalledOff):
        worlds.worlds((), range(1, 17), -7)


@pytest.mark.parametrize("base", ["tiny", "balanssim:referentie", "balanssim:omgevingsvisie"])
def test_both_ends_of_every_lever_are_scenarios(base: str) -> None:
    ref = made.tiny_file() if base == "tiny" else base
    offered = levers.offered(scenario.load(ref))
    assert 12 <= len(offered) <= 18
    assert len({one.id for one in offered}) == len(offered)
    for end in (0, -1):
        texts = []
        for one in offered:
            value = one.choices[end] if one.bounds is None else one.bounds[:2][end]
            texts += levers.overrides(one, value)
        assert scenario.check(ref, overrides=texts) == []
    same = [text for one in offered for text in levers.overrides(one, one.value)]
    assert scenario.load(ref, overrides=same).scenario.levers.work == scenario.load(ref).scenario.levers.work


def test_a_browser_can_stand_on_the_value_of_the_scenario() -> None:
    for one in levers.offered(scenario.load("balanssim:omgevingsvisie")):
        if one.bounds is not None:
            low, high, step = one.bounds
            count = (float(one.value) - low) / step
            assert abs(count - round(count)) < 1e-6, one.id
            assert low <= float(one.value) <= high
