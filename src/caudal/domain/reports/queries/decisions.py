"""What waits for somebody's decision, wherever in the utility it waits."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count
from django.db.models.functions import Abs

from caudal.domain.billing.models import BillingRun
from caudal.domain.metering.models import Consumption
from caudal.domain.payments.models import CashClosing
from caudal.domain.platform.models import BackgroundJob, ConfigurationChange
from caudal.domain.platform.night import BROKEN_COUNT, VERIFY

SHOWN_OF_EACH = 3


@dataclass(frozen=True, slots=True)
class RunToApprove:
    """A calculated run that nobody has approved."""

    run_id: int
    code: str
    cycle: str
    held_count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class ReadingsToReview:
    """A period with readings that the review held back."""

    period_id: int
    period: str
    cycle: str
    count: int


@dataclass(frozen=True, slots=True)
class ClosingToExplain:
    """A session that closed with more or less cash than expected."""

    session_id: int
    desk: str
    over_short: Decimal
    business_date: date
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class ProposalToSign:
    """A change of the configuration that lacks its second signature."""

    change_id: int
    title: str
    kind: str
    since: datetime


@dataclass(frozen=True, slots=True)
class BooksChecked:
    """The last time that every promise was checked; ``broken_count`` None says that it failed."""

    job_id: int
    at: datetime
    broken_count: int | None


def last_check_of_books() -> BooksChecked | None:
    """How the last nightly check ended; None before the first one."""
    ended = BackgroundJob.objects.filter(kind=VERIFY, finished_at__isnull=False)
    job = ended.order_by("-id").first()
    if job is None or job.finished_at is None:
        return None
    found = job.result or {}
    return BooksChecked(job.pk, job.finished_at, found.get(BROKEN_COUNT))


def runs_to_approve() -> list[RunToApprove]:
    """Those in review, the oldest first."""
    runs = (
        BillingRun.objects.filter(state=BillingRun.State.IN_REVIEW)
        .select_related("cycle")
        .order_by("pk")[:SHOWN_OF_EACH]
    )
    return [
        RunToApprove(each.pk, each.code, each.cycle.name, each.held_count, each.calculated_at)
        for each in runs
    ]


def readings_to_review() -> list[ReadingsToReview]:
    """Periods with readings still to decide, those with the most first."""
    rows = (
        Consumption.objects.filter(state=Consumption.State.PENDING)
        .values_list("period_id", "period__name", "period__cycle__name")
        .annotate(count=Count("pk"))
        .order_by("-count", "period_id")
    )
    return [ReadingsToReview(*row) for row in rows[:SHOWN_OF_EACH]]


def closings_to_explain(*, since: date) -> list[ClosingToExplain]:
    """Closings of the business dates from ``since`` on that did not balance, the largest
    difference first.
    """
    rows = (
        CashClosing.objects.filter(session__business_date__gte=since)
        .exclude(over_short=0)
        .order_by(Abs("over_short").desc(), "pk")
        .values_list(
            "session_id",
            "session__desk__name",
            "over_short",
            "session__business_date",
            "closed_at",
        )
    )
    return [ClosingToExplain(*row) for row in rows[:SHOWN_OF_EACH]]


def proposals_to_sign() -> list[ProposalToSign]:
    """Changes proposed and not decided, the oldest first."""
    changes = ConfigurationChange.objects.filter(state=ConfigurationChange.State.PROPOSED).order_by(
        "pk"
    )[:SHOWN_OF_EACH]
    return [
        ProposalToSign(each.pk, each.title, each.get_kind_display(), each.proposed_at)
        for each in changes
    ]
