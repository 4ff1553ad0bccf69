"""The dated policy that orders what a payment settles. It is data of each utility."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from caudal.kernel.errors import Refusal


class Criterion(StrEnum):
    """What decides which charge goes first. Values are the words of a utility's pack."""

    CHOSEN = "elegidos"  # what the payer pointed at
    EXACT_DOCUMENT = "documento_exacto"  # a document whose open total is the amount
    EXACT_OVERDUE = "vencido_exacto"  # all that is overdue, when its total is the amount
    OLDEST_DUE = "vencimiento"  # the earliest due date
    LEGAL_ORDER = "orden_legal"  # the legal order of concepts


#: They pick some charges to go before all others; the remaining two sort within each pick.
SELECTING = frozenset({Criterion.CHOSEN, Criterion.EXACT_DOCUMENT, Criterion.EXACT_OVERDUE})


class PolicyInvalid(Refusal):
    """The allocation policy cannot be followed as it is written."""


@dataclass(frozen=True, slots=True)
class AllocationPolicy:
    """The criteria in the order in which they apply, and whether disputed charges wait.

    A disputed charge that the policy excludes is settled only when the payer points at it. What is
    left after all charges always becomes credit balance.
    """

    criteria: tuple[Criterion, ...]
    excludes_disputed: bool = True

    def __post_init__(self) -> None:
        if len(set(self.criteria)) != len(self.criteria):
            raise PolicyInvalid("La política de aplicación repite un criterio; déjelo una vez")
        sorting_began = False
        for criterion in self.criteria:
            if criterion in SELECTING and sorting_began:
                message = f"En la política, «{criterion}» debe ir antes de los criterios de orden"
                raise PolicyInvalid(message)
            sorting_began = sorting_began or criterion not in SELECTING
        if not sorting_began:
            message = "La política debe terminar con «vencimiento» u «orden_legal»"
            raise PolicyInvalid(message)

    @property
    def selecting(self) -> tuple[Criterion, ...]:
        """The criteria that pick charges, in order."""
        return tuple(criterion for criterion in self.criteria if criterion in SELECTING)

    @property
    def sorting(self) -> tuple[Criterion, ...]:
        """The criteria that sort charges, in order; there is at least one."""
        return tuple(criterion for criterion in self.criteria if criterion not in SELECTING)


#: Chosen, exact, then the oldest due and within it the legal order (docs/algorithms/allocation.md).
USUAL_CRITERIA = tuple(Criterion)


def policy_from_words(*, criteria: Sequence[str], excludes_disputed: bool) -> AllocationPolicy:
    """Read a policy as a utility's pack writes it: ``["elegidos", "vencimiento", "orden_legal"]``.

    :raises PolicyInvalid: if a word is unknown or the order of criteria makes no sense
    """
    known = {criterion.value: criterion for criterion in Criterion}
    for word in criteria:
        if word not in known:
            message = f"«{word}» no es un criterio de aplicación; use: {', '.join(known)}"
            raise PolicyInvalid(message)
    return AllocationPolicy(
        criteria=tuple(known[word] for word in criteria), excludes_disputed=excludes_disputed
    )
