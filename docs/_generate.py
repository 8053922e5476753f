"""Reference pages made from what the program itself knows: schema, catalogue, parameters, commands, glossary.

``PAGES`` maps a page below ``docs/`` to the function that makes its text. ``python docs/_generate.py`` writes them all;
a test fails where a page is not what its function gives. Pages hold Dutch and English side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import click
import yaml

from balanssim import catalogue, cli, clistop, clitools, scenario, templates
from balanssim.region.index import read_index
from balanssim.scenario import quantities, schema, shape
from balanssim.scenario.labels import KINDS as KIND_WORDS
from balanssim.scenario.labels import LABELS, STATUSES

DOCS = Path(__file__).resolve().parent
REGION = "balanssim:flevoland-mra"
#: A name of the region for ``*`` in an example.
SAMPLES: dict[str, str] = {
    "levers.housing.pace_cap.*": "GM0034",
    "levers.housing.segment_shares.*": "social_rent",
    "levers.work.programmes.*": "tech-transitie",
    "levers.mobility.parking_extra_eur.*": "GM0363",
    "levers.mobility.line_frequency_factor.*": "IC-FLV-C",
    "uncertainties.*": "work.basic_growth",
    **{f"known.{name}.*.*": "2026" for name in ("homes", "net_additions", "population", "employee_jobs")},
}
MADE = "<!-- Made by docs/_generate.py; changes here are lost. -->\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; a space before each break keeps words apart in the index of the search."""
    lines = [heads, ["---"] * len(heads), *rows]
    cells = [[cell.replace("|", "\\|").replace("<br>", " <br>") for cell in line] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def small(text: str) -> str:
    """Text in small print."""
    return f"<small>{text}</small>"


def both(nl: str, en: str) -> str:
    """Dutch, and English below it."""
    return nl if nl == en else f"{nl}<br>{small(en)}"


def page(name: str, *parts: str) -> str:
    """A page: its title and introduction from the words, then parts."""
    head = words()["pages"][name]
    front = (
        "" if "\n## " in "\n".join(["", *parts]) else "---\nhide: [toc]\n---\n\n"
    )  # no headings: the room is for the table
    return front + "\n".join([f"# {head['title']}\n", MADE, head["intro"], *parts])


# ---- keys of a scenario ----------------------------------------------------------------------------------------------


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """Words of ``_words.yaml``."""
    return yaml.safe_load((DOCS / "_words.yaml").read_text(encoding="utf-8"))


def entries() -> list[tuple[str, dict[str, Any]]]:
    """Every key of a scenario file with its part of the JSON schema; ``*`` for a name of the region."""
    whole = schema.json_schema()

    def walk(part: dict[str, Any], path: tuple[str, ...]) -> Iterable[tuple[str, dict[str, Any]]]:
        some = [one for one in part.get("anyOf", ()) if one.get("type") != "null"]
        part = {**part, **some[0]} if len(some) == 1 and "$ref" in some[0] else part
        part = {**whole["$defs"][part["$ref"].rsplit("/", 1)[1]], **part} if "$ref" in part else part
        key = ".".join(path)
        if part.get("type") == "array" and key == "goals":
            yield from walk({"$ref": "#/$defs/Goal"}, path)
        elif "properties" in part and not key.endswith(("title", "description")):
            for name, below in part["properties"].items():
                if not (path == ("procedures",) and name in templates.KINDS[1:]):  # all kinds take what homes take
                    yield from walk(below, (*path, name))
        elif isinstance(part.get("additionalProperties"), dict):
            yield from walk({"description": part["description"], **part["additionalProperties"]}, (*path, "*"))
        else:
            yield key, part

    return list(walk({name: whole[name] for name in ("properties", "required")}, ()))


def bare(part: Mapping[str, Any]) -> dict[str, Any]:
    """Part of the schema of a value, without the forms with papers and without null."""
    options = [
        one for one in part.get("anyOf", ()) if one.get("type") != "null" and "value" not in one.get("properties", {})
    ]
    if len(options) == 1:
        return bare(options[0])
    return {**part, "anyOf": [bare(one) for one in options]} if options else dict(part)


def kind(part: Mapping[str, Any], unit: str) -> tuple[str, str]:
    """Kind, unit and bounds of a value, in Dutch and English."""
    part = bare(part)
    if "anyOf" in part and any("discriminator" in one for one in part["anyOf"]):
        return "verdeling of getal", "distribution or number"
    if "anyOf" in part:
        found = [kind(one, unit) for one in part["anyOf"]]
        return " of ".join(one[0] for one in found), " or ".join(one[1] for one in found)
    if "$ref" in part:
        return "tekst per taal", "text per language"
    allowed = part.get("enum") or ([part["const"]] if "const" in part else None)
    choice = re.fullmatch(r"\^\(([\w|:.+]+)\)\$", part.get("pattern", ""))
    if choice:
        allowed = [word.replace(":.+", ":PROJECT") for word in choice[1].split("|")]
    if allowed:
        shown = ", ".join(f"`{word}`" for word in allowed)
        return shown, shown
    names = {
        "integer": ("geheel getal", "whole number"), "number": ("getal", "number"), "string": ("tekst", "text"),
        "array": ("lijst", "list"), "object": ("sleutel: waarde", "key: value"),
    }  # fmt: skip
    nl, en = names[part["type"]]
    if part.get("minimum") == schema.FIRST_YEAR:
        return "jaar", "year"
    marks = (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<"))
    bounds = [f"{mark} {part[name]:g}" for name, mark in marks if name in part and part[name] < 2**53]
    rest = "".join(f", {text}" for text in (*([f"`{unit}`"] if unit else []), *bounds))
    return nl + rest, en + rest


def default(key: str, part: Mapping[str, Any]) -> str:
    """What holds where a file and its parents say nothing."""
    value = part.get("default")
    if value is not None and not key.endswith("*"):
        return f"`{f'{value:g}' if isinstance(value, float) else flow(value)}`"
    top = key.split(".")[0]
    free = "default" in part or key.endswith("*") or ".*." in key or key in schema.COMPOSITION
    optional = top == "goals" and key.split(".")[1] not in scenario.json_schema()["$defs"]["Goal"]["required"]
    return "–" if free or optional else both("nodig", "needed")


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    return yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=1000).split(
        "\n...")[0].strip()  # fmt: skip


def block_of(key: str) -> str:
    """Heading under which a key stands."""
    if key in schema.COMPOSITION:
        return "composition"
    return next((name for name in words()["blocks"] if name and (key == name or key.startswith(f"{name}."))), "")


def scenario_keys() -> str:
    """The page of scenario keys."""
    parts = []
    found = entries()
    for block, title in words()["blocks"].items():
        rows = []
        for key, part in found:
            if block_of(key) != block:
                continue
            entry = words()["keys"][key]
            label = LABELS.get(key, ("", ""))
            place, known = shape.at(tuple(key.split(".")))
            unit = place.unit if known == key.count(".") + 1 else ""
            texts = (entry["nl"], part.get("description", ""))
            told = [
                text if not name or "{name}" in name or text.startswith(name) else f"{name}. {text}"
                for name, text in zip(label, texts, strict=True)
            ]
            name = key.removeprefix(f"{block}.")
            last = SAMPLES.get(key) or key.rsplit(".", 1)[-1]
            example = "" if entry["example"] is None else f"<br>`{last}: {flow(entry['example'])}`"
            cells = (both(*told) + example, both(*kind(part, unit)), default(key, part))
            rows.append((f'<span id="{key}"></span>`{name}`', *cells))
        where = f"`{block}`\n\n" if block and block != "composition" else ""
        where += words()["intros"].get(block, "")
        heads = ("sleutel · key", "wat het doet, voorbeeld · what it does, example", "soort · kind", "zonder · default")
        parts.append(f"## {title}\n\n{where}{table(heads, rows)}")
        if block == "uncertainties":
            parts.append(_distributions())
    parts.append(_papers())
    return page("reference/scenario.md", *parts)


def _distributions() -> str:
    rows = []
    for model in quantities.MODELS:
        numbers = [name for name in model.model_fields if name not in quantities._Dist.model_fields and name != "dist"]
        needed = [f"`{name}`" for name in numbers if model.model_fields[name].is_required()]
        free = [f"`{name}`" for name in numbers if not model.model_fields[name].is_required()]
        name = model.__name__.lower()
        summary = (model.__doc__ or "").split("\n")[0]
        shown = both(words()["distributions"][name], summary)
        rows.append((f"`{name}`", shown, ", ".join(needed), ", ".join(free) or "–"))
    heads = ("`dist`", "vorm · shape", "nodig · needed", "mag · may")
    return f"### Verdelingen · Distributions\n\n{table(heads, rows)}"


def _papers() -> str:
    said = words()["papers"]
    fields = quantities.Papers.model_fields
    rows = [(f"`{name}`", both(said[name], field.description or "")) for name, field in fields.items()]
    units = ", ".join(f"`{nl}` = `{en}`" for nl, en in quantities.UNIT_WORDS.items())
    heads = ("sleutel · key", "wat het is · what it is")
    return f"{said['intro']}\n{table(heads, rows)}\n{said['units']} {units}.\n"


# ---- names, variables, parameters ------------------------------------------------------------------------------------


def names() -> str:
    """The page of names that a scenario may use."""
    index = read_index(REGION)
    heads = ("naam · name", "Nederlands · English")

    def part(title: str, entries: Mapping[str, Any]) -> str:
        rows = [(f"`{name}`", both(one.name_nl, one.name_en)) for name, one in entries.items()]
        return f"## {title}\n\n{table(heads, rows)}"

    return page(
        "reference/names.md",
        part("Gebieden · Areas", index.areas),
        part("Woningbouwplannen · Housing plans", index.plans),
        part("Infrastructuurprojecten · Infrastructure projects", index.projects),
        part("Programma's · Programmes", index.programmes),
        *(
            part(f"Fasen: {KIND_WORDS[kind][0]} · Stages: {KIND_WORDS[kind][1]} (`{kind}`)", stages)
            for kind, stages in index.stages.items()
        ),
        part("Loketten · Desks", index.resources),
        "## Segmenten · Segments\n\n" + ", ".join(f"`{name}`" for name in index.segments) + "\n",
    )


@cache
def sections() -> Mapping[str, str]:
    """Anchor on the model page per function that a section names; the overview counts where no other does."""
    found: dict[str, str] = {}
    text = (DOCS / "model.md").read_text(encoding="utf-8")
    _, overview, *topics = re.split(r"^## ", text, flags=re.MULTILINE)
    for part in (*topics, overview):
        title = part.split("\n", 1)[0]
        anchor = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())
        for name in re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", part):
            found.setdefault(name, anchor)
    return found


