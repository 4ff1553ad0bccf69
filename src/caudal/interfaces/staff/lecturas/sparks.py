"""Twelve small bars per account: eleven periods and the one under review."""

from collections.abc import Sequence
from dataclasses import dataclass

from caudal.engines.reading_review.estimate import Basis
from caudal.engines.reading_review.volumes import show_m3

BARS, WIDTH, GAP, HEIGHT = 12, 6, 1, 22
_CLIP_TENTHS = 22
"""Bars are cut at 2.2 times the median, so that one spike does not flatten the past."""
_SMALLEST = 1


@dataclass(frozen=True, slots=True)
class SparkBar:
    """One bar, in the units of the picture."""

    x: int
    y: int
    height: int
    tone: str


@dataclass(frozen=True, slots=True)
class Spark:
    """The bars, and the same in words."""

    bars: tuple[SparkBar, ...]
    label: str


def spark(
    *, litres: Sequence[int], basis: Sequence[int], now_litres: int | None, tone: str
) -> Spark:
    """The last periods, oldest first (zero basis: none), and what is under review, in the colour of
    its finding.
    """
    past = [(volume, code) for volume, code in zip(litres, basis, strict=True) if code][
        -(BARS - 1) :
    ]
    ceiling = _ceiling([volume for volume, _ in past], now_litres)
    first = BARS - 1 - len(past)
    bars = [
        _bar(first + place, volume, ceiling, "past" if code == Basis.MEASURED else "estimated")
        for place, (volume, code) in enumerate(past)
    ]
    bars.append(_bar(BARS - 1, max(now_litres or 0, 0), ceiling, tone))
    told = " ".join(show_m3(volume) for volume, _ in past) or "ninguno"
    now = "sin lectura" if now_litres is None else f"ahora {show_m3(now_litres)}"
    return Spark(tuple(bars), f"Consumos anteriores en m³: {told}; {now}")


def _ceiling(past: Sequence[int], now_litres: int | None) -> int:
    known = sorted(volume for volume in past if volume > 0)
    largest = max([*known, now_litres or 0, 1])
    if not known:
        return largest
    median = (known[(len(known) - 1) // 2] + known[len(known) // 2]) // 2
    return max(min(largest, median * _CLIP_TENTHS // 10), 1)


def _bar(place: int, volume: int, ceiling: int, tone: str) -> SparkBar:
    height = max(min(volume, ceiling) * HEIGHT // ceiling, _SMALLEST)
    return SparkBar(x=place * (WIDTH + GAP), y=HEIGHT - height, height=height, tone=tone)
