"""The console: any encoding, any width, help that can be followed, usage errors in the user's own language."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from balanssim import cli, texts
from balanssim.catalogue import VARIABLES
from balanssim.scenario import shipped
from balanssim.texts.plain import plain, stand_in

ROOT = Path(cli.__file__).parent
ENCODINGS = ["ascii", "cp1252", "cp850", "cp437", "latin-1"]
CLICKS_OWN = re.compile(
    r"\b(No such|Missing (argument|option|param|command)|Invalid value|Got unexpected|requires an|does not take|Usage|"
    r"Try|Error|OPTIONS|COMMAND|ARGS|required|Show this message|Did you mean)\b"
)


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    monkeypatch.delenv("BALANSSIM_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def commands(command, path=()):
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


EVERY = [path for path, _ in commands(cli.build("nl"))]


# ---- characters ------------------------------------------------------------------------------------------------------


def every_text():
    """All that the program may say: words, names of variables, regions and scenarios."""
    for kind in ("messages", "problems"):
        for lang in texts.LANGUAGES:
            for words in texts._table(kind, lang).values():
                yield from words.values() if isinstance(words, dict) else [str(words)]
    yield from (text for variable in VARIABLES.values() for text in vars(variable).values() if isinstance(text, str))
    from balanssim.scenario.sources import shipped_folder

    for folder in (ROOT / "data", shipped_folder()):
        yield from (path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in (".csv", ".yaml"))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_character_we_use_has_a_readable_stand_in(encoding):
    used = {character for text in every_text() for character in text}
    assert len(used) > 80
    assert [character for character in sorted(used - {"?"}) if plain(character, encoding) in ("", "?")] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("≈ ▲ ▼ − – é ×", "= ^ v - - e x"), ("½ m²", "1/2 m2"), ("…", "..."), ("50 °C", "50  degC"), ("€ 5", "EUR 5"),
        ("Łódź, Ørsted, İ, Straße, ĳ", "Lodz, Orsted, I, Strasse, ij"), ("e\u0301\u200b\ufeff", "e"), ("a\xa0b", "a b"),
        ("日", "?"), ("\udce9", "?"),
    ],
)  # fmt: skip
def test_stand_ins_are_readable(text, shown):
    assert plain(text, "ascii") == shown
    assert all(stand_in(character).isascii() for character in text)


def test_what_can_be_shown_is_left_alone():
    assert plain("é – ≈", "utf-8") == "é – ≈"
    assert plain("é – ≈", "cp1252") == "é – ="
    assert plain("é –", None) == plain("é –", "no-such-encoding") == "e -"


MANY = """
import sys
from balanssim import cli
for arguments in (
    [], ["--help"], ["model", "plan", "--help"], ["scenario", "list"], ["scenario", "show", "balanssim:omgevingsvisie"],
    ["region", "show", "balanssim:flevoland-mra"], ["model", "variables"], ["model", "plan", "--no-time"],
    ["scenario", "check", "\\u2248 \\u0142\\u00e9.yaml"], ["run", "x", "--draws", "\\u20ac"],
):
    for lang in ("nl", "en"):
        code = cli.main([*arguments, "--lang", lang])
        assert code in (0, 2), (arguments, code)
