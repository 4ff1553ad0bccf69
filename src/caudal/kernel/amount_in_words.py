"""The amount of a receipt in words, as Mexican fiscal and banking paper writes it."""

import re
from decimal import Decimal

from num2words import num2words

from caudal.kernel.money import AmountOutOfRange, to_centavos

_LARGEST_CENTAVOS = 10**14
# The library writes the number alone ("veintiuno mil"); before a noun "uno" loses its vowel.
_BEFORE_A_NOUN = re.compile(r"\b(veinti)?uno(?= (?:mil|millones|pesos?)\b)")


def amount_in_words(amount: Decimal) -> str:
    """Write ``756.78`` as ``Setecientos cincuenta y seis pesos 78/100 M.N.``

    :raises AmountNotInCentavos: if it carries fractions of a centavo
    :raises AmountOutOfRange: if it is negative or has more than twelve digits of pesos
    """
    centavos = to_centavos(amount)
    if not 0 <= centavos < _LARGEST_CENTAVOS:
        message = (
            f"El importe {amount} no se puede escribir con letra: va de 0 a 999,999,999,999.99"
        )
        raise AmountOutOfRange(message)
    pesos, cents = divmod(centavos, 100)
    words = _BEFORE_A_NOUN.sub(_shortened, f"{num2words(pesos, lang='es')} {_noun(pesos)}")
    return f"{words[0].upper()}{words[1:]} {cents:02d}/100 M.N."


def _noun(pesos: int) -> str:
    if pesos == 1:
        return "peso"
    return "de pesos" if pesos and pesos % 1_000_000 == 0 else "pesos"


def _shortened(match: re.Match[str]) -> str:
    return "veintiún" if match[0].startswith("veinti") else "un"
