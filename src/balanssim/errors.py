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
