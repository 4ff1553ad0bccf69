"""Answer a repeated request with the answer already given."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from caudal.domain.platform.models import IdempotentAnswer, User
from caudal.domain.platform.prepared import prepared_cursor
from caudal.kernel.errors import Refusal


class KeyReused(Refusal):
    """The same key came with a different request."""

    def __init__(self) -> None:
        super().__init__(
            "Esta operación ya se envió con otros datos."
            " Vuelva a abrir la pantalla y captúrela de nuevo."
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """A request taken on: either somebody must do it now, or ``earlier`` says what was answered."""

    record_id: int
    earlier: dict[str, Any] | None


def claim(*, key: str, act: str, request: dict[str, Any], acting_user: User, at: datetime) -> Claim:
    """Take a request on, inside the transaction that will do it.

    A concurrent twin waits here until the first one commits and then gets its answer; if the first
    one rolls back, the twin does the work.

    :raises KeyReused: if the key was used by this person for something else
    """
    digest = _digest(act, request)
    with prepared_cursor() as cursor:
        cursor.execute(
            """INSERT INTO platform_idempotentanswer
                      (actor_id, key, act, request_digest, claimed_at)
               VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (actor_id, key) DO NOTHING RETURNING id""",
            [acting_user.pk, key, act, digest, at],
        )
        if row := cursor.fetchone():
            return Claim(record_id=row[0], earlier=None)
    earlier = IdempotentAnswer.objects.get(actor=acting_user, key=key)
    if earlier.request_digest != digest or earlier.answer is None:
        raise KeyReused
    return Claim(record_id=earlier.pk, earlier=earlier.answer)


def answer(*, claimed: Claim, result: dict[str, Any]) -> None:
    """Keep the answer of the request just done, in the same transaction."""
    text = json.dumps(result, cls=DjangoJSONEncoder)
    with prepared_cursor() as cursor:
        cursor.execute(
            "UPDATE platform_idempotentanswer SET answer = %s::jsonb WHERE id = %s",
            [text, claimed.record_id],
        )


def _digest(act: str, request: dict[str, Any]) -> str:
    text = json.dumps({"act": act, "request": request}, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