"""


@pytest.mark.parametrize(
    "settings",
    [
        *({"PYTHONIOENCODING": encoding} for encoding in ENCODINGS),
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"},
    ],
    ids=lambda settings: "-".join(settings.values()),
)
def test_no_encoding_is_refused(settings, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", MANY], capture_output=True, check=False, cwd=tmp_path, env={**os.environ, **settings}
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output.decode("utf-8", "replace")[-2000:]
    assert b"Error" not in output
    assert b"\x1b" not in output
    assert b"\r" not in output
    text = output.decode(settings.get("PYTHONIOENCODING", "ascii"))
    assert not re.search(r"\w\?\w", text), "a letter has become a question mark"
    assert "vastgelopen" not in text


# ---- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_fits_the_screen_and_ends_with_an_example(capsys, path, lang):
    assert cli.main([*path, "--help", "--lang", lang]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert max(map(len, out.splitlines())) <= 80
    assert f"\n{texts.message('cli.heading.example', lang)}:\n  balanssim " in out
    assert "..." not in out.replace(" ...", "").replace("SCENARIO...", ""), "cut short"
    if lang == "nl":
        assert not CLICKS_OWN.search(out), CLICKS_OWN.search(out)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_examples_can_be_typed(path, lang):
    root = cli.build(lang)
    for line in texts.message("cli.example." + (".".join(path) or "balanssim"), lang).splitlines():
        name, *words = shlex.split(line)
        assert name == "balanssim"
        command: click.Command = root
        used = []
        while isinstance(command, click.Group):
            if words[0] not in command.commands:  # ``sweep STUDY`` is ``sweep run STUDY``
                words.insert(0, "run")
            used.append(words[0])
            command = command.commands[words.pop(0)]
        assert tuple(used[: len(path)]) == path
        command.make_context(" ".join(used), words)


@pytest.mark.parametrize("columns", ["40", "200"])
def test_narrow_and_wide_screens(capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    for path in EVERY:
        assert cli.main([*path, "-h"]) == 0
    longest = max(len(line) for line in capsys.readouterr().out.splitlines() if not line.startswith("  balanssim"))
    assert longest <= {"40": 60, "200": 100}[columns]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_without_a_command_the_first_three_things_to_type(capsys, lang):
    assert cli.main(["--lang", lang]) == 0
    out = capsys.readouterr().out
    typed = re.findall(r"^ +(balanssim \S+ .*)$", out, re.MULTILINE)
    assert len(typed) == 3
    assert len(out.splitlines()) <= 12
    root = cli.build(lang)
    for line in typed:
        command, *words = shlex.split(line)[1:]
        found = root.commands[command]
        if isinstance(found, click.Group):
            found = found.commands[words.pop(0)]
        found.make_context(command, words)


def test_ready_made_scenarios_are_listed(capsys):
    assert cli.main(["scenario", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(shipped())
    assert all(len(line.split()) > 1 for line in lines)


# ---- usage errors ----------------------------------------------------------------------------------------------------

WRONG = {
    "missing argument": ("compare", "Er ontbreekt: SCENARIO.", "Missing: SCENARIO."),
    "missing option": ("results export a b", "Er ontbreekt: --out.", "Missing: --out."),
    "missing command": ("region", "Kies een opdracht: new, check, show.", "Choose a command: new, check, show."),
    "surplus argument": ("run a b", "Dit is te veel voor deze opdracht: b.", "This is too much for this command: b."),
    "surplus arguments": ("scenario diff a b c d", "opdracht: c, d.", "command: c, d."),
    "near option": ("run a --drews 3", "--drews. Bedoelde u: --draws?", "--drews. Did you mean: --draws?"),
    "far option": ("run a --qqqqqq", "Onbekende optie: --qqqqqq.", "Unknown option: --qqqqqq."),
    "one dash": ("run a -draws 3", "-draws. Bedoelde u: --draws?", "-draws. Did you mean: --draws?"),
    "near command": ("comparre a", "'comparre'. Bedoelde u: compare?", "'comparre'. Did you mean: compare?"),
    "far command": ("xyz", "'xyz'. Kies uit: compare, run, ", "'xyz'. Choose from: compare, run, "),
    "near command in group": ("scenario chek a", "Bedoelde u: check?", "Did you mean: check?"),
    "group left out": ("variables", "Bedoelde u: model variables?", "Did you mean: model variables?"),
    "one of two groups": ("export a", "u: results export of sweep export?", "mean: results export or sweep export?"),
    "bad choice": ("run a --profile fulll", "bedoelde u full? Kies uit: summary,", "mean full? Choose from: summary,"),
    "far choice": ("run a --profile q", "'q' kan hier niet; kies uit: summary,", "'q' is not possible here; choose"),
    "bad number": ("run a --draws nul", "--draws: 'nul' is geen geheel getal", "--draws: 'nul' is not a whole number"),
    "low number": ("run a --draws 0", "geen geheel getal van 1 of meer", "not a whole number of 1 or more"),
    "no value": ("run a --draws", "Na --draws moet een waarde komen: --draws N.", "--draws must be followed by a"),
    "value of a flag": ("run a --fresh=1", "Bij --fresh hoort geen waarde.", "--fresh takes no value."),
    "bad language": ("run a --lang fr", "--lang: 'fr' kan hier niet; kies uit: nl, en.", None),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("wrong", WRONG)
def test_usage_errors_speak_the_language(capsys, monkeypatch, wrong, lang):
    line, *expected = WRONG[wrong]
    words = expected[lang == "en"]
    if words is None:
        return
    monkeypatch.setenv("BALANSSIM_LANG", lang)
    assert cli.main(line.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    first, *rest = err.splitlines()
    assert words in first
    assert len(rest) == 1
    path = rest[0].partition("balanssim")[2].removesuffix(" --help").split()
    assert tuple(path) in EVERY
    assert tuple(line.split()[: len(path)]) == tuple(path), "help of the command that was meant"
    if lang == "nl":
        assert not CLICKS_OWN.search(err)


# ---- progress --------------------------------------------------------------------------------------------------------

RUN = """
from balanssim import console
with console.readable(), console.progress("nl", quiet=QUIET) as call:
    console.PATIENCE = console.PAUSE = 0.0
    for done in range(3 if call else 0):
        call["progress"](done + 1, 3, "een-heel-lange-naam-van-een-scenario")
