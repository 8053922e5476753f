"""The command line, with invented results in place of the model."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

import balanssim as bs
from balanssim import cli, console, execute, rng, texts
from tests import synthetic
from tests.middle import TINY, tiny_folder

A, B = "balanssim:referentie", "balanssim:omgevingsvisie"


@pytest.fixture(autouse=True)
def _no_model(monkeypatch):
    monkeypatch.setattr(execute, "run_many", synthetic.run_many)
    monkeypatch.setattr(console, "PATIENCE", 1e6)  # a slow machine is no reason to show progress
    monkeypatch.delenv("BALANSSIM_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def call(capsys, tmp_path):
    def run(*arguments, out=True):
        code = cli.main([*arguments, *(["--out", str(tmp_path / "results")] if out else [])])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_compare_prints_the_table_and_writes_the_page(call, tmp_path):
    code, out, err = call("compare", A, B, "--draws", "8")
    assert code == 0
    assert "Woningen Almere, erbij" in out
    assert err == ""
    pages = list((tmp_path / "results").glob("vergelijking/*/vergelijking.html"))
    assert len(pages) == 1
    assert pages[0].name in out
    text = pages[0].read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert "--draws 8 --seed 1" in text


def test_a_year_outside_the_horizon_is_refused_before_anything_is_computed(call, monkeypatch, tmp_path):
    monkeypatch.setattr(execute, "run_many", lambda *_, **__: pytest.fail("computed"))
    code, _, err = call("compare", A, B, "--set", "horizon.end=2045", "--year", "2046")
    assert code == 2
    assert err.count("2046") == 2
    assert not (tmp_path / "results").exists()


def test_table_json_page_and_api_agree(call, tmp_path):
    code, out, _ = call("compare", A, B, "--draws", "8", "--json")
    assert code == 0
    found = json.loads(out)
    comparison = bs.compare([A, B], draws=8, out=tmp_path / "other")
    from balanssim.compare import tabulate

    table = tabulate(comparison, "nl")
    same = json.loads(json.dumps(table.to_json()))
    assert found["outcomes"] == same["outcomes"]
    assert found["goals"] == same["goals"]
    _, printed, _ = call("compare", A, B, "--draws", "8", "--no-page")
    page = (tmp_path / found["page"]).read_text(encoding="utf-8")
    from balanssim.report import numbers

    for row in found["outcomes"]:
        value = comparison.value.sel(row=row["id"], scenario="omgevingsvisie", statistic="median").item()
        assert row["cells"][1]["median"] == value
        shown = numbers.value(value, row["unit"], "nl")
        assert shown in printed
        assert shown in page


def test_json_is_one_object_and_nothing_else(call):
    code, out, _ = call("compare", A, B, "--draws", "4", "--json", "--no-page")
    decoder = json.JSONDecoder()
    value, end = decoder.raw_decode(out)
    assert code == 0
    assert out[end:].strip() == ""
    assert {"outcomes", "goals", "projects", "runs", "page"} <= set(value)
    assert out.isascii()


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "nergens.yaml"),
        ("compare", A, "--draws", "nul"),
        ("compare",),
        ("compare", A, "--onbekend"),
        ("compare", A, "--set", "levers.work.nope=1"),
        ("compare", A, "--year", "2099", "--draws", "2"),
        ("vergelijk", A),
        ("scenario", "check", "nergens.yaml"),
        ("region", "check", "nergens"),
        ("compare", A, "--lang", "fr"),
    ],
)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_bad_input_ends_with_2_and_never_a_traceback(call, arguments, lang, monkeypatch):
    monkeypatch.setenv("BALANSSIM_LANG", lang)
    code, out, err = call(*arguments, out=arguments[0] == "compare")
    assert code == 2
    assert err.strip()
    assert "Traceback" not in out + err
    code, out, err = call(*arguments, "--json", out=arguments[0] == "compare")
    assert code == 2
    assert json.loads(out)["problems"][0]["text"]


@pytest.mark.parametrize(("command", "help_of"), [("explore", "explore"), ("run", "scenario check")])
def test_what_is_wrong_points_to_the_help_that_tells_of_it(call, command, help_of):
    code, _, err = call(command, A, "--set", "levers.nope=1", out=False)
    assert code == 2
    assert f"balanssim {help_of} --help" in err


def test_all_bad_scenarios_are_reported_at_once(call, tmp_path):
    for name in ("een", "twee"):
        (tmp_path / f"{name}.yaml").write_text("schema_version: 1\nnope: 1\n", encoding="utf-8")
    code, _, err = call("compare", str(tmp_path / "een.yaml"), str(tmp_path / "twee.yaml"))
    assert code == 2
    assert "een.yaml" in err
    assert "twee.yaml" in err


def test_failed_blocks_end_with_1(call, monkeypatch):
    def failing(scenarios, **options):
        from dataclasses import replace

        return [replace(handle, failed=(("draws", 0, "x"),)) for handle in synthetic.run_many(scenarios, **options)]

    monkeypatch.setattr(execute, "run_many", failing)
    assert call("run", A, "--draws", "4")[0] == 1


def test_an_interrupt_ends_with_130(call, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(execute, "run_many", interrupted)
    code, _, err = call("run", A)
    assert code == 130
    assert "Afgebroken" in err


def test_a_run_that_is_not_there_ends_with_1(call):
    code, out, err = call("results", "show", "nergens", "--json", out=False)
    assert code == 1
    assert json.loads(out)["problems"][0]["code"] == "results.no_record"
    assert err.strip()


def test_the_same_scenario_twice_is_one_run_and_indistinguishable(call):
    code, out, _ = call("compare", A, A, "--draws", "4", "--json", "--no-page")
    found = json.loads(out)
    assert code == 0
    assert [one["id"] for one in found["scenarios"]] == ["referentie", "referentie-2"]
    assert all(row["cells"][1]["indistinguishable"] for row in found["outcomes"])
    assert found["runs"][0]["run"] == found["runs"][1]["run"]


def test_results_can_be_listed_shown_and_exported(call, tmp_path):
    assert "nog geen" in call("results", "list")[1]
    run = json.loads(call("run", A, "--draws", "4", "--json")[1])["runs"][0]
    assert json.loads(call("results", "list", "--json")[1])["runs"][0]["run"] == run["run"]
    assert run["run"] in call("results", "list")[1]
    assert "Toekomsten: 4" in call("results", "show", run["path"], out=False)[1]
    target = tmp_path / "homes.csv"
    assert (
        call("results", "export", run["path"], "homes_added", "--year", "2041", "--out", str(target), out=False)[0] == 0
    )
    assert target.read_text(encoding="utf-8").startswith("variable,label,unit,draw")


def test_scenario_commands(call, tmp_path):
    made = tmp_path / "mijn-scenario.yaml"
    assert call("scenario", "new", str(made), out=False)[0] == 0
    assert call("scenario", "check", str(made), out=False)[0] == 0
    assert json.loads(call("scenario", "check", str(made), "--json", out=False)[1]) == {"problems": []}
    assert "#" in call("scenario", "show", str(made), "--origin", out=False)[1]
    assert "business_park_ha" in call("scenario", "diff", A, B, out=False)[1]
    assert json.loads(call("scenario", "diff", A, B, "--json", out=False)[1])["differences"]
    assert json.loads(call("scenario", "schema", out=False)[1])["properties"]


def test_region_and_model_commands(call, tmp_path):
    assert call("region", "new", str(tmp_path / "regio"), out=False)[0] == 0
    assert call("region", "check", str(tmp_path / "regio"), out=False)[0] == 2
    assert call("region", "show", "balanssim:flevoland-mra", out=False)[0] == 0
    assert "housing.advance" in call("model", "plan", out=False)[1]
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    shutil.copytree(tiny_folder() / "region", tmp_path / "region")
    timed = json.loads(call("model", "plan", "--json", "--scenario", str(tmp_path / "tiny.yaml"), out=False)[1])["plan"]
    assert any(step["seconds"] for step in timed)
    assert "homes_added" in call("model", "variables", out=False)[1]


def test_progress_comes_after_two_seconds_on_the_error_stream(capsys, monkeypatch):
    monkeypatch.setattr(console, "PATIENCE", 2.0)
    clock = iter([0.0, 1.0, 3.0, 20.0])
    monkeypatch.setattr(console.time, "monotonic", lambda: next(clock))
    with console.progress("nl", quiet=False) as callbacks:
        callbacks["announce"](4, 78_000_000)
        assert "78 MB" in capsys.readouterr().err
        callbacks["progress"](1, 4, "referentie")
        assert capsys.readouterr().err == ""
        callbacks["progress"](4, 4, "referentie")
    captured = capsys.readouterr()
    assert "4 van 4" in captured.err
    assert captured.out == ""
    with console.progress("nl", quiet=True) as callbacks:
        assert callbacks == {}


def commands(command, path=()):
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_command_has_help_in_the_language(capsys, lang):
    for path, _ in commands(cli.build(lang)):
        assert cli.main([*path, "--help", *(["--lang", lang] if path and path[0] in ("compare", "run") else [])]) == 0
    capsys.readouterr()
    root = cli.build(lang)
    assert root.help == texts.message("cli.command.balanssim", lang)
    for _, command in commands(root):
        assert command.help
        assert all(param.help for param in command.params if isinstance(param, click.Option))


def test_computing_commands_have_the_common_options():
    wanted = {"--json", "--out", "--draws", "--seed", "--workers", "--set", "--profile", "--quiet", "--fresh", "--lang"}
    root = cli.build("nl")
    for name in ("compare", "run"):
        assert wanted <= {opt for param in root.commands[name].params for opt in param.opts}


def test_help_is_quick_and_loads_nothing_heavy():
    heavy = ("numpy", "scipy", "numba", "xarray", "pandas", "pydantic", "zarr", "jinja2")
    code = f"import sys, balanssim.cli as c; c.main(['--help']); print([m for m in {heavy} if m in sys.modules])"
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")
    assert time.perf_counter() - started < 5  # 0.15 s on an idle machine; the list above is what keeps it so


def test_ascii_output_and_no_colour(tmp_path):
    code = (
        "from tests import synthetic\nfrom balanssim import cli, execute\nexecute.run_many = synthetic.run_many\n"
        f"raise SystemExit(cli.main(['compare', '{A}', '{B}', '--draws', '4', '--out', r'{tmp_path}']))"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.isascii()
    assert b"\x1b" not in done.stdout
    assert b"Woningen Almere" in done.stdout


def test_codes_exist_in_both_languages_and_every_code_used_exists():
    assert texts.codes("messages", "nl") == texts.codes("messages", "en")
    folder = Path(cli.__file__).parent
    sources = [*folder.glob("*.py"), *folder.glob("compare/*.py"), *folder.glob("report/**/*.*")]
    used = set()
    for source in sources:
        if source.suffix in (".py", ".j2"):
            used |= set(
                re.findall(r"""["']((?:cli|compare|page)\.[a-z0-9_.]*[a-z0-9_])["']""", source.read_text("utf-8"))
            )
    known = texts.codes("messages", "nl") | texts.codes("problems", "nl")
    assert used
    files = {name for name in used if name.endswith((".j2", ".css", ".js"))}
    assert used - files <= known | set(rng.STREAMS)  # names of streams look like codes


def test_placeholders_are_the_same_in_both_languages():
    for code in texts.codes("messages", "nl"):
        if code.startswith(("cli.", "compare.", "page.")):
            found = [set(re.findall(r"{(\w+)}", str(texts._table("messages", lang)[code]))) for lang in ("nl", "en")]
            assert found[0] == found[1], code
