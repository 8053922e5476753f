"""How much memory a process has held at most."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def peak_mb() -> float:
    """Most memory that this process ever held, in MB (10^6 bytes); 0 where the system does not say."""
    try:  # a process that was just started counts from zero here, and from its parent's peak in rusage
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
        if found:
            return int(found[1]) * 1024 / 1e6
    except OSError:
        pass
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
