"""The payload of a bill's bar code: what a cashier's scanner or a store types for the customer.

Thirty-six digits, an even number, as Code 128 packs two in each symbol:

| from | to | field |
| --- | --- | --- |
| 0 | 1 | version of this layout: 1 |
| 1 | 8 | account, without its own check digit |
| 8 | 18 | number of the document |
| 18 | 28 | amount in centavos |
| 28 | 34 | due date, YYMMDD |
| 34 | 36 | check digits, ISO/IEC 7064 MOD 97-10 |
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.kernel.errors import Refusal
from caudal.kernel.identifiers import AccountNumber, AccountNumberInvalid
from caudal.kernel.money import from_centavos, to_centavos

BAR_CODE_LENGTH = 36

_VERSION = "1"
_LARGEST = 10**10
_YEARS = range(2000, 2100)


class BarCodeFieldOutOfRange(Refusal):
    """A value does not fit the layout; the bill must carry a reference instead of a bar code."""


class BarCodeMalformed(Refusal):
    """What was scanned does not have the form of a bill's bar code."""


class BarCodeCheckFailed(Refusal):
    """Some digit was read or typed wrong."""


class BarCodeVersionUnknown(Refusal):
    """It was printed in a layout that this version of the system does not know."""


@dataclass(frozen=True, slots=True)
class BarCode:
    """What the bar code of a bill says. The amount is in pesos."""

    account: AccountNumber
    document_number: int
    amount: Decimal
    due_date: date


def write_bar_code(*, bar_code: BarCode) -> str:
    """The digits to print as Code 128.

    :raises BarCodeFieldOutOfRange: if a value does not fit its digits
    :raises AmountNotInCentavos: if the amount carries fractions of a centavo
    """
    centavos = to_centavos(bar_code.amount)
    fits = 0 <= centavos < _LARGEST and 0 <= bar_code.document_number < _LARGEST
    if not fits or bar_code.due_date.year not in _YEARS:
        message = (
            f"El documento {bar_code.document_number} no cabe en el código de barras;"
            " imprímalo sólo con referencias"
        )
        raise BarCodeFieldOutOfRange(message)
    body = (
        f"{_VERSION}{bar_code.account.digits}{bar_code.document_number:010d}{centavos:010d}"
        f"{bar_code.due_date:%y%m%d}"
    )
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def parse_bar_code(*, text: str) -> BarCode:
    """Read what a scanner typed; a customer's typing with spaces is read too.

    :raises BarCodeMalformed: if it is not thirty-six digits, or they name no account or date
    :raises BarCodeCheckFailed: if its check digits do not match
    :raises BarCodeVersionUnknown: if its layout is not known
    """
    digits = "".join(text.split())
    if len(digits) != BAR_CODE_LENGTH or not (digits.isascii() and digits.isdigit()):
        message = "No es el código de barras de un recibo; escanéelo de nuevo o busque la cuenta"
        raise BarCodeMalformed(message)
    if int(digits) % 97 != 1:
        raise BarCodeCheckFailed("El código de barras se leyó mal; escanéelo de nuevo")
    if not digits.startswith(_VERSION):
        message = "El recibo usa un código de barras que este sistema no conoce; busque la cuenta"
        raise BarCodeVersionUnknown(message)
    try:
        return BarCode(
            account=AccountNumber(int(digits[1:8])),
            document_number=int(digits[8:18]),
            amount=from_centavos(int(digits[18:28])),
            due_date=date(2000 + int(digits[28:30]), int(digits[30:32]), int(digits[32:34])),
        )
    except (AccountNumberInvalid, ValueError) as error:
        message = "El código de barras no lleva una cuenta o una fecha válidas; busque la cuenta"
        raise BarCodeMalformed(message) from error
