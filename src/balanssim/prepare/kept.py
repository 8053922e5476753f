"""What several scenarios of one region share is made once, and goes with the region.

Policies of a study differ in a few levers; routes, base matrix and fitted deterrence are the same for most of them, and
take nearly all the time of preparing one. Tasks that share them are sent to a worker with one copy.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Final, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from balanssim.region.read import Region

T = TypeVar("T")
#: Of what depends on a scenario the latest few are kept: 12 MB each on the region that is shipped.
MOST: Final = 4
_MADE: WeakKeyDictionary[Region, dict[str, dict[Hashable, Any]]] = WeakKeyDictionary()


def once(region: Region, name: str, key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives for a region and a key, made the first time that it is asked.

    Parameters
    ----------
    region : by identity: its arrays are read-only
    name : what it is
    key : all that it follows from beside the region
    make : never gives None
    """
    made = _MADE.setdefault(region, {}).setdefault(name, {})
    found: T | None = made.pop(key, None)
    if found is None:
        found = make()
    made[key] = found  # the latest last
    for old in list(made)[:-MOST]:
        made.pop(old, None)
    return found
