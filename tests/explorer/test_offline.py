"""A page of levers as one file holds what the live page shows, of positions that were computed and of no others."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from balanssim import cli, scenario, texts
from balanssim.errors import InputError, RunError
from balanssim.explorer import axes, fragments, front, levers, offline, packing, serve
from balanssim.explorer.pool import Here
from balanssim.explorer.runner import Runner
from balanssim.explorer.states import State
from balanssim.report import pageparts
from tests.explorer import made

GROWTH, METRO = "work.growth_factor", "infrastructure.P2_METRO"


@pytest.fixture(scope="module")
def answering() -> Iterator[Runner]:
    with made.runner() as one:
        yield one


@pytest.fixture(scope="module")
def asked(answering: Runner) -> offline.Offline:
    return offline.asked(answering, [f"{GROWTH}=0.5"], 16, [2030])


@pytest.fixture(scope="module")
def html(answering: Runner, asked: offline.Offline) -> str:
    return offline.page(answering, asked, "nl")


def unpacked(html: str, name: str, count: int = 2) -> list[str]:
    """The texts under a name, one per position: what the script does, done otherwise."""
    found = re.search(rf'<script type="text/plain" id="held-{re.escape(name)}">([^<]+)</script>', html)
    assert found, name
    places = json.loads(zlib.decompress(base64.b64decode(found[1])))

    def at(place: Any, position: int) -> str:
        if isinstance(place, str):
            return place
        values, *picks = place
        return values[picks[0][position] if picks else position] or ""

    return ["".join(at(place, position) for place in places) for position in range(count)]


# ---- levers and their levels ----------------------------------------------------------------------------------------


def test_levels_hold_the_scenario_and_are_sorted(answering: Runner) -> None:
    found = axes.read(["levers.work.growth_factor=1.5,0.5,0.5", f"{METRO}=never"], answering.levers)
    assert [axis.lever.id for axis in found] == [METRO, GROWTH]  # as on the page, not as given
    assert [axis.texts for axis in found] == [("procedures", "never"), ("0.5", "1", "1.5")]
    places = axes.positions(found)
    assert len(set(places)) == 6
    assert places[1] == State()  # procedures, 1
    assert places[3] == State(((METRO, "never"), (GROWTH, 0.5)))


def test_the_level_of_the_scenario_is_marked_in_every_list(answering: Runner) -> None:
    for lever in (METRO, GROWTH):
        both = offline.asked(answering, [lever], 16, [2030])
        chosen = re.findall(r'<option value="[^"]*" selected>([^<]*)</option>', front.main(answering, "nl", both))
        assert len([words for words in chosen if words.endswith("(scenario)")]) == 1, chosen


@pytest.mark.parametrize("base", ["tiny", "balanssim:referentie", "balanssim:ijmeer-2035", "balanssim:alles-tegen"])
def test_levels_that_nobody_named_are_some_and_possible(base: str) -> None:
    ref = made.tiny_file() if base == "tiny" else base
    offered = levers.offered(scenario.load(ref))
    found = axes.read([], offered)
    assert 2 <= len(found) <= 4
    assert len(axes.positions(found)) <= 64
    for lever in offered:
        levels = axes.usual(lever)
        assert 2 <= len(levels) <= 4, lever.id
        assert lever.value in levels
        for level in levels:
            assert scenario.check(ref, overrides=levers.overrides(lever, level)) == []


def test_all_that_is_wrong_is_told_at_once(answering: Runner) -> None:
    bad = ["work.growth_facter", f"{GROWTH}=9,much", f"{METRO}=soon", GROWTH, "grid.reinforcement_year=2030.5"]
    with pytest.raises(InputError) as refused:
        offline.asked(answering, bad, None, [1990])
    codes = [one.code for one in refused.value.problems]
    assert sorted(codes) == ["explore.lever_choice", *["explore.lever_number"] * 3, "explore.lever_twice",
                             "explore.no_lever", "explore.year"]  # fmt: skip
    for lang in texts.LANGUAGES:
        assert "work.growth_factor" in texts.render(refused.value.problems, lang)


def test_too_many_positions_are_refused_with_a_way_out(answering: Runner) -> None:
    many = [f"{one.id}=0.5,0.6,0.7,0.8" for one in answering.levers if one.unit == "factor"]
    with pytest.raises(InputError) as refused:
        axes.read(many, answering.levers)
    (problem,) = refused.value.problems
    assert problem.code == "explore.too_many_positions"
    assert "5 x 5 x 5 x 5" in texts.problem(problem, "en")
    with pytest.raises(InputError, match=r"only the value of the scenario \(1\)"):
        axes.read([f"{GROWTH}=1"], answering.levers)


# ---- the file -------------------------------------------------------------------------------------------------------


def test_packed_texts_come_out_as_they_went_in() -> None:
    given = ["a\nb\n\nc é", "a\nB\nc é", "", "x\nx\na", "a\nb\n\nc é"]
    packed = packing.pack(given)
    assert unpacked(f'<script type="text/plain" id="held-x">{packed}</script>', "x", len(given)) == given
    assert packing.pack(given) == packed


def test_it_says_at_every_position_what_the_live_page_says(answering: Runner, html: str) -> None:
    browser = made.client(answering)
    for position, state in enumerate([{GROWTH: 0.5}, {}]):
        for lang in texts.LANGUAGES:
            live = made.ask(browser, levers=state, lang=lang)
            for part in fragments.PARTS:
                assert unpacked(html, f"{part}-alone-2030-{lang}")[position] == live["parts"][part]
    beside = made.ask(browser, levers={GROWTH: 0.5}, pinned={}, parts=["goals"])["parts"]["goals"]
    assert unpacked(html, "goals-beside-2030-nl")[0] == beside.replace("Vastgezet", "Scenario")


def test_any_two_positions_are_compared_world_by_world(answering: Runner, html: str) -> None:
    """The headline rows say of a pair what the live page says of it in its table."""
    held = json.loads(str(re.search(r'id="held">(.*?)</script>', html)[1]).replace("\\u003c", "<"))  # type: ignore[index]
    states = [State(((GROWTH, 0.5),)), State()]
    for lang in texts.LANGUAGES:
        labels = [row["label"] for row in held["rows"][lang]]
        for now, before in ((0, 1), (1, 0)):
            datasets = [answering.dataset(states[at], 16, "", answering.ticket("")) for at in (before, now)]
            scenarios = [answering.resolved(states[at], 16) for at in (before, now)]
            live = fragments.bring(scenarios, datasets, answering.region, 2030)
            rows = [pageparts.row(outcome, lang) for outcome in live.table(lang).outcomes]
            assert [row["label"] for row in rows] == labels
            told = json.loads(unpacked(html, f"pairs-2030-{lang}")[now].split("\n")[before])
            assert told == [
                "; ".join(filter(None, (row["cells"][1]["difference"], row["cells"][1]["how_often"]))) for row in rows
            ]
            cells = json.loads(unpacked(html, f"cells-2030-{lang}")[before])
            assert cells == [row["cells"][0]["text"] for row in rows]
    assert any("[" in words for words in told)
    same = json.loads(unpacked(html, "pairs-2030-en")[0].split("\n")[0])
    assert set(same) == {"≈ indistinguishable"}


def test_files_that_it_saves_are_those_of_the_position(answering: Runner, html: str) -> None:
    for lang in texts.LANGUAGES:
        moved, same = unpacked(html, f"scenario-{lang}")
        path = made.tiny_file().with_name(f"{offline.NAME}.yaml")
        path.write_text(moved, encoding="utf-8")
        assert scenario.load(path).scenario.levers.work.growth_factor == 0.5
        assert "set:" not in same
    tables = unpacked(html, "table-alone-nl")
    assert tables[0] != tables[1]
    assert tables[0].startswith("scenario,changed,draws,outcome,place")


def test_the_same_question_gives_the_same_bytes(
    answering: Runner, asked: offline.Offline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "PARTS", ("story", "goals"))  # a tenth of the time
    first = offline.page(answering, asked, "nl")
    with made.runner() as another:
        turned = offline.asked(another, [f"{GROWTH}=1,0.5,1"], 16, [2030, 2030])
        seconds, size = offline.expected(another, turned)  # whose worlds the file is made of
        packs = sum(len(one) for one in re.findall(r'<script type="text/plain"[^>]*>([^<]*)<', first))
        assert 0.0 < seconds < 600.0
        assert 0.5 * packs < size < 2.0 * packs
        assert offline.page(another, turned, "nl") == first


def test_it_is_sealed_and_names_no_folder(answering: Runner, html: str) -> None:
    policy = str(re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]).replace("&#39;", "'")  # type: ignore[index]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "connect" not in policy
    assert not re.search(r"""(?:src|href)=["'](?!#)""", html)
    assert str(made.tiny_file().parent) not in html
    assert "balanssim explore proef.yaml --export balanssim.html --draws 16 --year 2030 --lever work" in html
    bodies = _Bodies()
    bodies.feed(html)
    assert bodies.levers == {"nl": [GROWTH], "en": [GROWTH]}
    assert bodies.fixed == {lang: len(answering.levers) - 1 + 2 for lang in ("nl", "en")}  # and draws, and the date


