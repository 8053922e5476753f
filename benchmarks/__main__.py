"""``python -m benchmarks [NAME ...] [--write]``: measure, print, and leave 1 behind where a ratio is over its bound."""

from __future__ import annotations

import argparse

from benchmarks.registry import discover, measure, record


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="cases to measure (default: all)")
    parser.add_argument("--write", action="store_true", help="record the ratios in benchmarks/ratios.json")
    parser.add_argument("--list", action="store_true", help="only list the cases")
    options = parser.parse_args()
    cases = discover()
    if unknown := sorted(set(options.names) - set(cases)):
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(cases)}")
    chosen = [cases[name] for name in (options.names or cases)]
    if options.list:
        for item in chosen:
            print(f"{item.name:32} at most {item.at_most:g} x {item.reference}")
        return 0
    measured = []
    for item in chosen:
        result = measure(item)
        measured.append(result)
        print(
            f"{item.name:32} {result.ratio:8.3g} x {item.reference} (at most {item.at_most:g}; "
            f"{1e3 * result.ours_s:.3g} ms against {1e3 * result.reference_s:.3g} ms)"
            + ("" if result.kept else "  TOO SLOW")
        )
    if options.write:
        record(measured)
    return 0 if all(item.kept for item in measured) else 1


if __name__ == "__main__":
    raise SystemExit(main())
