"""What every page of ours is made with: templates, files that stand inline, and a policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any


@cache
def environment() -> Any:
    """The templates; a name that a template does not get is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("balanssim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def file(name: str) -> str:
    """Text of a file beside the templates, with line ends as they are hashed by a browser."""
    text = resources.files("balanssim.report").joinpath("templates", name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").strip() + "\n"


def style() -> str:
    """The style of a page: that of drawings, which also stand by themselves, and that of all around them."""
    return file("drawing.css") + file("page.css")


def policy(style: str, script: str = "", images: str = "", *more: str) -> str:
    """What a browser may do with a page: this style and ``more``, this script, ``images`` of these kinds (as ``data:``,
    in the page itself), and nothing else.
    """

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    scripts = f"script-src {digest(script)}; " if script else ""
    seen = f"img-src {images}; " if images else ""
    styles = " ".join(digest(one) for one in (style, *more))
    return f"default-src 'none'; style-src {styles}; {scripts}{seen}base-uri 'none'; form-action 'none'"
