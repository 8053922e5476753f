"""How long a user waits before the first word."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.registry import Run, case

HELP = "import sys; sys.argv = ['balanssim', '--help']; from balanssim.cli import main; main()"


def python(*arguments: str) -> Run:
    """A fresh interpreter with these arguments, its output thrown away."""
    return lambda: subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


@case("cli-import", reference="bare python start", at_most=14)
def cli_import() -> tuple[Run, Run]:
    return python("-c", "import balanssim.cli"), python("-c", "pass")


@case("cli-help", reference="python importing click", at_most=4, short=True)
def cli_help() -> tuple[Run, Run]:
    return python("-c", HELP), python("-c", "import click")
