"""The promises of payments, each as one query that must return no row."""

from caudal.domain.payments.queries.cash import CASH_OF_SESSIONS
from caudal.domain.platform.verification import Invariant

# Movements and cash closings have folios; nothing else takes numbers of a series.
_NUMBERED = """
SELECT series_code, folio_number FROM receivables_movement WHERE series_code IS NOT NULL
UNION ALL SELECT series_code, folio_number FROM payments_cashclosing
"""

INVARIANTS = (
    Invariant(
        name="folios",
        promise="Cada serie de folios va del 1 al último sin huecos ni repetidos.",
        sql=f"""SELECT s.code, s.last_number, count(d.folio_number) AS documents,
                       max(d.folio_number) AS top
                  FROM platform_folioseries s
                  LEFT JOIN ({_NUMBERED}) d ON d.series_code = s.code
                 GROUP BY s.code, s.last_number
                HAVING count(d.folio_number) <> s.last_number
                    OR COALESCE(max(d.folio_number), 0) <> s.last_number""",
    ),
    Invariant(
        name="payment-conservation",
        promise="Cada pago es lo aplicado más su saldo a favor, y lo reversado queda en cero.",
        sql="""SELECT y.id, y.amount, k.amount AS credit, k.open_amount, m.amount AS movement
                 FROM payments_payment y
                 JOIN receivables_movement m ON m.id = y.movement_id
                 LEFT JOIN receivables_credit k ON k.movement_id = y.movement_id
                 LEFT JOIN payments_paymentreversal r ON r.payment_id = y.id
                WHERE k.id IS NULL OR y.amount <> k.amount OR m.amount <> -y.amount
                   OR m.kind <> 'payment' OR y.account_id <> m.account_id
                   OR (r.id IS NOT NULL AND k.open_amount <> 0)""",
    ),
    Invariant(
        name="payment-tenders",
        promise="Las formas de pago de cada pago suman lo recibido.",
        sql="""SELECT y.id, y.received, sum(t.amount) AS tendered
                 FROM payments_payment y LEFT JOIN payments_paymenttender t ON t.payment_id = y.id
                GROUP BY y.id, y.received
               HAVING y.received IS DISTINCT FROM sum(t.amount)""",
    ),
    Invariant(
        name="every-desk-payment-has-its-receipt",
        promise="Todo pago en caja tiene su recibo con folio.",
        sql="""SELECT y.id FROM payments_payment y
                 JOIN receivables_movement m ON m.id = y.movement_id
                WHERE y.session_id IS NOT NULL
                  AND (m.folio = '' OR y.receipt ->> 'folio' IS DISTINCT FROM m.folio)""",
    ),
    Invariant(
        name="reversal-mirrors-payment",
        promise="La cancelación de un pago devuelve exactamente su importe.",
        sql="""SELECT r.id, y.amount, m.amount AS reversed FROM payments_paymentreversal r
                 JOIN payments_payment y ON y.id = r.payment_id
                 JOIN receivables_movement m ON m.id = r.movement_id
                WHERE m.amount <> y.amount OR m.reverses_id IS DISTINCT FROM y.movement_id""",
    ),
    Invariant(
        name="cash-of-a-session",
        promise="El efectivo esperado de cada corte es fondo + cobros − cancelaciones − retiros.",
        sql=f"""SELECT c.id, c.expected_cash, s.expected
                  FROM payments_cashclosing c JOIN ({CASH_OF_SESSIONS}) s
                    ON s.session_id = c.session_id
                 WHERE c.expected_cash <> s.expected
                    OR c.over_short <> c.declared_cash - c.expected_cash""",
    ),
    Invariant(
        name="nothing-enters-a-closed-session",
        promise="Nada entra a un turno después de su corte.",
        sql="""SELECT s.id, y.id AS payment FROM payments_cashsession s
                 JOIN payments_payment y ON y.session_id = s.id
                WHERE s.closed_at IS NOT NULL AND y.paid_at > s.closed_at
               UNION ALL
               SELECT s.id, w.id FROM payments_cashsession s
                 JOIN payments_cashwithdrawal w ON w.session_id = s.id
                WHERE s.closed_at IS NOT NULL AND w.withdrawn_at > s.closed_at
               UNION ALL
               SELECT s.id, NULL FROM payments_cashsession s
                WHERE (s.closed_at IS NOT NULL) <> EXISTS
                      (SELECT FROM payments_cashclosing c WHERE c.session_id = s.id)""",
    ),
    Invariant(
        name="business-date-of-the-session",
        promise="La fecha de negocio de cada cobro es la de su turno.",
        sql="""SELECT y.id, y.business_date, s.business_date AS session_date
                 FROM payments_payment y JOIN payments_cashsession s ON s.id = y.session_id
                WHERE y.business_date <> s.business_date""",
    ),
)
