"""Dated values of the law that formulas read: UMA, indexes, percentages."""

from datetime import date
from decimal import Decimal

from caudal.domain.platform.models import MoneyParameter
from caudal.domain.platform.operations.signatures import Signatures
from caudal.kernel.errors import Refusal


class MoneyParameterTaken(Refusal):
    """The parameter already has a value from that day."""

    def __init__(self, code: str, valid_from: date) -> None:
        super().__init__(
            f"El parámetro {code} ya tiene un valor desde el {valid_from:%d/%m/%Y} y no se puede"
            " cambiar. Proponga el correcto con otra fecha."
        )


def check_parameter(*, code: str, valid_from: date) -> None:
    """See that the value could be added.

    :raises MoneyParameterTaken: if the parameter has another value from that day
    """
    if MoneyParameter.objects.filter(code=code, valid_from=valid_from).exists():
        raise MoneyParameterTaken(code, valid_from)


def add_parameter(
    *,
    code: str,
    valid_from: date,
    value: Decimal,
    source: str,
    signatures: Signatures,
) -> MoneyParameter:
    """Put a value in force from a day, for ever: a later one supersedes it, nothing changes it.

    :raises MoneyParameterTaken: if the parameter has another value from that day
    """
    check_parameter(code=code, valid_from=valid_from)
    parameter = MoneyParameter.objects.create(
        code=code, valid_from=valid_from, value=value, source=source
    )
    signatures.record(
        action="platform.money_parameter.added",
        subject=parameter,
        after={"code": code, "valid_from": valid_from, "value": value, "source": source},
    )
    return parameter
