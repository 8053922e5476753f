# ruff: noqa: E501 - tables
"""Ready-made scenarios and a sound region, damaged at random: exit 0 or 2, and every refusal has a place and words."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim import cli, texts
from balanssim.errors import Problem
from balanssim.positions import parse
from balanssim.region import check as region_room
from balanssim.region.index import shipped_folder as region_folder
from balanssim.scenario import check, load, loads, show
from balanssim.scenario.sources import shipped_folder
from balanssim.testing import tiny_region

READY = sorted(path.name for path in shipped_folder().glob("*.yaml"))
#: Kinds that are about a file as a whole.
WHOLE = re.compile(r"file\..*|yaml\.too_many|scenario\.missing_file|region\.(no_|file_|folder_|manifest_).*")
#: Words of last resort: meeting one means that a kind of mistake has no words of its own yet.
LAST_RESORT = ("value.other", "yaml.syntax", "table.csv_syntax")

TOKENS = (
    *[": ", ":", "- ", "-", "? ", "[", "]", "{", "}", "{}", "[]", ",", "#", " #", "&a ", "*a", "!x ", "!!int ", "|", ">", "|2"],
    *["'", '"', "''", '""', "%", "@", "`", "---", "...", "\n---\n", "\n...\n", "<<: ", "\t", "\n", "\r", "\r\n", " ", "  "],
    *["\x00", "\x07", "\x1b[2J", "\x85", "\u2028", "\ufeff", "\ud800", "é", "€", "😀", "\\", "\\x", "~", "null", "no", "012", "1:30"],
    *["1e999", "-1e999", ".nan", ".inf", "9" * 30, "9" * 400, "1e-320", "-0", "0x1F", "0o7", "1_000", "1.500.000", "0,4", "40%"],
    *["{zone}", "{0}", "%s", "never", "decision:", "balanssim:", "2030", "true", "value", "dist: uniform", "extends", "T1-C;T2"],
    *[";", ",,", '","', "a>b", "line:", "P1_BRIDGE"],
)  # fmt: skip


def mutate(text: str, chance: random.Random) -> str:
    """One change to a text."""
    lines = text.splitlines(keepends=True) or [""]
    row = chance.randrange(len(lines))
    line, other = lines[row], chance.randrange(len(lines))
    spot = chance.randrange(len(text) + 1)
    token = chance.choice(TOKENS) if chance.random() < 0.8 else chr(chance.randrange(0x250))
    words = list(re.finditer(r"[^\s,:;{}\[\]\"']+", line)) or [re.compile("").match(line)]
    word = chance.choice(words)
    assert word is not None
    changes: Sequence[Callable[[], str]] = (
        lambda: "".join(lines[:row] + lines[row + 1 :]),
        lambda: "".join([*lines[:row], line, *lines[row:]]),
        lambda: "".join(lines[other] if n == row else line if n == other else one for n, one in enumerate(lines)),
        lambda: text[:spot],
        lambda: text[:spot] + token + text[spot:],
        lambda: text[:spot] + text[spot + chance.randrange(1, 9) :],
        lambda: "".join([*lines[:row], line[: word.start()] + token + line[word.end() :], *lines[row + 1 :]]),
        lambda: "".join([*lines[:row], line[: word.start()] + word[0][::-1] + line[word.end() :], *lines[row + 1 :]]),
        lambda: "".join([*lines[:row], line.replace(":", token, 1), *lines[row + 1 :]]),
        lambda: "".join([*lines[:row], " " * chance.randrange(1, 5) + line, *lines[row + 1 :]]),
        lambda: "".join([*lines[:row], line[1:], *lines[row + 1 :]]),
        lambda: text.replace(word[0], token) if word[0] else text,
    )
    return chance.choice(changes)()


def damaged(text: str, seed: int) -> bytes:
    """A text after one to three changes, in UTF-8 or not."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = mutate(text, chance)
    encoding = chance.choice(("utf-8",) * 12 + ("utf-8-sig", "cp1252", "utf-16"))
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


def hold(problems: list[Problem], folder: Path) -> None:
    """Every problem has an existing line of an existing file, and words of its own."""
    assert problems == sorted(problems)
    for item in problems:
        assert item.code not in LAST_RESORT, item
        if item.line == 0:
            assert WHOLE.fullmatch(item.code), item
            continue
        data = file_of(item.file, folder).read_bytes()
        lines = re.split(b"\r\n|\r|\n", data)
        assert 1 <= item.line <= len(lines), item
        assert 1 <= item.column <= len(lines[item.line - 1]) + 2, item
    for lang in texts.LANGUAGES:
        for item in problems:
            words = texts.problem(item, lang).splitlines()
            assert 2 <= len(words) <= 3
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "".join(words))


