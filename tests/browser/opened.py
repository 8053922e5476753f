"""A page opened in the browser: what it asked of others, what it said, and what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

#: Text of every cell of a table, row by row, as it is in the document (not as it is laid out).
_CELLS = """table => [...table.rows].map(row =>
    [...row.cells].map(cell => cell.textContent.replace(/\\s+/g, " ").trim()))"""


class Opened:
    """A page with its requests to anything but itself, and every message, error and refusal it gave."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        self._own = ""
        page.on("request", lambda request: self._request(request.url))
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))

    def _request(self, url: str) -> None:
        if url.split("#")[0] != self._own:
            self.asked.append(url)

    def go(self, path: Path) -> None:
        """Open a file."""
        self._own = path.as_uri()
        self.page.goto(self._own)

    def unfold(self) -> None:
        """Open all that can be opened."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    def cells(self, selector: str) -> list[list[str]]:
        """Texts of a table, row by row, the head first; spaces as one."""
        found: list[list[str]] = self.page.locator(selector).first.evaluate(_CELLS)
        return found

    def wider_than(self, width: int) -> dict[str, Any]:
        """What makes the page scroll sideways, by tag and class; empty where nothing does."""
        if self.page.evaluate("document.documentElement.scrollWidth") <= width:
            return {}
        found: dict[str, Any] = self.page.evaluate(
            """width => Object.fromEntries([...document.querySelectorAll("body *")]
                 .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest(".wide"))
                 .map(one => [one.tagName + "." + one.className, one.getBoundingClientRect().right]))""",
            width,
        )
        return found or {"page": self.page.evaluate("document.documentElement.scrollWidth")}
