"""Propose changes of what moves money, and decide them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.platform.operations import audit
from caudal.domain.platform.queries.configuration import function_to_propose, function_to_sign
from caudal.kernel.errors import Refusal

Kind = ConfigurationChange.Kind
State = ConfigurationChange.State


class OwnProposal(Refusal):
    """Whoever proposed it may not sign it."""

    def __init__(self) -> None:
        super().__init__(
            "Usted propuso este cambio: lo firma o lo rechaza otra persona con esa función."
        )


class ChangeAlreadyDecided(Refusal):
    """Somebody signed or rejected it meanwhile."""

    def __init__(self, title: str) -> None:
        super().__init__(f"«{title}» ya fue decidido. Vuelva a consultar los cambios.")


class SameChangeWaiting(Refusal):
    """The same change is waiting for a signature."""

    def __init__(self, title: str) -> None:
        super().__init__(f"«{title}» ya espera firma. Pida que la decidan antes de proponer otra.")


class FunctionMissing(Refusal):
    """The person may not propose, or may not sign, changes of that kind."""

    def __init__(self, function: Function) -> None:
        super().__init__(
            f"Para esto necesita la función «{function.text.label}»."
            " Pídala a quien administra los roles."
        )


class ReasonMissing(Refusal):
    """A change of what moves money says why."""

    def __init__(self) -> None:
        super().__init__("Escriba el motivo del cambio; quien firma lo leerá.")


def refuse_unless_proposer(*, kind: str, user: User) -> None:
    """Let only those propose who hold the function.

    :raises FunctionMissing: naming it
    """
    _refuse_without(function_to_propose(kind=kind), user)


def propose(
    *,
    kind: ConfigurationChange.Kind,
    title: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    reason: str,
    proposed_by: User,
    at: datetime,
) -> ConfigurationChange:
    """Leave a change waiting for a second person.

    :raises ReasonMissing: if no reason is given
    :raises SameChangeWaiting: if a change of the same kind and title waits already
    """
    if not reason.strip():
        raise ReasonMissing
    if ConfigurationChange.objects.filter(kind=kind, title=title, state=State.PROPOSED).exists():
        raise SameChangeWaiting(title)
    change = ConfigurationChange.objects.create(
        kind=kind,
        title=title,
        before=None if before is None else dict(before),
        after=dict(after),
        reason=reason.strip(),
        proposed_by=proposed_by,
        proposed_at=at,
    )
    audit.record(
        action="platform.configuration_change.proposed",
        subject=change,
        acting_user=proposed_by,
        at=at,
        reason=change.reason,
        before=change.before,
        after=change.after,
    )
    return change


def lock_waiting(*, change_id: int) -> ConfigurationChange:
    """Hold a change until the end of the transaction, so that it is decided once.

    :raises ChangeAlreadyDecided: if it does not wait any more
    """
    change = ConfigurationChange.objects.select_for_update(no_key=True).get(pk=change_id)
    if change.state != State.PROPOSED:
        raise ChangeAlreadyDecided(change.title)
    return change


def waiting(*, kind: str, says: Mapping[str, Any]) -> bool:
    """Whether a change of the kind that says this waits for its signature."""
    return ConfigurationChange.objects.filter(
        kind=kind, state=State.PROPOSED, after__contains=dict(says)
    ).exists()


def decide(
    *, change: ConfigurationChange, signs: bool, decided_by: User, note: str, at: datetime
) -> None:
    """Sign or reject a change that ``lock_waiting`` holds. What it says is enacted by the caller.

    :raises FunctionMissing: if the person may not sign changes of that kind
    :raises OwnProposal: if the same person proposed it
    """
    _refuse_without(function_to_sign(kind=change.kind), decided_by)
    if change.proposed_by_id == decided_by.pk:
        raise OwnProposal
    change.state = State.APPLIED if signs else State.REJECTED
    change.decided_by, change.decided_at, change.decision_note = decided_by, at, note.strip()
    change.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    audit.record(
        action=f"platform.configuration_change.{'signed' if signs else 'rejected'}",
        subject=change,
        acting_user=decided_by,
        at=at,
        reason=change.decision_note,
        after={"title": change.title, "state": change.state},
    )


def _refuse_without(function: Function, user: User) -> None:
    if not user.may(function):
        raise FunctionMissing(function)
