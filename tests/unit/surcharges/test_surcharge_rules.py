"""The rule of surcharges as data: what it refuses and when it holds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from caudal.engines.surcharges import (
    Arrear,
    MonthCounting,
    SurchargeRule,
    SurchargeRuleInvalid,
    SurchargeRulesOverlap,
    compute_surcharges,
)

RULE = SurchargeRule(
    code="R-2026",
    valid_from=date(2026, 1, 1),
    valid_to=date(2027, 1, 1),
    concepts=frozenset({"agua", "saneamiento"}),
    monthly_rate=Decimal("0.02"),
    counting=MonthCounting.STARTED,
    legal_source="Ley de Ingresos 2026, art. 7",
)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"valid_to": date(2026, 1, 1)}, "termina antes de empezar"),
        ({"concepts": frozenset()}, "no nombra conceptos"),
        ({"legal_source": " "}, "fundamento legal"),
        ({"monthly_rate": Decimal("2.15")}, "tasa fuera de"),
        ({"monthly_rate": Decimal(0)}, "tasa fuera de"),
        ({"tax_rate": Decimal(16)}, "tasa fuera de"),
        ({"tax_rate": Decimal("-0.16")}, "tasa fuera de"),
        ({"cap_rate": Decimal(0)}, "tope fuera de rango"),
        ({"cap_rate": Decimal(101)}, "tope fuera de rango"),
        ({"monthly_rate": Decimal("0.021500001")}, "más de ocho decimales"),
        ({"grace_days": -1}, "días de gracia negativos"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(SurchargeRuleInvalid, match=rf"La regla de recargos R-2026 .*{reason}"):
        replace(RULE, **changes)  # type: ignore[arg-type]


def test_a_rule_holds_from_its_first_day_to_the_eve_of_its_end() -> None:
    assert not RULE.holds_on(date(2025, 12, 31))
    assert RULE.holds_on(date(2026, 1, 1))
    assert RULE.holds_on(date(2026, 12, 31))
    assert not RULE.holds_on(date(2027, 1, 1))
    assert replace(RULE, valid_to=None).holds_on(date(2099, 1, 1))


def test_two_rules_may_not_charge_a_concept_on_the_same_day() -> None:
    following = replace(RULE, code="R-2027", valid_from=date(2027, 1, 1), valid_to=None)
    sewer = replace(RULE, code="R-ALC", concepts=frozenset({"alcantarillado"}))
    assert compute_surcharges(arrears=[], rules=[RULE, following, sewer], on_date=date.max) == ()
    early = replace(following, valid_from=date(2026, 12, 31))
    for rules in ([RULE, early], [early, RULE]):
        with pytest.raises(SurchargeRulesOverlap, match=r"R-202. y R-202. se enciman"):
            compute_surcharges(arrears=[], rules=rules, on_date=date(2026, 5, 1))


def test_each_concept_bears_the_tax_of_its_own_rule() -> None:
    sewer = replace(
        RULE,
        code="R-ALC",
        concepts=frozenset({"alcantarillado"}),
        tax_rate=Decimal("0.16"),
        principal_includes_tax=False,
    )
    arrears = [
        Arrear(each, concept, date(2026, 2, 10), Decimal("100.00"), Decimal("16.00"))
        for each, concept in enumerate(["agua", "alcantarillado", "convenio"])
    ]
    lines = compute_surcharges(arrears=arrears, rules=[RULE, sewer], on_date=date(2026, 2, 11))
    facts = [(line.concept_code, str(line.principal), str(line.amount)) for line in lines]
    assert facts == [("agua", "116.00", "2.32"), ("alcantarillado", "100.00", "2.32")]