class _Bodies(HTMLParser):
    """Levers that move, and what stands fixed, by language."""

    def __init__(self) -> None:
        super().__init__()
        self.lang, self.levers, self.fixed = "", dict[str, list[str]](), dict[str, int]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "template":
            self.lang = str(given["id"]).removeprefix("page-")
        if "data-lever" in given:
            self.levers.setdefault(self.lang, []).append(str(given["data-lever"]))
        if tag == "dd":
            self.fixed[self.lang] = self.fixed.get(self.lang, 0) + 1


# ---- where it goes --------------------------------------------------------------------------------------------------


def test_nothing_is_computed_where_it_cannot_be_written(tmp_path: Path) -> None:
    there = tmp_path / "there.html"
    there.write_text("mine")
    for path, code in ((there, "file_exists"), (tmp_path / "no" / "a.html", "no_folder"), (there / "a", "no_folder")):
        with pytest.raises(InputError) as refused:
            offline.check_target(path)
        assert [one.code for one in refused.value.problems] == [f"explore.{code}"]
    with pytest.raises(RunError):
        offline.check_target(tmp_path / f"{'n' * 300}.html")
    assert there.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [there]


def test_the_command_refuses_in_words_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "page.html"
    command = ["explore", str(made.tiny_file()), "--workers", "1"]
    assert cli.main(["--lang", "nl", *command, "--export", str(target), "--lever", "work.growth_facter"]) == 2
    assert "Bedoelde u: work.growth_factor?" in capsys.readouterr().err
    assert cli.main(["--lang", "en", *command, "--draws", "16"]) == 2
    assert "--draws goes with --export FILE" in capsys.readouterr().err
    assert not target.exists()


