"""The pages a reader follows: every command in them is run, every output in them was given, every name in them exists.

Fenced blocks of a page are carried out in order in an empty folder: ``yaml`` is saved under the name in its first
line, ``bash`` and ``python`` are run, and each line of a ``text`` block must have been printed before, numbers apart.
A comment before a block says which exit code it gives, or why it is not run. With ``BALANSSIM_UPDATE_DOCS=1`` the
numbers in the pages are replaced by those of today, and the reference pages are made again.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest
import yaml

import balanssim as bs
from balanssim import catalogue, cli, parameters, scenario
from balanssim.model.plan import PLAN

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
#: A fenced block, with the comment before it: ``<!-- exit 2 -->`` or ``<!-- not run: why -->``.
BLOCK = re.compile(r"(?:^<!-- ((?:exit|not run:) [^\n]+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
UPDATE = os.environ.get("BALANSSIM_UPDATE_DOCS") == "1"


def mask(line: str) -> str:
    """A line without what may change when the model changes: numbers, run ids, arrows."""
    line = re.sub(r"\b(?=[0-9a-f]*\d)[0-9a-f]{12,16}\b", "#", line)
    line = re.sub(r"[▲▼≈]|(?<![\w])[-+−–](?=\d)", "", line)
    return re.sub(r"\s+", " ", re.sub(r"\d[\d.,]*", "#", line)).strip()


class Reader:
    """Someone who carries out a page in an empty folder; ``apart``: each command in a process of its own, as ever."""

    def __init__(self, folder: Path, lang: str, apart: bool) -> None:
        self.folder, self.printed, self.apart = folder, "", apart
        self.environment = {
            "BALANSSIM_LANG": lang,
            "COLUMNS": "120",  # tables wrap to the screen, and a page shows one width
            "PYTHONUTF8": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }

    def run(self, words: list[str], expected: int = 0) -> None:
        """Words after ``balanssim``."""
        code, said = self._apart("-m", "balanssim", *words) if self.apart else self._here(lambda: cli.main(words))
        assert code == expected, f"{' '.join(words)}\n{said}"
        self.printed += said

    def python(self, text: str) -> None:
        code, said = self._apart("-c", text) if self.apart else self._here(lambda: exec(text, {"__name__": "__main__"}))
        assert not code, f"{text}\n{said}"
        self.printed += said

    def _apart(self, *words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def _here(self, call: Callable[[], int | None]) -> tuple[int | None, str]:
        """The same without the seconds that a process needs to start."""
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
        with (
            contextlib.chdir(self.folder),
            mock.patch.dict(os.environ, self.environment),
            contextlib.redirect_stdout(streams[0]),
            contextlib.redirect_stderr(streams[1]),
        ):
            code = call()
        return code, "".join(stream.buffer.getvalue().decode() for stream in streams)

    def shell(self, line: str, expected: int) -> None:
        """One command line of a page; ``RUN-ID`` is the run that is there."""
        for place in re.findall(r"results/([\w-]+)/RUN-ID", line):
            (found,) = (self.folder / "results" / place).iterdir()
            line = line.replace(f"results/{place}/RUN-ID", f"results/{place}/{found.name}")
        program, *words = shlex.split(line)
        assert program == "balanssim", f"a page runs {program!r}"
        self.run(words, expected)

    def carry_out(self, kind: str, text: str, expected: int) -> None:
        if kind == "yaml":
            name = re.match(r"# ([\w-]+\.yaml)\n", text)
            assert name, f"no name in the first line of: {text}"
            (self.folder / name[1]).write_text(text, encoding="utf-8")
        elif kind == "python":
            self.python(text)
        elif kind == "bash":
            for line in text.splitlines():
                self.shell(line, expected)
        else:
            raise AssertionError(f"a block of kind {kind!r} would not be tested")


def follow(page: Path, reader: Reader) -> str:
    """Carry out a page; the page with the numbers of today."""
    text = page.read_text(encoding="utf-8")
    renewed = text
    for comment, kind, body in BLOCK.findall(text):
        if comment.startswith("not run:"):
            continue
        if kind != "text":
            reader.carry_out(kind, body, int(comment.removeprefix("exit ") or 0))
            continue
        lines = {mask(line): line.rstrip() for line in reader.printed.splitlines()}
        missing = [line for line in body.splitlines() if mask(line) not in lines]
        assert missing == [], f"{page.name} shows what was not printed: {missing}\n{reader.printed}"
        renewed = renewed.replace(body, "".join(f"{lines[mask(line)]}\n" for line in body.splitlines()))
    return renewed


#: Pages that are carried out one after the other in one folder: a later page goes on where an earlier one stopped.
FOLLOWED = {
    "tutorial": ("en", ("tutorial.md",)),
    "aan de slag": ("nl", ("nl/tutorial.md",)),
    "how to": ("en", ("howto/make-a-scenario.md", "howto/read-the-page.md", "howto/excel.md", "howto/cite.md")),
    "doen": ("nl", ("nl/scenario-maken.md", "nl/pagina-lezen.md", "nl/excel.md", "nl/citeren.md")),
    "mend": ("en", ("howto/mend-an-error.md", "howto/make-a-region.md")),
    "herstellen": ("nl", ("nl/fout-herstellen.md", "nl/regio-maken.md")),
    "fit": ("en", ("howto/fit-flows.md", "howto/assign-a-network.md", "howto/hindcast.md")),
    "aanpassen": ("nl", ("nl/stromen-aanpassen.md", "nl/netwerk-toedelen.md", "nl/terugrekenen.md")),
    "signal": (
        "en",
        ("howto/stay-within-a-signal-value.md", "howto/why-scenarios-differ.md", "howto/what-a-project-does.md"),
    ),
    "monitor": ("en", ("howto/monitor.md",)),
    "bijhouden": ("nl", ("nl/bijhouden.md",)),
    "study": ("en", ("howto/study.md",)),
    "studie": ("nl", ("nl/studie.md",)),
    "carry": ("en", ("howto/cluster.md", "howto/study-in-other-tools.md")),
    "elders": ("nl", ("nl/cluster.md", "nl/studie-elders.md")),
    "brief": ("en", ("howto/brief.md",)),
    "dossier": ("nl", ("nl/dossier.md",)),
    "signaal": ("nl", ("nl/signaalwaarde.md", "nl/waardoor-verschil.md", "nl/wat-doet-een-project.md")),
}


#: Pages in one language that ``make long`` alone follows: they compute much, and their twin is followed each time.
TWINS = {"aan de slag": "tutorial", "doen": "how to", "bijhouden": "monitor"}
#: Pages that ``make long`` alone follows, in both languages. Tests of ``needed``, ``explain``, ``network effects``,
#: sweeps, blocks, ``sweep export`` and briefs prove each time on a small region what these commands do; here each works
#: out a real one.
LATER = ("signal", "signaal", "study", "studie", "carry", "elders", "brief", "dossier")
#: Pages whose commands get a process of their own, as users do.
APART = ("aan de slag", "mend", "aanpassen")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of ready-made scenarios that an earlier page made: all pages compare with the same few."""
    return tmp_path_factory.mktemp("before")


