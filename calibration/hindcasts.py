"""Known years forecast from earlier ones; fills calibration/hindcast.md.

    python -m calibration.hindcasts

Figures that are not part of the repository are read from ``../shared/data`` (``--shared``): homes of the municipalities
of 2023 from 2012 to 2018 and in 2024, and commuting of 2006 to 2011. What is computed is ``balanssim hindcast``.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

import balanssim as bs
from balanssim import texts
from balanssim.calibrate import hindcast_commuting, hindcast_files, hindcast_housing, odtables
from balanssim.calibrate.scores import Score
from balanssim.report import numbers
from calibration import gravity_2015, luck, pages

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "calibration" / "hindcast.md"
#: The figures of all municipalities together, for the annex of every brief.
FIT = ROOT / "src" / "balanssim" / "data" / "fit.csv"
HOMES, JOBS = "housing_stock_flows_bounds2023.csv", "od_commuting_{}.csv"
#: Last known year and year forecast. Of 2019-2023 only the sum is known, so it is forecast as one span.
HOUSING = (
    (2012, 2018),
    (2013, 2018),
    (2014, 2018),
    (2015, 2018),
    (2016, 2018),
    (2017, 2018),
    (2015, 2024),
    (2018, 2024),
)
#: First known year, last known year, year forecast: the errors over the first span make the bands of the second.
COMMUTING = ((2006, 2008, 2011), (2008, 2008, 2011), (2007, 2009, 2011), (2009, 2010, 2011))
#: Classes of size, and the outcome of each hindcast that is told by size.
ALL = "all"
Found = hindcast_commuting.Hindcast | hindcast_housing.Hindcast


def housing(shared: Path, spans: Sequence[tuple[int, int]] = HOUSING) -> list[hindcast_housing.Hindcast]:
    """Every span of homes."""
    return [hindcast_files.housing(shared / HOMES, start, end) for start, end in spans]


def commuting(shared: Path, spans: Sequence[tuple[int, int, int]] = COMMUTING) -> list[hindcast_commuting.Hindcast]:
    """Every span of commuting."""
    with tempfile.TemporaryDirectory() as name:
        return [
            hindcast_files.commuting(*files, start, end, costs)
            for _, start, end, files, costs in _files(shared, spans, Path(name))
        ]


def _files(
    shared: Path, spans: Sequence[tuple[int, int, int]], folder: Path
) -> Iterator[tuple[int, int, int, tuple[Path, Path], Path]]:
    """Each span with its tables and distances between the centres of municipalities that still exist in 2023."""
    rows = gravity_2015.cost_rows(shared / gravity_2015.CENTRES, within=True)
    costs = gravity_2015.write_table(folder / "costs.csv", "cost", rows)
    for first, start, end in spans:
        base = folder / f"{first}-{start}.csv"
        base.write_text("\n".join(stacked(shared, sorted({first, start}))) + "\n", encoding="utf-8")
        yield first, start, end, (base, shared / JOBS.format(end)), costs


def crossings(shared: Path, spans: Sequence[tuple[int, int, int]] = COMMUTING) -> str:
    """Which pairs fell outside their bands: those that were published in one of the two years alone, or others."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for first, start, end, files, costs in _files(shared, spans, Path(name)):
            if first == start:
                continue
            data = odtables.read(*files, start, end, costs)
            base, counted = data.jobs[-2:]
            used = ((base > 0.0) | (counted > 0.0)) & ~np.eye(len(base), dtype=bool)
            low, high = bands_of(data)
            half = data.rounding / 2.0
            missed = used & ~((counted >= low - half) & (counted <= high + half))
            both = used & (base > 0.0) & (counted > 0.0)
            rows.append(
                [f"{first}-{start} to {end}", f"{used.sum():,}", f"{missed.sum():,}", f"{(missed & ~both).sum():,}",
                 _percent(float(1.0 - missed[both].mean()))]
            )  # fmt: skip
    head = ("span", "pairs", "outside their band", "of which published in one year alone", "within, published in both")
    return pages.table(head, rows)


