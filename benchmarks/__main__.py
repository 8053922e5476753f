"""``python -m benchmarks [NAME ...] [--write]``: measure, print, and leave 1 behind where a ratio is over its bound, or
more than 30 percent worse than recorded. With ``--short`` the quick cases alone, once, held to their bound alone.
"""

from __future__ import annotations

import argparse

from benchmarks.registry import WORSE, Left, Measured, discover, measure, ratios, record


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help="cases to measure (default: all)")
    parser.add_argument("--write", action="store_true", help="record the ratios in benchmarks/ratios.json")
    parser.add_argument("--short", action="store_true", help="the quick cases, held to their bound alone")
    parser.add_argument("--list", action="store_true", help="only list the cases")
    options = parser.parse_args()
    cases = discover()
    if unknown := sorted(set(options.names) - set(cases)):
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(cases)}")
    if options.short and options.write:
        parser.error("--short measures too little to record")
    chosen = [cases[name] for name in (options.names or cases) if cases[name].short or not options.short]
    if options.list:
        for item in chosen:
            print(f"{item.name:32} at most {item.at_most:g} x {item.reference}")
        return 0
    measured, recorded, slow = [], ratios(), []
    for item in chosen:
        try:
            result = measure(item, repeats=1 if options.short else None)
        except Left as reason:
            print(f"{item.name:32} left out: {reason}")
            continue
        before = recorded.get(item.name)

        def worse(one: Measured, before: float | None = before) -> bool:
            return not one.kept or (one.change(before) > WORSE and not options.short)

        if worse(result):  # a busy moment of the machine, or slower: the second time tells
            result = min(result, measure(item), key=lambda one: one.ratio)
        measured.append(result)
        change = result.change(before)
        if worse(result):
            slow.append(item.name)
        since = "not recorded" if before is None else f"recorded {before:.3g}, {change:+.0%}"
        print(
            f"{item.name:32} {result.ratio:8.3g} x {item.reference} ({since}; at most {item.at_most:g}; "
            f"{1e3 * result.ours_s:.3g} ms against {1e3 * result.reference_s:.3g} ms)"
            + ("  TOO SLOW" if item.name in slow else "")
        )
        if result.notes:
            print(f"{'':32} {result.notes}")
    if options.write:
        record(measured)
    return 1 if slow and not options.write else 0


if __name__ == "__main__":
    raise SystemExit(main())
