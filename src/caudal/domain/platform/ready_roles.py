"""The roles that a utility finds ready, as data to start from: each may be edited on screen.

Administrador may give to others functions that he lacks (docs/decisions/0014), so he needs none of
those that move money: he neither collects nor bills nor signs. That two people must sign what moves
money is kept elsewhere, by comparing persons and not roles.
"""

from caudal.domain.platform.functions import Function

MOVES_MONEY = frozenset(
    {
        Function.TAKE_PAYMENTS,
        Function.APPROVE_CASH_REVERSALS,
        Function.CALCULATE_BILLING_RUNS,
        Function.APPROVE_BILLING_RUNS,
        Function.CANCEL_BILLS,
        Function.APPROVE_TARIFFS,
        Function.APPROVE_SETTINGS,
    }
)

READY_ROLES: dict[str, frozenset[Function]] = {
    "Administrador": frozenset(Function) - MOVES_MONEY,
    "Atención": frozenset(
        {
            Function.VIEW_ACCOUNTS,
            Function.EDIT_REGISTER,
            Function.ADD_NOTES,
            Function.VIEW_TARIFFS,
        }
    ),
    "Auditor": frozenset(
        {
            Function.VIEW_DASHBOARD,
            Function.VIEW_ACCOUNTS,
            Function.VIEW_CASH_SESSIONS,
            Function.VIEW_BILLING_RUNS,
            Function.VIEW_TARIFFS,
            Function.VIEW_AUDIT,
            Function.VIEW_JOBS,
        }
    ),
    "Cajero": frozenset({Function.VIEW_ACCOUNTS, Function.ADD_NOTES, Function.TAKE_PAYMENTS}),
    "Facturación": frozenset(
        {
            Function.VIEW_ACCOUNTS,
            Function.ADD_NOTES,
            Function.VIEW_BILLING_RUNS,
            Function.CALCULATE_BILLING_RUNS,
            Function.CANCEL_BILLS,
            Function.VIEW_TARIFFS,
            Function.PROPOSE_TARIFFS,
            Function.VIEW_JOBS,
        }
    ),
    "Gerencia": frozenset(
        {
            Function.VIEW_DASHBOARD,
            Function.VIEW_ACCOUNTS,
            Function.VIEW_CASH_SESSIONS,
            Function.VIEW_BILLING_RUNS,
            Function.APPROVE_BILLING_RUNS,
            Function.VIEW_TARIFFS,
            Function.APPROVE_TARIFFS,
            Function.APPROVE_SETTINGS,
            Function.VIEW_AUDIT,
            Function.VIEW_JOBS,
        }
    ),
    "Lecturas": frozenset(
        {
            Function.VIEW_ACCOUNTS,
            Function.ADD_NOTES,
            Function.CAPTURE_READINGS,
            Function.REVIEW_READINGS,
            Function.IMPORT_READINGS,
            Function.VIEW_JOBS,
        }
    ),
    "Supervisor de caja": frozenset(
        {
            Function.VIEW_ACCOUNTS,
            Function.ADD_NOTES,
            Function.TAKE_PAYMENTS,
            Function.APPROVE_CASH_REVERSALS,
            Function.VIEW_CASH_SESSIONS,
        }
    ),
}
