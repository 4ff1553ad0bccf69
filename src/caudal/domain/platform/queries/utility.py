"""Questions about the utility and its offices."""

from caudal.domain.platform.models import Utility
from caudal.kernel.errors import Refusal


class UtilityMissing(Refusal):
    """The database has no utility yet."""

    def __init__(self) -> None:
        super().__init__(
            "Aún no hay un organismo operador: créelo con «caudal setup PAQUETE.yaml»."
        )


def the_utility() -> Utility:
    """The utility of this database.

    :raises UtilityMissing: before ``caudal setup``
    """
    utility = Utility.objects.first()
    if utility is None:
        raise UtilityMissing
    return utility
