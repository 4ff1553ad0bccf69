"""The limits past which a run holds a bill, in force on a date."""

from datetime import date

from caudal.domain.billing.models import RunSentinels
from caudal.engines.sentinels import SentinelLimits, read_limits
from caudal.kernel.errors import Refusal


class SentinelsMissing(Refusal):
    """No limits are in force: nothing would hold an absurd bill."""

    def __init__(self, on_date: date) -> None:
        super().__init__(
            f"No hay centinelas vigentes al {on_date:%d/%m/%Y}."
            " Pida a un administrador que los configure antes de calcular."
        )


def sentinel_limits(*, on_date: date) -> SentinelLimits:
    """The limits that a run watches on a date.

    :raises SentinelsMissing: if none are in force yet
    """
    stored = RunSentinels.objects.filter(valid_from__lte=on_date).order_by("-valid_from").first()
    if stored is None:
        raise SentinelsMissing(on_date)
    return read_limits(stored.limits)
