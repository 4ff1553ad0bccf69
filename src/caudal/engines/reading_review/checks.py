"""The questions that are asked of one reading."""

from collections.abc import Iterator, Sequence

from caudal.engines.reading_review.consumption import MeterDifference, MeterMovement, consumption
from caudal.engines.reading_review.estimate import Basis, PastPeriod
from caudal.engines.reading_review.findings import Facts
from caudal.engines.reading_review.reading_facts import ReadingFacts
from caudal.engines.reading_review.rules import DeviationRule, FindingCode, ReviewRules


def find(
    *,
    reading: ReadingFacts,
    rules: ReviewRules,
    difference: MeterDifference | None,
    mean_litres: int | None,
) -> Iterator[tuple[FindingCode, Facts]]:
    """Every finding that holds, with its numbers, whether or not the utility looks for it."""
    if difference is None:
        yield from _of_no_reading(reading.history, rules)
        return
    yield from _of_the_dial(reading, rules, mean_litres)
    if difference.movement is not MeterMovement.BACKWARD:
        yield from _of_the_volume(reading, rules, difference.volume_litres, mean_litres)
    if reading.has_photo is False:
        yield FindingCode.MISSING_PHOTO, {}
    far = rules.far_away
    if far and reading.distance_m is not None and reading.distance_m > far.metres:
        facts = {"distance_m": reading.distance_m, "allowed_m": far.metres}
        yield FindingCode.FAR_AWAY, facts


def _of_no_reading(
    history: Sequence[PastPeriod], rules: ReviewRules
) -> Iterator[tuple[FindingCode, Facts]]:
    times = 1 + _streak([past.basis.counts_as_estimate for past in history])
    again = rules.estimated_again
    if again and times > again.times:
        yield FindingCode.ESTIMATED_AGAIN, {"times": times, "allowed": again.times}
    else:
        yield FindingCode.MISSING, {}


def _of_the_dial(
    reading: ReadingFacts, rules: ReviewRules, mean: int | None
) -> Iterator[tuple[FindingCode, Facts]]:
    """Of two meters, the one that moved worst; of equals, the removed one."""
    limit = rules.rollover_limit
    parts = [consumption(span=span, rule=limit, mean_litres=mean) for span in reading.spans]
    worst = max(range(len(parts)), key=lambda place: parts[place].movement)
    span, part = reading.spans[worst], parts[worst]
    facts = {"previous": span.previous_litres, "current": span.current_litres}
    if part.movement is MeterMovement.BACKWARD:
        yield FindingCode.BELOW_PREVIOUS, {**facts, "drop": -part.volume_litres}
    elif part.movement is MeterMovement.ROLLOVER:
        yield FindingCode.ROLLOVER, {**facts, "volume": part.volume_litres}


def _of_the_volume(
    reading: ReadingFacts, rules: ReviewRules, volume: int, mean: int | None
) -> Iterator[tuple[FindingCode, Facts]]:
    if volume == 0:
        yield from _of_no_volume(reading, rules, mean)
    elif mean is not None:
        yield from _of_a_deviation(rules, volume, mean)
    limits = rules.over_diameter.limit_litres if rules.over_diameter else {}
    limit = limits.get(reading.diameter_mm or 0)
    if limit is not None and volume > limit:
        facts = {"volume": volume, "limit": limit, "diameter_mm": reading.diameter_mm or 0}
        yield FindingCode.OVER_DIAMETER, facts


def _of_no_volume(
    reading: ReadingFacts, rules: ReviewRules, mean: int | None
) -> Iterator[tuple[FindingCode, Facts]]:
    zeros = [past.volume_litres == 0 and past.basis is Basis.MEASURED for past in reading.history]
    times = 1 + _streak(zeros)
    if rules.zero_again and times >= rules.zero_again.times:
        yield FindingCode.ZERO_AGAIN, {"times": times}
    elif mean:
        yield FindingCode.SAME_READING, {"current": reading.current_litres or 0, "mean": mean}


def _of_a_deviation(
    rules: ReviewRules, volume: int, mean: int
) -> Iterator[tuple[FindingCode, Facts]]:
    facts = {"volume": volume, "mean": mean}
    if _deviates(rules.very_high, volume - mean, mean):
        yield FindingCode.VERY_HIGH, {**facts, "excess": volume - mean}
    if _deviates(rules.very_low, mean - volume, mean):
        yield FindingCode.VERY_LOW, {**facts, "shortfall": mean - volume}


def _deviates(rule: DeviationRule | None, by: int, mean: int) -> bool:
    return rule is not None and by > rule.over_litres and by * 100 > mean * rule.percent


def _streak(flags: Sequence[bool]) -> int:
    """How many of the last ones hold without a gap."""
    length = 0
    for flag in reversed(flags):
        if not flag:
            break
        length += 1
    return length
