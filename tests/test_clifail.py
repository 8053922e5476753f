"""What nobody foresaw: own words, a report where it can be written, exit codes as the README tells them."""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path

import pytest

from balanssim import cli, clifail, execute, texts
from balanssim._version import __version__
from balanssim.clistop import INTERRUPTED
from balanssim.clitools import BAD_INPUT, DONE, FAILED

A = "balanssim:referentie"


@pytest.fixture
def crash(monkeypatch, capsys, tmp_path):
    """Run a command in which the model raises; gives exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BALANSSIM_LANG", raising=False)
    monkeypatch.delenv("BALANSSIM_DEBUG", raising=False)

    def run(error, *more):
        def raising(*_, **__):
            raise error

        monkeypatch.setattr(execute, "run_many", raising)
        code = cli.main(["run", A, "--draws", "2", *more])
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_fault_of_ours_is_told_and_kept(crash, tmp_path, lang):
    code, out, err = crash(ZeroDivisionError("nul"), "--lang", lang)
    assert code == FAILED
    assert out == ""
    assert "Traceback" not in err
    assert (
        texts.message("cli.crash", lang, dict.fromkeys(("last", "version", "command", "report"), "")).split("\n")[0]
        in err
    )
    assert "ZeroDivisionError: nul" in err
    assert __version__ in err
    assert f"balanssim run {A} --draws 2" in err
    (report,) = tmp_path.glob("balanssim-*.txt")
    assert report.name in err
    text = report.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert f"balanssim run {A}" in text


def test_the_report_goes_to_the_results_folder_where_there_is_one(crash, tmp_path):
    (tmp_path / "uit").mkdir()
    (tmp_path / "results").mkdir()
    crash(ZeroDivisionError("nul"), "--out", "uit")
    assert len(list(tmp_path.glob("uit/balanssim-fout-*.txt"))) == 1
    crash(ZeroDivisionError("nul"))
    assert len(list(tmp_path.glob("results/balanssim-fout-*.txt"))) == 1
    assert list(tmp_path.glob("*.txt")) == []
    from balanssim import api

    assert api.list_runs(tmp_path / "uit") == []


def test_where_nothing_can_be_written_debug_is_offered(crash, monkeypatch):
    def closed(*_):
        raise PermissionError(errno.EACCES, "closed")

    monkeypatch.setattr(Path, "write_bytes", closed)
    code, _, err = crash(ZeroDivisionError("nul"))
    assert code == FAILED
    assert "--debug" in err


@pytest.mark.parametrize("how", ["option", "variable"])
def test_debug_prints_the_traceback_and_writes_nothing(crash, tmp_path, monkeypatch, how):
    if how == "variable":
        monkeypatch.setenv("BALANSSIM_DEBUG", "1")
    code, _, err = crash(ZeroDivisionError("nul"), *(["--debug"] if how == "option" else []))
    assert code == FAILED
    assert err.startswith("Traceback")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), "cli.memory"),
        (OSError(errno.ENOSPC, "full", "uit/x"), "cli.os.full"),
        (OSError(errno.ENOSPC, "full"), "cli.os.full"),
        (PermissionError(errno.EACCES, "no", "uit/x"), "cli.os.closed"),
        (OSError(errno.EROFS, "no", "uit/x"), "cli.os.closed"),
        (FileNotFoundError(errno.ENOENT, "no", "uit/x"), "cli.os.missing"),
        (NotADirectoryError(errno.ENOTDIR, "no", "uit/x"), "cli.os.missing"),
        (IsADirectoryError(errno.EISDIR, "no", "uit/x"), "cli.os.folder"),
        (FileExistsError(errno.EEXIST, "no", "uit/x"), "cli.os.exists"),
        (OSError(errno.ENAMETOOLONG, "no", "uit/x"), "cli.os.name"),
        (OSError(errno.EIO, "no", "uit/x"), "cli.os.device"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_disk_and_memory_have_words_of_their_own_and_no_report(crash, tmp_path, error, code, lang):
    found, out, err = crash(error, "--json", "--lang", lang)
    assert found == FAILED
    assert json.loads(out)["problems"][0]["code"] == code
    assert len(err.splitlines()) == 1
    assert "Errno" not in err
    path = getattr(error, "filename", None)
    assert path is None or path in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RecursionError("maximum recursion depth exceeded"), "cli.deep"),
        (FileNotFoundError(errno.ENOENT, "no", str(Path(clifail.__file__).parent / "data" / "x.csv")), "cli.crash"),
        (OSError("no file and no number"), "cli.crash"),
        (EOFError("ends too soon"), "cli.crash"),
        (KeyError("x"), "cli.crash"),
        (AssertionError(), "cli.crash"),
        (ValueError("naam \udce9 van een bestand"), "cli.crash"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_the_user_cannot_mend_gets_a_report(crash, tmp_path, error, code):
    found, out, _ = crash(error, "--json")
    assert found == FAILED
    assert json.loads(out)["problems"][0]["code"] == code
    assert len(list(tmp_path.glob("balanssim-fout-*.txt"))) == 1


def test_an_interrupt_is_no_crash(crash, tmp_path):
    code, _, err = crash(KeyboardInterrupt())
    assert code == INTERRUPTED
    assert "Afgebroken" in err
    assert list(tmp_path.iterdir()) == []


def test_exit_codes_are_those_of_the_readme():
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    assert told == {DONE, FAILED, BAD_INPUT, INTERRUPTED}