def test_the_command_says_what_it_will_do_and_writes_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "Pool", lambda ref, region, count: Here(ref, region))  # no processes for three positions
    monkeypatch.setattr(fragments, "PARTS", ("story",))
    target = tmp_path / "page.html"
    command = ["--lang", "en", "explore", str(made.tiny_file()), "--export", str(target), "--draws", "2",
               "--lever", f"{GROWTH}=0.5,1.5"]  # fmt: skip
    assert cli.main(command) == 0
    said = capsys.readouterr()
    assert "3 positions (3) of 2 futures, 6 futures together" in said.err
    assert re.search(r"Estimated time: \d+ min. The file will be about \d+ MB.*3 of 3 positions", said.err, re.DOTALL)
    assert "3 of 3 positions" in said.err
    assert f"Page: {target.as_posix()} (" in said.out
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]
    assert '<html lang="en">' in target.read_text(encoding="utf-8")
    assert cli.main(command) == 2
    assert "exists already" in capsys.readouterr().err


def test_the_command_interrupted_leaves_nothing_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "Pool", lambda ref, region, count: Here(ref, region))

    def stop(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(fragments, "bring", stop)
    command = ["--lang", "en", "explore", str(made.tiny_file()), "--export", str(tmp_path / "page.html")]
    assert cli.main([*command, "--draws", "2"]) == 130
    assert "Nothing was written." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
