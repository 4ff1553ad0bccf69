"""Numbers by which people and addresses name things: the account's number and opaque public ids."""

import re
import secrets
from dataclasses import dataclass
from typing import Self

from caudal.kernel.check_digits import luhn_digit
from caudal.kernel.errors import Refusal

ACCOUNT_DIGITS = 7

_ACCOUNT = re.compile(r"([0-9]{1,7})(?:-([0-9]))?|([0-9]{7})([0-9])", re.ASCII)
# Crockford's alphabet: no i, l, o, u, so that an id read aloud or copied by hand survives.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LOOKALIKES = str.maketrans("ilo", "110")
_PUBLIC_ID_LENGTH = 24


class AccountNumberInvalid(Refusal):
    """What was typed or scanned is not the number of an account."""


class PublicIdInvalid(Refusal):
    """The id in an address or a link was not written by this system."""


@dataclass(frozen=True, slots=True, order=True)
class AccountNumber:
    """The number that a customer quotes; it prints with its check digit: ``0182937-3``."""

    number: int

    def __post_init__(self) -> None:
        if not 0 < self.number < 10**ACCOUNT_DIGITS:
            message = (
                f"El número de cuenta {self.number} debe tener de 1 a {ACCOUNT_DIGITS} dígitos"
            )
            raise AccountNumberInvalid(message)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``0182937-3``, ``01829373`` (as a scanner gives it) or the bare ``182937``.

        Seven digits or fewer without a hyphen carry no check digit; with one, it must be right.

        :raises AccountNumberInvalid: if it is not an account number or its check digit is wrong
        """
        match = _ACCOUNT.fullmatch("".join(text.split()).replace("−", "-").replace("–", "-"))
        if match is None:
            message = f"«{text.strip()}» no es un número de cuenta; escríbalo como 0182937-3"
            raise AccountNumberInvalid(message)
        account = cls(int(match[1] or match[3]))
        check = match[2] or match[4]
        if check is not None and int(check) != account.check_digit:
            message = f"El dígito verificador de «{text.strip()}» no coincide; revise el número"
            raise AccountNumberInvalid(message)
        return account

    @property
    def digits(self) -> str:
        """The seven digits, without the check digit."""
        return f"{self.number:0{ACCOUNT_DIGITS}d}"

    @property
    def check_digit(self) -> int:
        """The digit after the hyphen."""
        return luhn_digit(self.digits)

    def __str__(self) -> str:
        return f"{self.digits}-{self.check_digit}"


def new_public_id() -> str:
    """An id of 120 random bits for links and addresses: it tells nothing and cannot be guessed."""
    bits = secrets.randbits(5 * _PUBLIC_ID_LENGTH)
    return "".join(_ALPHABET[bits >> shift & 31] for shift in range(0, 5 * _PUBLIC_ID_LENGTH, 5))


def parse_public_id(text: str) -> str:
    """Read an id as people copy it: capitals, spaces, hyphens, o for 0, i or l for 1.

    :raises PublicIdInvalid: if it cannot be an id of this system
    """
    written = re.sub(r"[\s-]+", "", text).lower().translate(_LOOKALIKES)
    if len(written) != _PUBLIC_ID_LENGTH or set(written) - set(_ALPHABET):
        raise PublicIdInvalid("El identificador no es válido; vuelva a abrir la liga o el código")
    return written
