"""Loads on links: by hand over routes, against corridors, where projects open and lines stop, and in labels."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from balanssim import engine, steps
from balanssim.catalogue import VARIABLES
from balanssim.model import commuting, link_loads, network, peak, routes
from balanssim.model.network import LinkState
from balanssim.prepare.commuting import link_labels
from tests.middle import Case, Moment, real, tiny, watched

SHIPPED = (
    "ijmeer-ja-pampus-ja",
    "levers.infrastructure.P05_LELYLIJN.opening=2034",
    "levers.mobility.wfh_extra_share=0.05",
    "levers.procedures.infrastructure_duration_factor=0.6",  # the metro opens between the years below
)
YEARS = (2026, 2036, 2041)


@cache
def moments() -> tuple[Case, dict[int, Moment]]:
    """The shipped region with the metro and the Lelylijn opening on the way, seven worlds and the central run."""
    case = real(*SHIPPED)
    with pytest.MonkeyPatch.context() as patch:
        _, seen = watched(case, case.block(list(range(8))), patch, stop=2041, variables=[VARIABLES["homes"]])
    return case, {moment.state.year: moment for moment in seen if moment.state.year in (2024, *YEARS)}


def loads(moment: Moment) -> link_loads.LinkLoads:
    return link_loads.of_year(moment.fixed.links, moment.result)


def place(case: Case, link: str) -> int:
    return case.inputs.axes.links.index(link)


def corridor_links(case: Case) -> dict[str, tuple[str, ...]]:
    return dict(zip(case.region.corridors["corridor"], case.region.corridors["links"], strict=True))


@pytest.mark.parametrize("year", YEARS)
def test_a_corridor_of_one_link_has_the_extra_of_that_link(year: int) -> None:
    case, seen = moments()
    extra, moment = loads(seen[year]).extra, seen[year]
    single = {name: links[0] for name, links in corridor_links(case).items() if len(links) == 1}
    assert len(single) >= 16
    changed = 0
    for name, link in single.items():
        at = case.corridor(name)
        scale = moment.fixed.commuting.link_load[at].max()
        np.testing.assert_allclose(
            extra[place(case, link)], moment.result.extra[at], rtol=1e-9, atol=1e-9 * scale, err_msg=name
        )
        changed += bool(np.abs(moment.result.extra[at]).min() > 0.0)
    assert changed >= 14


@pytest.mark.parametrize("year", YEARS)
def test_a_corridor_of_lines_has_the_sum_where_no_route_takes_two_of_them(year: int) -> None:
    case, seen = moments()
    extra, moment = loads(seen[year]).extra, seen[year]
    universe = case.inputs.commuting.universe
    checked = 0
    for name, links in corridor_links(case).items():
        at = case.corridor(name)
        if universe.corridor_mode[at] == "car" or len(links) == 1:
            continue
        counts = (universe.corridor_edges["transit"][[at]] @ universe.transit.incidence.T).toarray()
        total = extra[[place(case, link) for link in links]].sum(axis=0)
        scale = moment.fixed.commuting.link_load[at].max() + 1.0
        if counts.max() == 1.0:
            np.testing.assert_allclose(total, moment.result.extra[at], rtol=1e-9, atol=1e-9 * scale, err_msg=name)
            checked += 1
    assert checked >= 4


def felt(base: commuting.CommutingBase, links: LinkState, cars: np.ndarray, riders: np.ndarray, draw: int) -> dict:
    """Minutes per edge as travellers feel them, by mode (edge,): slower by cars, longer by riders without a seat."""
    made, roads = base.static.universe.network, base.static.form.counts.roads
    car, transit = links.car_min[:, draw].copy(), links.transit_min[:, draw].copy()
    ratio = cars[:, draw] / links.car_capacity[roads, draw]
    car[roads] = links.car_free[roads, draw] * (1.0 + made.roads.alpha[roads] * ratio ** made.roads.beta[roads])
    seats, places = links.transit_seats[:, draw], links.transit_capacity[:, draw]
    over = np.maximum(riders[:, draw] - seats, 0.0) / np.maximum(np.maximum(places - seats, 0.1 * seats), 1e-9)
    transit[: len(seats)] *= np.where(seats > 0.0, 1.0 + (base.parameters.crowding_max[draw] - 1.0) * over, 1.0)
    return {"car": car, "transit": transit}


def weights(of_mode: routes.ModeRoutes, its: np.ndarray, open_now: np.ndarray, minutes: np.ndarray, still: np.ndarray):
    """Path size times logit of the routes `its` of one pair; `minutes`, `still (edge,)` of now and of the base net."""
    used = of_mode.incidence[its].toarray()
    own = used * still / np.maximum(used @ still, 1e-300)[:, None]
    size = (own / np.maximum(used[open_now].sum(axis=0), 1.0)).sum(axis=1) if len(its) > 1 else np.ones(1)
    takes = used @ minutes + of_mode.fixed_min[its]
    weight = np.where(open_now, size * np.exp(-0.3 * (takes - takes[open_now].min())), 0.0)
    return used, weight / weight.sum(), takes[open_now].min()


def test_a_link_carries_what_a_walk_over_all_routes_gives() -> None:
    case, seen = moments()
    moment, draw = seen[2036], 3
    base, result = moment.fixed.commuting, moment.result
    static, p = base.static, base.parameters
    universe = static.universe
    zones = len(universe.network.zones)
    extra_wfh = steps.levers_of(moment.fixed, 2036)["wfh_extra_share"]
    assert extra_wfh == 0.05
    share_of_day = p.days_per_week[draw] / 5.0 * p.present[draw] * p.peak_share[draw]
    got = loads(moment).extra
    still = network.base_state(universe.network)
    for mode, number, of_mode, ids, link in (
        ("car", 0, universe.car, universe.network.roads.ids, "R_ALP_MBG"),
        ("transit", 1, universe.transit, universe.network.lines.ids, "T_IC-FLV-N_S_ALM_S_ASDZ"),
    ):
        edge = ids.index(link)
        totals = []
        for links, flows, mode_share, state, wfh in (
            (base.links, np.repeat(static.flows[:, :, None], 8, axis=2), seen[2024].result.mode_share, base.start, 0.0),
            (result.links, result.flows, result.mode_share, result.state, extra_wfh),
        ):
            minutes = felt(base, links, state.cars, state.riders, draw)[mode]
            usable = routes.usable(of_mode, links.open_projects)[:, draw]
            going = peak.at_work(universe.base_km.ravel(), p.wfh, wfh)[:, draw]
            total = 0.0
            for pair in np.unique(of_mode.pair[np.flatnonzero(of_mode.incidence[:, [edge]].toarray())]):
                its = np.flatnonzero(of_mode.pair == pair)
                edges = routes.mode_edges(still, mode)[:, 0]
                used, share, fastest = weights(of_mode, its, usable[its], minutes, edges)
                o, d = divmod(int(pair), zones)
                trips = flows[o, d, draw] * mode_share[number, o, d, draw] * going[pair] * share_of_day
                if mode == "car":
                    trips *= (fastest / base.car_min[o, d, draw]) ** -p.peak_spreading[draw]
                total += trips * float(used[:, edge] @ share)
            totals.append(total)
        if mode == "car":
            totals = [total * base.at.scalar[draw] / p.occupancy[draw] for total in totals]
            roads = universe.network.roads
            counted = roads.volume[edge] * roads.commuter_share[edge]
            kappa = np.clip(counted / totals[0], 0.5, 2.0)
            expected = max(counted + kappa * (totals[1] - totals[0]), 0.0) - counted
        else:
            expected = totals[1] - totals[0]
        np.testing.assert_allclose(got[place(case, link), draw], expected, rtol=1e-5)


def test_nothing_is_extra_on_the_base_date() -> None:
    _, seen = moments()
    made = loads(seen[2024])
    np.testing.assert_allclose(made.extra, 0.0, atol=1e-8)
    volume = seen[2024].fixed.commuting.static.universe.network.lines.volume
    lines = np.flatnonzero(np.isfinite(made.crowding[:, 0]))
    assert lines.size == (seen[2024].fixed.commuting.static.universe.network.lines.added_by < 0).sum()
    assert made.crowding[lines].max() * 100 < volume.max()  # riders per seat, not riders


def test_links_of_a_project_are_empty_until_it_opens() -> None:
    case, seen = moments()
    network = case.inputs.commuting.universe.network
    opened = {year: moment.result.links.open_projects for year, moment in seen.items()}
    both = 0
    for year, moment in seen.items():
        made = loads(moment)
        for ids, added in ((network.roads.ids, network.roads.added_by), (network.lines.ids, network.lines.added_by)):
            for link, project in zip(ids, added, strict=True):
                if project < 0:
                    continue
                at, closed = place(case, link), ~opened[year][project]
                assert (made.extra[at, closed] == 0.0).all(), link
                assert np.isnan(made.crowding[at, closed]).all(), link
                if ids is network.lines.ids:
                    assert np.isfinite(made.crowding[at, ~closed]).all(), link
                both += bool(closed.any() and not closed.all())
    assert both  # draws in which a project is open beside draws in which it is not
    metro = place(case, "P01_IJMEER_METRO_IJM-ZO_S_PAM_S_IJB")
    here = opened[2041][network.projects.index("P01_IJMEER_METRO")]
    assert here.any()
    assert (loads(seen[2041]).extra[metro, here] > 20.0).all()
    roads = [place(case, link) for link in network.roads.ids]
    assert all(np.isnan(loads(moment).crowding[roads]).all() for moment in seen.values())


def test_a_line_with_half_the_trains_has_half_the_seats_and_one_that_stops_has_none() -> None:
    # The metro of the tiny region halves the sprinter.
    case = tiny("levers.infrastructure.P2_METRO.opening=2025")
    with pytest.MonkeyPatch.context() as patch:
        _, seen = watched(case, case.block([0, 1]), patch, stop=2025)
    before, after = (loads(moment) for moment in seen)
    at, lines = place(case, "T_SPR_S_C_S_3"), case.inputs.commuting.universe.network.lines
    edge = lines.ids.index("T_SPR_S_C_S_3")
    np.testing.assert_allclose(before.crowding[at], (500.0 + before.extra[at]) / 900.0, rtol=1e-12)
    np.testing.assert_allclose(after.crowding[at], np.maximum(500.0 + after.extra[at], 0.0) / 450.0, rtol=1e-12)
    links = seen[1].result.links
    links.transit_seats[edge] = 0.0
    assert np.isnan(loads(seen[1]).crowding[at]).all()


def test_labels_are_the_tables_then_the_links_of_projects_by_project() -> None:
    case = real("omgevingsvisie")
    labels, network = link_labels(case.region), case.inputs.commuting.universe.network
    assert labels["ids"] == case.inputs.axes.links
    roads, lines = (list(case.region.network[name]["link"]) for name in ("road_links", "transit_links"))
    assert list(labels["ids"][: len(roads) + len(lines)]) == roads + lines
    added = labels["ids"][len(roads) + len(lines) :]
    assert len(added) == 74
    owner = [next(n for n, project in enumerate(network.projects) if link.startswith(f"{project}_")) for link in added]
    assert owner == sorted(owner)
    assert len(set(labels["ids"])) == len(network.roads.ids) + len(network.lines.ids)
    by_id = {lang: dict(zip(labels["ids"], labels[lang], strict=True)) for lang in ("nl", "en")}
    assert {by_id[lang]["R_DIE_WGM"] for lang in by_id} == {"A1 Diemen-Watergraafsmeer"}
    infrastructure = case.region.infrastructure
    row = list(infrastructure["project"]).index("P02_IJMEERWEG")
    for lang, names in by_id.items():
        assert names["P02_IJMEERWEG_J_PAM_J_ZBU"] == infrastructure[f"name_{lang}"][row]


def test_links_are_computed_only_where_they_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    case, asked = tiny(), []
    made = link_loads.of_year
    monkeypatch.setattr(link_loads, "of_year", lambda *given: asked.append(1) or made(*given))
    monkeypatch.setattr(link_loads, "prepare", lambda base, make=link_loads.prepare: asked.append(0) or make(base))
    engine.run_block(case.inputs, case.block([1]), [VARIABLES["homes"]])
    assert asked == []
    kept = engine.run_block(case.inputs, case.block([1]), [VARIABLES["link_load_extra"]])
    assert asked == [0, 1]  # the base date, and 2026: the only map year of this horizon
    assert kept.outputs["link_load_extra"].shape == (1, 1, len(case.inputs.axes.links))
