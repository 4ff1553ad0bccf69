"""The surcharges that arrears earn up to a date (docs/algorithms/surcharges.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from caudal.engines.surcharges.months import first_day_of_month, months_in_arrears
from caudal.engines.surcharges.rule import (
    SurchargeRule,
    check_rules,
    rule_on,
    rules_of_concept,
)
from caudal.kernel.errors import Refusal
from caudal.kernel.money import quantize
from caudal.kernel.rounding import round_amount

_NOTHING = Decimal("0.00")


class ArrearInvalid(Refusal):
    """A charge in arrears contradicts itself."""


@dataclass(frozen=True, slots=True)
class Arrear:
    """A charge that is still open, and what it was already surcharged. Amounts in pesos.

    ``months_settled`` counts the months of arrears already charged or forgiven;
    ``surcharged_amount`` is the sum of their surcharges without IVA.
    """

    charge_id: int
    concept_code: str
    due_date: date
    net_open: Decimal
    tax_open: Decimal
    months_settled: int = 0
    surcharged_amount: Decimal = _NOTHING
    disputed: bool = False

    def __post_init__(self) -> None:
        lowest_amount = min(self.net_open, self.tax_open, self.surcharged_amount)
        if lowest_amount < 0 or self.months_settled < 0:
            message = f"El cargo {self.charge_id} lleva un importe o meses negativos; verifíquelo"
            raise ArrearInvalid(message)


@dataclass(frozen=True, slots=True)
class RateSpan:
    """Consecutive months at one rate; without a rule in force they cost nothing."""

    months: int
    monthly_rate: Decimal
    rule_code: str | None
    legal_source: str | None


@dataclass(frozen=True, slots=True)
class SurchargeLine:
    """The surcharge of one charge, and the facts that explain it. Amounts in pesos.

    ``first_month`` and ``last_month`` number the months of arrears it covers.
    """

    charge_id: int
    concept_code: str
    principal: Decimal
    first_month: int
    last_month: int
    spans: tuple[RateSpan, ...]
    capped: bool
    net: Decimal
    tax_rate: Decimal
    tax: Decimal

    @property
    def months(self) -> int:
        """How many months it covers."""
        return self.last_month - self.first_month + 1

    @property
    def amount(self) -> Decimal:
        """What is charged, with IVA."""
        return self.net + self.tax


def compute_surcharges(
    *, arrears: Iterable[Arrear], rules: Sequence[SurchargeRule], on_date: date
) -> tuple[SurchargeLine, ...]:
    """Charge each overdue principal for the months that were not charged yet.

    The rule in force on ``on_date`` says what counts, the grace, the cap and the IVA; each month
    costs the rate of the rule in force on its first day. What would charge nothing gives no line.

    :raises SurchargeRulesOverlap: if two rules charge the same concept on the same day
    :raises AmountNotInCentavos: if an amount carries fractions of a centavo
    """
    check_rules(rules)
    lines = (
        _surcharge(arrear, rules_of_concept(rules, arrear.concept_code), on_date)
        for arrear in arrears
    )
    return tuple(line for line in lines if line is not None)


def _surcharge(
    arrear: Arrear, rules: Sequence[SurchargeRule], on_date: date
) -> SurchargeLine | None:
    rule = rule_on(rules, on_date)
    if rule is None or arrear.disputed:
        return None
    if on_date <= arrear.due_date + timedelta(days=rule.grace_days):
        return None
    first = arrear.months_settled + 1
    last = months_in_arrears(due_date=arrear.due_date, on_date=on_date, counting=rule.counting)
    spans = _spans(arrear.due_date, first=first, last=last, rules=rules)
    principal = quantize(arrear.net_open + arrear.tax_open * rule.principal_includes_tax)
    earned = round_amount(principal * sum(span.months * span.monthly_rate for span in spans))
    net = min(earned, _room_under_cap(rule, principal, arrear.surcharged_amount, earned))
    if not net:
        return None
    return SurchargeLine(
        charge_id=arrear.charge_id,
        concept_code=arrear.concept_code,
        principal=principal,
        first_month=first,
        last_month=last,
        spans=spans,
        capped=net < earned,
        net=net,
        tax_rate=rule.tax_rate,
        tax=round_amount(net * rule.tax_rate),
    )


def _room_under_cap(
    rule: SurchargeRule, principal: Decimal, surcharged: Decimal, earned: Decimal
) -> Decimal:
    if rule.cap_rate is None:
        return earned
    return max(_NOTHING, round_amount(principal * rule.cap_rate) - quantize(surcharged))


def _spans(
    due_date: date, *, first: int, last: int, rules: Sequence[SurchargeRule]
) -> tuple[RateSpan, ...]:
    """The months ``first`` to ``last`` grouped by the rule in force when each began."""
    rule_of_month = (
        rule_on(rules, first_day_of_month(due_date=due_date, number=number))
        for number in range(first, last + 1)
    )
    return tuple(
        RateSpan(
            months=sum(1 for _ in months),
            monthly_rate=rule.monthly_rate if rule else Decimal(0),
            rule_code=rule.code if rule else None,
            legal_source=rule.legal_source if rule else None,
        )
        for rule, months in groupby(rule_of_month)
    )