console.say("klaar")
"""


def in_a_terminal(code, **env):
    """What a child writes to a terminal, as bytes."""
    pty = pytest.importorskip("pty", reason="needs a terminal of POSIX")
    leader, follower = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-c", code], stdin=follower, stdout=follower, stderr=follower, env={**os.environ, **env}
        ):
            os.close(follower)
            found = b""
            while True:
                try:
                    piece = os.read(leader, 4096)
                except OSError:  # the last one has closed the terminal
                    break
                if not piece:
                    break
                found += piece
    finally:
        os.close(leader)
    return found.replace(b"\r\n", b"\n")


def test_progress_is_written_over_on_a_terminal_only():
    code = RUN.replace("QUIET", "False")
    live = in_a_terminal(code, TERM="xterm", COLUMNS="80")
    assert live.count(b"\r") == 5  # three lines, one wiped, one to go back
    assert b"\x1b" not in live
    assert live.endswith(b"\rklaar\n")
    assert all(len(line) < 80 for line in re.split(rb"[\r\n]", live))
    narrow = in_a_terminal(code, TERM="xterm", COLUMNS="40")
    assert all(len(line) < 40 for line in re.split(rb"[\r\n]", narrow))
    dumb = in_a_terminal(code, TERM="dumb")
    assert b"\r" not in dumb
    assert dumb.count(b"van 3 blokken") == 3
    assert in_a_terminal(RUN.replace("QUIET", "True"), TERM="xterm") == b"klaar\n"
    piped = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert piped.stdout.split() == [b"klaar"]
    assert b"\r" not in piped.stderr.replace(b"\r\n", b"\n")
    assert piped.stderr.count(b"van 3 blokken") == 3


@pytest.mark.parametrize("option", ["--json", "--quiet"])
def test_no_progress_where_it_is_not_wanted(capsys, monkeypatch, option):
    from balanssim import console, execute
    from tests import synthetic

    def run_many(scenarios, **options):
        assert options.get("progress") is options.get("announce") is None
        return synthetic.run_many(scenarios, **options)

    monkeypatch.setattr(execute, "run_many", run_many)
    monkeypatch.setattr(console, "PATIENCE", 0.0)
    assert cli.main(["run", "balanssim:referentie", "--draws", "2", option]) == 0
    assert capsys.readouterr().err == ""


def test_a_reader_that_leaves_is_no_error():
    code = "import sys; from balanssim import cli; sys.exit(cli.main(['model', 'variables', '--json']))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 0


def test_output_to_a_file_has_the_encoding_of_the_stream(tmp_path):
    target = tmp_path / "uit.txt"
    with target.open("wb") as handle:
        command = [sys.executable, "-m", "balanssim", "run", "--help"]
        subprocess.run(command, stdout=handle, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    assert "één scenario" in target.read_text(encoding="utf-8")
