"""The program: ``balanssim``, and the same as ``python -m balanssim``. Little is imported before it can be stopped."""

import os
import sys

from balanssim import clistop


def main() -> int:
    """Run the command line of this process; returns the exit code."""
    clistop.arm()
    _open_streams()
    try:
        from balanssim import cli

        code = cli.main()
        clistop.deaf()
    except KeyboardInterrupt:  # before the command line could deal with it
        clistop.deaf()
        from balanssim import cli, clitools

        code = cli.interrupted(clitools.language(sys.argv[1:]))
    if code == clistop.INTERRUPTED:
        clistop.end()
    return code


def _open_streams() -> None:
    """Let what was closed for us lead nowhere; else the next file that is opened would be our standard output."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 # open to the end


if __name__ == "__main__":
    sys.exit(main())
