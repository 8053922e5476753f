"""The zip with which a brief is made again: its files, what went in, and records of what was computed."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from balanssim._version import __version__
from balanssim.report.brief.annex import command
from balanssim.report.brief.parts import word
from balanssim.results import files, record
from balanssim.scenario.sources import SHIPPED, shipped_folder

if TYPE_CHECKING:
    from balanssim.report.brief.found import Found
    from balanssim.scenario import Resolved
    from balanssim.sweep.load import Loaded
    from balanssim.texts import Lang

#: A fixed date: equal briefs give equal bytes.
_DATE: Final = (1980, 1, 1, 0, 0, 0)
#: Room of the files that went in.
INPUT: Final = "invoer"


def bundle(found: Found, made: Mapping[str, bytes], lang: Lang, day: str = "") -> bytes:
    """The zip: the files of the brief, its inputs, the records of its runs, how to repeat it, and checksums of all."""
    held = {**made, **inputs(found.loaded), **_records(found)}
    held["versions.json"] = files.dump(record.versions())
    held[word("bundle.readme_name", lang)] = _readme(found, lang, day).encode()
    sums = "".join(f"{hashlib.sha256(held[name]).hexdigest()}  {name}\n" for name in sorted(held))
    held["SHA256SUMS"] = sums.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(held):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            target.writestr(entry, held[name])
    return buffer.getvalue()


def inputs(loaded: Loaded) -> dict[str, bytes]:
    """The study, its own scenario files and its own region, placed to each other as they were; ready-made ones stay."""
    found = dict(_inputs(loaded))
    if not found:
        return {}
    top = Path(os.path.commonpath([path.parent for path in found]))
    return {f"{INPUT}/{path.relative_to(top).as_posix()}": data for path, data in found.items()}


def study_name(loaded: Loaded) -> str:
    """Where the study stands in the zip."""
    return next(name for name in inputs(loaded) if name.endswith(f"/{_path(loaded).name}"))


def _path(loaded: Loaded) -> Path:
    assert loaded.source.path is not None
    return loaded.source.path.resolve()


def _inputs(loaded: Loaded) -> Iterator[tuple[Path, bytes]]:
    yield _path(loaded), loaded.source.data
    refs = dict(zip(loaded.study.scenarios, _plain(loaded), strict=True))
    for ref, resolved in refs.items():
        if not ref.startswith(SHIPPED):
            home = (loaded.source.folder / ref).parent
            for name, _ in resolved.files:
                path = (home / name).resolve()
                if not name.startswith(SHIPPED) and path.is_file():
                    yield path, path.read_bytes()
    region = loaded.index.path.resolve()
    if not region.is_relative_to(_package()):
        for path in sorted(path for path in region.rglob("*") if path.is_file()):
            yield path, path.read_bytes()


def _plain(loaded: Loaded) -> list[Resolved]:
    return [policy.resolved for policy in loaded.policies if not policy.measure]


def _package() -> Path:
    return Path(__file__).resolve().parents[2]


def _records(found: Found) -> dict[str, bytes]:
    """Of every run what it was computed from: the resolved scenario, checksums of the region and of the program."""
    return {
        f"doorrekeningen/{name}.json": files.dump(record.read(run.path))
        for name, run in zip(found.together.names, found.together.runs, strict=True)
    }


def _readme(found: Found, lang: Lang, day: str) -> str:
    own = not _path(found.loaded).is_relative_to(shipped_folder().resolve())
    shown = study_name(found.loaded) if own else found.loaded.source.shown
    words = {"version": __version__, "command": command(found, lang, shown, day), "sketch": found.table(lang).sketch}
    words["title"] = found.loaded.study.title.text(lang)
    return word("bundle.readme", lang, **words)
