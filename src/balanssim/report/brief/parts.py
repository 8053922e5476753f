"""What a brief is made of: plain data in one language, nothing left to compute. Page, PDF and workbook print this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from balanssim import texts
from balanssim.report import svg
from balanssim.texts import Lang

#: A cell: what it says, and lines below it.
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row is its head. ``rows`` are as long as ``heads``."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        assert all(len(row) == len(self.heads) for row in self.rows), self.caption


@dataclass(frozen=True)
class Figure:
    """A drawing with its caption, and the words that stand in for it."""

    caption: str
    drawing: str
    alt: str


@dataclass(frozen=True)
class Section:
    """A section: its sentences first, then the evidence."""

    id: str
    title: str
    points: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    command: str = ""

    @property
    def empty(self) -> bool:
        """Nothing to show."""
        return not (self.points or self.tables or self.figures or self.notes)


@dataclass(frozen=True)
class Sheet:
    """The fact sheet: ``points`` by heading, four figures and what they are held against, a table per municipality."""

    points: tuple[tuple[str, tuple[str, ...]], ...]
    figures: Table
    places: Table
    foot: tuple[str, ...]
    beside: str = ""


@dataclass(frozen=True)
class Brief:
    """The whole brief.

    ``asked``: (label, words) of the decision; ``annex``: sections after the body;
    ``warning``: that it is no brief to decide on, empty where it is.
    """

    lang: Lang
    id: str
    title: str
    sketch: str
    date: str
    asked: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    annex: tuple[Section, ...]
    sheet: Sheet
    day: str = ""
    description: str = ""
    region: str = ""
    warning: str = ""


def word(code: str, lang: Lang, **params: object) -> str:
    """Words of the brief."""
    return texts.message(f"brief.{code}", lang, params)


def letter(column: int) -> str:
    """The letter of an option."""
    return svg.look(column).letter


def lettered(titles: Sequence[str]) -> tuple[str, ...]:
    """``A. Niet besluiten`` of every option."""
    return tuple(f"{letter(column)}. {title}" for column, title in enumerate(titles))
