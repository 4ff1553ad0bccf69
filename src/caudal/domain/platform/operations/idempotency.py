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


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks to be done once. ``asked`` is all that decides the outcome."""

    key: str
    act: str
    asked: dict[str, Any]
    acting_user: User
    at: datetime

    def values(self) -> dict[str, Any]:
        """The parameters of :data:`CLAIM`."""
        return {
            "actor_id": self.acting_user.pk,
            "request_key": self.key,
            "act": self.act,
            "request_digest": self._digest(),
            "claimed_at": self.at,
        }

    def earlier_claim(self) -> "Claim":
        """The claim that stands under this key; its answer is None while nobody answered it.

        :raises KeyReused: if the key was used by this person for something else
        """
        earlier = IdempotentAnswer.objects.get(actor=self.acting_user, key=self.key)
        if earlier.request_digest != self._digest():
            raise KeyReused
        return Claim(record_id=earlier.pk, earlier=earlier.answer)

    def _digest(self) -> str:
        text = json.dumps(
            {"act": self.act, "request": self.asked}, cls=DjangoJSONEncoder, sort_keys=True
        )
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Claim:
    """A request taken on: either somebody must do it now, or ``earlier`` says what was answered."""

    record_id: int
    earlier: dict[str, Any] | None = None


# A concurrent twin waits in this statement until the first one commits.
CLAIM = """
INSERT INTO platform_idempotentanswer (actor_id, key, act, request_digest, claimed_at)
VALUES (%(actor_id)s, %(request_key)s, %(act)s, %(request_digest)s, %(claimed_at)s)
    ON CONFLICT (actor_id, key) DO NOTHING RETURNING id
"""
#: ``{answer}`` is an expression of jsonb.
ANSWER = "UPDATE platform_idempotentanswer SET answer = {answer} WHERE id = %(claim_id)s"
_ANSWER = ANSWER.format(answer="%(answer)s::jsonb")


def claim(request: Request) -> Claim:
    """Take a request on, inside the transaction that will do it.

    A concurrent twin waits here until the first one commits and then gets its answer; if the first
    one rolls back, the twin does the work.

    :raises KeyReused: if the key was used by this person for something else
    """
    with prepared_cursor() as cursor:
        cursor.execute(CLAIM, request.values())
        if row := cursor.fetchone():
            return Claim(record_id=row[0])
    standing = request.earlier_claim()
    if standing.earlier is None:
        raise KeyReused
    return standing


def answer(*, claimed: Claim, result: dict[str, Any]) -> None:
    """Keep the answer of the request just done, in the same transaction."""
    values: dict[str, Any] = {"claim_id": claimed.record_id, "answer": answer_text(result)}
    with prepared_cursor() as cursor:
        cursor.execute(_ANSWER, values)


def answer_text(result: dict[str, Any]) -> str:
    """An answer as it is kept."""
    return json.dumps(result, cls=DjangoJSONEncoder)
