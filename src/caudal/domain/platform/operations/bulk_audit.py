"""Write thousands of acts of one kind into the audit log at once."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from caudal.domain.platform.bulk_load import bulk_load_role, copy_rows
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.platform.origin import current_origin

_COLUMNS = (
    "at", "action", "actor_id", "subject_kind", "subject_id", "account_id", "address",
    "request_id", "reason", "amount", "before", "after",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BulkEntry:
    """What differs from act to act; ``before`` and ``after`` hold only what changed."""

    subject_id: int
    account_id: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    amount: Decimal | None = None


def record_many(
    *,
    action: str,
    subject_kind: str,
    entries: Iterable[BulkEntry],
    acting_user: User | None,
    at: datetime,
    reason: str = "",
) -> None:
    """Write one entry per act, in the transaction of the acts, as :func:`audit.record` would."""
    where = current_origin()
    actor_id = acting_user.pk if acting_user else None

    def rows() -> Iterator[Sequence[Any]]:
        for entry in entries:
            yield (
                at, action, actor_id, subject_kind, entry.subject_id, entry.account_id,
                where.address, where.request_id, reason, entry.amount,
                _json(entry.before), _json(entry.after),
            )  # fmt: skip

    with bulk_load_role():
        copy_rows(model=AuditEntry, columns=_COLUMNS, rows=rows())


def _json(values: dict[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, cls=DjangoJSONEncoder)
