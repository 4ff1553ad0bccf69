"""Write the audit log and seal it in chained blocks."""

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Max

from caudal.domain.platform.models import AuditBlock, AuditEntry, User
from caudal.domain.platform.origin import current_origin
from caudal.domain.platform.prepared import prepared_cursor

GENESIS = "0" * 64


class Subject(NamedTuple):
    """What an act was done to, when only its id is at hand: ``("payments.payment", 17)``."""

    kind: str
    id: int | None


_RECORD = """
INSERT INTO platform_auditentry
       (at, action, actor_id, approver_id, subject_kind, subject_id, account_id, branch_id,
        address, request_id, reason, amount, before, after)
VALUES (%(at)s, %(action)s, %(actor)s, %(approver)s, %(subject_kind)s, %(subject_id)s,
        %(account_id)s, %(branch_id)s, %(address)s, %(request_id)s, %(reason)s, %(amount)s,
        %(before)s, %(after)s)
"""


def record(
    *,
    action: str,
    subject: models.Model | Subject | None,
    acting_user: User | None,
    at: datetime,
    account_id: int | None = None,
    branch_id: int | None = None,
    approver: User | None = None,
    reason: str = "",
    amount: Decimal | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write one act into the log, in the transaction of the act.

    ``action`` is ``package.thing.past_participle``; ``before`` and ``after`` hold only what
    changed. ``acting_user`` is None for what the system does by schedule.
    """
    where = current_origin()
    kind, subject_id = _subject(subject)
    values: dict[str, Any] = {
        "at": at,
        "action": action,
        "actor": acting_user.pk if acting_user else None,
        "approver": approver.pk if approver else None,
        "subject_kind": kind,
        "subject_id": subject_id,
        "account_id": account_id,
        "branch_id": branch_id,
        "address": where.address,
        "request_id": where.request_id,
        "reason": reason,
        "amount": amount,
        "before": _json(before),
        "after": _json(after),
    }
    with prepared_cursor() as cursor:
        cursor.execute(_RECORD, values)


def _subject(subject: models.Model | Subject | None) -> Subject:
    if subject is None:
        return Subject("", None)
    if isinstance(subject, Subject):
        return subject
    return Subject(subject._meta.label_lower, subject.pk)


def _json(values: dict[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, cls=DjangoJSONEncoder)


@transaction.atomic
def seal(*, up_to: datetime, sealed_at: datetime) -> AuditBlock | None:
    """Seal the entries that no block covers yet, up to the last one written before ``up_to``; None
    when there are none.

    ``up_to`` must lie further back than the longest transaction (an hour does), so that no entry
    with a smaller id can still appear. The last digest, exported, proves that nothing before it was
    changed, removed or slipped in.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('caudal.audit.seal'))")
    last = AuditBlock.objects.order_by("-id").first()
    after_id = last.last_entry_id if last else 0
    until_id = AuditEntry.objects.filter(at__lt=up_to).aggregate(last=Max("id"))["last"]
    if until_id is None or until_id <= after_id:
        return None
    previous = last.digest if last else GENESIS
    entries = AuditEntry.objects.filter(id__gt=after_id, id__lte=until_id)
    return AuditBlock.objects.create(
        first_entry_id=after_id + 1,
        last_entry_id=until_id,
        entry_count=entries.count(),
        previous_digest=previous,
        digest=digest_of_entries(previous=previous, after_id=after_id, until_id=until_id),
        sealed_at=sealed_at,
    )


def digest_of_entries(*, previous: str, after_id: int, until_id: int) -> str:
    """SHA-256 over the digest before and the canonical text of each entry in ``(after_id,
    until_id]``.
    """
    digest = hashlib.sha256(previous.encode())
    for values in (
        AuditEntry.objects.filter(id__gt=after_id, id__lte=until_id)
        .order_by("id")
        .values()
        .iterator()
    ):
        text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
        digest.update(b"\n" + text.encode())
    return digest.hexdigest()
