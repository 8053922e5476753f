"""The gravity model: figures against other definitions, cases without an answer, and what is refused."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest

from balanssim import calibrate, clicalibrate, texts
from balanssim import cli as program
from balanssim.calibrate import fit_files, fit_tables
from balanssim.errors import InputError
from balanssim.model import demand, gravity
from tests.calibrate import support

COSTS = support.random_costs(1, 6, 7)
FLOWS = np.random.default_rng(2).poisson(support.expected(3, COSTS, -0.04, 3000.0)).astype(float)


# ---- what is fitted -------------------------------------------------------------------------------------------------


def test_figures_are_those_of_their_definitions():
    fit = fit_tables(support.table(FLOWS, COSTS))
    made = fit.modelled.reshape(COSTS.shape)
    beta = fit.parameters[0].estimate
    balanced = demand.furness(
        np.exp(beta * COSTS)[:, :, None], FLOWS.sum(1)[:, None], FLOWS.sum(0)[:, None], None, None, 1e-13, 5000
    )
    np.testing.assert_allclose(made, balanced.flows[:, :, 0], rtol=1e-9)
    assert fit.srmse == pytest.approx(math.sqrt(((FLOWS - made) ** 2).sum() / 42) / (FLOWS.sum() / 42))
    assert fit.common_part == pytest.approx(np.minimum(FLOWS, made).sum() / FLOWS.sum())
    poisson = [t * math.log(m) - m - math.lgamma(t + 1) for t, m in zip(FLOWS.ravel(), made.ravel(), strict=True)]
    full = [t * math.log(t) - t - math.lgamma(t + 1) if t else 0.0 for t in FLOWS.ravel()]
    assert fit.log_likelihood == pytest.approx(sum(poisson))
    assert fit.deviance == pytest.approx(2 * (sum(full) - sum(poisson)))
    assert fit.degrees_of_freedom == 42 - (6 + 7 - 1) - 1
    worst = fit.worst[0]
    assert worst.contribution == max(one.contribution for one in fit.worst)
    at = int(worst.origin[1:]), int(worst.destination[1:])
    assert (worst.observed, worst.cost, worst.modelled) == (FLOWS[at], COSTS[at], made[at])


def test_no_other_beta_has_a_smaller_deviance():
    fit = fit_tables(support.table(FLOWS, COSTS))
    beta, deviance = fit.parameters[0].estimate, fit.deviance

    def deviance_at(value):
        rows, columns = FLOWS.sum(1)[:, None], FLOWS.sum(0)[:, None]
        made = demand.furness(np.exp(value * COSTS)[:, :, None], rows, columns, None, None, 1e-13, 5000)
        return calibrate.gravity.contributions(FLOWS, made.flows[:, :, 0]).sum()

    assert deviance_at(beta) == pytest.approx(deviance, rel=1e-10)
    # second derivative of half the deviance = information: the standard error, by another road
    step = 0.1 * fit.parameters[0].standard_error
    curvature = (deviance_at(beta + step) - 2 * deviance + deviance_at(beta - step)) / (2 * step**2)
    assert curvature**-0.5 == pytest.approx(fit.parameters[0].standard_error, rel=1e-3)
    assert min(deviance_at(beta + step), deviance_at(beta - step)) > deviance


def test_power_is_exponential_of_the_logarithm_and_tanner_holds_both():
    power = fit_tables(support.table(FLOWS, COSTS), "power")
    same = fit_tables(support.table(FLOWS, np.log(COSTS)))
    assert power.parameters[0].estimate == pytest.approx(same.parameters[0].estimate, rel=1e-10)
    tanner = fit_tables(support.table(FLOWS, COSTS), "tanner")
    assert tanner.deviance <= min(power.deviance, fit_tables(support.table(FLOWS, COSTS)).deviance)
    for one in tanner.parameters:  # Hyman, once for each covariate
        assert one.modelled == pytest.approx(one.observed, rel=1e-11)


def test_a_very_steep_table_is_fitted_without_overflow():
    costs = COSTS * 40.0  # cheapest and dearest pair differ by a factor of 1e11
    fit = fit_tables(support.table(support.expected(3, COSTS, -0.28, 1e6), costs))
    assert fit.parameters[0].estimate == pytest.approx(-0.007, rel=1e-6)


# ---- tables without an answer, or with a strange one ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("flows", "costs", "deterrence", "status"),
    [
        ([[3, 4, 5]], [[1, 2, 3]], "exponential", "not_identified"),  # one origin
        ([[3], [4]], [[1], [2]], "exponential", "not_identified"),  # one destination
        ([[3, 4], [5, 1]], [[2, 2], [2, 2]], "exponential", "not_identified"),  # one cost
        ([[3, 4], [5, 1]], [[11, 13], [21, 23]], "exponential", "not_identified"),  # origin plus destination
        ([[3, 4], [0, 1]], [[1, 2], [math.nan, 4]], "exponential", "not_identified"),  # a tree: no circle
        ([[3, 4, 1], [5, 1, 2], [1, 3, 3]], [[1, 2, 2], [2, 1, 2], [2, 2, 1]], "tanner", "not_identified_together"),
        ([[9, 0], [0, 4]], [[1, 2], [2, 1]], "exponential", "no_finite_estimate"),  # all flow on the cheapest
        ([[9, 0], [0, 4]], [[2, 1], [1, 2]], "power", "no_finite_estimate"),  # all flow on the dearest
    ],
)
def test_no_answer_is_said_and_not_made_up(flows, costs, deterrence, status):
    with pytest.raises(InputError) as error:
        fit_tables(support.table(flows, costs), deterrence, shown="costs.csv")
    assert [one.code for one in error.value.problems] == [f"gravity.{status}"]
    assert "costs.csv" in texts.render(error.value.problems, "nl")


def test_separate_tables_share_their_parameter():
    one, other = support.random_costs(5, 4, 4), support.random_costs(6, 3, 5)
    costs, flows = np.full((7, 9), np.nan), np.zeros((7, 9))
    costs[:4, :4], costs[4:, 4:] = one, other
    flows[:4, :4], flows[4:, 4:] = support.expected(1, one, -0.03), support.expected(2, other, -0.03)
    fit = fit_tables(support.table(flows, costs))
    assert fit.separate_tables == 2
    assert fit.parameters[0].estimate == pytest.approx(-0.03, rel=1e-8)
    assert fit.degrees_of_freedom == 16 + 15 - (7 + 9 - 2) - 1


def test_a_pair_that_the_margins_leave_no_room_stays_zero():
    costs, flows = np.full((4, 4), np.nan), np.zeros((4, 4))
    costs[:2, :2], costs[2:, 2:] = [[1, 2], [2, 1]], [[1, 3], [2, 1]]
    flows[:2, :2], flows[2:, 2:] = [[5, 2], [3, 4]], [[9, 2], [1, 4]]
    apart = fit_tables(support.table(flows, costs))
    costs[0, 3] = 2.0  # a bridge one way: what crosses it cannot come back
    bridged = fit_tables(support.table(flows, costs))
    assert bridged.pairs_forced_to_zero == 1
    assert bridged.modelled.reshape(-1)[2] == 0.0
    assert bridged.parameters[0].estimate == pytest.approx(apart.parameters[0].estimate)
    assert bridged.deviance == pytest.approx(apart.deviance)


def test_margins_that_cannot_be_met_raise():
    pairs = gravity.Pairs(np.array([0, 0, 1]), np.array([0, 1, 1]), 2, 2)
    with pytest.raises(FloatingPointError, match="margins"):
        gravity.balance(pairs, np.zeros(3), np.array([1.0, 2.0]), np.array([2.0, 1.0]), None)


def test_pairs_without_support_are_refused_by_the_equations():
    pairs = gravity.Pairs(np.array([0, 0, 1]), np.array([0, 1, 1]), 2, 2)
    with pytest.raises(ValueError, match="leave it out"):
        gravity.fit(pairs, np.array([1.0, 0.0, 2.0]), np.array([[1.0, 2.0, 3.0]]))


# ---- files ----------------------------------------------------------------------------------------------------------

GOOD_FLOWS = "origin,destination,flow\na,x,5\na,y,2\nb,x,1\nb,y,6\n"
GOOD_COSTS = "origin,destination,cost\na,x,1\na,y,3\nb,x,2\nb,y,1\n"


@pytest.fixture
def ask(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALANSSIM_LANG", raising=False)

    def call(flows=GOOD_FLOWS, costs=GOOD_COSTS, *more):
        for name, text in (("flows.csv", flows), ("costs.csv", costs)):
            if text is not None:
                (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        code = program.main(["calibrate", "gravity", "--flows", "flows.csv", "--costs", "costs.csv", *more])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


BROKEN = {
    "gravity.cost_not_positive": (GOOD_FLOWS, GOOD_COSTS.replace("a,y,3", "a,y,0"), "costs.csv:3:5"),
    "gravity.no_label_shared": (GOOD_FLOWS, GOOD_COSTS.replace("x", "p").replace("y", "q"), "flows.csv:2:3"),
    "gravity.label_differs": (GOOD_FLOWS, GOOD_COSTS.replace("b,", "B,"), "flows.csv:4:1"),
    "gravity.no_pair_shared": (
        "origin,destination,flow\na,x,1\nb,y,1\n", "origin,destination,cost\na,y,1\nb,x,1\n", "flows.csv:2:1",
    ),
    "gravity.no_flow_origin": (
        GOOD_FLOWS.replace("b,x,1", "b,x,0").replace("b,y,6", "b,y,0"), GOOD_COSTS, "flows.csv:4:1",
    ),
    "gravity.no_flow_destination": (GOOD_FLOWS, GOOD_COSTS + "a,z,4\n", "costs.csv:6:3"),
    "gravity.not_identified": (GOOD_FLOWS, GOOD_COSTS.replace("a,y,3", "a,y,0"), "costs.csv"),
    "gravity.not_identified_together": (GOOD_FLOWS, GOOD_COSTS, "costs.csv"),
    "gravity.no_finite_estimate": (
        GOOD_FLOWS.replace("a,y,2", "a,y,0").replace("b,x,1", "b,x,0"), GOOD_COSTS, "costs.csv",
    ),
    "input.missing_file": (None, GOOD_COSTS, "flows.csv"),
    "table.duplicate": (GOOD_FLOWS + "a,x,7\n", GOOD_COSTS, "flows.csv:6:1"),
    "table.range_from": (GOOD_FLOWS.replace("a,x,5", "a,x,-5"), GOOD_COSTS, "flows.csv:2:5"),
    "table.number": (GOOD_FLOWS, GOOD_COSTS.replace("a,y,3", "a,y,ver"), "costs.csv:3:5"),
    "table.column_unknown": (GOOD_FLOWS.replace("flow", "trips"), GOOD_COSTS, "flows.csv:1:20"),
    "table.cell_empty": (GOOD_FLOWS.replace("a,x,5", "a,,5"), GOOD_COSTS, "flows.csv:2:3"),
    "table.separator": (GOOD_FLOWS.replace(",", ";"), GOOD_COSTS, "flows.csv:1:7"),
    "table.no_rows": ("origin,destination,flow\n", GOOD_COSTS, "flows.csv:1:1"),
    "table.row_width": (GOOD_FLOWS.replace("a,x,5", "a,x,1,5"), GOOD_COSTS, "flows.csv:2:1"),
    "file.binary": (b"\x00\x01", GOOD_COSTS, "flows.csv:1:1"),
}  # fmt: skip


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("code", BROKEN)
def test_broken_tables_are_told_by_place(ask, code, lang):
    flows, costs, place = BROKEN[code]
    more = ("--deterrence", "tanner" if code.endswith("together") else "power" if "positive" in code else "exponential")
    status, out, err = ask(flows, costs, *more, "--lang", lang)
    assert (status, out) == (2, "")
    _, told, _ = ask(flows, costs, *more, "--lang", lang, "--json")
    found = {one["code"]: one for one in json.loads(told)["problems"]}
    assert code in found
    shown = found[code]
    assert f"{shown['file']}" + (f":{shown['line']}:{shown['column']}" if shown["line"] else "") == place
    assert place in err
    assert not re.search(r"\{\w+\}", err)


def test_all_problems_of_both_tables_at_once(ask):
    code, _, err = ask(
        GOOD_FLOWS.replace("a,x,5", "a,x,-5") + "c,x,vijf\n", GOOD_COSTS + "b,y,9\nb,z,\n", "--lang", "en"
    )
    assert code == 2
    for place in ("flows.csv:2:5", "flows.csv:6:5", "costs.csv:6:1", "costs.csv:7:5"):
        assert place in err


def test_pairs_without_cost_are_left_out_and_said(ask):
    code, out, _ = ask(GOOD_FLOWS + "a,REST,3\n", GOOD_COSTS, "--lang", "en")
    assert code == 0
    assert "without any cost: REST" in out
    _, out, _ = ask(GOOD_FLOWS + "a,REST,3\n", GOOD_COSTS, "--json")
    _, same, _ = ask(GOOD_FLOWS, GOOD_COSTS, "--json")
    left, plain = json.loads(out), json.loads(same)
    assert left["left_out"] == {"pairs": 1, "flow": 3.0, "labels": ["REST"]}
    assert left["parameters"] == plain["parameters"]


def test_order_of_rows_and_windows_files_make_no_difference(ask):
    lines = GOOD_FLOWS.splitlines()
    _, turned, _ = ask("\ufeff" + "\r\n".join([lines[0], *reversed(lines[1:])]), GOOD_COSTS, "--json")
    _, plain, _ = ask(GOOD_FLOWS, GOOD_COSTS, "--json")
    drop = {"seconds": 0}
    assert json.loads(turned) | drop == json.loads(plain) | drop


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("deterrence", calibrate.DETERRENCES)
def test_the_answer_reads_in_both_languages(ask, lang, deterrence):
    rows = [(f"o{i}", f"d{j}") for i in range(6) for j in range(7)]
    flows = "origin,destination,flow\n" + "".join(f"{o},{d},{FLOWS[int(o[1]), int(d[1])]}\n" for o, d in rows)
    costs = "origin,destination,cost\n" + "".join(f"{o},{d},{COSTS[int(o[1]), int(d[1])]}\n" for o, d in rows)
    code, out, err = ask(flows, costs, "--deterrence", deterrence, "--lang", lang, "--worst", "3")
    assert (code, err) == (0, "")
    found = fit_files("flows.csv", "costs.csv", deterrence)
    shown = f"{found.srmse:.6g}"
    assert (shown.replace(".", ",") if lang == "nl" else shown) in out
    assert ("Schatting" in out) == (lang == "nl")
    assert len(out.rstrip().splitlines()[-3:]) == 3
    assert max(map(len, out.splitlines())) <= 120


def test_names_of_the_command_are_those_of_the_room():
    assert tuple(calibrate.DETERRENCES) == clicalibrate.DETERRENCES


def test_every_code_has_words_and_every_word_a_code(root):
    files = [root / "src/balanssim/namedfiles.py", *sorted((root / "src/balanssim/calibrate").glob("*.py"))]
    source = "\n".join(path.read_text("utf-8") for path in files)
    used = set(re.findall(r'"((?:gravity|input)\.[a-z_]+)"', source))
    used |= {f"gravity.no_flow_{side}" for side in ("origin", "destination")}
    used |= {f"gravity.{status}" for status in ("not_identified", "not_identified_together", "no_finite_estimate")}
    for lang in texts.LANGUAGES:
        words = {code for kind in ("problems", "messages") for code in texts.codes(kind, lang)}
        assert {code for code in words if code.startswith(("gravity.", "input."))} == used
