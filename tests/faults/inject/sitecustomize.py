"""Faults at chosen moments, in the very processes that a user starts: Python imports this before anything else.

``BALANSSIM_FAULTS`` holds a JSON list of faults. A fault waits for the ``nth`` event of a ``kind`` (``import``,
``read``, ``write``, ``os.mkdir``, ``os.rename``, ``os.remove``) whose path or name matches ``path``, in the ``main``
process or in a ``worker``, and then does what ``do`` says:

``signal NAME group|self``   send a signal
``errno NAME``               let the file system refuse
``hold FILE``                make FILE, and wait until it is gone

``hit`` names a file made at that moment; a fault with ``once`` happens in one process only: the first to make it.
``BALANSSIM_TRACE`` names a file that gets every event, a line each.
"""

import errno
import json
import os
import re
import signal
import sys
import time

#: Extras that xarray and pandas load wherever they find them; most users do not have them, and each process is a second
#: faster without.
for _extra in ("dask", "pyarrow"):
    sys.modules[_extra] = None

_KINDS = ("open", "import", "os.mkdir", "os.rename", "os.remove")
_COMMAND = " ".join(sys.orig_argv)
_ROLE = "other" if "resource_tracker" in _COMMAND else "worker" if "multiprocessing" in _COMMAND else "main"
_FAULTS = [fault for fault in json.loads(os.environ.get("BALANSSIM_FAULTS", "[]")) if fault["role"] == _ROLE]
_TRACE = os.environ.get("BALANSSIM_TRACE")
_seen = [0] * len(_FAULTS)


def _hit(fault):
    """Make the file that says so; false when another process was first."""
    if "hit" in fault:
        try:
            os.close(os.open(fault["hit"], os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return not fault.get("once")
    return True


def _do(words, path):
    if words[0] == "signal":
        number = getattr(signal, words[1])
        os.killpg(0, number) if words[2] == "group" else os.kill(os.getpid(), number)
    elif words[0] == "errno":
        number = getattr(errno, words[1])
        raise OSError(number, os.strerror(number), path)
    elif words[0] == "hold":
        os.close(os.open(words[1], os.O_CREAT | os.O_WRONLY))
        while os.path.exists(words[1]):  # noqa: PTH110 # no module more than needed
            time.sleep(0.01)


def _listen(event, args):
    if event not in _KINDS or not args or not isinstance(args[0], (str, bytes, os.PathLike)):
        return
    kind = event
    if event == "open":
        mode, flags = args[1] or "", args[2] or 0
        writes = any(sign in mode for sign in "wax+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        kind = "write" if writes else "read"
    path = os.fsdecode(args[0])
    for number, fault in enumerate(_FAULTS):
        if fault["kind"] == kind and re.search(fault["path"], path):
            _seen[number] += 1
            if _seen[number] == fault["nth"] and _hit(fault):
                _do(fault["do"].split(" "), path)
    if _TRACE and path != _TRACE and _ROLE == "main":
        handle = os.open(_TRACE, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.write(handle, f"{kind}\t{path}\n".encode())
        os.close(handle)


if _FAULTS or _TRACE:
    sys.addaudithook(_listen)
