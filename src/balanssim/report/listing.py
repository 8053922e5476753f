"""Plain lists for the terminal: runs, the record of a run, the plan of a year, the variables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from balanssim import texts
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.catalogue import Variable
    from balanssim.model.plan import Step
    from balanssim.results.runs import RunInfo
    from balanssim.sweep.status import Status


def columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with columns as wide as their longest text."""
    sizes = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    lines = [heads, ["-" * size for size in sizes], *rows]
    return "\n".join(
        "  ".join(text.ljust(size) for text, size in zip(line, sizes, strict=True)).rstrip() for line in lines
    )


def state(run: RunInfo | Status, lang: Lang) -> str:
    """Whole, unfinished, with failures, or damaged."""
    if run.problem:
        return texts.message("cli.state.damaged", lang)
    if run.failed:
        return texts.message("cli.state.failed", lang, {"n": run.failed})
    if run.finished < run.blocks:
        return texts.message("cli.state.unfinished", lang, {"done": run.finished, "blocks": run.blocks})
    return texts.message("cli.state.whole", lang)


def runs(found: Sequence[RunInfo], lang: Lang) -> str:
    """One line per run."""
    if not found:
        return texts.message("cli.no_runs", lang)
    heads = [
        texts.message(f"cli.head.{name}", lang) for name in ("run", "scenario", "draws", "seed", "profile", "state")
    ]
    rows = [
        [
            f"{run.study}/{run.run}", run.title_nl if lang == "nl" else run.title_en or run.title_nl,
            str(run.draws), str(run.seed), run.profile, state(run, lang),
        ]
        for run in found
    ]  # fmt: skip
    return columns(heads, rows)


def sweeps(found: Sequence[Status], lang: Lang) -> str:
    """One line per sweep: how many of its blocks are there, and how many failed."""
    if not found:
        return texts.message("sweep.none", lang)
    heads = [texts.message(f"sweep.head.{name}", lang) for name in ("sweep", "policies", "runs")]
    heads.append(texts.message("cli.head.state", lang))
    rows = [[f"{one.study}/{one.sweep}", str(one.policies), str(one.runs), state(one, lang)] for one in found]
    return columns(heads, rows)


def run(found: Mapping[str, Any], lang: Lang) -> str:
    """One run: what was asked, from which files, how far it is."""
    info, record = found["info"], found["record"]
    lines = [
        f"{info.study}/{info.run}  {info.title_nl if lang == 'nl' else info.title_en or info.title_nl}",
        *(
            f"  {texts.message(f'cli.head.{name}', lang)}: {value}"
            for name, value in (
                ("draws", info.draws), ("seed", info.seed), ("profile", info.profile), ("state", state(info, lang)),
                ("seconds", texts.number(found["seconds"], lang, 1)),
            )
        ),
    ]  # fmt: skip
    lines.append(f"  {texts.message('cli.head.versions', lang)}:")
    lines += [f"    {name} {version}" for name, version in record["versions"].items()]
    lines.append(f"  {texts.message('cli.head.files', lang)}:")
    lines += [f"    {item['sha256'][:12]}  {item['name']}" for item in record["files"]]
    if record["overrides"]:
        lines.append(f"  {texts.message('cli.head.overrides', lang)}: {', '.join(record['overrides'])}")
    return "\n".join(lines)


def plan(steps: Iterable[Step], lang: Lang, seconds: Mapping[str, float], draws: int) -> str:
    """The order of a year: what each step reads and writes, and its time where ``seconds`` per step are given."""
    lines: list[str] = []
    total = sum(seconds.values())
    for number, step in enumerate(steps, start=1):
        lines.append(f"{number} {step.label_nl if lang == 'nl' else step.label_en} ({step.name})")
        parts = (("reads", step.reads), ("writes", step.writes), ("equations", step.equations))
        for name, words in parts:
            text = f"  {texts.message(f'cli.plan.{name}', lang)}: {', '.join(words)}"
            lines += textwrap.wrap(text, 110, subsequent_indent="    ")
        if step.name in seconds:
            spent = seconds[step.name]
            timing = {"ms": round(1000 * spent), "draws": draws, "share": round(100 * spent / total)}
            lines.append(f"  {texts.message('cli.plan.seconds', lang, timing)}")
    return "\n".join(lines)


def variables(found: Iterable[Variable], lang: Lang) -> str:
    """Every variable of the catalogue: name, dims, unit, words."""
    heads = [texts.message(f"cli.head.{name}", lang) for name in ("variable", "dims", "unit", "profile", "label")]
    rows = [
        [one.name, ", ".join(one.dims), one.unit, one.profile, one.label_nl if lang == "nl" else one.label_en]
        for one in found
    ]
    return columns(heads, rows)
