"""How billing reads on screen: states, reasons, volumes, shares."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from caudal.domain.billing.models import BillingRun, RunAccount
from caudal.engines.sentinels import HoldReason
from caudal.interfaces.staff.counts import counted
from caudal.kernel.money import MINUS, format_mxn

UNKNOWN = "–"

State = BillingRun.State
Outcome = RunAccount.Outcome

RUN_CHIPS = {
    State.PREPARED.value: ("Preparada", "attention"),
    State.CALCULATING.value: ("Calculando", "info"),
    State.IN_REVIEW.value: ("En revisión", "info"),
    State.APPROVED.value: ("Aprobada", "ok"),
    State.ISSUING.value: ("Emitiendo", "info"),
    State.ISSUED.value: ("Emitida", "ok"),
    State.DISCARDED.value: ("Descartada", "neutral"),
}
OUTCOME_CHIPS = {
    Outcome.BILLED.value: ("Facturada", "ok"),
    Outcome.HELD.value: ("Retenida", "attention"),
    Outcome.EXCLUDED.value: ("Excluida", "neutral"),
}
BILL_CHIPS = {True: ("Vigente", "ok"), False: ("Cancelado", "bad")}

_REASONS = {
    **{reason.value: reason.label for reason in HoldReason},
    "no_reading": "Sin lectura",
    "reading_under_review": "Lectura en revisión",
    "no_tariff": "Sin tarifa vigente",
    "not_rated": "La tarifa no la pudo calcular",
    "suspended": "Suspendida",
    "nothing_to_bill": "Nada que cobrar",
    "read_later": "Leída después",
}
_PLURALS = {
    "suspended": "suspendidas",
    "nothing_to_bill": "sin nada que cobrar",
    "read_later": "leídas después",
}
REASON_CHOICES = tuple(_REASONS.items())


def reason(code: str) -> str:
    """Why an account is not billed, in a few words."""
    return _REASONS.get(code, code)


def counted_reason(code: str, number: int) -> str:
    """Accounts that are excluded by a rule: ``1 suspendida``, ``65 suspendidas``."""
    text = reason(code).lower()
    plural = _PLURALS.get(code, text)
    return counted(number, text, plural)


def complementary(principal_code: str) -> str:
    """What a run is that supplements another."""
    return f"Complementaria de {principal_code}"


def reason_title(account: RunAccount) -> str:
    """Why this account is not billed: ``2,024 veces su promedio``."""
    if account.reason == HoldReason.TIMES_AVERAGE and account.reason_facts:
        facts = account.reason_facts
        return f"{_times(Decimal(facts['value']), Decimal(facts['limit']))} veces su promedio"
    return reason(account.reason)


def reason_detail(account: RunAccount) -> str:
    """The numbers behind the reason."""
    facts: Mapping[str, Any] = account.reason_facts or {}
    if account.reason in set(HoldReason):
        return _suspicion(account, Decimal(facts["limit"]))
    if account.reason == "read_later":
        return "Su consumo va en la lectura de un periodo posterior"
    if account.reason == "no_tariff":
        return f"Uso «{facts.get('use', '')}»"
    return str(facts.get("message", ""))


def _suspicion(account: RunAccount, limit: Decimal) -> str:
    m3 = f"{volume(account.volume_m3)} m³"
    match account.reason:
        case HoldReason.TIMES_AVERAGE:
            return m3
        case HoldReason.ABOVE_HIGHEST:
            return f"Máximo {format_mxn(limit)}; {m3}"
        case HoldReason.ABOVE_CEILING:
            return f"{m3}; el tope es {volume(limit)} m³"
        case _:
            return f"Usa {volume(limit)} m³ en promedio"


def _times(value: Decimal, average: Decimal) -> str:
    places = Decimal(1) if value >= 10 * average else Decimal("0.1")
    return f"{(value / average).quantize(places, rounding=ROUND_HALF_UP):,}"


def volume(value: Decimal | None) -> str:
    """Cubic metres without idle decimals: ``17``, ``1,284``, ``8.5``."""
    if value is None:
        return UNKNOWN
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def whole_m3(value: Decimal) -> str:
    """A sum of volumes, to the whole m³."""
    return f"{value.quantize(Decimal(1), rounding=ROUND_HALF_UP):,}"


def day(value: date | None) -> str:
    """``17/11/2026``."""
    return f"{value:%d/%m/%Y}" if value else UNKNOWN


def change(now: Decimal, before: Decimal | None) -> Decimal | None:
    """How much more now than before, as a share; None when there is nothing to compare with."""
    return (now - before) / before if before else None


def percentage(share: Decimal | None) -> str:
    """``+22.6 %``, ``−3.8 %``."""
    if share is None:
        return UNKNOWN
    value = (share * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    sign = MINUS if value < 0 else "+" if value > 0 else ""
    return f"{sign}{abs(value):,} %"
