"""The catalogue and the parameters name functions that exist: a reader finds an equation by its name."""

from __future__ import annotations

import importlib

import pytest

from balanssim import catalogue, parameters

NAMES = sorted(
    {variable.computed_in for variable in catalogue.VARIABLES.values()}
    | {spec.used_in for spec in parameters.DECLARED.values()}
)


@pytest.mark.parametrize("name", NAMES)
def test_the_named_function_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    if not module:
        importlib.import_module(f"balanssim.{name}")
        return
    try:
        found = getattr(importlib.import_module(f"balanssim.{module}"), function, None)
    except ModuleNotFoundError:
        found = None
    if found is None:  # the name of a module, such as model.demand
        found = importlib.import_module(f"balanssim.{name}")
    assert found is not None


def test_every_variable_has_words_and_a_unit() -> None:
    for variable in catalogue.VARIABLES.values():
        assert variable.label_nl, variable.name
        assert variable.label_en, variable.name
        assert variable.unit, variable.name
        assert variable.description.endswith("."), variable.name
        assert variable.dims, variable.name
