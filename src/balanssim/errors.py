"""One error tree: where (file, line, column, key), what was found, what was expected, how to mend it.

Bad input never stops at the first problem: readers collect ``Problem`` objects and raise one ``InputError`` with all of
them. The words live in ``texts`` by code and language, so that a problem can be shown in Dutch or English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


class BalanssimError(Exception):
    """Root of the tree."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in one place.

    ``code`` selects the words (``texts.problem``), ``params`` fills them in. ``file`` is shown as the user wrote it;
    ``line`` and ``column`` count from one, 0 where the problem has no place in a file; ``key`` is the dotted key.
    """

    file: str
    line: int
    column: int
    key: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict, compare=False, hash=False)


#: More problems of one kind in one file than this say the same thing.
MOST = 20


def summed(problems: Iterable[Problem], most: int = MOST) -> list[Problem]:
    """Problems in order of file and line, each once; of one kind in a file the first ``most``, the rest as a number."""
    kept: list[Problem] = []
    counts: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], Problem] = {}
    for item in sorted({(item, str(item.params)): item for item in problems}.values()):
        kind = (item.file, item.code)
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= most:
            kept.append(item)
        else:
            first.setdefault(kind, item)
    for kind, item in first.items():
        more = {"n": counts[kind] - most}
        kept.append(Problem(item.file, item.line, item.column, "…", "problems.more", more))
    return sorted(kept)


class InputError(BalanssimError):
    """Input that cannot be used: all problems of all files at once.

    ``str(error)`` is English; ``texts.render(error.problems, lang)`` gives either language.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__(self.problems)

    def __str__(self) -> str:
        from balanssim import texts

        return texts.render(self.problems, "en")


class RunError(BalanssimError):
    """A computation or a result folder that cannot go on; ``code`` and ``params`` select the words as in Problem."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)

    def __str__(self) -> str:
        from balanssim import texts

        return texts.message(self.code, "en", self.params)
