"""Steps of the site build: files of the repository that a page links to come along; each page says its language.

Pages link to files outside ``docs/`` the way a reader of the repository does (``../scenarios/README.md``). On the site
such a file stands under ``repository/`` and the link leads there; its own links are followed in the same way. A link
that leads nowhere is left as it is, and ``mkdocs build --strict`` refuses it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
#: Folder on the site for files of the repository.
PLACE = "repository"
LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)#\s]+)(#[^)\s]*)?(?=\))")
#: Pages in English; all others are Dutch, or both.
ENGLISH = ("english.md", "tutorial.md", "model.md", "howto/", "developers/", "decisions/")
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def in_repository(uri: str) -> str:
    """Path in the repository of a file of the site: 'nl/tutorial.md' -> 'docs/nl/tutorial.md'."""
    return uri.removeprefix(f"{PLACE}/") if uri.startswith(f"{PLACE}/") else f"docs/{uri}"


def placed(path: str) -> str:
    """Path on the site of a file of the repository; the other way round of ``in_repository``."""
    return path.removeprefix("docs/") if path.startswith("docs/") else f"{PLACE}/{path}"


def target(page: str, link: str) -> str | None:
    """Path in the repository that a link on a page (path in the repository) leads to; None where there is no file."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), link))
    return path if not path.startswith("..") and (ROOT / path).is_file() else None


def targets(page: str) -> Iterator[str]:
    """Files of the repository that a page links to."""
    for link, _ in LINK.findall(CODE.sub("", (ROOT / page).read_text(encoding="utf-8"))):
        found = target(page, link)
        if found:
            yield found


def on_files(files: Files, config: Any) -> Files:
    """Add the files outside ``docs/`` that pages lead to, directly or by way of another such page."""
    waiting = [in_repository(file.src_uri) for file in files.documentation_pages()]
    seen = set(waiting)
    for page in waiting:
        for path in targets(page):
            if path in seen or path.startswith("docs/"):
                continue
            seen.add(path)
            files.append(File.generated(config, placed(path), abs_src_path=str(ROOT / path)))
            if path.endswith(".md"):
                waiting.append(path)
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Lead links to files of the repository to where they stand on the site."""
    here = in_repository(page.file.src_uri)

    def lead(match: re.Match[str]) -> str:
        found = target(here, match[1])
        if not found:
            return match[0]
        folder = posixpath.dirname(page.file.src_uri) or "."
        return posixpath.relpath(placed(found), folder) + (match[2] or "")

    return LINK.sub(lead, markdown)


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Give an English page its language, for who listens to it."""
    english = page.file.src_uri.startswith(ENGLISH)
    return output.replace('<html lang="nl"', '<html lang="en"', 1) if english else output
