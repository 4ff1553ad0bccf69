"""How an exact amount becomes a printed one.

Every concept of a tariff names one rule; nothing else in the product rounds money (docs/decisions/0001).
"""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum

CENTAVO = Decimal("0.01")
PESO = Decimal(1)


class RoundingRule(StrEnum):
    """The rules that laws and councils really use. Values are the words of a tariff pack."""

    CENTAVO = "centavo"
    PESO = "peso"
    PESO_UP = "peso_arriba"
    CENTAVO_HALF_EVEN = "centavo_par"
    EXACT = "exacto"


_QUANTUM_AND_TIE = {
    RoundingRule.CENTAVO: (CENTAVO, ROUND_HALF_UP),
    RoundingRule.PESO: (PESO, ROUND_HALF_UP),
    RoundingRule.PESO_UP: (PESO, ROUND_UP),
    RoundingRule.CENTAVO_HALF_EVEN: (CENTAVO, ROUND_HALF_EVEN),
}


def round_amount(amount: Decimal, rule: RoundingRule = RoundingRule.CENTAVO) -> Decimal:
    """Round an amount in pesos by a rule; ties go away from zero unless the rule says otherwise."""
    if rule is RoundingRule.EXACT:
        return amount
    quantum, tie = _QUANTUM_AND_TIE[rule]
    return amount.quantize(quantum, rounding=tie)
