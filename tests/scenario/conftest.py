"""A folder to write scenario files in, and the problems of one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from balanssim import texts
from balanssim.errors import Problem
from balanssim.scenario.load import attempt

HEAD = """\
schema_version: 1
id: proef
title: {nl: Proef}
extends: balanssim:referentie
"""

Write = Callable[..., Path]
Problems = Callable[..., list[Problem]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a scenario (with a head that extends ``referentie`` unless ``bare``) and give its path."""

    def make(text: str, name: str = "proef.yaml", bare: bool = False) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if bare else HEAD + text, encoding="utf-8")
        return path

    return make


@pytest.fixture
def problems(write: Write, tmp_path: Path) -> Problems:
    """Problems of a text; checks that every one has words in both languages."""

    def find(text: str, *overrides: str, bare: bool = False) -> list[Problem]:
        write(text, bare=bare)
        found = attempt("proef.yaml", base_dir=tmp_path, overrides=overrides)[1]
        for item in found:
            for lang in texts.LANGUAGES:
                words = texts.problem(item, lang)
                assert "{" not in words.replace("{value: 2250", "").replace("{dist:", ""), words
        return found

    return find
