"""Every piece of the gallery through the command line, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from balanssim import positions, textfiles
from balanssim.region import files
from tests.gallery import made, region_index, region_made
from tests.gallery.scenario_index import SCENARIOS, Row
from tests.gallery.show import FOLDER, ask, scenarios, within

LABEL = {"nl": "; verwacht: ", "en": "; expected: "}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return scenarios(tmp_path_factory.mktemp("gallery") / "scenarios")


def blocks(text: str) -> list[list[str]]:
    """Problems as lists of lines; the closing count is left out."""
    found: list[list[str]] = []
    for line in text.splitlines()[:-1]:
        if line.startswith("  "):
            found[-1].append(line.strip())
        else:
            found.append([line])
    return found


def shown(place: str, key: str, name: str) -> str:
    """The first line of a problem."""
    where = f"{name}:{place}" if re.fullmatch(r"\d+:\d+", place) else (place or name)
    return f"{where}  {key}".rstrip()


def sound(code: int, out: str, err: str, lang: str) -> None:
    """What holds for every refusal."""
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert re.search(r"^\d+ (fout|error)|^[\d.,]+ (fouten|errors)", err.splitlines()[-1])
    for block in blocks(err):
        assert len(block) == 3, block  # place, what is wrong, way out
        assert not re.search(r"\{[a-z_]+\}", block[1] + block[2].replace("{file}", "")), block
        assert not re.search(
            r"\b1 (fouten|errors|keer|times|paren|regels|rows|kolommen|columns|plaatsen|places)\b", err
        )
        assert not block[1].startswith(";")
        if lang == "nl":
            assert not re.search(r"\b(expected|found|line|the|while|error)\b(?! wordt)", no_names(block[1])), block


def no_names(text: str) -> str:
    """A line without quoted names and lists of names."""
    return re.sub(
        r"'[^']*'|\"[^\"]*\"|\{.*\}|\b(een|one) van .*|kopregel: .*|alleen .*|gevonden: .*|expected: \w+;", "", text
    )


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_broken_scenario(name: str, lang: str, folder: Path) -> None:
    if name == "unreadable.yaml" and made.may_read_everything():
        pytest.skip("this user may read every file")
    with within(folder):
        code, out, err = ask("scenario", "check", name, "--lang", lang)
    sound(code, out, err, lang)
    rows = [row for row in SCENARIOS[name] if isinstance(row, tuple)]
    total = next((row for row in SCENARIOS[name] if isinstance(row, int)), len(rows))
    found = blocks(err)
    assert len(found) == total, err
    for row in rows:
        assert any(fits(row, block, name, lang) for block in found), f"{row}\n{err}"


def fits(row: Row, block: list[str], name: str, lang: str) -> bool:
    place, _, key, nl, en = row
    words = " ".join(block[1:])
    return block[0] == shown(place, key, name) and all(
        part in words for part in (nl if lang == "nl" else en).split(" … ")
    )


def test_codes_are_as_the_index_says(folder: Path) -> None:
    wrong = []
    with within(folder):
        for name, rows in SCENARIOS.items():
            if name == "unreadable.yaml":
                continue
            found = [item["code"] for item in json.loads(ask("scenario", "check", name, "--json")[1])["problems"]]
            wrong += [(name, row[1], found) for row in rows if isinstance(row, tuple) and row[1] not in found]
    assert wrong == []


def test_every_file_is_in_the_index_and_says_what_is_wrong() -> None:
    names = {path.name for path in FOLDER.glob("*.yaml")}
    assert names | set(made.BROKEN) == set(SCENARIOS)
    assert list(SCENARIOS) == sorted(SCENARIOS)
    assert all(path.read_text("utf-8").startswith("# ") for path in sorted(FOLDER.rglob("*.yaml")))


@pytest.mark.parametrize("name", made.FINE)
def test_odd_but_fine(name: str, folder: Path) -> None:
    with within(folder):
        code, out, err = ask("scenario", "check", name)
    assert (code, err) == (0, "")
    assert name in out


@pytest.mark.parametrize("case", region_index.CASES, ids=lambda case: case.name)
def test_broken_region(case: region_index.Case, tmp_path: Path) -> None:
    with within(tmp_path):
        file, line = region_index.write(Path("Mijn regio één"), case)
        place = f"Mijn regio één/{file}:{line}:{case.column or ''}"
        for lang, words in (("nl", case.nl), ("en", case.en)):
            code, out, err = ask("region", "check", "Mijn regio één", "--lang", lang)
            sound(code, out, err, lang)
            assert any(block[0].startswith(place) and words in " ".join(block[1:]) for block in blocks(err)), err


@pytest.mark.parametrize("one", region_made.MADE, ids=lambda one: one.name)
def test_broken_region_as_files(one: region_made.Made, tmp_path: Path) -> None:
    if one.name == "file one may not read" and made.may_read_everything():
        pytest.skip("this user may read every file")
    with within(tmp_path):
        region_made.write(Path("r"), one)
        for lang, words in (("nl", one.nl), ("en", one.en)):
            code, out, err = ask("region", "check", "r", "--lang", lang)
            sound(code, out, err, lang)
            found = blocks(err)
            assert any(block[0].split()[0] == f"r/{one.place}" and words in " ".join(block[1:]) for block in found), err


def test_a_gallery_and_not_a_shelf() -> None:
    assert len(SCENARIOS) >= 150
    assert len(region_index.CASES) + len(region_made.MADE) >= 120
    assert len({case.name for case in region_index.CASES}) == len(region_index.CASES)


def test_no_more_is_read_than_is_allowed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """50 MB: one byte beyond the limit tells that the file is too large, the rest stays on the disk."""
    sizes: list[int] = []
    read = textfiles.read

    def counted(path: Path, most: int) -> bytes:
        data = read(path, most)
        sizes.append(len(data))
        return data

    monkeypatch.setattr(textfiles, "read", counted)
    with within(folder):
        ask("scenario", "check", "50-megabytes.yaml")
    assert sizes == [positions.MAX_BYTES + 1]
    sizes.clear()
    with within(tmp_path):
        region_made.write(Path("r"), next(one for one in region_made.MADE if one.name == "50 MB"))
        ask("region", "check", "r")
    assert max(sizes) == files.MAX_BYTES + 1


@pytest.mark.parametrize("name", ["bomb.yaml", "many-aliases.yaml", "many-values.yaml", "brackets.yaml", "deep.yaml"])
def test_bombs_stay_small(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work on a bomb is counted, not timed: never more nodes than allowed, no deeper than allowed."""
    made_nodes = 0

    class Counted(positions.Node):
        def __init__(self, *given: object) -> None:
            nonlocal made_nodes
            made_nodes += 1
            super().__init__(*given)

    monkeypatch.setattr(positions, "Node", Counted)
    parsed = positions.parse((folder / name).read_bytes(), name)
    assert parsed.problems
    assert made_nodes <= positions.MAX_NODES


@pytest.mark.parametrize(("error", "nl", "en"), [
    (PermissionError(13, "x"), "mag niet worden gelezen", "may not be read"),
    (OSError(5, "x"), "is niet te lezen (fout 5 van het systeem)", "cannot be read (error 5 of the system)"),
    (OSError(36, "x"), "kan geen bestandsnaam zijn", "cannot be the name of a file"),
])  # fmt: skip
def test_what_the_system_refuses(
    error: OSError, nl: str, en: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, most: int) -> bytes:
        raise error

    monkeypatch.setattr(textfiles, "read", refuse)
    with within(folder):
        for lang, words in (("nl", nl), ("en", en)):
            code, out, err = ask("scenario", "check", "tab.yaml", "--lang", lang)
            sound(code, out, err, lang)
            assert words in err