def ready_made(folder: Path) -> list[Path]:
    """Folders of runs in which nothing was set by hand, of scenarios that come with the package."""
    names = [name.partition(":")[2] for name in scenario.shipped()]
    records = {path.parent: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*/*/run.json"))}
    return [run for run, record in records.items() if record["study"] in names and not record["overrides"]]


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in (*TWINS, *LATER) else name for name in FOLLOWED]
)
def test_every_command_of_a_page_runs_and_prints_what_is_shown(name: str, tmp_path: Path, before: Path) -> None:
    lang, pages = FOLLOWED[name]
    reader = Reader(tmp_path, lang, apart=name in APART)
    for run in ready_made(before) if any("compare" in (DOCS / page).read_text("utf-8") for page in pages) else ():
        shutil.copytree(run, tmp_path / "results" / run.relative_to(before))
    for page in pages:
        renewed = follow(DOCS / page, reader)
        if UPDATE:
            (DOCS / page).write_text(renewed, encoding="utf-8", newline="\n")
    for run in ready_made(tmp_path / "results"):
        shutil.copytree(run, before / run.relative_to(tmp_path / "results"), dirs_exist_ok=True)


def outline(page: str) -> list[str]:
    """What a page asks for, block by block, whatever the files and scenarios of its reader are called."""
    found = []
    for comment, kind, body in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
        own = re.compile(r"results/\S+/RUN-ID|(?<![\w:-])[\w-]+\.(?:yaml|csv|xlsx)")
        found += [comment, kind, *(own.sub("#", line) for line in body.splitlines() if kind == "bash")]
    return found


@pytest.mark.parametrize(("later", "each_time"), TWINS.items())
def test_a_page_asks_for_nothing_that_its_twin_does_not(later: str, each_time: str) -> None:
    for one, other in zip(FOLLOWED[later][1], FOLLOWED[each_time][1], strict=True):
        rest = iter(outline(other))  # in this order; the twin may go on
        assert [item for item in outline(one) if item not in rest] == [], (one, other)


@pytest.mark.parametrize("name", LATER)
def test_commands_of_a_page_that_is_followed_later_can_be_typed(name: str) -> None:
    lang, pages = FOLLOWED[name]
    blocks = [block for page in pages for block in BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))]
    lines = [line for comment, kind, body in blocks if kind == "bash" and not comment for line in body.splitlines()]
    assert lines
    for line in lines:
        program, *words = shlex.split(line)
        assert program == "balanssim"
        command = cli.build(lang)
        while hasattr(command, "commands"):
            if words[0] not in command.commands:  # ``sweep STUDY`` is ``sweep run STUDY``
                words.insert(0, "run")
            command = command.commands[words.pop(0)]
        command.make_context(command.name, words)  # raises for an option or a word that it does not take


def test_every_page_with_commands_is_followed() -> None:
    followed = {page for _, pages in FOLLOWED.values() for page in pages}
    with_commands = {
        path.relative_to(DOCS).as_posix()
        for path in DOCS.rglob("*.md")
        if any(kind in ("bash", "python", "yaml") for _, kind, _ in BLOCK.findall(path.read_text(encoding="utf-8")))
    }
    # the contract between the rooms shows shapes, not commands
    assert with_commands - followed == {"developers/interfaces.md"}


# ---- README ------------------------------------------------------------------------------------------------------


def test_the_scenario_in_the_readme_has_no_problems(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (body,) = (body for _, kind, body in BLOCK.findall(text) if kind == "yaml")
    name = re.search(r"Save this as `([\w-]+\.yaml)`", text)
    assert name
    assert yaml.safe_load(body)["id"] == Path(name[1]).stem
    (tmp_path / name[1]).write_text(body, encoding="utf-8")
    assert bs.check(tmp_path / name[1]) == []


def commands(text: str) -> list[list[str]]:
    """Words of every indented or quoted balanssim command line of a page, program left out."""
    lines = re.findall(
        r"^    \S*balanssim((?: [^\n#]+)?)$", re.sub(r" +# .*$", "", text, flags=re.MULTILINE), re.MULTILINE
    )
    return [shlex.split(line.replace("\\", "/")) for line in lines]


def test_commands_in_the_readme_name_commands_options_and_files_that_exist() -> None:
    found = commands((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(found) >= 5
    for words in found:
        command = cli.build("en")
        while hasattr(command, "commands") and words:
            assert words[0] in command.commands, words
            command, words = command.commands[words[0]], words[1:]
        options = {option for parameter in command.params for option in parameter.opts}
        assert [word for word in words if word.startswith("--") and word not in options] == []
        files = [word for word in words if word.startswith("scenarios/")]
        assert [file for file in files if not (ROOT / file).is_file()] == []


# ---- the model page ----------------------------------------------------------------------------------------------


def exists(name: str) -> bool:
    """Whether a dotted name below ``balanssim`` leads to a module, function or class."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(["balanssim", *parts[:cut]]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            thing = getattr(thing, part, None)
        return thing is not None
    return False


def model_page() -> str:
    return (DOCS / "model.md").read_text(encoding="utf-8")


def test_the_table_of_the_model_page_has_every_variable_and_functions_that_exist() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| \[[^\]]+\]\((#[\w-]+)\) \|$", model_page(), re.MULTILINE)
    assert [name for name, *_ in rows] == list(catalogue.VARIABLES)
    anchors = {f"#{slug(title)}" for title in re.findall(r"^#+ (.+)$", model_page(), re.MULTILINE)}
    for name, unit, functions, anchor in rows:
        assert unit.strip() == catalogue.VARIABLES[name].unit, name
        called = re.findall(r"`([\w.]+)`", functions)
        assert called, name
        assert [function for function in called if not exists(function)] == [], name
        assert anchor in anchors, f"{name}: no section {anchor}"


def slug(title: str) -> str:
    """Anchor of a heading, as mkdocs makes it."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


def test_every_function_the_model_page_names_exists() -> None:
    rooms = "model|procedures|prepare|steps|outcomes|worlds|engine|prepare_commuting"
    named = sorted(set(re.findall(rf"`((?:{rooms})\.[\w.]+)`", model_page())))
    assert len(named) > 40
    assert [name for name in named if name not in parameters.DECLARED and not exists(name)] == []


def test_every_equation_of_the_plan_is_on_the_model_page() -> None:
    for step in PLAN:
        for name in step.equations:
            assert f"`model.{name}`" in model_page(), f"{step.name}: {name}"


def test_every_parameter_is_on_the_model_page() -> None:
    page = model_page()
    assert [name for name in parameters.DECLARED if not re.search(rf"(?<![\w.]){re.escape(name)}(?![\w])", page)] == []


def test_formulas_on_the_model_page_use_arguments_of_their_function() -> None:
    # spot checks: an argument that is renamed or dropped makes the text stale
    from balanssim.model import housing, jobs, people

    for function, words in (
        (people.population, ("occupancy_new", "occupied")),
        (jobs.serving_jobs, ("spending", "sigma", "adjust_rate")),
        (housing.demand, ("friction_vacancy", "base_shortage")),
    ):
        assert set(words) <= set(inspect.signature(function).parameters)
        assert all(word in model_page() for word in words)
