"""Who may try a tariff: whoever proposes one, and whoever signs it."""

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User

TRIERS = (Function.PROPOSE_TARIFFS, Function.APPROVE_TARIFFS)


def may_try(user: User) -> bool:
    """Whether a person may ask for a trial."""
    return any(user.may(function) for function in TRIERS)
