"""What PDF/UA-1 (ISO 14289-1) asks of a file that a program can see, read back with pypdf: nothing of what wrote it.

Of the Matterhorn Protocol 1.1: 01 (content marked, or an artifact), 06 and 07 (metadata, title), 09 (structure types),
11 (language), 13 (alternative text), 14 (headings), 15 (tables), 16 (lists), 28 (links, tab order), 31 (fonts).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdf
from pypdf.generic import ContentStream

#: What puts something on the page (ISO 32000-1, table 51).
PAINTS = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do", b"BI", b"INLINE IMAGE", b"Tj", b"TJ",
          b"'", b'"'}  # fmt: skip
#: Structure types of ISO 32000-1, 14.8.4, as far as they are known here.
TYPES = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "NonStruct", "P", "H1", "H2", "H3", "H4",
         "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Link",
         "Figure"}  # fmt: skip
CHILDREN = {
    "Table": {"Caption", "THead", "TBody", "TFoot", "TR"}, "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"},
    "TR": {"TH", "TD"}, "L": {"LI", "Caption"}, "LI": {"Lbl", "LBody"},
}  # fmt: skip
PARENTS = {"TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}, "LI": {"L"}, "Lbl": {"LI"},
           "LBody": {"LI"}, "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"}}  # fmt: skip


def faults(data: bytes) -> list[str]:
    """What is wrong with a file; nothing where nothing is."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    found = list(_document(reader, root))
    if "/StructTreeRoot" not in root:
        return [*found, "no structure tree"]
    tree = root["/StructTreeRoot"]
    elements = list(below(tree))
    found += _structure(elements)
    found += _headings(elements)
    found += _tables(tree, elements)
    owners = _parent_tree(tree)
    there = {id(one): one for one in elements}
    for number, page in enumerate(reader.pages, 1):
        found += [f"page {number}: {words}" for words in _page(reader, page, owners, there)]
    return found


def _document(reader: pypdf.PdfReader, root: Any) -> Iterator[str]:
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "not marked"
    if root.get("/MarkInfo", {}).get("/Suspects"):
        yield "suspects"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the window does not show the title"
    metadata = root["/Metadata"].get_object().get_data().decode() if "/Metadata" in root else ""
    if "pdfuaid:part" not in metadata.replace(" ", "") and "<pdfuaid:part>1<" not in metadata:
        yield "the metadata do not say PDF/UA"
    title = str(reader.metadata.title or "") if reader.metadata is not None else ""
    if not title or "dc:title" not in metadata:
        yield "no title"


