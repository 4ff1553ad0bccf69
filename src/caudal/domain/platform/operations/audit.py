"""Write the audit log and seal it in chained blocks."""

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, NotRequired, TypedDict, Unpack

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


class Act(TypedDict):
    """One act as its use case tells it.

    ``action`` is ``package.thing.past_participle``; ``before`` and ``after`` hold only what
    changed. ``acting_user`` is None for what the system does by schedule.
    """

    action: str
    subject: models.Model | Subject | None
    acting_user: User | None
    at: datetime
    account_id: NotRequired[int | None]
    branch_id: NotRequired[int | None]
    approver: NotRequired[User | None]
    reason: NotRequired[str]
    amount: NotRequired[Decimal | None]
    before: NotRequired[dict[str, Any] | None]
    after: NotRequired[dict[str, Any] | None]


#: ``{subject_id}`` and ``{after}`` are expressions, so that an act may tell of a row that is being
#: written by the same statement; the rest are the parameters of :func:`entry_values`.
RECORD = """
INSERT INTO platform_auditentry
       (at, action, actor_id, approver_id, subject_kind, subject_id, account_id, branch_id,
        address, request_id, reason, amount, before, after)
SELECT %(entry_at)s, %(entry_action)s, %(entry_actor)s::bigint, %(entry_approver)s::bigint,
       %(entry_subject_kind)s, {subject_id}, %(entry_account_id)s::bigint,
       %(entry_branch_id)s::bigint, %(entry_address)s::inet, %(entry_request_id)s,
       %(entry_reason)s, %(entry_amount)s::numeric, %(entry_before)s::jsonb, {after}
"""
_RECORD_ALONE = RECORD.format(
    subject_id="%(entry_subject_id)s::bigint", after="%(entry_after)s::jsonb"
)


def record(**act: Unpack[Act]) -> None:
    """Write one act into the log, in the transaction of the act."""
    with prepared_cursor() as cursor:
        cursor.execute(_RECORD_ALONE, entry_values(act))


def entry_values(act: Act) -> dict[str, Any]:
    """The parameters of :data:`RECORD`, with where the act comes from."""
    where = current_origin()
    kind, subject_id = _subject(act["subject"])
    actor, approver = act["acting_user"], act.get("approver")
    return {
        "entry_at": act["at"],
        "entry_action": act["action"],
        "entry_actor": actor.pk if actor else None,
        "entry_approver": approver.pk if approver else None,
        "entry_subject_kind": kind,
        "entry_subject_id": subject_id,
        "entry_account_id": act.get("account_id"),
        "entry_branch_id": act.get("branch_id"),
        "entry_address": where.address,
        "entry_request_id": where.request_id,
        "entry_reason": act.get("reason", ""),
        "entry_amount": act.get("amount"),
        "entry_before": _json(act.get("before")),
        "entry_after": _json(act.get("after")),
    }


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
