"""Pages whose figures come from a run: parts between markers are written, the words around them stay."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def fill(text: str, parts: Mapping[str, str]) -> str:
    """Put each part between ``<!-- begin: NAME -->`` and ``<!-- end: NAME -->``.

    Raises ``ValueError`` that names every part without a place and every place without a part.
    """
    places = re.findall(r"<!-- begin: ([\w-]+) -->", text)
    faults = [f"no place for {name!r}" for name in parts if places.count(name) != 1]
    faults += [f"nothing for the place {name!r}" for name in places if name not in parts]
    if faults:
        raise ValueError("; ".join(faults))
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- begin: {re.escape(name)} -->).*?(<!-- end: {re.escape(name)} -->)", re.DOTALL)
        whole = pattern.search(text)
        if whole is None:
            raise ValueError(f"the place {name!r} has no end")
        text = f"{text[: whole.start()]}{whole[1]}\n\n{part.strip()}\n\n{whole[2]}{text[whole.end() :]}"
    return text


def part(text: str, name: str) -> str:
    """What stands in a place of a page. Raises ``ValueError`` where it has no such place."""
    found = re.search(rf"<!-- begin: {re.escape(name)} -->(.*?)<!-- end: {re.escape(name)} -->", text, re.DOTALL)
    if found is None:
        raise ValueError(f"no place for {name!r}")
    return found[1].strip()


def first_column(text: str, name: str) -> list[str]:
    """First cells of the table in a place of a page, or its lines up to a colon. Raises ``ValueError`` as ``part``."""
    lines = part(text, name).splitlines()
    return [line.split("|")[1].strip() if line.startswith("|") else line.partition(":")[0] for line in lines]


def write(source: Path, target: Path, parts: Mapping[str, str]) -> Path:
    """Read the page ``source``, fill its places and write it to ``target``."""
    filled = fill(source.read_text(encoding="utf-8"), parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(filled, encoding="utf-8", newline="\n")
    return target


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: first column to the left, the others to the right."""
    lines = [list(head), ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def from_figures(
    page: Path, parts: Callable[[Path], Mapping[str, str]], arguments: Sequence[str] | None, what: str | None
) -> int:
    """Command, told by ``what``, that fills a page with ``parts`` of the folder with figures of the sources."""
    figures, target = _places("--page", page, arguments, what)
    print(write(page, target, parts(figures)))
    return 0


def overlay_from_figures(
    overlay: Path, text: Callable[[Path], str], arguments: Sequence[str] | None, what: str | None
) -> int:
    """Command, told by ``what``, that writes an overlay whose ``text`` is made of the folder with figures."""
    figures, target = _places("--overlay", overlay, arguments, what)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(figures), encoding="utf-8", newline="\n")
    print(target)
    return 0


def _places(option: str, usual: Path, arguments: Sequence[str] | None, what: str | None) -> tuple[Path, Path]:
    """Folder with the figures, and where ``option`` says that what is made is written."""
    parser = argparse.ArgumentParser(description=what)
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    parser.add_argument("--shared", type=Path, default=beside, help="folder with the figures")
    parser.add_argument(option, type=Path, default=usual, dest="target", metavar="FILE", help="where to write")
    given = parser.parse_args(arguments)
    if not given.shared.is_dir():
        parser.error(f"{given.shared}: the figures are not here")
    return given.shared, given.target
