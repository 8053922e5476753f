"""Files that people wrote, as text: never more read than allowed, and what is no text named by its place.

Bad files are no exceptions here but a code with parameters (``texts`` has the words), so that a reader can go on.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import NamedTuple

MEGABYTE = 1_000_000

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udfff]")
_BREAK = re.compile("\r\n|\r|\n")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class Fault(NamedTuple):
    """What is wrong with a file: code of the words, line and column from one (0: the file as a whole), parameters."""

    code: str
    line: int
    column: int
    params: dict[str, object]


def read(path: Path, most: int) -> bytes:
    """The bytes of a file, one more than ``most`` at the most: a longer file can then be told by its length.

    Raises ``OSError`` or ``ValueError`` (see ``refusal``).
    """
    with path.open("rb") as handle:
        return handle.read(most + 1)


def refusal(error: OSError | ValueError, path: Path, ref: str) -> Fault:
    """Why the system does not give a file, in our words; ``ref`` is how the file is shown."""
    number = error.errno if isinstance(error, OSError) else None
    # os.path never raises, as Path does on a name that is too long; Windows says 'permission denied' of a folder
    is_folder, is_link = os.path.isdir(path), os.path.islink(path)  # noqa: PTH112, PTH114
    if is_folder:
        code = "file.is_folder"
    elif number in (errno.ENOENT, errno.ELOOP, errno.ENOTDIR):
        code = "file.broken_link" if is_link or number == errno.ELOOP else "file.missing"
    elif number in (errno.EACCES, errno.EPERM):
        code = "file.permission"
    elif number is None or number in (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ):
        code = "file.name"
    else:
        return Fault("file.unreadable", 0, 0, {"ref": ref, "number": f"{number}"})
    return Fault(code, 0, 0, {"ref": ref})


def too_large(most: int) -> Fault:
    """A file of more than ``most`` bytes."""
    return Fault("file.too_large", 0, 0, {"largest": most // MEGABYTE})


def decode(data: bytes) -> tuple[str | None, Fault | None]:
    """The text of a file (None where it is none) and the first thing wrong with it.

    A byte order mark is taken off. Text in the encoding of older Windows programs is given as such beside the fault,
    so that the other mistakes in the file can be named as well.
    """
    if data.startswith(_WIDE):
        return None, Fault("file.utf16", 0, 0, {})
    at = data.find(b"\x00")
    if at >= 0:
        line, column = place(data[:at].decode("utf-8", "replace"))
        return None, Fault("file.binary", line, column, {})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = place(data[: error.start].decode("utf-8-sig", "replace"))
        text = data.decode("cp1252", "replace")
        return text, Fault("file.encoding", line, column, {"byte": f"0x{data[error.start]:02X}"})
    return text, control(text)


def control(text: str) -> Fault | None:
    """The first character that no text holds."""
    found = _CONTROL.search(text)
    if found is None:
        return None
    return Fault("file.control_character", *place(text[: found.start()]), {"character": f"U+{ord(found[0]):04X}"})


def place(before: str) -> tuple[int, int]:
    """Line and column (from one) of what comes after this text."""
    parts = _BREAK.split(before)
    return len(parts), len(parts[-1]) + 1
