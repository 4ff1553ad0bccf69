"""Questions to the audit log."""

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from caudal.domain.platform.models import AuditBlock, AuditEntry


def entries() -> QuerySet[AuditEntry]:
    """Every act with its people, newest first."""
    return AuditEntry.objects.select_related("actor", "approver").order_by("-at", "-id")


def mentioning(*, rows: QuerySet[AuditEntry], text: str) -> QuerySet[AuditEntry]:
    """Acts in whose reason, before or after a text occurs, in any case."""
    described = rows.alias(
        before_text=Cast("before", TextField()), after_text=Cast("after", TextField())
    )
    return (
        described.filter(reason__icontains=text)
        | described.filter(before_text__icontains=text)
        | described.filter(after_text__icontains=text)
    )


def last_block() -> AuditBlock | None:
    """The newest sealed block, whose digest stands for everything before it."""
    return AuditBlock.objects.order_by("-id").first()
