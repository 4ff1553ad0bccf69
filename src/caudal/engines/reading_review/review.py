"""Reviews one reading: its volume, what is odd about it and what to do.

The form that screens use; ``review_many`` decides the same for a whole cycle.
"""

from dataclasses import dataclass

from caudal.engines.reading_review.checks import find
from caudal.engines.reading_review.consumption import (
    MeterDifference,
    MeterMovement,
    consumption_of_period,
)
from caudal.engines.reading_review.estimate import (
    Estimate,
    NothingToEstimateFrom,
    estimate,
    mean_of_measured,
)
from caudal.engines.reading_review.findings import Facts, Finding, label_of, sentence_of
from caudal.engines.reading_review.reading_facts import ReadingFacts
from caudal.engines.reading_review.rules import (
    ALWAYS_POSSIBLE,
    Action,
    FindingCode,
    ReviewRules,
    Rule,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The outcome for one reading. Without findings it is accepted as it is."""

    difference: MeterDifference | None
    """``None`` when there is no reading."""
    mean_litres: int | None
    estimate: Estimate | None
    findings: tuple[Finding, ...]
    """The leading one first."""

    @property
    def is_blocked(self) -> bool:
        """Whether somebody must decide before the reading is billed."""
        return any(finding.blocks for finding in self.findings)

    @property
    def proposed_action(self) -> Action:
        """What the leading finding proposes."""
        return self.findings[0].proposed_action if self.findings else Action.ACCEPT

    @property
    def proposed_volume_litres(self) -> int | None:
        """What the proposal would bill."""
        if self.findings:
            return self.findings[0].proposed_volume_litres
        return self.difference.volume_litres if self.difference else None


def review(*, reading: ReadingFacts, rules: ReviewRules) -> Review:
    """Find what is odd about a reading, gravest first.

    :raises ReadingOutOfDial: if a reading does not fit the digits of its meter
    """
    mean = mean_of_measured(
        history=reading.history, periods=rules.mean_periods, minimum=rules.mean_minimum_periods
    )
    difference = _difference(reading, rules, mean)
    estimated = _estimate(reading, rules)
    found = dict(find(reading=reading, rules=rules, difference=difference, mean_litres=mean))
    return Review(
        difference=difference,
        mean_litres=mean,
        estimate=estimated,
        findings=tuple(
            _finding(code, rule, found[code], difference, estimated)
            for code, rule in rules.in_order()
            if code in found
        ),
    )


def _difference(
    reading: ReadingFacts, rules: ReviewRules, mean: int | None
) -> MeterDifference | None:
    if not reading.spans:
        return None
    return consumption_of_period(spans=reading.spans, rule=rules.rollover_limit, mean_litres=mean)


def _estimate(reading: ReadingFacts, rules: ReviewRules) -> Estimate | None:
    try:
        return estimate(
            history=reading.history, rule=rules.estimate, assigned_litres=reading.assigned_litres
        )
    except NothingToEstimateFrom:
        return None


def _finding(
    code: FindingCode,
    rule: Rule,
    facts: Facts,
    difference: MeterDifference | None,
    estimated: Estimate | None,
) -> Finding:
    volume_of: dict[Action, int] = {}
    if difference is not None and difference.movement is not MeterMovement.BACKWARD:
        volume_of[Action.ACCEPT] = difference.volume_litres
    if estimated is not None:
        volume_of[Action.ESTIMATE] = estimated.volume_litres
    possible = tuple(a for a in rule.actions if a in ALWAYS_POSSIBLE or a in volume_of)
    proposed = rule.proposes if rule.proposes in possible else rule.fallback
    return Finding(
        code=code,
        severity=rule.severity,
        blocks=rule.blocks,
        facts=facts,
        label=label_of(code, facts),
        sentence=sentence_of(code, facts),
        actions=possible,
        proposed_action=proposed,
        proposed_volume_litres=volume_of.get(proposed),
    )