def file_of(shown: str, folder: Path) -> Path:
    """The file that a problem names."""
    if shown.startswith("balanssim:"):
        name = shown.removeprefix("balanssim:")
        return region_folder() / name if "/" in name else shipped_folder() / f"{name}.yaml"
    return folder / shown


def exit_code(*arguments: str) -> int:
    """Exit code of the command line; nothing may come out that looks like a traceback."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main(arguments)
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return code


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mutated")
    for name in READY:
        (folder / name).write_bytes((shipped_folder() / name).read_bytes())
    tiny_region(folder / "r")
    return folder


def scenario_holds(workshop: Path, name: str, seed: int) -> None:
    path = workshop / "proef.yaml"
    path.write_bytes(damaged((shipped_folder() / name).read_text("utf-8"), seed))
    problems = check("proef.yaml", base_dir=workshop)
    hold(problems, workshop)
    if seed % 4 == 0:
        code = exit_code("scenario", "check", str(path), "--lang", texts.LANGUAGES[seed // 4 % 2])
        assert code == (2 if problems else 0)


def region_holds(workshop: Path, name: str, seed: int) -> None:
    path = workshop / "r" / name
    before = path.read_bytes()
    path.write_bytes(damaged(before.decode(), seed))
    try:
        problems = region_room.check("r", workshop)
        hold(problems, workshop)
        if seed % 4 == 0:
            code = exit_code("region", "check", str(workshop / "r"), "--lang", texts.LANGUAGES[seed // 4 % 2])
            assert code == (2 if problems else 0)
    finally:
        path.write_bytes(before)


FILES = sorted(
    path.relative_to(region_folder() / "flevoland-mra").as_posix()
    for path in (region_folder() / "flevoland-mra").rglob("*")
    if path.suffix in (".csv", ".yaml")
)
seeds = st.integers(0, 2**32)


@settings(max_examples=150)
@given(name=st.sampled_from(READY), seed=seeds)
def test_a_damaged_scenario_is_read_or_refused(workshop: Path, name: str, seed: int) -> None:
    scenario_holds(workshop, name, seed)


@settings(max_examples=100)
@given(name=st.sampled_from(FILES), seed=seeds)
def test_a_damaged_region_is_read_or_refused(workshop: Path, name: str, seed: int) -> None:
    region_holds(workshop, name, seed)


@pytest.mark.long
@settings(max_examples=6000)
@given(name=st.sampled_from(READY), seed=seeds)
def test_many_damaged_scenarios_are_read_or_refused(workshop: Path, name: str, seed: int) -> None:
    scenario_holds(workshop, name, seed)


@pytest.mark.long
@settings(max_examples=4000)
@given(name=st.sampled_from(FILES), seed=seeds)
def test_many_damaged_regions_are_read_or_refused(workshop: Path, name: str, seed: int) -> None:
    region_holds(workshop, name, seed)


# ---- a valid file is never refused ----------------------------------------------------------------------------------


class _Plain(yaml.SafeDumper):
    """Writes the same value twice rather than by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        items = [(key, shuffled(part, chance)) for key, part in value.items()]
        chance.shuffle(items)
        return dict(items)
    return [shuffled(part, chance) for part in value] if isinstance(value, list) else value


def spaced(text: str, chance: random.Random) -> str:
    """The same document with other comments, blank lines, indentation and line ends."""
    factor, end = chance.choice((1, 2, 3)), chance.choice(("\n", "\r\n"))
    lines = ["# toelichting: met een dubbele punt"] * chance.randrange(2)
    for line in text.splitlines():
        body = line.lstrip(" ")
        lines.append(" " * ((len(line) - len(body)) * factor) + body)
        lines += chance.choice(([], [], [""], ["   "], ["# - geen lijst"], ["      # {geen: groep"]))
    return chance.choice(("", "\ufeff")) + end.join(lines) + chance.choice(("", end, end * 3, f"{end}...{end}"))


@settings(max_examples=40)
@given(name=st.sampled_from(READY), seed=seeds, origin=st.booleans(), lang=st.sampled_from(texts.LANGUAGES))
def test_what_is_shown_passes_in_any_layout(name: str, seed: int, origin: bool, lang: texts.Lang) -> None:
    chance = random.Random(seed)
    resolved = load(f"balanssim:{name.removesuffix('.yaml')}")
    text = show(resolved, origin=origin, lang=lang)
    assert loads(spaced(text, chance)).canonical_json() == resolved.canonical_json()
    root = parse(text, name).root
    assert root is not None
    dumped = yaml.dump(
        shuffled(root.plain(), chance),
        Dumper=_Plain,
        sort_keys=False,
        default_flow_style=chance.choice((None, False, True)),
        indent=chance.choice((2, 4, 7)),
        width=chance.choice((40, 80, 1000)),
        allow_unicode=chance.random() < 0.5,
        explicit_start=chance.random() < 0.5,
    )
    assert loads(dumped).numbers_json() == resolved.numbers_json()