def bands_of(data: odtables.Matrices) -> tuple[np.ndarray, np.ndarray]:
    """Band of every pair, as the hindcast makes it."""

    def told(years: slice, end: int) -> np.ndarray:
        counted = data.jobs[end]
        margins = counted.sum(axis=1), counted.sum(axis=0)
        made = hindcast_commuting.forecasts(data.jobs[years], data.years[years], data.years[end], *margins, data.cost)
        return made["model"]

    first, start, end = data.years[0], data.years[-2], data.years[-1]
    longer = math.sqrt((end - start) / (start - first))
    then, now = told(slice(0, 1), -2), told(slice(0, -1), -1)
    return hindcast_commuting.bands(then, data.jobs[-2], now, longer, data.rounding)


def stacked(shared: Path, years: Sequence[int]) -> Iterator[str]:
    """Tables of some years below each other, with one head."""
    tables = [(shared / JOBS.format(year)).read_text(encoding="utf-8").splitlines() for year in years]
    return chain(tables[0][:1], *(lines[1:] for lines in tables))


def errors(found: Sequence[Found], outcome: str, sizes: str) -> str:
    """Sum of deviations as a share of what was counted, by size, for every method."""
    methods = list(dict.fromkeys(method for one in found for method in one.scores[0].errors))
    head = ("span", "", "number", *(_word(f"method.{method}") for method in methods))
    rows = [
        [span, _size(score, sizes), str(score.items),
         *(_percent(score.errors[method].relative if method in score.errors else None) for method in methods)]
        for span, score in _scores(found, outcome)
    ]  # fmt: skip
    return pages.table(head, rows)


def skill(found: Sequence[Found], outcome: str, sizes: str) -> str:
    """What the model gains on each simple forecast, and whether its bands hold; how much wider, of homes alone."""
    wider = outcome == "added"
    methods = list(dict.fromkeys(method for one in found for method in one.scores[0].skill))
    head = (
        "span",
        "",
        *(f"against {_word(f'method.{method}')}" for method in methods),
        "within 10-90",
        *["widen by"] * wider,
    )
    rows = [
        [span, _size(score, sizes), *(_signed(score.skill.get(method)) for method in methods),
         _percent(score.coverage), *["–" if score.widening is None else f"{score.widening:.2f}"] * wider]
        for span, score in _scores(found, outcome)
    ]  # fmt: skip
    return pages.table(head, rows)


def outcomes(found: Sequence[hindcast_commuting.Hindcast]) -> str:
    """Every outcome of commuting, of all municipalities together."""
    rows = [
        [_span(one), _word(f"outcome.{score.outcome}"), _percent(score.errors["persistence"].relative),
         _percent(score.errors["furness"].relative), _percent(score.errors["model"].relative),
         _signed(score.skill["persistence"]), _signed(score.skill["furness"])]
        for one in found for score in one.scores if score.size == ALL
    ]  # fmt: skip
    head = ("span", "", "as then", "Furness", "model", "gain on as then", "gain on Furness")
    return pages.table(head, rows)


def losses(found: Sequence[Found], outcome: str, sizes: str) -> str:
    """Where a simple forecast is better than the model, the worst first."""
    worse = sorted(
        (gain, span, _size(score, sizes), _word(f"method.{method}"))
        for span, score in _scores(found, outcome)
        for method, gain in score.skill.items()
        if gain is not None and round(gain, 2) < 0.0
    )
    if not worse:
        return "Nowhere."
    return "\n".join(f"- {span}, {size}: {method} is better ({_signed(gain)})" for gain, span, size, method in worse)