def below(node: Any) -> Iterator[Any]:
    """Structure elements in reading order; each says rightly what it hangs under."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        one = kid.get_object()
        if isinstance(one, dict) and "/S" in one:
            assert one["/P"].get_object() is node, f"{one['/S']} says that it hangs elsewhere"
            yield one
            yield from below(one)


def _kind(one: Any) -> str:
    return str(one["/S"]).removeprefix("/")


def _structure(elements: list[Any]) -> Iterator[str]:
    for one in elements:
        kind = _kind(one)
        if kind not in TYPES:
            yield f"{kind}: unknown type"
        kids = [_kind(kid) for kid in _kids(one)]
        if kind in CHILDREN and not set(kids) <= CHILDREN[kind]:
            yield f"{kind} holds {sorted(set(kids) - CHILDREN[kind])}"
        parent = one["/P"].get_object()
        if kind in PARENTS and _kind(parent) not in PARENTS[kind]:
            yield f"{kind} in {_kind(parent)}"
        if kind == "Figure" and not str(one.get("/Alt", "")).strip():
            yield "a figure without words"


def _kids(one: Any) -> list[Any]:
    return [kid for kid in (kid.get_object() for kid in one.get("/K", [])) if isinstance(kid, dict) and "/S" in kid]


def _headings(elements: list[Any]) -> Iterator[str]:
    levels = [int(kind[1]) for one in elements if (kind := _kind(one))[0] == "H" and kind[1:].isdigit()]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"headings begin as {levels[:2]}, {levels.count(1)} of the first level"
    yield from (f"heading {after} after {before}" for before, after in pairwise(levels) if after > before + 1)


def _tables(tree: Any, elements: list[Any]) -> Iterator[str]:
    for table in (one for one in elements if _kind(one) == "Table"):
        cells = [one for one in below(table) if _kind(one) in ("TH", "TD")]
        heads = {bytes(one["/ID"].original_bytes): one for one in cells if "/ID" in one}
        if not any(_kind(one) == "TH" for one in cells):
            yield "a table without heads"
        for one in cells:
            attributes = one.get("/A", {})
            if _kind(one) == "TH" and str(attributes.get("/Scope")) not in ("/Row", "/Column", "/Both"):
                yield "a head without scope"
            named = [bytes(name.original_bytes) for name in attributes.get("/Headers", [])]
            if not set(named) <= set(heads):
                yield "a cell names a head that is not in its table"
            if _kind(one) == "TD" and not named:
                yield "a cell without a head"
        wide = {sum(int(cell.get("/A", {}).get("/ColSpan", 1)) for cell in _kids(row)) for row in below(table)
                if _kind(row) == "TR"}  # fmt: skip
        if len(wide) > 1:
            yield f"rows of {sorted(wide)} cells in one table"
    ids = [bytes(one["/ID"].original_bytes) for one in elements if "/ID" in one]
    names = tree.get("/IDTree", {}).get("/Names", [])
    if len(ids) != len(set(ids)) or [bytes(name.original_bytes) for name in names[::2]] != sorted(ids):
        yield "names of cells are double, or not in the tree of names"


def _parent_tree(tree: Any) -> dict[int, Any]:
    numbers = tree["/ParentTree"]["/Nums"]
    return dict(zip((int(number) for number in numbers[::2]), (one.get_object() for one in numbers[1::2]), strict=True))


def _page(reader: pypdf.PdfReader, page: Any, owners: dict[int, Any], there: dict[int, Any]) -> Iterator[str]:
    if page.get("/Tabs") != "/S":
        yield "tabs do not follow the structure"
    marks = owners.get(int(page.get("/StructParents", -1)), [])
    open_: list[int | str] = []
    seen: list[int] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            mark = operands[1].get("/MCID") if operator == b"BDC" and isinstance(operands[1], dict) else None
            if mark is not None and open_:
                yield "a mark within a mark"
            open_.append(str(operands[0]) if mark is None else int(mark))
            seen += [] if mark is None else [int(mark)]
        elif operator == b"EMC":
            open_.pop()
        elif operator in PAINTS and not any(isinstance(one, int) or one == "/Artifact" for one in open_):
            yield f"{operator.decode()} in nothing that is marked"
    if open_ or len(seen) != len(set(seen)):
        yield "marks left open, or one twice"
    for mark in seen:
        owner = marks[mark].get_object() if mark < len(marks) else None
        if owner is None or id(owner) not in there:
            yield f"mark {mark} hangs in no structure"
        elif mark not in [kid for kid in owner["/K"] if not isinstance(kid, dict)]:
            yield f"mark {mark} is not one of its element"
    for link in page.get("/Annots", []):
        owner = owners.get(int(link.get_object().get("/StructParent", -1)))
        if owner is None or _kind(owner) != "Link":
            yield "a link in no structure"
        if not str(link.get_object().get("/Contents", "")):
            yield "a link without words"
    for name, font in page["/Resources"].get("/Font", {}).items():
        whole = font.get_object()
        inner = whole["/DescendantFonts"][0].get_object() if "/DescendantFonts" in whole else whole
        if not any(key.startswith("/FontFile") for key in inner["/FontDescriptor"]) or "/ToUnicode" not in whole:
            yield f"font {name} is not in the file, or not readable as letters"
