# ruff: noqa: E501 - tables
"""Region folders that are broken as files: missing, not readable, no text, not as the manifest says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from balanssim.testing import tiny_region


@dataclass(frozen=True)
class Made:
    """``place`` is the file with line and column where the problem has one; words in Dutch and English."""

    name: str
    change: Callable[[Path], object]
    place: str
    nl: str
    en: str
    manifest: bool = False


def _bytes(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(change((folder / name).read_bytes()))


def _instead(name: str, put: Callable[[Path], object]) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        put(folder / name)

    return change


def _large(path: Path) -> None:
    with path.open("wb") as handle:
        handle.truncate(50_000_000)


def _unreadable(folder: Path) -> None:
    (folder / "zones.csv").chmod(0)


def _many_strange_rows(folder: Path) -> None:
    with (folder / "bomirt.csv").open("a", encoding="utf-8") as handle:
        handle.write("een,twee\n" * 50)


def _stranger(folder: Path) -> None:
    (folder / "bijlagen").mkdir()
    (folder / "notes.txt").write_text("x", encoding="utf-8")


def _manifest(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "manifest.json").write_text(text, encoding="utf-8")


def _not_listed(folder: Path) -> None:
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del listed["files"]["zones.csv"]
    (folder / "manifest.json").write_text(json.dumps(listed), encoding="utf-8")


MADE = (
    Made("missing file", lambda folder: (folder / "bomirt.csv").unlink(), "bomirt.csv", "bestand bomirt.csv ontbreekt", "file bomirt.csv is missing"),
    Made("misspelt file", lambda folder: (folder / "zones.csv").rename(folder / "zonez.csv"), "zonez.csv", "onbekend bestand zonez.csv", "Looks like: zones.csv"),
    Made("file that does not belong", _stranger, "notes.txt", "Zet het bestand elders", "Put the file elsewhere"),
    Made("folder that does not belong", _stranger, "bijlagen", "onbekende map bijlagen", "unknown folder bijlagen"),
    Made("folder for a file", _instead("zones.csv", Path.mkdir), "zones.csv", "'zones.csv' is een map; verwacht: een bestand", "'zones.csv' is a folder; expected: a file"),
    Made("broken link", _instead("zones.csv", lambda path: path.symlink_to("nergens.csv")), "zones.csv", "'zones.csv' is een koppeling naar een bestand dat er niet is", "'zones.csv' is a link to a file that is not there"),
    Made("file one may not read", _unreadable, "zones.csv", "'zones.csv' mag niet worden gelezen", "'zones.csv' may not be read"),
    Made("encoding of Windows", _bytes("zones.csv", lambda data: data.replace(b"Bijdorp", b"Bijd\xf6rp")), "zones.csv:4:8", "een teken dat geen UTF-8 is (0xF6)", "a character that is not UTF-8 (0xF6)"),
    Made("UTF-16", _bytes("zones.csv", lambda data: data.decode().encode("utf-16")), "zones.csv", "opgeslagen als UTF-16", "saved as UTF-16"),
    Made("spreadsheet under another name", _bytes("zones.csv", lambda _: b"PK\x03\x04\x14\x00\x06\x00"), "zones.csv:1:6", "dit is geen tekstbestand", "this is no text file"),
    Made("invisible character", _bytes("zones.csv", lambda data: data.replace(b"Bijdorp", b"Bij\x1bdorp")), "zones.csv:4:7", "een onzichtbaar teken (U+001B)", "an invisible character (U+001B)"),
    Made("50 MB", _instead("commuting.csv", _large), "commuting.csv", "groter dan 32 MB", "larger than 32 MB"),
    Made("encoding of parameters.yaml", _bytes("parameters.yaml", lambda data: b"# caf\xe9\n" + data), "parameters.yaml:1:6", "een teken dat geen UTF-8 is", "a character that is not UTF-8"),
    Made("fifty rows of another width", _many_strange_rows, "bomirt.csv:24:1", "en nog 30 regels met een ander aantal velden", "and 30 more rows with another number of fields"),
    Made("file changed after the manifest", _bytes("SOURCES.md", lambda data: data + b"x"), "SOURCES.md", "SOURCES.md is veranderd: sha256", "SOURCES.md has changed: sha256", manifest=True),
    Made("file not in the manifest", _not_listed, "manifest.json", "zones.csv staat niet in manifest.json", "zones.csv is not in manifest.json", manifest=True),
    Made("file of the manifest gone", lambda folder: (folder / "SOURCES.md").unlink(), "manifest.json", "manifest.json noemt SOURCES.md, dat ontbreekt", "names SOURCES.md, which is missing", manifest=True),
    Made("manifest without files", _manifest("{}"), "manifest.json:1:1", "heeft niet de vorm van een manifest", "does not have the form of a manifest"),
    Made("manifest as a list", _manifest("[]"), "manifest.json:1:1", "heeft niet de vorm van een manifest", "does not have the form of a manifest"),
    Made("manifest cut off", _manifest("{"), "manifest.json:1:1", "heeft niet de vorm van een manifest", "does not have the form of a manifest"),
    Made("manifest with a number", _manifest('{"files": 3}'), "manifest.json:1:1", "heeft niet de vorm van een manifest", "does not have the form of a manifest"),
    Made("manifest without sums", _manifest('{"files": {"a": 1}}'), "manifest.json:1:1", "heeft niet de vorm van een manifest", "does not have the form of a manifest"),
    Made("deep manifest", _manifest("[" * 100_000), "manifest.json:1:1", "heeft niet de vorm van een manifest", "does not have the form of a manifest"),
)  # fmt: skip


def write(folder: Path, made: Made) -> None:
    """Write the broken region."""
    tiny_region(folder, manifest=made.manifest)
    made.change(folder)
