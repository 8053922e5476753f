"""Whatever stands in a cell of a region: either a region or an InputError with words, never another exception."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balanssim import texts
from balanssim.errors import InputError
from balanssim.region.index import read_index
from balanssim.region.read import load_region
from balanssim.testing import tiny_files, tiny_region

FILES = tiny_files()
TABLES = sorted(name for name in FILES if name.endswith(".csv"))
NASTY = st.sampled_from(
    [
        *["", " ", "0", "-1", "1", "nan", "inf", "-inf", "1e999", "1e308", "1e-320", "9" * 400, "1_0", "٣", "0x10"],
        *["T1-C", "T1-C;T1-C", ";", ",", '"', "\n", "\r", "\x00", "a>b", ">", "line:", "decision:", "never"],
        *["2024", "2024-13-01", "9999", "{}", "%s", "{zone}", "&a [*a]", "!!python/name:os.system"],
    ]
)
VALUES = NASTY | st.text(max_size=12) | st.floats().map(repr) | st.integers(-(10**6), 10**12).map(str)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny_region(tmp_path_factory.mktemp("cells") / "r")


def outcome(folder, name, content):
    path = folder / name
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        for read in (load_region, read_index):
            problems = refusal(read, folder)
            assert problems is None or all(texts.render(problems, lang) for lang in texts.LANGUAGES)
            assert problems is None or len(problems) > 0
    finally:
        path.write_bytes(before)


def refusal(read, folder):
    try:
        read(folder)
    except InputError as error:
        return error.problems
    return None


@settings(max_examples=150)
@given(data=st.data())
def test_any_cell_gives_a_region_or_an_input_error(folder, data):
    name = data.draw(st.sampled_from(TABLES))
    rows = list(csv.reader(io.StringIO(FILES[name], newline="")))
    row = data.draw(st.integers(0, len(rows) - 1))
    rows[row][data.draw(st.integers(0, len(rows[row]) - 1))] = data.draw(VALUES)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    outcome(folder, name, buffer.getvalue().encode("utf-8", "surrogatepass"))


@settings(max_examples=100)
@given(data=st.data())
def test_any_text_put_anywhere_gives_a_region_or_an_input_error(folder, data):
    name = data.draw(st.sampled_from(sorted(FILES)))
    text = FILES[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    changed = text[:start] + data.draw(VALUES) + text[end:]
    outcome(folder, name, changed.encode("utf-8", "surrogatepass"))


@settings(max_examples=40)
@given(name=st.sampled_from(sorted(FILES)), content=st.binary(max_size=60))
def test_any_bytes_give_an_input_error(folder, name, content):
    outcome(folder, name, content)
