"""How long it takes from a slider to a picture on the live page, in a real browser, the region as shipped.

One command serves `balanssim:omgevingsvisie`, moves 50 levers one after the other, each to a place where it has not
been, waits for the picture of 16 worlds and for that of 100, and fills in the page on performance:

    python -m benchmarks.slider

Times are those of the clock, so only a machine that does nothing else says something.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import page as performance

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCENARIO = "balanssim:omgevingsvisie"
#: What the page calls its two pictures, and what it is to take, in seconds.
PICTURES = {"first": ("16 worlds", 1.0), "answer": ("100 worlds", 3.0)}
PATIENCE = 120_000
#: Parts of a change, in order, in words; those in the middle are told by the server.
PARTS = {
    "wait": "move to question", "compose": "scenario composed and checked", "worlds": "worlds, by two processes",
    "bring": "brought together: bands, goals", "render": "sentences and drawings", "transfer": "sent and received",
    "draw": "put in its place and drawn",
}  # fmt: skip


def moves(page: Page, count: int) -> list[tuple[str, str]]:
    """Levers and their new values: a walk over all levers, each time to another value."""
    levers: list[dict[str, Any]] = page.evaluate(
        """() => [...document.querySelectorAll('[data-lever]')].map((one) => ({
            id: one.id, now: one.value,
            values: one.tagName === 'SELECT' ? [...one.options].map((option) => option.value)
                : Array.from({length: Math.round((one.max - one.min) / one.step) + 1},
                             (_, i) => String(+(+one.min + i * one.step).toFixed(6))) }))"""
    )
    rng, found = np.random.default_rng(3), []
    for number in range(count):
        lever = levers[number % len(levers)]
        left = [value for value in lever["values"] if value != lever["now"]]
        chosen = left[int(rng.integers(len(left)))]
        lever["values"].remove(lever["now"])
        lever["now"] = chosen
        found.append((lever["id"], chosen))
    return found


def parts(page: Page) -> list[dict[str, float]]:
    """Milliseconds of the parts of the pictures of the last change, as browser and server tell them."""
    found: list[dict[str, float]] = page.evaluate(
        """(names) => {
            const asked = performance.getEntriesByType('resource')
                .filter((one) => one.name.endsWith('/api/run') && one.serverTiming.length);  // not one given up
            return names.map((name, i) => {
                const whole = performance.getEntriesByName(name).at(-1), one = asked[i], before = asked[i - 1];
                const told = Object.fromEntries(one.serverTiming.map((part) => [part.name, part.duration]));
                const server = Object.values(told).reduce((sum, took) => sum + took, 0);
                return { wait: one.startTime - (before?.responseEnd ?? whole.startTime), ...told,
                    transfer: one.responseEnd - one.startTime - server,
                    draw: whole.startTime + whole.duration - one.responseEnd };
            });
        }""",
        list(PICTURES),
    )
    return found


def measured(url: str, count: int) -> tuple[dict[str, list[float]], list[list[dict[str, float]]]]:
    """Seconds from every change to each picture, as the page itself measures them: from the move of the lever until it
    is drawn; and its parts.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        path = os.environ.get("BALANSSIM_CHROMIUM") or shutil.which("chromium")
        browser = tool.chromium.launch(executable_path=path, args=["--no-sandbox"])  # the page is our own
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        done = "() => performance.getEntriesByName('answer').length > {}"
        page.wait_for_function(done.format(0), timeout=PATIENCE)
        seconds: dict[str, list[float]] = {name: [] for name in PICTURES}
        split = []
        for control, value in moves(page, count):
            page.evaluate("() => { performance.clearMeasures(); performance.clearResourceTimings(); }")
            page.evaluate(
                """([id, value]) => { const one = document.getElementById(id); one.value = value;
                    one.dispatchEvent(new Event('input', {bubbles: true})); }""",
                [control, value],
            )
            page.wait_for_function(done.format(0), timeout=PATIENCE)
            for name in PICTURES:
                took = page.evaluate("(name) => performance.getEntriesByName(name).at(-1).duration", name)
                seconds[name].append(took / 1e3)
            split.append(parts(page))
            print(f"{control} = {value}: " + ", ".join(f"{seconds[name][-1]:.2f} s" for name in PICTURES), flush=True)
        browser.close()
    return seconds, split


def text(found: dict[str, Any]) -> str:
    """Median and 95th percentile of each picture beside its goal, and the parts of the way to it."""
    lines = [
        f"From {found['changes']} changes to the picture, by the clock; {found['machine']}.",
        "",
        "| picture | median, s | 95 percent, s | largest, s | goal, s |",
        "|---|---|---|---|---|",
    ]
    for name, (words, goal) in PICTURES.items():
        median, late, largest = found[name]
        lines.append(f"| {words} | {median:.2f} | {late:.2f} | {largest:.2f} | {goal:g} |")
    if "parts" in found:
        heads = [f"{words}, ms" for words, _ in PICTURES.values()]
        lines += ["", f"| part, median | {' | '.join(heads)} |", "|---|---|---|"]
        lines += [
            f"| {words} | {' | '.join(f'{picture[name]:.0f}' for picture in found['parts'])} |"
            for name, words in PARTS.items()
        ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slider", description=__doc__)
    parser.add_argument("--changes", type=int, default=50, help="levers that are moved")
    parser.add_argument("--try", action="store_true", dest="tried", help="print, and leave the page as it is")
    options = parser.parse_args()
    machine = performance.machine()
    command = [sys.executable, "-m", "balanssim", "explore", SCENARIO, "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = next(word for line in server.stdout for word in line.split() if word.startswith("http://127.0.0.1"))
            seconds, split = measured(url.rstrip("."), options.changes)
        finally:
            server.terminate()
    found = {"machine": machine, "changes": options.changes}
    found |= {name: [float(one) for one in np.percentile(seconds[name], [50, 95, 100])] for name in PICTURES}
    found["parts"] = [
        {name: float(np.median([one[at][name] for one in split])) for name in PARTS} for at in range(len(PICTURES))
    ]
    print(text(found))
    if not options.tried:
        performance.keep("slider", found)
        performance.fill("slider", text(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
