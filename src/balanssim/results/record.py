"""The record of a run: what it was computed from, and the id that follows from it.

``run.json`` is written once and holds the resolved scenario, the chain of files, overrides, sampling, numerics and
versions; no user name, host, clock or absolute path. The id hashes all that can change numbers and nothing else, so
that the same question finds its answer again whatever the language, the number of workers or the output folder.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from balanssim._version import __version__
from balanssim.errors import RunError
from balanssim.kernel import NUMPY
from balanssim.results import files

RECORD: Final = "run.json"
RECORD_VERSION: Final = 1
ID_LENGTH: Final = 16
#: Rooms and modules, by pattern, that read results or talk to people: a change there cannot change a number of a run.
#: The worlds that a sweep makes are in the question by their digest.
NO_NUMBERS: Final = (
    "__main__", "briefing", "cli*", "console", "compare", "explorer", "report", "results.export", "results.runs",
    "sweep", "testing", "texts",
)  # fmt: skip
_STUDY = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}\Z")
_START = r"(?:~?/[^/\s]+/|~/|[A-Za-z]:[\\/]|\\\\|file:)"
_WHOLE = re.compile(rf"([\w.-]+=)?{_START}[^\n]*\Z")
_INSIDE = re.compile(rf"(?:^|(?<=[=\s'\"(])){_START}\S*")


@dataclass(frozen=True)
class Question:
    """All that can change a number of a run.

    ``scenario``: canonical JSON of the resolved scenario; ``region``: ``folder_hash`` of its folder; ``sampling``
    (draws, seed) and ``numerics`` (tolerances, limits); ``flow_years``: years whose flows are kept; ``source``:
    ``source_hash()`` of the package.
    """

    scenario: str
    region: str
    sampling: Mapping[str, Any]
    numerics: Mapping[str, Any]
    profile: str
    flow_years: Sequence[int]
    source: str

    def tree(self) -> dict[str, Any]:
        """Plain mapping in canonical form; raises ``ValueError`` for a number that is not finite."""
        value: dict[str, Any] = canonical(
            {
                "scenario": json.loads(self.scenario),
                "region": self.region,
                "sampling": dict(self.sampling),
                "numerics": dict(self.numerics),
                "profile": self.profile,
                "flow_years": sorted(self.flow_years),
                "source": self.source,
            }
        )
        return value

    def digest(self) -> str:
        """SHA-256 of the canonical form."""
        return _digest(self.tree())

    def run_id(self) -> str:
        """The first 16 hexadecimals of the digest: name of the run folder."""
        return self.digest()[:ID_LENGTH]


def canonical(value: Any) -> Any:
    """One form for equal questions: sorted string keys, 2.0 as 2, -0.0 as 0, absolute paths cut to their last part.

    Raises ``ValueError`` for NaN and infinity, ``TypeError`` for anything JSON does not know.
    """
    if isinstance(value, Mapping):
        return {str(key): canonical(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (list, tuple)):
        return [canonical(item) for item in value]
    if isinstance(value, str):
        return without_paths(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"a question holds finite numbers, found {value}")
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if value is None or isinstance(value, (bool, int)):
        return value
    raise TypeError(f"{type(value).__name__} cannot be part of a question")


def without_paths(text: str) -> str:
    """Absolute paths inside a text cut to their last part: a record tells nothing of the machine it was made on."""
    whole = _WHOLE.match(text)
    if whole:  # a folder name may hold spaces
        return (whole.group(1) or "") + _last_part(text)
    return _INSIDE.sub(lambda found: _last_part(found.group()), text)


def _last_part(path: str) -> str:
    return re.split(r"[\\/:]", path.rstrip("\\/"))[-1]


def run_dir(results: Path, study: str, run_id: str) -> Path:
    """``results/<study>/<run-id>``; raises ``RunError`` for a study name that is no plain folder name."""
    if not _STUDY.match(study):
        raise RunError("results.study_name", study=study)
    return results / study / run_id


def record(
    question: Question,
    *,
    study: str,
    scenario_files: Sequence[tuple[str, str]],
    overrides: Sequence[str] = (),
    kernel: str = NUMPY,
) -> dict[str, Any]:
    """The content of ``run.json``.

    ``scenario_files``: (name as written, sha256) of every scenario file, in order of the chain; ``overrides``: what was
    set on the command line, in order; ``kernel``: what computes it, see ``balanssim.kernel``.
    """
    return {
        "record_version": RECORD_VERSION,
        "run": question.run_id(),
        "digest": question.digest(),
        "study": study,
        "question": question.tree(),
        "files": [{"name": without_paths(name), "sha256": digest} for name, digest in scenario_files],
        "overrides": [without_paths(text) for text in overrides],
        "kernel": kernel,
        "versions": versions(kernel),
    }


def write(folder: Path, content: Mapping[str, Any], again: bool = False) -> None:
    """Write ``run.json`` once. The record that is there stays as it is when it answers the same question, unless all is
    computed ``again``; one that cannot be read is written anew.

    Raises ``RunError`` when the folder holds another run, or the disk refuses. Hold ``files.lock(folder)``.
    """
    if readable(folder):
        if read(folder)["digest"] != content["digest"]:
            raise RunError("results.other_run", run=folder.name)
        if not again:
            return
    files.make_folder(folder)
    files.write_atomic(folder / RECORD, files.dump(content), 0o444)


def readable(folder: Path) -> bool:
    """Whether there is a record at all: neither absent nor cut short."""
    return _load(folder) is not None


def read(folder: Path) -> Mapping[str, Any]:
    """The record of a run; raises ``RunError`` when it is absent, unreadable, altered or of a later version."""
    content = _load(folder)
    if content is None:
        raise RunError("results.no_record", run=folder.name)
    if content["record_version"] > RECORD_VERSION:
        raise RunError("results.newer_contract", run=folder.name, found=content["record_version"])
    if _digest(content["question"]) != content["digest"]:
        raise RunError("results.altered_record", run=folder.name)
    return content


def _load(folder: Path) -> Mapping[str, Any] | None:
    content = files.load(folder / RECORD)
    return content if content is not None and content.keys() >= {"record_version", "question", "digest"} else None


def kernel(folder: Path) -> str:
    """The kernel that a run was begun with; errors as in ``read``."""
    return str(read(folder).get("kernel", NUMPY))


def versions(kernel: str = NUMPY) -> dict[str, str]:
    """Versions of what computes and stores: the same versions on one machine give the same bits."""
    import platform

    return {"python": platform.python_version(), "balanssim": __version__, **_packages(kernel)}


@cache
def _packages(kernel: str) -> dict[str, str]:
    compiler = () if kernel == NUMPY else (kernel, "llvmlite")
    return {name: metadata.version(name) for name in ("numpy", "scipy", "zarr", *compiler)}


def folder_hash(folder: Path) -> str:
    """SHA-256 over the tables of a region folder (CSV and YAML) by relative name; line endings do not count."""
    return _hash_files(folder, [p for p in folder.rglob("*") if p.suffix in (".csv", ".yaml") and p.is_file()])


@cache
def source_hash() -> str:
    """SHA-256 over the modules of the package that can change numbers: all but ``NO_NUMBERS``."""
    root = Path(__file__).resolve().parents[1]
    return _hash_files(root, number_sources(root))


def number_sources(root: Path) -> list[Path]:
    """Python files below the package folder that can change numbers; a new module counts until named otherwise."""
    chosen = []
    for path in root.rglob("*.py"):
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        if not any(fnmatchcase(module, name) or module.startswith(f"{name}.") for name in NO_NUMBERS):
            chosen.append(path)
    return chosen


def _hash_files(root: Path, paths: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for name, path in sorted((path.relative_to(root).as_posix(), path) for path in paths):
        content = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        total.update(f"{name}\0{content}\n".encode())
    return total.hexdigest()


def _digest(tree: Any) -> str:
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
