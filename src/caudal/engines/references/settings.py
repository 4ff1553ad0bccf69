"""How a collection channel writes its references: configuration, not code."""

from dataclasses import dataclass
from enum import StrEnum

from caudal.kernel.errors import Refusal

_BANAMEX_DIGITS = 11
_CLABE_DIGITS = 17


class ReferenceAlgorithm(StrEnum):
    """The algorithms by the names that banks and networks give them."""

    BBVA_00 = "bbva_00"
    BBVA_10 = "bbva_10"
    BANAMEX = "banamex_97"
    PAYNET = "paynet"
    CLABE = "clabe"


class ReferenceSettingsInvalid(Refusal):
    """A channel's reference cannot be built as it is configured."""


@dataclass(frozen=True, slots=True)
class ReferenceSettings:
    """The form of a channel's reference: ``prefix``, a number of ``width`` digits, check digits.

    ``bank_branch`` and ``bank_account`` enter the sum of Banamex without being printed;
    ``base_year`` is where BBVA 10 begins to count its dates, by the bank's contract.
    """

    algorithm: ReferenceAlgorithm
    width: int
    prefix: str = ""
    bank_branch: str = ""
    bank_account: str = ""
    base_year: int | None = None

    def __post_init__(self) -> None:
        for is_wrong, reason in self._checks():
            if is_wrong:
                message = f"La referencia del canal {reason}"
                raise ReferenceSettingsInvalid(message)

    def _checks(self) -> tuple[tuple[bool, str], ...]:
        characters = len(self.prefix) + self.width
        by_letters = self.algorithm is ReferenceAlgorithm.PAYNET
        is_banamex = self.algorithm is ReferenceAlgorithm.BANAMEX
        bank = (self.bank_branch, self.bank_account)
        has_bank = all(map(_are_digits, bank)) and tuple(map(len, bank)) == (4, 7)
        needs_year = self.algorithm is ReferenceAlgorithm.BBVA_10 and self.base_year is None
        is_clabe = self.algorithm is ReferenceAlgorithm.CLABE
        prefix_fits = not self.prefix or (
            _are_alphanumeric(self.prefix) if by_letters else _are_digits(self.prefix)
        )
        return (
            (self.width < 1, "no tiene ancho; indique cuántos dígitos lleva el número"),
            (not prefix_fits, f"tiene un prefijo que el algoritmo no admite: {self.prefix}"),
            (is_banamex and not has_bank, "requiere sucursal (4 dígitos) y cuenta (7 dígitos)"),
            (is_banamex and characters > _BANAMEX_DIGITS, "pasa de los 11 dígitos de Banamex"),
            (needs_year, "requiere el año base que fija el contrato con el banco"),
            (is_clabe and characters != _CLABE_DIGITS, "debe sumar los 17 dígitos de una CLABE"),
        )


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _are_alphanumeric(text: str) -> bool:
    return text.isascii() and text.isalnum() and text == text.upper()
