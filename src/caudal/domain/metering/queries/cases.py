"""Volumes in front of a person: what was found about each, and what may be decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices

from caudal.domain.metering.models import Consumption
from caudal.domain.metering.queries.before_reading import BeforeReading, before_readings
from caudal.domain.metering.queries.reviewing import ReviewInput, review_all
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.review import Review
from caudal.engines.reading_review.rules import Action, FindingCode, ReviewRules


class Decision(TextChoices):
    """What a person may decide; kept in the volume's row."""

    ACCEPT = "accepted", "Aceptada"
    ESTIMATE = "estimated", "Estimada"
    RE_READ = "re_read", "Mandada a releer"
    HOLD = "held", "Retenida"
    REVERSED = "reversed", "Medidor girado al revés"
    CORRECT = "corrected", "Lectura corregida"
    CORRECT_PREVIOUS = "previous_corrected", "Lectura anterior corregida"

    @classmethod
    def from_action(cls, action: Action) -> "Decision":
        """What a person decides who does what the review proposes."""
        return next(one for one, meant in _ACTIONS.items() if meant is action)


_ACTIONS = {
    Decision.ACCEPT: Action.ACCEPT,
    Decision.ESTIMATE: Action.ESTIMATE,
    Decision.RE_READ: Action.RE_READ,
    Decision.HOLD: Action.HOLD,
    Decision.REVERSED: Action.HOLD,
    Decision.CORRECT: Action.CORRECT,
    Decision.CORRECT_PREVIOUS: Action.CORRECT,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A volume in front of a person: its row, what surrounds it, and what the review says."""

    consumption: Consumption
    before: BeforeReading
    review: Review

    def offers(self, decision: Decision) -> bool:
        """Whether the rules let it be decided so."""
        if decision is Decision.CORRECT and self.before.kept_m3 is None:
            return False
        if decision is Decision.CORRECT_PREVIOUS and self.before.previous_id is None:
            return False
        leading = self.review.findings[0] if self.review.findings else None
        if decision is Decision.REVERSED:
            return leading is not None and leading.code is FindingCode.BELOW_PREVIOUS
        action = _ACTIONS[decision]
        if leading is not None:
            return action is Action.HOLD or action in leading.actions
        return action is not Action.ESTIMATE or self.review.estimate is not None


def cases_of(
    *, consumption_ids: Sequence[int], period: BillingPeriod, rules: ReviewRules
) -> list[Case]:
    """The metered volumes of a period, ready to be decided; those of other periods are left out."""
    rows = list(
        Consumption.objects.select_related("current_reading", "account")
        .filter(pk__in=consumption_ids, period=period, account__is_metered=True)
        .order_by("pk")
    )
    last_day = period.during.upper - timedelta(days=1)
    asked = [
        (row.account_id, row.current_reading.read_on if row.current_reading else last_day)
        for row in rows
    ]
    known = before_readings(asked=asked, period=period)
    reviews = review_all(
        readings=[ReviewInput(before, before.kept_m3) for before in known],
        period=period,
        rules=rules,
    )
    return [Case(*parts) for parts in zip(rows, known, reviews, strict=True)]
