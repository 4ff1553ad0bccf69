"""Who may sign a proposal, and the words beside the button of whoever may not."""

from dataclasses import dataclass
from typing import Final

from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.platform.queries.configuration import function_to_sign, may_sign
from caudal.domain.tariffs.models import TariffVersion
from caudal.domain.tariffs.queries.drafts import wrote_version

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
    reason = _why_not(change, user) if is_waiting else ""
    return Signature(change.pk, is_waiting, is_waiting and not reason, reason)


def _why_not(change: ConfigurationChange, user: User) -> str:
    """Why a person may not sign a proposal that waits; empty when she may."""
    if change.proposed_by_id == user.pk:
        return "Usted la propuso: la firma otra persona."
    if not may_sign(change=change, user=user):
        needed = function_to_sign(kind=change.kind).text.label
        return f"Para firmarla se necesita la función «{needed}»."
    if change.kind == ConfigurationChange.Kind.TARIFF_VERSION:
        digest = change.after["digest"]
        version = TariffVersion.objects.filter(digest=digest).order_by("-pk").first()
        if version is not None and wrote_version(version=version, user=user):
            return "Usted escribió en su borrador: la firma otra persona."
    return ""


def waiting_change_of(*, digest: str) -> ConfigurationChange | None:
    """The proposal of a tariff version that still waits, by the digest of its document."""
    return ConfigurationChange.objects.filter(
        kind=ConfigurationChange.Kind.TARIFF_VERSION,
        state=State.PROPOSED,
        after__digest=digest,
    ).first()