def inflation(found: Sequence[Found], outcome: str) -> Mapping[str, tuple[float, float, int]]:
    """By size: lowest and highest widening over the spans, and how many spans have bands."""
    seen: dict[str, list[float]] = {}
    for _, score in _scores(found, outcome):
        if score.widening is not None:
            seen.setdefault(score.size, []).append(score.widening)
    return {size: (min(values), max(values), len(values)) for size, values in seen.items()}


def inflations(found: Sequence[Found], outcome: str, sizes: str) -> str:
    """The same as a table."""
    rows = [
        [_word(f"{sizes}.{size}") if size != ALL else "all", str(spans), f"{low:.2f}", f"{high:.2f}"]
        for size, (low, high, spans) in inflation(found, outcome).items()
    ]
    return pages.table(("", "spans", "lowest", "highest"), rows)


def parts(shared: Path) -> dict[str, str]:
    """Every part of the page."""
    from calibration import paired_errors, posterior  # they stand on this module

    homes, jobs, region = housing(shared), commuting(shared), bs.load_region("balanssim:flevoland-mra")
    rounding = jobs[0]
    return {
        **luck.parts(shared, region),
        **paired_errors.parts(shared),
        **posterior.parts(shared, region),
        "housing-errors": errors(homes, "added", "homes"),
        "housing-skill": skill(homes, "added", "homes"),
        "housing-losses": losses(homes, "added", "homes"),
        "housing-width": inflations(homes, "added", "homes"),
        "commuting-outcomes": outcomes(jobs),
        "commuting-errors": errors(jobs, "pairs", "size"),
        "commuting-skill": skill(jobs, "pairs", "size"),
        "commuting-losses": losses(jobs, "pairs", "size"),
        "commuting-width": crossings(shared),
        "rounding": (
            f"Jobs of {rounding.start} are multiples of {rounding.rounding:g}. From {rounding.start} to {rounding.end} "
            f"{rounding.moved:.0%} of {rounding.pairs:,} pairs changed by more; they hold {rounding.told:.0%} of all "
            f"change. {len(rounding.left_out)} municipalities exist in one of the two years alone."
        ),
    }


def _scores(found: Sequence[Found], outcome: str) -> Iterator[tuple[str, Score]]:
    for one in found:
        for score in one.scores:
            if score.outcome == outcome:
                yield _span(one), score


def _span(one: Found) -> str:
    known = one.known_from if isinstance(one, hindcast_housing.Hindcast) else one.bands_from
    first = f"{known}-" if known is not None and known != one.start else ""
    return f"{first}{one.start} to {one.end}"


def _size(score: Score, sizes: str) -> str:
    return "all" if score.size == ALL else _word(f"{sizes}.{score.size}")


def _word(name: str) -> str:
    return texts.message(f"hindcast.{name}", "en")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}".replace("-", numbers.MINUS)


def fit(page: str) -> str:
    """What the page says of all municipalities together, as CSV: errors by forecast and the share within the bands."""
    lines = ["what,span,number,as_then,trend,alike,furness,model,within"]
    for what, methods in (("housing", 4), ("commuting", 5)):
        within = {row[0]: row[methods] for row in _all(page, f"{what}-skill")}
        for row in _all(page, f"{what}-errors"):
            errors = [_share(cell) for cell in row[2:]]
            errors[3:3] = [""] * (5 - methods)
            lines.append(",".join([what, row[0], row[1], *errors, _share(within[row[0]])]))
    return "\n".join(lines) + "\n"


def _all(page: str, part: str) -> Iterator[list[str]]:
    """Rows of a table on all municipalities, without the column that says so."""
    for line in pages.part(page, part).splitlines()[2:]:
        span, size, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        if size == ALL:
            yield [span, *cells]


def _share(cell: str) -> str:
    return "" if cell == "–" else f"{float(cell.removesuffix('%')) / 100:.3f}"


def main(arguments: list[str] | None = None) -> int:
    """Forecast, and write the page and its figures on all municipalities."""
    code = pages.from_figures(PAGE, parts, arguments, __doc__)
    FIT.write_text(fit(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