def function(name: str) -> str:
    """A function, with a link to the section of the model page that names it."""
    anchor = sections().get(name)
    return f"[`{name}`](../model.md#{anchor})" if anchor else f"`{name}`"


def variables() -> str:
    """The page of outcomes."""
    roles = {"outcome": ("uitkomst", "outcome"), "diagnostic": ("controle", "diagnostic")}
    rows = [
        (
            f'<span id="{one.name}"></span>`{one.name}`',
            "<br>".join(
                [both(one.label_nl, one.label_en), small(one.description), function(one.computed_in), small(one.source)]
            ),
            f"`{one.unit}`<br>{', '.join(f'`{dim}`' for dim in one.dims)}",
            f"{both(*roles[one.role])}<br>`{one.profile}`",
        )
        for one in catalogue.VARIABLES.values()
    ]
    heads = ("naam · name", "wat het is, berekend in, bron · what it is, computed in, source",
             "eenheid, assen · unit, dims", "rol, profiel · role, profile")  # fmt: skip
    return page(
        "reference/variables.md",
        table(heads, rows),
    )


def numbers(entry: Mapping[str, Any]) -> str:
    """A distribution in a few signs: 'triangular 0 – 0.012 – 0.024'."""
    given = [entry[name] for name in ("value", "low", "mode", "mean", "median", "high", "sd", "sigma") if name in entry]
    if entry["dist"] == "discrete":
        given = [f"{value:g} ({weight:g})" for value, weight in zip(entry["values"], entry["weights"], strict=True)]
    shown = [one if isinstance(one, str) else f"{one:g}" for one in given]
    return f"{entry['dist']}<br>{' – '.join(shown)}"


