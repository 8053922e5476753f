"""Make every file of region `flevoland-mra` from the figures of the sources: `python calibration/compile_region.py
[--check]`.

Running it again gives the same bytes. `--check` writes nothing, names the files that differ and ends with 1 if there
are any.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
for folder in (ROOT, ROOT / "src"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

REGION = ROOT / "src" / "balanssim" / "data" / "regions" / "flevoland-mra"
REPORT = ROOT / "calibration" / "base_matrix.md"
#: In the order of writing; each has `build(shared) -> {file name: text}`.
MODULES = ("zones", "base_year", "commuting", "known", "network", "pipeline", "parameters", "procedures", "sources")

_CBS = "CC BY 4.0 (Bron: CBS)"
#: File or folder -> licence, reference date; the longest name that fits counts.
PAPERS = {
    "": ("EUPL-1.2", "2024-01-01"),
    "base_year.csv": (f"own compilation; figures of CBS: {_CBS}", "2024-01-01"),
    "commuting.csv": (f"own compilation; figures of CBS: {_CBS}", "2024-01-01"),
    "known.csv": (f"own compilation; figures of CBS: {_CBS}", "2025-01-01"),
    "network/": ("own compilation; figures of public pages named per row", "2024-01-01"),
    "pipeline/": ("own compilation; figures of public documents named per row", "2024-01-01"),
    "woondeal.csv": ("figures of public documents named per row", "2024-01-01"),
    "bomirt.csv": ("figures of public documents named per row", "2026-01-08"),
    "parameters.yaml": ("own compilation; sources named per entry", "2024-01-01"),
    "procedures.yaml": ("own compilation; sources named per entry", "2024-01-01"),
}


def texts(shared: Path) -> dict[str, str]:
    """All files of the region folder except the manifest, by name. Raises `ValueError` where one is made twice."""
    out: dict[str, str] = {}
    for name in MODULES:
        full = f"calibration.region.{name}"
        build = importlib.import_module(full).build
        # The sources come last: they list the codes that the other files quote.
        for file, text in (build(shared, out) if name == "sources" else build(shared)).items():
            if file in out:
                raise ValueError(f"{file} is made twice; the second time by {full}")
            out[file] = text
    return out


def manifest(files: Mapping[str, str]) -> str:
    """`manifest.json`: sha256, licence and reference date per file, sorted by name."""
    entries = {}
    for name in sorted(files):
        licence, date = PAPERS[max((key for key in PAPERS if name.startswith(key)), key=len)]
        digest = hashlib.sha256(files[name].encode("utf-8")).hexdigest()
        entries[name] = {"sha256": digest, "licence": licence, "reference_date": date}
    return json.dumps({"schema_version": 1, "region": "flevoland-mra", "files": entries}, indent=2) + "\n"


def compile_all(shared: Path) -> dict[Path, str]:
    """Every file with its place. `shared`: folder with the figures, or the folder that holds it."""
    shared = shared.parent if shared.name == "data" else shared
    files = texts(shared)
    report = importlib.import_module("calibration.region.report")
    files["manifest.json"] = manifest(files)
    out = {REGION / name: text for name, text in files.items()}
    out[REPORT] = report.text(shared)
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done or the same, 1 files differ, 2 the figures are not there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data", help="folder with the figures")
    parser.add_argument("--check", action="store_true", help="write nothing; name the files that differ")
    options = parser.parse_args(arguments)
    if not options.shared.is_dir():
        print(f"no figures at {options.shared}: give --shared DIR", file=sys.stderr)
        return 2
    made = compile_all(options.shared.resolve())
    differing = [path for path, text in made.items() if not path.is_file() or path.read_bytes() != text.encode("utf-8")]
    for path in differing:
        print(path.relative_to(ROOT))
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made[path].encode("utf-8"))
    verb = "differ" if options.check else "written"
    print(f"{len(differing)} of {len(made)} files {verb}")
    return 1 if options.check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
