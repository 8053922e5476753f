# ruff: noqa: E501 - a table: one file, one line
"""Scenario files that cannot stand in a repository as they are: other encodings, too large, too deep, no file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

HEAD = "schema_version: 1\nid: proef\ntitle: {nl: Proef}\nextends: balanssim:referentie\n"
_TEXT = HEAD + "description: {nl: Één café erbij}\n"


def _large(path: Path) -> None:
    """50 MB that takes no room on the disk."""
    with path.open("wb") as handle:
        handle.write(_TEXT.encode())
        handle.truncate(50_000_000)


def _unreadable(path: Path) -> None:
    path.write_text(_TEXT, encoding="utf-8")
    path.chmod(0)


def _chain(path: Path) -> None:
    """Sixty files, each the parent of the one before."""
    path.write_text(HEAD.replace("balanssim:referentie", "chain/1.yaml"), encoding="utf-8")
    (path.parent / "chain").mkdir()
    for number in range(1, 60):
        text = HEAD.replace("balanssim:referentie", f"{number + 1}.yaml")
        (path.parent / "chain" / f"{number}.yaml").write_text(text, encoding="utf-8")


def _bytes(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


def _text(text: str) -> Callable[[Path], None]:
    return _bytes(text.encode())


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


#: Name -> what is wrong, and how to make it.
BROKEN: dict[str, tuple[str, Callable[[Path], None]]] = {
    "encoding-of-windows.yaml": ("saved in the encoding of older Windows programs", _bytes(_TEXT.encode("cp1252"))),
    "encoding-and-more.yaml": ("in the wrong encoding, with another mistake", _bytes((_TEXT + "leevrs: {}\n").encode("cp1252"))),
    "utf-16.yaml": ("saved as 'Unicode' by Windows", _bytes(_TEXT.encode("utf-16"))),
    "picture.yaml": ("a picture", _bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00")),
    "null-character.yaml": ("a null character in the text", _bytes(_TEXT.encode() + b"sampling: {seed: 1\x00}\n")),
    "control-character.yaml": ("a bell in the text", _text(HEAD + "description: {nl: Let op\x07}\n")),
    "line-separator.yaml": ("a line separator, as copied from a word processor", _text(HEAD + "description: {nl: een\u2028twee}\n")),
    "50-megabytes.yaml": ("50 MB", _large),
    "many-values.yaml": ("thirty thousand values", _text(HEAD + "goals: [" + "1, " * 30_000 + "]\n")),
    "many-aliases.yaml": ("a bomb of a hundred thousand aliases", _text("a: &a x\nb: [" + "*a, " * 100_000 + "]\n")),
    # Below the thousand at which some versions of libyaml stop of themselves.
    "brackets.yaml": ("nine hundred brackets in each other", _text(HEAD + "goals: " + "[" * 900 + "\n")),
    "deep.yaml": ("four hundred groups in each other", _text(HEAD + "levers: " + "{work: " * 400 + "1" + "}" * 400 + "\n")),
    "folder.yaml": ("a folder", Path.mkdir),
    "link.yaml": ("a link to nothing", _link("nergens.yaml")),
    "link-to-itself.yaml": ("a link to itself", _link("link-to-itself.yaml")),
    "unreadable.yaml": ("a file that one may not read", _unreadable),
    "chain.yaml": ("sixty parents", _chain),
    "Mijn scenario één.yaml": ("a name with spaces and accents, and a mistake", _text(HEAD + "leevrs: {}\n")),
}  # fmt: skip

#: Fine although it may look odd: none of these may be refused.
FINE: dict[str, Callable[[Path], None]] = {
    "byte-order-mark.yaml": _bytes(b"\xef\xbb\xbf" + _TEXT.encode()),
    "windows-line-ends.yaml": _bytes(_TEXT.replace("\n", "\r\n").encode()),
    "both.yaml": _bytes(b"\xef\xbb\xbf" + _TEXT.replace("\n", "\r\n").encode()),
    "no-newline-at-the-end.yaml": _text(_TEXT.rstrip("\n")),
    "Één scenario, met spaties.yaml": _text(_TEXT),
    "yaml-1.2.yaml": _text("%YAML 1.2\n---\n" + _TEXT + "...\n"),
    "octal-is-twelve.yaml": _text(HEAD + "levers: {work: {business_park_ha: 012}}\n"),
    "dutch-units.yaml": _text(HEAD + "levers: {work: {business_park_ha: {value: 12, unit: hectare}}}\n"),
    "json.yaml": _text('{"schema_version": 1, "id": "proef", "title": {"nl": "Proef"}, "extends": "balanssim:referentie"}'),
}  # fmt: skip


def make(folder: Path) -> None:
    """Write all of them into a folder."""
    for name, (_, write) in BROKEN.items():
        write(folder / name)
    for name, fine in FINE.items():
        fine(folder / name)


def may_read_everything() -> bool:
    """Whether permissions do not hold for this user (root), or not on this system."""
    return not hasattr(os, "geteuid") or os.geteuid() == 0
