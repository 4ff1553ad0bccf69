"""A second person for acts that take money back."""

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.kernel.errors import Refusal


class ApprovalRefused(Refusal):
    """The approver may not approve this."""


def require_supervisor(*, requester: User, approver: User) -> None:
    """Check that somebody else, with the function, approves.

    :raises ApprovalRefused: if it is the same person or lacks the function
    """
    if approver.pk == requester.pk:
        raise ApprovalRefused("Debe autorizar otra persona: pida a un supervisor de caja su clave.")
    if not approver.may(Function.APPROVE_CASH_REVERSALS):
        message = f"{approver.full_name} no puede autorizar en caja. Llame a un supervisor de caja."
        raise ApprovalRefused(message)
