"""Which open charges a payment or a credit balance settles (docs/algorithms/allocation.md)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from caudal.engines.allocation.items import AllocationLine, AllocationPlan, OpenItem
from caudal.engines.allocation.order import settlement_order
from caudal.engines.allocation.policy import AllocationPolicy
from caudal.engines.allocation.tax_split import proportional_open_tax, tax_of_payment
from caudal.kernel.errors import Refusal
from caudal.kernel.money import format_mxn, from_centavos, to_centavos


class AmountNotPositive(Refusal):
    """Nothing can be settled with this amount."""


def allocate(
    *,
    amount: Decimal,
    open_items: Sequence[OpenItem],
    policy: AllocationPolicy,
    on_date: date,
    chosen: Collection[int] = (),
) -> AllocationPlan:
    """Decide what a payment of ``amount`` pesos settles on ``on_date``.

    ``chosen`` holds the ids of the charges at which the payer pointed. What no charge takes becomes
    credit balance.

    :raises AmountNotPositive: if the amount is not above zero
    :raises AmountNotInCentavos: if an amount carries fractions of a centavo
    :raises ChosenItemNotOpen: if the payer pointed at a charge that is no longer open
    :raises RepeatedOpenItem: if a charge comes twice
    """
    centavos = to_centavos(amount)
    if centavos <= 0:
        message = f"El importe a aplicar debe ser mayor que cero; se recibió {format_mxn(amount)}"
        raise AmountNotPositive(message)
    order = settlement_order(
        amount=amount, open_items=open_items, policy=policy, on_date=on_date, chosen=chosen
    )
    return _settle(centavos, order)


def apply_credit(
    *,
    credit_balance: Decimal,
    open_items: Sequence[OpenItem],
    policy: AllocationPolicy,
    on_date: date,
) -> AllocationPlan:
    """Decide what an account's credit balance settles when a bill is issued.

    Nobody points at anything and no amount was meant to match, so only the policy's order counts.
    A balance of zero settles nothing. ``to_credit_balance`` is what remains of it.

    :raises AmountNotPositive: if the balance is negative
    :raises AmountNotInCentavos: if an amount carries fractions of a centavo
    :raises RepeatedOpenItem: if a charge comes twice
    """
    centavos = to_centavos(credit_balance)
    if centavos < 0:
        message = f"El saldo a favor no puede ser negativo: {format_mxn(credit_balance)}"
        raise AmountNotPositive(message)
    order = settlement_order(
        amount=credit_balance,
        open_items=open_items,
        policy=replace(policy, criteria=policy.sorting),
        on_date=on_date,
        chosen=(),
    )
    return _settle(centavos, order)


def _settle(centavos: int, order: Iterable[OpenItem]) -> AllocationPlan:
    lines: list[AllocationLine] = []
    left = centavos
    for item in order:
        if not left:
            break
        paid = min(left, to_centavos(item.open_amount))
        lines.append(_line(item, paid))
        left -= paid
    return AllocationPlan(lines=tuple(lines), to_credit_balance=from_centavos(left))


def _line(item: OpenItem, paid: int) -> AllocationLine:
    amount, tax = to_centavos(item.amount), to_centavos(item.tax)
    open_amount = to_centavos(item.open_amount)
    open_tax = (
        proportional_open_tax(amount=amount, tax=tax, open_amount=open_amount)
        if item.open_tax is None
        else to_centavos(item.open_tax)
    )
    tax_paid = tax_of_payment(
        paid=paid, amount=amount, tax=tax, open_amount=open_amount, open_tax=open_tax
    )
    return AllocationLine(
        charge_id=item.charge_id,
        amount=from_centavos(paid),
        base=from_centavos(paid - tax_paid),
        tax=from_centavos(tax_paid),
    )
