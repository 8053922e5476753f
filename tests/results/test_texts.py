"""Every refusal of the results room has words in both languages, with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from balanssim import texts
from balanssim.errors import RunError
from balanssim.results import files


def _used() -> list[str]:
    folder = Path(files.__file__).parent
    around = [folder.parent / f"{name}.py" for name in ("execute", "workers")]
    sources = (*folder.glob("*.py"), *around)
    found = {code for path in sources for code in re.findall(r'"(results\.[a-z_]+)"', path.read_text())}
    return sorted(found - {"results.export", "results.runs"})  # names of modules


@pytest.mark.parametrize("code", _used())
def test_words_in_both_languages(code: str) -> None:
    fields = [set(re.findall(r"{(\w+)}", texts._table("messages", lang)[code])) for lang in texts.LANGUAGES]
    assert fields[0] == fields[1]
    params = dict.fromkeys(fields[0], "x")
    assert str(RunError(code, **params))


def test_no_words_without_a_use() -> None:
    known = {code for code in texts.codes("messages", "en") if code.startswith("results.")}
    assert known == set(_used())


@pytest.mark.parametrize("path", sorted((Path(texts.__file__).parent).glob("*.yaml")), ids=lambda path: path.name)
def test_no_words_stand_twice_under_one_code(path: Path) -> None:
    codes = [line.partition(":")[0] for line in path.read_text(encoding="utf-8").splitlines() if line[:1].isalpha()]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []
