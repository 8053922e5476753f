"""Goals: which are met, which are crossed, which are only reported; the union and its clashes."""

from __future__ import annotations

import numpy as np
import pytest

from balanssim.compare.goals import Goal, futures, inside, union
from balanssim.scenario import schema


def goal(kind="ambitie", **changes):
    raw = {"id": "g", "title": {"nl": "Doel"}, "kind": kind, "variable": "homes_added", "area": "GM0034", "year": 2041}
    return Goal.read({**raw, "at_least": 10, "source": "s", **changes})


OUTCOME = np.array([9.0, 10.0, 11.0, 12.0])


@pytest.mark.parametrize("kind", ["afspraak", "ambitie"])
def test_agreements_and_ambitions_are_met_or_missed(kind):
    assert futures(goal(kind), OUTCOME).tolist() == [0, 1, 1, 1]


def test_signal_values_are_crossed():
    assert futures(goal("signaalwaarde", at_least=None, at_most=10), OUTCOME).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("kind", ["wettelijk", "vuistregel", "rekenwaarde"])
def test_other_kinds_are_not_judged(kind):
    assert np.isnan(futures(goal(kind), OUTCOME)).all()


def test_both_bounds_hold():
    assert inside(goal(at_most=11), OUTCOME).tolist() == [0, 1, 1, 0]


def test_a_goal_reads_from_the_schema_of_scenarios():
    title = schema.Words(nl="Doel")
    made = schema.Goal(
        id="g", title=title, kind="ambitie", variable="homes_added", area="GM0034", year=2041, at_least=10, source="s"
    )
    assert Goal.read(made) == goal()
    assert Goal.read(made).title_en == "Doel"


def test_a_goal_on_a_corridor_has_it_as_its_place():
    assert goal(area=None, corridor="hollandse-brug").place == "hollandse-brug"


def test_the_union_is_by_id_and_ordered_by_kind():
    goals, clashes = union({"a": [goal("ambitie", id="x")], "b": [goal("afspraak", id="y"), goal("ambitie", id="x")]})
    assert [one.id for one in goals] == ["y", "x"]
    assert clashes == ()


def test_a_clash_is_reported_and_the_first_definition_counts():
    goals, clashes = union({"a": [goal()], "b": [goal(at_least=99, year=2031)]})
    assert goals[0].at_least == 10
    assert (clashes[0].first, clashes[0].other, set(clashes[0].fields)) == ("a", "b", {"year", "at_least"})


def test_other_words_for_the_same_goal_are_no_clash():
    assert union({"a": [goal()], "b": [goal(title={"nl": "Anders"}, source="elders")]})[1] == ()
