"""Every broken study through the command line, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.gallery.show import FOLDER, ask, within
from tests.gallery.study_index import STUDIES
from tests.gallery.test_gallery import blocks, fits, sound

HERE = FOLDER.parent / "studies"


@pytest.mark.parametrize("name", STUDIES)
def test_broken_study(name: str) -> None:
    with within(HERE):
        for lang in ("nl", "en"):
            code, out, err = ask("sweep", "check", name, "--lang", lang)
            sound(code, out, err, lang)
            found = blocks(err)
            assert len(found) == len(STUDIES[name]), err
            for row, block in zip(STUDIES[name], found, strict=True):
                assert fits(row, block, name, lang), f"{row}\n{err}"
        told = json.loads(ask("sweep", "check", name, "--json")[1])["problems"]
    assert [one["code"] for one in told] == [row[1] for row in STUDIES[name]]


def test_every_study_is_in_the_index_and_says_what_is_wrong() -> None:
    assert sorted(path.name for path in HERE.iterdir()) == list(STUDIES)
    assert all(path.read_text("utf-8").startswith("# ") for path in sorted(HERE.glob("*.yaml")))


def test_a_gallery_leaves_nothing_behind(tmp_path: Path) -> None:
    """No study that has a mistake is begun."""
    out = tmp_path / "results"
    with within(HERE):
        code, _, err = ask("sweep", "all-at-once.yaml", "--out", str(out), "--lang", "en")
    assert (code, "Traceback" in err, out.exists()) == (2, False, False)
