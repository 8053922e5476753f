"""Luck by name: how long a stage takes and whether something happens, per item, stage and draw label.

A number depends on the root seed, the stream, the item, the stage and the label alone: two scenarios share it, and any
chunking of draws gives the same. Label 0 is the central run: mean durations, no chance.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from balanssim import rng
from balanssim.distributions import Distribution

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Label of the run on expected values.
CENTRAL = 0
#: Numbers of a stream made at a stretch: blocks that follow, of any scenario, take theirs from what is there.
STRETCH = 1024
#: Stretches of a stream that are kept: a design may take the luck of a block from two of them.
KEPT = 2


def uniform(seed: int, stream: str, item: str, stage: str, labels: Ints) -> Array:
    """Uniform numbers in [0, 1), (D,), for labels (D,) zero or more: position in the stream = label.

    Raises ``ValueError`` for an unknown stream or a negative label.
    """
    labels = np.asarray(labels, dtype=np.int64)
    if not len(labels):
        return np.empty(0)
    if int(labels.min()) < 0:
        raise ValueError(f"a draw label is zero or more, found {int(labels.min())}")
    number, place = np.divmod(labels, STRETCH)
    first, last = int(number.min()), int(number.max())
    if first == last:
        return _stretch(seed, stream, item, stage, first)[place]
    out = np.empty(len(labels))
    for one in np.unique(number):
        here = number == one
        out[here] = _stretch(seed, stream, item, stage, int(one))[place[here]]
    return out


def durations(distribution: Distribution, seed: int, item: str, stage: str, labels: Ints) -> Array:
    """How long a stage takes, (D,), in the unit of the distribution; its expected value for the central run."""
    drawn = distribution.ppf(uniform(seed, "procedures.duration", item, stage, labels))
    return np.where(labels == CENTRAL, distribution.expected(), drawn)


def events(
    probability: float | Array, seed: int, item: str, stage: str, labels: Ints, stream: str = "procedures.event"
) -> NDArray[np.bool_]:
    """Whether something happens, (D,), with a probability () or (D,). In the central run whenever it can at all.

    The central run takes a branch always and weighs what it costs by its probability: see ``weights``.
    """
    drawn = uniform(seed, stream, item, stage, labels) < probability
    return np.where(labels == CENTRAL, np.greater(probability, 0.0), drawn).astype(np.bool_)


def weights(probability: float | Array, labels: Ints) -> Array:
    """Factor on the duration of a branch, (D,): its probability in the central run, 1 in a world."""
    return np.where(labels == CENTRAL, probability, 1.0)


@lru_cache(maxsize=2048)  # more streams than a region has, so that what goes was used longest ago
def _latest(seed: int, stream: str, item: str, stage: str) -> dict[int, Array]:
    """The latest ``KEPT`` stretches of a stream by number: what a process holds does not grow with its draws."""
    return {}


def _stretch(seed: int, stream: str, item: str, stage: str, number: int) -> Array:
    """Numbers of a stream for labels from ``number`` stretches on, read-only: one 64-bit number of PCG64 each."""
    latest = _latest(seed, stream, item, stage)
    found = latest.pop(number, None)
    if found is None:
        found = _made(seed, stream, item, stage, number)
    latest[number] = found
    for old in list(latest)[:-KEPT]:
        latest.pop(old, None)
    return found


def _made(seed: int, stream: str, item: str, stage: str, number: int) -> Array:
    generator = rng.stream(seed, stream, item, stage)
    bits = generator.bit_generator
    assert isinstance(bits, np.random.PCG64)
    bits.advance(number * STRETCH)
    found = generator.random(STRETCH)
    found.flags.writeable = False
    return found
