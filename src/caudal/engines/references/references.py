"""Build and verify payment references by the configuration of their channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.engines.references.check_digits import (
    CondensedDateOutOfRange,
    banamex_digits,
    bbva_10_digits,
    clabe_digit,
    condensed_amount,
    condensed_date,
    expand_date,
    paynet_digit,
)
from caudal.engines.references.settings import ReferenceAlgorithm, ReferenceSettings
from caudal.kernel.check_digits import luhn_digit
from caudal.kernel.errors import Refusal

_BBVA_10_CONSTANT = "2"
_BBVA_10_EXTRA = 6  # four digits of the date, one of the amount and the constant


class ReferenceFieldsInvalid(Refusal):
    """The reference cannot be built from these values."""


class ReferenceMalformed(Refusal):
    """It does not have the form of this channel's references."""


class ReferenceCheckFailed(Refusal):
    """Its check digits do not match: some digit is wrong."""


class ReferenceAmountDiffers(Refusal):
    """The amount paid is not the one that the reference was written for."""


@dataclass(frozen=True, slots=True)
class VerifiedReference:
    """What a reference says: the number with its leading zeros, and the due date if it has one."""

    number: str
    due_date: date | None


_CHECK_DIGITS: dict[ReferenceAlgorithm, Callable[[ReferenceSettings, str], str]] = {
    ReferenceAlgorithm.BBVA_00: lambda _, body: str(luhn_digit(body)),
    ReferenceAlgorithm.BBVA_10: lambda _, body: bbva_10_digits(body),
    ReferenceAlgorithm.PAYNET: lambda _, body: paynet_digit(body),
    ReferenceAlgorithm.CLABE: lambda _, body: clabe_digit(body),
    ReferenceAlgorithm.BANAMEX: lambda settings, body: banamex_digits(
        body, bank_branch=settings.bank_branch, bank_account=settings.bank_account
    ),
}
_TWO_DIGITS = frozenset({ReferenceAlgorithm.BBVA_10, ReferenceAlgorithm.BANAMEX})


def build_reference(
    *,
    settings: ReferenceSettings,
    number: str,
    amount: Decimal | None = None,
    due_date: date | None = None,
) -> str:
    """Write the reference under which a channel will report a payment.

    ``number`` is the account or the document, in digits. Amount (pesos) and due date are needed by
    BBVA 10 only and take no part in the others.

    :raises ReferenceFieldsInvalid: if the number does not fit or a needed value is missing
    :raises CondensedDateOutOfRange: if the due date does not fit the channel's base year
    :raises AmountNotInCentavos: if the amount carries fractions of a centavo
    """
    if not (number.isascii() and number.isdigit()) or len(number) > settings.width:
        message = f"El número «{number}» debe llevar de 1 a {settings.width} dígitos"
        raise ReferenceFieldsInvalid(message)
    body = settings.prefix + number.zfill(settings.width)
    if settings.base_year is not None and settings.algorithm is ReferenceAlgorithm.BBVA_10:
        if amount is None or due_date is None or amount < 0:
            message = "Esta referencia lleva importe y vencimiento; indique los dos"
            raise ReferenceFieldsInvalid(message)
        day = condensed_date(due_date, base_year=settings.base_year)
        body += day + condensed_amount(amount) + _BBVA_10_CONSTANT
    return body + _CHECK_DIGITS[settings.algorithm](settings, body)


def verify_reference(
    *, settings: ReferenceSettings, reference: str, amount: Decimal | None = None
) -> VerifiedReference:
    """Read a reference as a person typed it or a bank reported it, spaces and all.

    With ``amount`` (pesos) it must also be the one that the reference carries, if it carries one.

    :raises ReferenceMalformed: if its length, prefix, characters or date are not of this channel
    :raises ReferenceCheckFailed: if its check digits do not match
    :raises ReferenceAmountDiffers: if it was written for another amount
    """
    written = "".join(reference.split()).upper()
    has_extra = settings.algorithm is ReferenceAlgorithm.BBVA_10
    number_end = len(settings.prefix) + settings.width
    body_end = number_end + (_BBVA_10_EXTRA if has_extra else 0)
    check_length = 2 if settings.algorithm in _TWO_DIGITS else 1
    rest = written.removeprefix(settings.prefix)
    if (
        not written.startswith(settings.prefix)
        or not (rest.isascii() and rest.isdigit())
        or len(written) != body_end + check_length
    ):
        message = f"«{reference.strip()}» no es una referencia de este canal; revise el recibo"
        raise ReferenceMalformed(message)
    body = written[:body_end]
    if written[body_end:] != _CHECK_DIGITS[settings.algorithm](settings, body):
        message = f"Los dígitos verificadores de «{reference.strip()}» no coinciden; revísela"
        raise ReferenceCheckFailed(message)
    due_date = _read_extra(settings, extra=body[number_end:], amount=amount)
    return VerifiedReference(number=body[len(settings.prefix) : number_end], due_date=due_date)


def _read_extra(settings: ReferenceSettings, *, extra: str, amount: Decimal | None) -> date | None:
    """Check the condensed amount and read the condensed date of BBVA 10."""
    if settings.base_year is None or not extra:
        return None
    try:
        due_date = expand_date(extra[:4], base_year=settings.base_year)
    except CondensedDateOutOfRange as error:
        raise ReferenceMalformed(str(error)) from error
    if amount is not None and condensed_amount(amount) != extra[4]:
        message = "El importe pagado no es el de la referencia; páguelo como dice el recibo"
        raise ReferenceAmountDiffers(message)
    return due_date
