"""Check digits of payment references, as banks and networks define them.

Each function takes what precedes the check characters, already free of spaces, and returns them.
"""

from datetime import date, timedelta
from decimal import Decimal

from caudal.kernel.check_digits import luhn_digit
from caudal.kernel.errors import Refusal
from caudal.kernel.money import to_centavos

# Paynet gives letters values from 1 to 9, over and over, S beginning at 2: A, J = 1; B, K, S = 2.
_PAYNET = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_CLABE_WEIGHTS = (3, 7, 1)
_PRIMES = (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
_BBVA_10_WEIGHTS = (11, 13, 17, 19, 23)
_AMOUNT_WEIGHTS = (7, 3, 1)
_DAYS_OF_MONTH, _DAYS_OF_YEAR = 31, 372  # of the condensed calendar: twelve months of 31 days
_LARGEST_CONDENSED_DATE = 9999


class CondensedDateOutOfRange(Refusal):
    """Four digits cannot say this date, or say no date at all."""


def paynet_digit(body: str) -> str:
    """Paynet: letters become digits, then weights 2 and 1 as in BBVA's algorithm 00."""
    return str(luhn_digit(body.translate(_PAYNET)))


def clabe_digit(body: str) -> str:
    """CLABE: weights 3, 7, 1 from the left over bank, town and account; complement to ten."""
    total = sum(int(digit) * _CLABE_WEIGHTS[position % 3] for position, digit in enumerate(body))
    return str(-total % 10)


def banamex_digits(body: str, *, bank_branch: str, bank_account: str) -> str:
    """Banamex: primes up to 37, the last under the last digit of each of branch, account and
    reference; 99 less the sum modulo 97.
    """
    total = sum(
        int(digit) * prime
        for part in (bank_branch, bank_account, body)
        for digit, prime in zip(reversed(part), reversed(_PRIMES), strict=False)
    )
    return f"{99 - total % 97:02d}"


def bbva_10_digits(body: str) -> str:
    """BBVA 10: weights 11, 13, 17, 19, 23 from the right; the sum modulo 97, plus one."""
    total = sum(
        int(digit) * _BBVA_10_WEIGHTS[position % 5] for position, digit in enumerate(reversed(body))
    )
    return f"{total % 97 + 1:02d}"


def condensed_amount(amount: Decimal) -> str:
    """One digit of an amount in pesos: its centavos by 7, 3, 1 from the right, modulo ten.

    :raises AmountNotInCentavos: if it carries fractions of a centavo
    """
    centavos = reversed(str(to_centavos(amount)))
    total = sum(
        int(digit) * _AMOUNT_WEIGHTS[position % 3] for position, digit in enumerate(centavos)
    )
    return str(total % 10)


def condensed_date(day: date, *, base_year: int) -> str:
    """Four digits of a date: years of 372 days and months of 31 since the base year.

    :raises CondensedDateOutOfRange: if the date is before the base year or too far after it
    """
    days = (day.year - base_year) * _DAYS_OF_YEAR + (day.month - 1) * _DAYS_OF_MONTH + day.day - 1
    if not 0 <= days <= _LARGEST_CONDENSED_DATE:
        message = (
            f"La fecha {day:%d/%m/%Y} no cabe en la referencia con año base {base_year};"
            " cambie el año base del canal"
        )
        raise CondensedDateOutOfRange(message)
    return f"{days:04d}"


def expand_date(condensed: str, *, base_year: int) -> date:
    """The date that four digits say.

    :raises CondensedDateOutOfRange: if there is no such day, as a 31 February
    """
    years, rest = divmod(int(condensed), _DAYS_OF_YEAR)
    months, days = divmod(rest, _DAYS_OF_MONTH)
    first_of_month = date(base_year + years, months + 1, 1)
    day = first_of_month + timedelta(days=days)
    if day.month != first_of_month.month:
        message = f"«{condensed}» no es una fecha condensada; revise la referencia"
        raise CondensedDateOutOfRange(message)
    return day
