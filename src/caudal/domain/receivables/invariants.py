"""The promises of receivables, each as one query that must return no row."""

from caudal.domain.platform.verification import Invariant
from caudal.domain.receivables.operations.summary import SUMMARY_OF_ACCOUNTS

INVARIANTS = (
    Invariant(
        name="movements-sum",
        promise="El saldo de cada cuenta es la suma de sus movimientos y también la de sus cargos"
        " por pagar menos su saldo a favor.",
        sql="""SELECT account_id, sum(balance) AS by_movements, sum(items) AS by_items
                 FROM (SELECT account_id, amount AS balance, 0 AS items FROM receivables_movement
                       UNION ALL
                       SELECT account_id, 0, open_amount FROM receivables_charge
                       UNION ALL
                       SELECT account_id, 0, -open_amount FROM receivables_credit) entry
                GROUP BY account_id HAVING sum(balance) <> sum(items)""",
    ),
    Invariant(
        name="documents-sum",
        promise="El importe de cada documento es la suma de sus cargos menos la de sus abonos.",
        sql="""SELECT m.id, m.amount, COALESCE(c.amount, 0) - COALESCE(k.amount, 0) AS items
                 FROM receivables_movement m
                 LEFT JOIN (SELECT movement_id, sum(amount) AS amount FROM receivables_charge
                             GROUP BY movement_id) c ON c.movement_id = m.id
                 LEFT JOIN (SELECT movement_id, sum(amount) AS amount FROM receivables_credit
                             GROUP BY movement_id) k ON k.movement_id = m.id
                WHERE m.amount <> COALESCE(c.amount, 0) - COALESCE(k.amount, 0)""",
    ),
    Invariant(
        name="charge-bounds",
        promise="Lo que falta por pagar de cada cargo es su importe menos lo aplicado,"
        " entre cero y su importe.",
        sql="""SELECT c.id, c.amount, c.open_amount, COALESCE(a.amount, 0) AS allocated
                 FROM receivables_charge c
                 LEFT JOIN (SELECT charge_id, sum(amount) AS amount FROM receivables_allocation
                             GROUP BY charge_id) a ON a.charge_id = c.id
                WHERE c.open_amount <> c.amount - COALESCE(a.amount, 0)
                   OR c.open_amount NOT BETWEEN 0 AND c.amount""",
    ),
    Invariant(
        name="credit-bounds",
        promise="Lo que falta por aplicar de cada abono es su importe menos lo aplicado,"
        " entre cero y su importe.",
        sql="""SELECT c.id, c.amount, c.open_amount, COALESCE(a.amount, 0) AS allocated
                 FROM receivables_credit c
                 LEFT JOIN (SELECT credit_id, sum(amount) AS amount FROM receivables_allocation
                             GROUP BY credit_id) a ON a.credit_id = c.id
                WHERE c.open_amount <> c.amount - COALESCE(a.amount, 0)
                   OR c.open_amount NOT BETWEEN 0 AND c.amount""",
    ),
    Invariant(
        name="allocations-stay-in-their-account",
        promise="Un abono solo paga cargos de su propia cuenta, y nada se deshace dos veces.",
        sql="""SELECT a.id, c.account_id AS charge_account, k.account_id AS credit_account
                 FROM receivables_allocation a
                 JOIN receivables_charge c ON c.id = a.charge_id
                 JOIN receivables_credit k ON k.id = a.credit_id
                 LEFT JOIN receivables_allocation u ON u.id = a.undoes_id
                WHERE c.account_id <> k.account_id
                   OR (a.undoes_id IS NOT NULL AND (a.charge_id, a.credit_id, a.amount, a.tax)
                       IS DISTINCT FROM (u.charge_id, u.credit_id, -u.amount, -u.tax))""",
    ),
    Invariant(
        name="settled-tax",
        promise="Lo aplicado a un cargo pagado suma exactamente su base y su IVA.",
        sql="""SELECT c.id, c.tax, sum(a.tax) AS settled_tax
                 FROM receivables_charge c JOIN receivables_allocation a ON a.charge_id = c.id
                WHERE c.open_amount = 0 GROUP BY c.id, c.tax HAVING sum(a.tax) <> c.tax""",
    ),
    Invariant(
        name="summary-equals-charges",
        promise="El resumen de adeudo de cada cuenta es igual a lo que dicen sus cargos y abonos.",
        sql=f"""SELECT d.account_id, d.owed, s.owed AS owed_by_charges, d.credit_balance,
                       s.credit_balance AS credit_by_items
                  FROM receivables_accountdebt d
                  JOIN ({SUMMARY_OF_ACCOUNTS.replace("%(on_date)s", "current_date")}) s
                    ON s.account_id = d.account_id
                 WHERE (d.owed, d.credit_balance, d.open_document_count)
                       <> (s.owed, s.credit_balance, s.open_document_count)
                    OR d.oldest_due_date IS DISTINCT FROM s.oldest_due_date
                    OR d.last_payment_on IS DISTINCT FROM s.last_payment_on
                    OR d.overdue <> (SELECT COALESCE(sum(open_amount), 0) FROM receivables_charge
                                      WHERE account_id = d.account_id AND open_amount > 0
                                        AND due_date < d.as_of)""",
    ),
    Invariant(
        name="every-debtor-has-a-summary",
        promise="Toda cuenta con movimientos tiene su resumen de adeudo.",
        sql="""SELECT DISTINCT m.account_id FROM receivables_movement m
                WHERE NOT EXISTS (SELECT FROM receivables_accountdebt d
                                   WHERE d.account_id = m.account_id)""",
    ),
)
