"""Where scenario files are: references, the ready-made files that come with the package, reading bytes."""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from balanssim import textfiles
from balanssim.errors import Problem
from balanssim.positions import MAX_BYTES, Place, problem

SHIPPED = "balanssim:"
_SHIPPED_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*\Z")


@dataclass(frozen=True)
class Source:
    """One file that took part: how it is shown, its name for the record, its folder and its bytes.

    ``shown`` follows what the user wrote; ``name`` is relative to the scenario's folder, so that the record of a run
    holds no folder of a person or machine. ``path`` is None for bare text.
    """

    shown: str
    name: str
    folder: Path
    path: Path | None
    data: bytes

    @property
    def sha256(self) -> str:
        """Checksum of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def identity(self) -> str:
        """Equal for two references to one file."""
        return str(self.path.resolve()) if self.path is not None else self.shown


def shipped_folder() -> Path:
    """Folder of the ready-made scenarios: inside an installed package, else ``scenarios/`` of the checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_scenarios"
    return installed if installed.is_dir() else package.parent.parent / "scenarios"


def shipped() -> tuple[str, ...]:
    """References of all ready-made scenarios, sorted: without studies, and without ``overlays/`` to lay over others."""
    folder = shipped_folder()
    files = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.yaml"))
    return tuple(sorted(SHIPPED + name.as_posix() for name in files if name.parts[0] not in ("studies", "overlays")))


def read(ref: str, base: Path | Source, home: Path | None, place: Place, key: str = "") -> Source | Problem:
    """Read the file a reference names.

    ``base`` is the naming file, or the folder that a path on the command line starts from; ``home`` is the folder of
    the scenario itself (None: this is the scenario). ``place`` and ``key`` say where the reference stands.
    """
    if ref.startswith(SHIPPED):
        name = ref.removeprefix(SHIPPED)
        path = shipped_folder() / f"{name}.yaml"
        if not _SHIPPED_NAME.match(name) or not path.is_file():
            names = shipped()
            near = difflib.get_close_matches(ref, names, n=3, cutoff=0.5) or list(names)
            return problem("scenario.unknown_shipped", place, key, ref=ref, near=near)
        shown = record = ref
    else:
        path = (base.folder if isinstance(base, Source) else base) / ref
        shown = _shown(ref, base)
        record = _relative(path, home or path.parent)
    try:
        return Source(shown, record, path.parent, path, textfiles.read(path, MAX_BYTES))
    except (OSError, ValueError) as error:
        found = textfiles.refusal(error, path, ref)
        if found.code == "file.missing":
            return problem("scenario.missing_file", place, key, ref=ref, near=_near(path, ref))
        return problem(found.code, place, key, **found.params)


def _shown(ref: str, base: Path | Source) -> str:
    """A path as the user would write it: beside the naming file as that is shown."""
    if isinstance(base, Path) or base.shown.startswith(SHIPPED):
        return Path(ref).as_posix()
    return Path(os.path.normpath(Path(base.shown).parent / ref)).as_posix()


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.name


def _near(path: Path, ref: str) -> list[str]:
    """Files of that folder, and ready-made scenarios, whose names look like the one asked for."""
    try:
        beside = sorted(other.name for other in path.parent.iterdir() if other.suffix in (".yaml", ".yml"))
    except OSError:
        beside = []
    near = difflib.get_close_matches(path.name, beside, n=2, cutoff=0.6)
    stems = {Path(name.removeprefix(SHIPPED)).name: name for name in shipped()}
    near += [stems[stem] for stem in difflib.get_close_matches(path.stem, stems, n=1, cutoff=0.7)]
    return near or list(shipped())[:3]
