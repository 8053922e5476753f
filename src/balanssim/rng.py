"""Randomness by name: one stream per purpose and subject, never by order, worker, chunk or position.

A stream is keyed by (root seed, stream name, keys such as a project or a parameter). Two scenarios that ask for the
same stream get the same numbers, whatever else they draw: common random numbers. Position in a stream = draw label.
"""

from __future__ import annotations

import hashlib
import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

#: Published names, append-only: renaming or removing one changes the numbers of every run that uses it.
STREAMS: Final[dict[str, str]] = {
    "sobol": "scramble of the Sobol dimension of a parameter; key: parameter",
    "procedures.duration": "durations of a stage, position = draw label; keys: project, stage",
    "procedures.event": "whether something happens at a stage (appeal, annulment); keys: project, stage",
    "procedures.attrition": "which plans drop out and by how much they slip; keys: plan, aspect",
    "sweep.design": "points of a sensitivity design; keys: method, parameter or group",
    "sweep.resample": "resampling of draws for intervals; keys: study, statistic",
    "calibrate.start": "starting points of a fit; keys: target",
    "compare.deciding": "shuffles of worlds that tell shares of assumptions from noise; key: purpose",
    "procedures.cost": "what a project costs within the band of its estimates; keys: project, cost",
    "compare.explain": "orders in which changes between two scenarios are made; key: purpose",
    "procedures.luck": "luck of homes, position = draw label; keys: municipality, a year or 'lasting'",
    "monitor.surprise": "shuffles of worlds that tell what is apart near a figure from chance; key: purpose",
}


def entropy(name: str, *keys: str | int) -> tuple[int, ...]:
    """Eight 32-bit words that name a stream: SHA-256 of the name and its keys, in order and with their types.

    Raises ``ValueError`` for a name that is not in ``STREAMS``, so that a typing error never makes a new stream.
    """
    if name not in STREAMS:
        near = get_close_matches(name, STREAMS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"unknown random stream {name!r}{hint} Known: {', '.join(STREAMS)}")
    text = json.dumps([name, *keys], ensure_ascii=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("ascii")).digest()
    return tuple(int.from_bytes(digest[i : i + 4], "big") for i in range(0, 32, 4))


def seed_sequence(seed: int, name: str, *keys: str | int) -> np.random.SeedSequence:
    """The numpy seed sequence of a stream; ``seed`` is the root seed of the study, zero or more."""
    import numpy as np

    if seed < 0:
        raise ValueError(f"a seed is zero or more, found {seed}")
    return np.random.SeedSequence(entropy=seed, spawn_key=entropy(name, *keys))


def stream(seed: int, name: str, *keys: str | int) -> np.random.Generator:
    """A generator of its own for this name and these keys (PCG64).

    ``stream(1, "procedures.duration", "A27", "plan")`` gives the same numbers in every scenario, process and order.
    Raises ``ValueError`` for an unknown name or a negative seed. Source: common random numbers by named stream,
    as in Starsim (advanced random numbers) and ActivitySim; seeding by ``SeedSequence`` (O'Neill; NumPy NEP 19).
    """
    import numpy as np

    return np.random.Generator(np.random.PCG64(seed_sequence(seed, name, *keys)))
