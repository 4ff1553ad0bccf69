"""Questions about changes that take two signatures."""

from django.db.models import QuerySet

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import ConfigurationChange, User

_TARIFFS = ConfigurationChange.Kind.TARIFF_VERSION


def function_to_propose(*, kind: str) -> Function:
    """What somebody needs to propose a change of that kind."""
    return Function.PROPOSE_TARIFFS if kind == _TARIFFS else Function.PROPOSE_SETTINGS


def function_to_sign(*, kind: str) -> Function:
    """What somebody needs to sign or reject one."""
    return Function.APPROVE_TARIFFS if kind == _TARIFFS else Function.APPROVE_SETTINGS


def may_sign(*, change: ConfigurationChange, user: User) -> bool:
    """Whether a change waits for this person's signature."""
    return (
        change.state == ConfigurationChange.State.PROPOSED
        and change.proposed_by_id != user.pk
        and user.may(function_to_sign(kind=change.kind))
    )


def changes(*, state: str | None = None) -> QuerySet[ConfigurationChange]:
    """Changes with who proposed and who decided them, newest first."""
    found = ConfigurationChange.objects.select_related("proposed_by", "decided_by")
    return found.filter(state=state) if state else found.all()
