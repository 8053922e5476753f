"""Outcomes of calibration and assignment as plain text for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balanssim import texts
from balanssim.report.listing import columns
from balanssim.texts import Lang

if TYPE_CHECKING:
    from balanssim.assign import Assignment
    from balanssim.calibrate import GravityFit


def figure(value: float | None, lang: Lang, digits: int = 6) -> str:
    """A number with `digits` that count, in the separators of the language; a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:.{digits}g}" if abs(value) < 10**digits else f"{value:.0f}"
    return text.replace(".", ",") if lang == "nl" else text


def gravity(fit: GravityFit, lang: Lang) -> str:
    """Parameters, how well it fits, what was left out, and the worst pairs."""

    def word(code: str, **params: object) -> str:
        return texts.message(f"fits.gravity.{code}", lang, params)

    said = {one.covariate: one.covariate.replace("cost", word("cost")) for one in fit.parameters}
    heads = [word(f"head.{name}") for name in ("parameter", "estimate", "poisson", "overdispersed", "robust")]
    rows = [
        [
            f"{one.name} ({said[one.covariate]})", figure(one.estimate, lang), figure(one.standard_error, lang, 3),
            figure(one.standard_error_overdispersed, lang, 3), figure(one.standard_error_robust, lang, 3),
        ]
        for one in fit.parameters
    ]  # fmt: skip
    exponent = " + ".join(f"{one.name}·{said[one.covariate]}" for one in fit.parameters)
    share = 1.0 - fit.deviance / fit.deviance_without_cost if fit.deviance_without_cost else None
    figures = [
        ("total", figure(float(fit.table.flow.sum()), lang, 9)),
        ("size", f"{len(fit.table.origins)} × {len(fit.table.destinations)}; {fit.table.flow.size}"),
        ("deviance", figure(fit.deviance, lang, 8)),
        ("explained", figure(share, lang, 4)),
        ("log_likelihood", figure(fit.log_likelihood, lang, 8)),
        ("dispersion", figure(fit.dispersion, lang, 4)),
        ("srmse", figure(fit.srmse, lang)),
        ("common_part", figure(fit.common_part, lang, 4)),
        ("mean_observed", figure(fit.mean_cost_observed, lang, 8)),
        ("mean_modelled", figure(fit.mean_cost_modelled, lang, 8)),
        *(
            ("hyman", f"{said[one.covariate]}: {figure(one.observed, lang, 8)} = {figure(one.modelled, lang, 8)}")
            for one in fit.parameters
        ),
    ]
    widest = max(len(word(name)) for name, _ in figures)
    lines = [word("title", exponent=exponent), "", columns(heads, rows), ""]
    lines += [f"{word(name).ljust(widest)}  {value}" for name, value in figures]
    lines += ["", *notes(fit, lang)] if notes(fit, lang) else []
    if fit.worst:
        heads = [word(f"head.{name}") for name in ("origin", "destination", "cost", "observed", "modelled", "adds")]
        worst = [
            [
                one.origin, one.destination, figure(one.cost, lang, 5), figure(one.observed, lang),
                figure(one.modelled, lang), figure(one.contribution, lang),
            ]
            for one in fit.worst
        ]  # fmt: skip
        lines += ["", word("worst"), columns(heads, worst)]
    return "\n".join(lines)


def notes(fit: GravityFit, lang: Lang) -> list[str]:
    """What a reader must know about the pairs, one sentence each."""
    table = fit.table
    said: list[tuple[str, dict[str, object]]] = []
    if table.left_pairs:
        code = "left_out_labels" if table.left_labels else "left_out"
        flow = figure(table.left_flow, lang)
        labels = [*table.left_labels[:5], *(["..."] if len(table.left_labels) > 5 else [])]
        said.append((code, {"n": table.left_pairs, "flow": flow, "labels": labels}))
    if table.without_row:
        said.append(("without_row", {"n": table.without_row}))
    if fit.pairs_forced_to_zero:
        said.append(("forced", {"n": fit.pairs_forced_to_zero}))
    if fit.separate_tables > 1:
        said.append(("separate", {"n": fit.separate_tables}))
    if fit.dispersion is None or fit.dispersion > 2.0:
        said.append(("overdispersed" if fit.dispersion else "no_freedom", {}))
    return [texts.message(f"fits.gravity.note.{code}", lang, params) for code, params in said]


def assignment(found: Assignment, lang: Lang, path: str | None) -> str:
    """Figures of an assignment, where its flows are, and what is remarkable about its files."""

    def word(code: str, **params: object) -> str:
        return texts.message(f"fits.assignment.{code}", lang, params)

    net = found.network
    figures = [
        ("objective", figure(found.objective, lang, 10)),
        ("total_travel_time", figure(found.total_travel_time, lang, 10)),
        *([("total_cost", figure(found.total_cost, lang, 10))] if found.toll_factor or found.distance_factor else []),
        ("relative_gap", f"{found.relative_gap:.1e}".replace(".", "," if lang == "nl" else ".")),
        ("iterations", str(found.iterations)),
        ("seconds", figure(found.seconds, lang, 3)),
        ("size", f"{net.zones}; {net.nodes}; {found.flow.size}"),
        ("trips", figure(found.trips, lang, 9)),
        *([("within_zones", figure(found.within_zones, lang, 9))] if found.within_zones else []),
        ("paths", f"{found.pairs}; {found.paths}"),
    ]
    widest = max(len(word(name)) for name, _ in figures)
    lines = [word("title"), "", *(f"{word(name).ljust(widest)}  {value}" for name, value in figures)]
    lines += [f"{word('flows').ljust(widest)}  {path}"] if path else []
    return "\n".join([*lines, *(word(f"note.{code}", **params) for code, params in found.notes)])
