"""What a YAML parser says of broken text, in our own words and at the place where a reader can mend it."""

from __future__ import annotations

import re

import yaml

from balanssim.textfiles import Fault

#: Code of the words -> what libyaml or the pure parser says. The first that fits holds.
_SAID: tuple[tuple[str, str], ...] = (
    ("yaml.quote_open", r"unexpected end of stream|unexpected document (indicator|separator)"),
    ("yaml.escape", r"escape|hexdecimal|hexadecimal"),
    ("yaml.bracket_open", r"expected ',' or '[\]}]'"),
    ("yaml.colon_extra", r"mapping values are not allowed"),
    ("yaml.colon_missing", r"could not find expected ':'|unexpected ':'"),
    ("yaml.dash", r"sequence entries are not allowed"),
    ("yaml.question", r"mapping keys are not allowed"),
    ("yaml.block_text", r"comment or (a )?line break|indentation indicator|indentation or chomping"),
    ("yaml.indent", r"expected key|expected '-' indicator|expected <block end>|indentation|end of document"),
    ("yaml.start_character", r"cannot start any token"),
    ("yaml.value_missing", r"(expected )?(the )?node content"),
    ("yaml.anchor_name", r"alphabetic or numeric"),
    ("yaml.tag_form", r"\btag\b|expected '[!>]'|expected the '[!>]'|expected whitespace|expected ' '"),
    ("yaml.directive", r"directive|version number|digit|incompatible|document start"),
    ("yaml.too_deep", r"nesting|depth"),
)
#: Told at the place where the thing began: where the parser gave up is often the end of the file.
_FROM_THE_START = ("yaml.quote_open", "yaml.bracket_open")


def explain(error: yaml.YAMLError | RecursionError, text: str, deepest: int) -> Fault:
    """The code, an existing line and column (from one) and the parameters for what a parser raised on ``text``."""
    if isinstance(error, RecursionError):
        return Fault("yaml.too_deep", 1, 1, {"deepest": deepest})
    lines = re.split("\r\n|\r|\n|\x85|\u2028|\u2029", text)
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    began = getattr(error, "context_mark", None) or mark
    said = f"{getattr(error, 'problem', '') or ''} {getattr(error, 'reason', '') or ''}"
    line, column = _place(mark, lines)
    written = lines[line - 1]
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or "tab character" in said:
        return Fault("yaml.tab", line, max(written.find("\t"), 0) + 1, {})
    code = next((code for code, pattern in _SAID if re.search(pattern, said)), "yaml.syntax")
    if "directive" in (getattr(error, "context", None) or ""):  # whatever it then stumbles over
        code = "yaml.directive"
    code = _refined(code, written, column)
    params: dict[str, object] = {}
    if code in _FROM_THE_START:
        params = {"stuck": f"{line}"}
        line, column = _place(began, lines)
    elif code == "yaml.start_character":
        params = {"character": written[column - 1 : column]}
    elif code == "yaml.too_deep":
        params = {"deepest": deepest}
    return Fault(code, line, column, params)


def _refined(code: str, written: str, column: int) -> str:
    """A better code where the line itself tells what is meant."""
    before, after = written[: column - 1].rstrip(), written[column - 1 :]
    if code in ("yaml.bracket_open", "yaml.indent"):
        if before.endswith(("'", '"')):
            return "yaml.quote_inside"
        if code == "yaml.indent" and after.startswith(("]", "}")):
            return "yaml.bracket_extra"
    if code == "yaml.directive" and not written.lstrip().startswith("%"):
        return "yaml.after_end"
    return code


def _place(mark: object, lines: list[str]) -> tuple[int, int]:
    """Line and column from one, never beyond the last line that holds something."""
    line, column = getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1
    if line > len(lines):
        return len(lines), len(lines[-1]) + 1
    return line, column
