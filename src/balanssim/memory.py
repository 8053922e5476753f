"""How much memory a process has held at most, and how much it may still take."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path

#: Limit and use of the control group that a container gives its processes, version 2 and version 1.
_GROUPS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory.stat"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes",
        "/sys/fs/cgroup/memory/memory.stat",
    ),
)  # fmt: skip


def peak_mb() -> float:
    """Most memory that this process ever held, in MB (10^6 bytes); 0 where the system does not say."""
    # a process that was just started counts from zero here, and from its parent's peak in rusage
    found = re.search(r"VmHWM:\s+(\d+) kB", _text("/proc/self/status"))
    if found:
        return int(found[1]) * 1024 / 1e6
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def free_mb() -> float:
    """Memory that may still be taken without pushing others out, in MB; infinite where the system does not say.

    The least of what the machine has left and what is left of the limit of a container. A limit on the addresses of one
    process (``ulimit -v``) says little of the memory that it takes, and holds for each worker by itself.
    """
    found = re.search(r"MemAvailable:\s+(\d+) kB", _text("/proc/meminfo"))
    return min(int(found[1]) * 1024 / 1e6 if found else math.inf, _group_mb())


def _group_mb() -> float:
    """Left of the limit of the control group; what it keeps of files that were read is given up when it is asked."""
    for limit, used, kept in _GROUPS:
        ends = _text(limit).strip(), _text(used).strip()
        if all(end.isdecimal() for end in ends):
            files = re.search(r"^(?:total_)?inactive_file (\d+)", _text(kept), re.MULTILINE)
            return max(int(ends[0]) - int(ends[1]) + (int(files[1]) if files else 0), 0) / 1e6
    return math.inf


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:  # another system, or a container that does not tell
        return ""
