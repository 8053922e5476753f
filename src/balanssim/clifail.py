"""What nobody foresaw: told in the user's language, with what to send and where the whole story is."""

from __future__ import annotations

import errno
import platform
import shlex
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from balanssim import texts
from balanssim._version import __version__
from balanssim.clitools import wants_debug
from balanssim.texts import Lang

_DISK = {
    errno.ENOSPC: "cli.os.full", errno.EDQUOT: "cli.os.full", errno.EFBIG: "cli.os.full",
    errno.EACCES: "cli.os.closed", errno.EPERM: "cli.os.closed", errno.EROFS: "cli.os.closed",
    errno.ENOENT: "cli.os.missing", errno.ENOTDIR: "cli.os.missing",
    errno.EISDIR: "cli.os.folder", errno.EEXIST: "cli.os.exists",
    errno.ENAMETOOLONG: "cli.os.name", errno.EINVAL: "cli.os.name", errno.EIO: "cli.os.device",
}  # fmt: skip
_PACKAGE = Path(__file__).parent


def words(error: Exception, given: Sequence[str], lang: Lang) -> tuple[str, str]:
    """Code and words for an exception that no command foresaw.

    A full disk, a closed folder and too little memory are no faults of the program and get no report. For the rest
    the traceback is written to the results folder or the current one, if one of them can be written, or printed when
    the user asked for it.
    """
    code = "cli.memory" if isinstance(error, MemoryError) else None
    if isinstance(error, OSError):
        code = _DISK.get(error.errno or 0)
        ours = str(error.filename or _PACKAGE).startswith(str(_PACKAGE))
        if ours and code != "cli.os.full":  # a file of the package itself, or no file named: nothing the user can mend
            code = None
    if wants_debug(given):
        sys.stderr.write("".join(traceback.format_exception(error)))
    if code is not None:
        path = str(error.filename or ".") if isinstance(error, OSError) else ""
        return code, texts.message(code, lang, {"path": path})
    code = "cli.deep" if isinstance(error, RecursionError) else "cli.crash"
    params = {
        "last": traceback.format_exception_only(error)[-1].strip(),
        "version": f"{__version__} (Python {platform.python_version()}, {platform.system()})",
        "command": shlex.join(["balanssim", *given]),
        "report": _report(error, given, lang),
    }
    return code, texts.message(code, lang, params)


def _report(error: Exception, given: Sequence[str], lang: Lang) -> str:
    """Where the traceback is, in words."""
    if wants_debug(given):
        return texts.message("cli.crash.printed", lang)
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    name = texts.message("cli.crash.file", lang, {"stamp": stamp})
    head = (
        f"balanssim {__version__}, Python {sys.version}, {platform.platform()}\n{shlex.join(['balanssim', *given])}\n"
    )
    story = (head + "".join(traceback.format_exception(error))).encode("utf-8", "backslashreplace")
    for folder in _folders(given):
        path = folder / name
        try:
            path.write_bytes(story)
        except OSError:
            continue
        return texts.message("cli.crash.written", lang, {"path": path.as_posix()})
    return texts.message("cli.crash.nowhere", lang)


def _folders(given: Sequence[str]) -> list[Path]:
    """The results folder that the command named or would take, then the current one: those that exist."""
    named = [value for name, value in pairwise(given) if name in ("--out", "--results")]
    named += [word.partition("=")[2] for word in given if word.startswith(("--out=", "--results="))]
    return [folder for folder in map(Path, [*named, "results", "."]) if folder.is_dir()]