def parameter_list() -> str:
    """The page of uncertain parameters."""
    index = read_index(REGION)

    rows = []
    for name, spec in index.specs.items():
        entry = index.parameters[name]
        about = [both(spec.label_nl, spec.label_en), function(spec.used_in), small(entry["source"])]
        how = f"{numbers(entry)}<br>`{spec.unit}`"
        status = both(*STATUSES[entry["status"]])
        rows.append((f'<span id="{name}"></span>`{name}`', "<br>".join(about), how, status, str(entry["dimension"])))
    heads = ("naam · name", "wat het is, gebruikt in, bron · what it is, used in, source",
             "verdeling, eenheid · distribution, unit", "status", "nr.")  # fmt: skip
    return page("reference/parameters.md", table(heads, rows))


# ---- commands --------------------------------------------------------------------------------------------------------


def commands() -> str:
    """The page of commands, from the command tree itself."""
    parts = []

    def walk(path: str, nl: click.Command, en: click.Command) -> None:
        if isinstance(nl, click.Group) and isinstance(en, click.Group):
            for name in nl.commands:
                walk(f"{path} {name}", nl.commands[name], en.commands[name])
            return
        arguments = " ".join(str(one.metavar) for one in nl.params if isinstance(one, click.Argument))
        rows = []
        for one, other in zip(nl.params, en.params, strict=True):
            if not isinstance(one, click.Option) or not isinstance(other, click.Option):
                continue
            if one.hidden or "--lang" in one.opts:
                continue
            spelled = ", ".join(f"`{text}`" for text in (*one.opts, *one.secondary_opts))
            shown = one.make_metavar(click.Context(nl)) if not one.is_flag else ""
            told = [f"{text} ({word})" if one.required else str(text) for text, word in
                    ((one.help, "nodig"), (other.help, "needed"))]  # fmt: skip
            rows.append((f"{spelled} {shown}".strip(), both(*told)))
        options = table(("optie · option", "wat ze doet · what it does"), rows) if rows else ""
        text = f"## {path}\n\n`{path} {arguments}`".rstrip(" `") + "`"
        parts.append(f"{text}\n\n{nl.help}\n\n*{en.help}*\n\n{options}")

    walk("balanssim", cli.build("nl"), cli.build("en"))
    codes = (clitools.DONE, clitools.FAILED, clitools.BAD_INPUT, clistop.INTERRUPTED)
    exits = [(f"`{code}`", both(*words()["exits"][code])) for code in codes]
    return page(
        "reference/commands.md",
        *parts,
        f"## Exitcodes · Exit codes\n\n{table(('code', 'wat er gebeurd is · what happened'), exits)}",
    )


# ---- glossary --------------------------------------------------------------------------------------------------------


@cache
def terms() -> list[dict[str, Any]]:
    """Entries of the glossary, in its order."""
    return yaml.safe_load((DOCS / "reference" / "glossary.yaml").read_text(encoding="utf-8"))


def glossary() -> str:
    """The page of terms."""
    rows = []
    for one in terms():
        source = f"<br>Bron · source: {one['source']}" if one.get("source") else ""
        rows.append(
            (f"**{one['nl']}**<br><small>{one['en']}</small>", both(one["is_nl"], one["is_en"]), one["where"] + source)
        )
    return page(
        "reference/glossary.md",
        table(("begrip · term", "wat het is · what it is", "waar · where"), rows),
    )


PAGES: dict[str, Callable[[], str]] = {
    "reference/scenario.md": scenario_keys,
    "reference/names.md": names,
    "reference/variables.md": variables,
    "reference/parameters.md": parameter_list,
    "reference/commands.md": commands,
    "reference/glossary.md": glossary,
}


def write() -> None:
    """Write all pages."""
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
