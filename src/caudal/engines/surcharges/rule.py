"""The dated rule of surcharges: data of each utility, with its legal source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from caudal.kernel.errors import Refusal

#: Rates are computed in whole hundred-millionths: 2.15 % is 2 150 000.
RATE_SCALE = 10**8


class MonthCounting(StrEnum):
    """Which months of arrears count. Values are the words of a utility's pack."""

    COMPLETE = "completos"  # only months that have passed whole
    STARTED = "iniciados"  # "por mes o fracción": a month counts from its first day


class SurchargeRuleInvalid(Refusal):
    """A rule of surcharges cannot be followed as it is written."""


class SurchargeRulesOverlap(Refusal):
    """Two rules would charge the same concept on the same day."""


@dataclass(frozen=True, slots=True)
class SurchargeRule:
    """A simple monthly rate on the overdue principal of some concepts.

    Rates are fractions: ``Decimal("0.0215")`` is 2.15 %. The rule holds from ``valid_from`` up to,
    but not including, ``valid_to``. ``cap_rate`` limits all surcharges of a charge to a part of its
    principal. ``tax_rate`` is the IVA of the surcharge itself.
    """

    code: str
    valid_from: date
    valid_to: date | None
    concepts: frozenset[str]
    monthly_rate: Decimal
    counting: MonthCounting
    legal_source: str
    grace_days: int = 0
    cap_rate: Decimal | None = None
    tax_rate: Decimal = Decimal(0)
    principal_includes_tax: bool = True

    def __post_init__(self) -> None:
        for is_wrong, reason in self._checks():
            if is_wrong:
                message = f"La regla de recargos {self.code} {reason}"
                raise SurchargeRuleInvalid(message)

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: "SurchargeRule") -> bool:
        """Whether both charge some concept on some day."""
        share_days = (self.valid_to is None or other.valid_from < self.valid_to) and (
            other.valid_to is None or self.valid_from < other.valid_to
        )
        return share_days and not self.concepts.isdisjoint(other.concepts)

    def _checks(self) -> tuple[tuple[bool, str], ...]:
        cap = Decimal(1) if self.cap_rate is None else self.cap_rate
        ends_early = self.valid_to is not None and self.valid_to <= self.valid_from
        rates_in_range = 0 < self.monthly_rate < 1 and 0 <= self.tax_rate < 1
        too_fine = any(rate * RATE_SCALE % 1 for rate in (self.monthly_rate, self.tax_rate, cap))
        return (
            (ends_early, "termina antes de empezar; corrija su vigencia"),
            (not self.concepts, "no nombra conceptos; indique al menos uno"),
            (not self.legal_source.strip(), "no cita su fundamento legal; escríbalo"),
            (not rates_in_range, "lleva una tasa fuera de 0 a 100 %; escríbala así: 0.0215"),
            (not 0 < cap <= 100, "lleva un tope fuera de rango; 1 es el 100 % del principal"),
            (too_fine, "lleva una tasa con más de ocho decimales; redondéela"),
            (self.grace_days < 0, "lleva días de gracia negativos; use cero o más"),
        )


def check_rules(rules: Iterable[SurchargeRule]) -> None:
    """Refuse rules that would charge the same concept twice on the same day.

    :raises SurchargeRulesOverlap: naming both rules
    """
    for one, other in combinations(rules, 2):
        if one.overlaps(other):
            message = f"Las reglas de recargos {one.code} y {other.code} se enciman; cierre una"
            raise SurchargeRulesOverlap(message)


def rules_of_concept(
    rules: Sequence[SurchargeRule], concept_code: str
) -> tuple[SurchargeRule, ...]:
    """The rules that ever charge a concept."""
    return tuple(rule for rule in rules if concept_code in rule.concepts)


def rule_on(rules: Iterable[SurchargeRule], day: date) -> SurchargeRule | None:
    """The rule in force that day; none means that no surcharge may be charged."""
    return next((rule for rule in rules if rule.holds_on(day)), None)
