"""Who may sign a proposal, and the words beside the button of whoever may not."""

from dataclasses import dataclass
from typing import Final

from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.platform.queries.configuration import function_to_sign, may_sign

State = ConfigurationChange.State
STATE_CHIPS: Final = {
    State.PROPOSED: ("Por aprobar", "attention"),
    State.APPLIED: ("Vigente", "ok"),
    State.REJECTED: ("Rechazada", "bad"),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """What a person may do with a proposal; ``reason`` says why not."""

    change_id: int
    is_waiting: bool
    may_sign: bool
    reason: str


def signature_of(*, change: ConfigurationChange, user: User) -> Signature:
    """The buttons of a proposal for a person."""
    is_waiting = change.state == State.PROPOSED
    allowed = may_sign(change=change, user=user)
    reason = ""
    if is_waiting and not allowed:
        needed = function_to_sign(kind=change.kind).text.label
        reason = (
            "Usted la propuso: la firma otra persona."
            if change.proposed_by_id == user.pk
            else f"Para firmarla se necesita la función «{needed}»."
        )
    return Signature(change.pk, is_waiting, allowed, reason)


def waiting_change_of(*, digest: str) -> ConfigurationChange | None:
    """The proposal of a tariff version that still waits, by the digest of its document."""
    return ConfigurationChange.objects.filter(
        kind=ConfigurationChange.Kind.TARIFF_VERSION,
        state=State.PROPOSED,
        after__digest=digest,
    ).first()
