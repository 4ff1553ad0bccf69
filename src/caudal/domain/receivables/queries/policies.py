"""The money rules in force on a date."""

from datetime import date

from caudal.domain.receivables.models import AllocationPolicy as StoredPolicy
from caudal.engines.allocation import AllocationPolicy, policy_from_words
from caudal.kernel.errors import Refusal


class AllocationPolicyMissing(Refusal):
    """No order of allocation is in force."""

    def __init__(self, on_date: date) -> None:
        super().__init__(
            f"No hay orden de aplicación de pagos vigente al {on_date:%d/%m/%Y}."
            " Pida a un administrador que la configure."
        )


def read_allocation_policy(words: dict[str, object]) -> AllocationPolicy:
    """The policy as a pack and the database write it: ``{"criterios": [...],
    "excluye_en_aclaracion": true}``.

    :raises PolicyInvalid: if it makes no sense
    """
    criteria = words.get("criterios", [])
    return policy_from_words(
        criteria=[str(word) for word in criteria] if isinstance(criteria, list) else [],
        excludes_disputed=bool(words.get("excluye_en_aclaracion", True)),
    )


def allocation_policy(*, on_date: date) -> AllocationPolicy:
    """The order in which payments settle charges on a date.

    :raises AllocationPolicyMissing: if none is in force yet
    """
    stored = StoredPolicy.objects.filter(valid_from__lte=on_date).order_by("-valid_from").first()
    if stored is None:
        raise AllocationPolicyMissing(on_date)
    return read_allocation_policy(stored.policy)
