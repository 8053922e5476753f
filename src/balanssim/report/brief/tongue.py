"""In which language a text is that stands in a brief as its source gave it: Dutch or English, told by its small words.

Words that both languages have (in, is, of, per, over, was, we) tell nothing and are in neither list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from balanssim.texts import Lang

_DUTCH: Final = """
de het een van en voor niet met bij uit op te zijn wordt worden als dan nog maar ook om door naar tot
aan geen eigen aanname aannames raming schatting besluit gemeente gemeenten provincie woningen groei
ambitie collegeambitie raadsbrief opgave jaar ongeveer ruimte beleid zonder waarde halve norm zie vanaf
erbij hele helft inzet huidige nu tussen onder boven kan mag moet zo dit dat die deze er ontwerp
omgevingsvisie sinds klaar gepauzeerd besloten invoering uitvoering regionale planuitwerking verkenning randvoorwaarde
waarschuwing februari reservering gebruik delen begin woonvisie voortgangsrapportage
"""
_ENGLISH: Final = """
the and from own estimate with for not by at to are be been as than but also their which that this these
it assumption assumed between about years year homes jobs share cover found cost costs first last more
less growth mean half whole both low high every other those so its only after before under above no
warning around sites residents split survey participation national chance
"""
SMALL: Final[dict[Lang, frozenset[str]]] = {"nl": frozenset(_DUTCH.split()), "en": frozenset(_ENGLISH.split())}


def other(words: str, lang: Lang) -> Lang | str:
    """The language of a text where it is not that of the brief; empty where it is, or cannot be told."""
    found = re.findall(r"[a-z]+", words.lower())
    counts = {tongue: sum(one in small for one in found) for tongue, small in SMALL.items()}
    own = counts.pop(lang)
    ((tongue, count),) = counts.items()
    return tongue if count > own else ""
