"""The reference pages and the site: made from the program, complete, and leading nowhere that is not there."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import balanssim as bs
from balanssim import catalogue, parameters, scenario, texts
from balanssim.report import numbers
from balanssim.scenario.labels import LABELS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
UPDATE = os.environ.get("BALANSSIM_UPDATE_DOCS") == "1"


def module(name: str) -> Any:
    """A module beside the pages."""
    spec = importlib.util.spec_from_file_location(f"docs.{name}", DOCS / f"{name}.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


generate = module("_generate")


@pytest.mark.parametrize("page", generate.PAGES)
def test_a_reference_page_is_what_the_program_says_today(page: str) -> None:
    made = generate.PAGES[page]()
    if UPDATE:
        (DOCS / page).write_text(made, encoding="utf-8", newline="\n")
    found = (DOCS / page).read_text(encoding="utf-8")
    assert found == made, f"docs/{page} is out of date; mend: python docs/_generate.py"


def test_every_key_variable_and_parameter_has_its_place() -> None:
    text = "".join((DOCS / page).read_text(encoding="utf-8") for page in generate.PAGES)
    wanted = [*(key for key, _ in generate.entries()), *catalogue.VARIABLES, *parameters.DECLARED]
    assert [name for name in wanted if f'<span id="{name}"></span>' not in text] == []
    # title and description of a scenario are texts per language, told as one key
    described = {key.removesuffix(".nl").removesuffix(".en") for key in generate.words()["keys"]}
    assert described == {key for key, _ in generate.entries()}


def test_the_examples_of_the_keys_make_a_scenario_without_problems(tmp_path: Path) -> None:
    tree: dict[str, Any] = {"goals": [{}]}
    shares = {"social_rent": 0.4, "mid": 0.4, "high": 0.2}
    samples = {
        "levers.housing.plans": "pampus-rest", "levers.infrastructure": "P23_HOV_A6_A1",
        "procedures.housing": "appeal", "procedures.resources": "council_of_state", **{
            key.removesuffix(".*").removesuffix(".*"): name for key, name in generate.SAMPLES.items()
        },
    }  # fmt: skip
    for key, entry in generate.words()["keys"].items():
        example = entry["example"]
        if example is None or key in ("overlays", "override"):
            continue
        if key.startswith("goals."):
            tree["goals"][0][key.removeprefix("goals.")] = example
            continue
        before, star, after = key.partition(".*")
        path = before.split(".") + (
            [samples[before], *(part for part in after.split(".")[1:] if part != "*")] if star else []
        )
        inner = tree
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
        inner[path[-1]] = example
    tree["levers"]["housing"]["segment_shares"].update({name: shares[name] for name in ("mid", "high")})
    overlays = {key: generate.words()["keys"][key]["example"] for key in ("overlays", "override")}
    (tmp_path / overlays["overlays"][0]).write_text(
        yaml.safe_dump(
            {"schema_version": 1, "override": overlays["override"], "levers": {"grid": {"reinforcement_year": 2035}}}
        ),
        encoding="utf-8",
    )
    tree["overlays"] = overlays["overlays"]
    file = tmp_path / f"{tree['id']}.yaml"
    file.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    assert bs.check(file) == []
    resolved = scenario.load(str(file))
    assert resolved.tree["levers"]["work"]["business_park_ha"] == 150
    assert "GM0995" not in resolved.tree["levers"]["housing"]["pace_cap"]


def test_words_of_chance_on_the_pages_are_those_of_the_program() -> None:
    for page, lang, below in (("nl/pagina-lezen.md", "nl", "minder dan"), ("howto/read-the-page.md", "en", "below")):
        text = (DOCS / page).read_text(encoding="utf-8").split("<!-- words of chance -->")[1]
        rows = re.findall(r"^\| (.+?) \| (.+?) \|$", text, re.MULTILINE)[2:]
        assert len(rows) == 7
        high = 100
        for count, word in rows:
            low = 0 if count.startswith(below) else int(re.findall(r"\d+", count)[0])
            # futures are counted in whole ones of 100: from `low` up to the row above
            found = {numbers.likelihood(one / 100, lang) for one in range(low, high if high < 100 else 101)}
            assert found == {word}, count
            high = low


def test_the_how_to_goes_through_the_sections_that_the_page_has() -> None:
    sections = (
        "story", "goals", "fans", "map", "areas", "woondeal", "procedures", "assumptions", "deciding",
        "unknown", "made",
    )  # fmt: skip
    for page, lang in (("nl/pagina-lezen.md", "nl"), ("howto/read-the-page.md", "en")):
        text = (DOCS / page).read_text(encoding="utf-8")
        titles = [
            texts.message(f"page.{name}", lang) for name in sections if f"page.{name}" in texts.codes("messages", lang)
        ]
        places = [text.find(f". {title}") for title in titles]
        assert -1 not in places, titles[places.index(-1)]
        assert places == sorted(places)


# ---- glossary ----------------------------------------------------------------------------------------------------


def pairs() -> Iterator[tuple[str, str, str]]:
    """Every text in Dutch with its English: where it is, nl, en; names and commands left out."""
    for one in (*catalogue.VARIABLES.values(), *parameters.DECLARED.values()):
        yield one.name, one.label_nl, one.label_en
    for key, (nl, en) in LABELS.items():
        yield key, nl, en
    for kind in ("messages", "problems"):
        dutch, english = texts._table(kind, "nl"), texts._table(kind, "en")
        for code, words in dutch.items():
            if isinstance(words, str):
                yield code, words, str(english[code])
            else:
                for part, text in words.items():
                    yield f"{code}.{part}", text, english[code][part]  # type: ignore[index]


def has(words: list[str], text: str) -> bool:
    plain = re.sub(r"balanssim:\S+|\{\w+\}|--\w+", " ", text)
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain, re.IGNORECASE) for word in words)


def test_a_term_has_the_same_partner_everywhere() -> None:
    wrong, used = [], set()
    for term in generate.terms():
        if term.get("loose"):
            continue
        for where, nl, en in pairs():
            if has([term["nl"], *term.get("also_nl", [])], nl):
                used.add(term["nl"])
                if not has([term["en"], *term.get("also_en", [])], en):
                    wrong.append(f"{where}: {term['nl']!r} without {term['en']!r} in {en!r}")
    assert wrong == []
    assert len(used) > 50


def test_the_glossary_is_whole_sorted_and_without_doubles() -> None:
    terms = generate.terms()
    needed = {"nl", "en", "is_nl", "is_en", "where"}
    assert len(terms) >= 60
    for term in terms:
        assert needed <= set(term) <= needed | {"source", "also_nl", "also_en", "loose"}, term["nl"]
        assert term["is_nl"].endswith("."), term["nl"]
        assert term["is_en"].endswith("."), term["nl"]
    order = [re.sub(r"[^a-zà-ÿ ]", "", term["nl"].casefold()) for term in terms]
    assert order == sorted(order)
    for lang in ("nl", "en"):
        words = [term[lang].casefold() for term in terms]
        assert sorted(set(words)) == sorted(words)


def test_names_in_the_glossary_exist() -> None:
    known = {
        *catalogue.VARIABLES, *parameters.DECLARED, *(key for key, _ in generate.entries()),
    }  # fmt: skip
    region = ROOT / "src" / "balanssim" / "data" / "regions" / "flevoland-mra"
    for term in generate.terms():
        for name in re.findall(r"`([a-z_]+(?:[./][a-z_0-9]+)*)`", term["where"]):
            near = any(key == name or key.startswith(f"{name}.") for key in known)
            file = any(path.exists() for path in (ROOT / name, ROOT / "scenarios" / f"{name}.yaml", region / name))
            assert near or file, f"{term['nl']}: {name}"


# ---- links -------------------------------------------------------------------------------------------------------

LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)#\s]+)(?:#[^)\s]*)?(?=\))")


def test_every_link_of_a_page_leads_to_a_file_of_the_repository() -> None:
    pages = [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "scenarios" / "README.md"]
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in LINK.findall(
            re.sub(r"^```.*?^```$|`[^`\n]+`", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        )
        if not (page.parent / link).exists()
    ]
    assert broken == []


def test_every_page_is_in_the_menu_and_the_site_asks_nothing_of_others() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    menu = set(re.findall(r": ([\w/-]+\.md)$", text, re.MULTILINE))
    assert menu == {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    settings = yaml.safe_load(text)
    assert settings["theme"]["font"] is False
    assert settings["extra"]["polyfills"] == ["assets/iframe-worker-shim.js"]
    assert "http" not in text
    assert not re.search(r"url\(|@import", (DOCS / "assets" / "site.css").read_text(encoding="utf-8"))
