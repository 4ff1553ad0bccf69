"""Draws by whole numbers."""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from caudal.engines.demo_town.description import Words

Int64 = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Stream(IntEnum):
    """What a stream of chance is for: each is drawn apart, so that one may change alone."""

    TOWN = 1
    ADDRESSES = 2
    WATER = 3
    PAYMENTS = 4
    DESKS = 5


def generator(seed: int, stream: Stream, *place: int) -> np.random.Generator:
    """The chance of one stream at one place (a route, a month)."""
    return np.random.default_rng([seed, stream, *place])


def happens(rng: np.random.Generator, shape: int | tuple[int, ...], *, per_mille: int) -> Flags:
    """Where something happens that does so to so many of a thousand."""
    drawn: Flags = rng.integers(0, 1000, shape) < per_mille
    return drawn


def choose(rng: np.random.Generator, count: int, choices: Sequence[int]) -> Int64:
    """Draw from equally likely numbers."""
    return np.array(choices, dtype=np.int64)[rng.integers(0, len(choices), count)]


def choose_weighted(rng: np.random.Generator, count: int, weights: Sequence[int]) -> Int64:
    """Draw places of a list by its weights."""
    ends = np.cumsum(np.array(weights, dtype=np.int64))
    return np.searchsorted(ends, rng.integers(0, ends[-1], count), side="right").astype(np.int64)


def words(rng: np.random.Generator, count: int, given: Words) -> list[str]:
    """Draw words by their weights."""
    return [given.words[place] for place in choose_weighted(rng, count, given.weights).tolist()]


def exact_shares(rng: np.random.Generator, count: int, per_mille: Sequence[int]) -> Int64:
    """Places of a list, each as often as its share says, in random order.

    What is lost in rounding goes to the largest remainders, so every share is met within one.
    """
    shares = np.array(per_mille, dtype=np.int64)
    whole, rest = np.divmod(shares * count, shares.sum())
    missing = count - int(whole.sum())
    whole[np.argsort(-rest, kind="stable")[:missing]] += 1
    return rng.permutation(np.repeat(np.arange(len(shares)), whole)).astype(np.int64)
