"""``python -m balanssim``: the same as the command ``balanssim``."""

import sys

from balanssim.cli import main

if __name__ == "__main__":
    sys.exit(main())
