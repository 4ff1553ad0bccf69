"""What a payment will do, in the words that the cashier reads before charging."""

from decimal import Decimal

from caudal.engines.allocation import AllocationPlan
from caudal.interfaces.staff.caja.sale import Debt
from caudal.kernel.money import format_mxn


def consequence(*, debt: Debt, plan: AllocationPlan | None) -> str:
    """The sentence under the debt; without an amount it says how the account stands."""
    if plan is None:
        return _standing(debt)
    after = debt.after(plan)
    said = [_of_debt(debt, after.overdue_amount, after.remaining_amount, after.overdue_documents)]
    if after.partly_settled_documents:
        said.append(_partly(len(after.partly_settled_documents)))
    if after.credit_balance_added:
        kept = format_mxn(after.credit_balance_added)
        said.append(f"{kept} quedan como saldo a favor y se aplican a su próximo recibo.")
    return " ".join(part for part in said if part)


def _standing(debt: Debt) -> str:
    if not debt.charges:
        return "La cuenta no debe nada. Lo que pague queda como saldo a favor."
    if debt.overdue:
        return (
            f"La cuenta debe {format_mxn(debt.owed)}; {format_mxn(debt.overdue)} ya está vencido."
        )
    return f"La cuenta debe {format_mxn(debt.owed)}; nada está vencido."


def _of_debt(debt: Debt, overdue: Decimal, remaining: Decimal, documents: tuple[int, ...]) -> str:
    if not debt.charges:
        return "La cuenta no debe nada."
    if not remaining:
        return "Con este cobro la cuenta queda sin adeudo."
    if overdue:
        count = len(documents)
        noun = "sigue vencido 1 recibo" if count == 1 else f"siguen vencidos {count} recibos"
        return f"Con este cobro {noun} por {format_mxn(overdue)}."
    if debt.overdue:
        return (
            "Con este cobro la cuenta queda sin recibos vencidos"
            f" y por vencer {format_mxn(remaining)}."
        )
    return f"Con este cobro la cuenta queda con {format_mxn(remaining)} por vencer."


def _partly(count: int) -> str:
    return (
        "Un documento queda con un abono."
        if count == 1
        else f"{count} documentos quedan con un abono."
    )
