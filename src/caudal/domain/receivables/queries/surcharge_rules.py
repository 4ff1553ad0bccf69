"""The surcharge rules that were and are in force."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from caudal.domain.receivables.models import SurchargeRule as StoredRule
from caudal.engines.surcharges import MonthCounting, SurchargeRule, SurchargeRuleInvalid


def surcharge_rules() -> tuple[SurchargeRule, ...]:
    """All rules, oldest first; each ends where the next begins, so they never overlap."""
    stored = list(StoredRule.objects.order_by("valid_from"))
    ends = [*(rule.valid_from for rule in stored[1:]), None]
    return tuple(
        read_surcharge_rule(
            words=rule.rule, valid_from=rule.valid_from, valid_to=end, source=rule.source
        )
        for rule, end in zip(stored, ends, strict=True)
    )


def read_surcharge_rule(
    *, words: Mapping[str, Any], valid_from: date, valid_to: date | None, source: str
) -> SurchargeRule:
    """The rule as a pack and the database write it: ``conceptos``, ``tasa_mensual``,
    ``cuenta_meses``, ``dias_de_gracia``, ``tope``, ``iva``, ``sobre_iva``. Rates are fractions
    written as text.

    :raises SurchargeRuleInvalid: if it cannot be followed
    """
    counting = str(words.get("cuenta_meses", MonthCounting.COMPLETE))
    if counting not in [*MonthCounting]:
        message = f"«{counting}» no es una forma de contar meses; use {', '.join(MonthCounting)}"
        raise SurchargeRuleInvalid(message)
    cap = words.get("tope")
    return SurchargeRule(
        code=f"recargos-{valid_from}",
        valid_from=valid_from,
        valid_to=valid_to,
        concepts=frozenset(map(str, words.get("conceptos", ()))),
        monthly_rate=_rate(words.get("tasa_mensual", "0"), "tasa_mensual"),
        counting=MonthCounting(counting),
        legal_source=source,
        grace_days=int(words.get("dias_de_gracia", 0)),
        cap_rate=None if cap is None else _rate(cap, "tope"),
        tax_rate=_rate(words.get("iva", "0"), "iva"),
        principal_includes_tax=bool(words.get("sobre_iva", True)),
    )


def _rate(text: object, word: str) -> Decimal:
    try:
        return Decimal(str(text))
    except InvalidOperation as error:
        message = f"«{text}» no es una tasa; escriba {word} como 0.02"
        raise SurchargeRuleInvalid(message) from error
