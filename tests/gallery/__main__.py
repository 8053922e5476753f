"""Read the gallery of broken input aloud: ``python -m tests.gallery [nl|en] [words of a name]``."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.gallery.show import read_aloud

with TemporaryDirectory() as folder:
    read_aloud(Path(folder), *sys.argv[1:] or ("nl",))
