"""The promises of the reports, each as one query that must return no row."""

from caudal.domain.platform.verification import Invariant
from caudal.domain.reports.queries.ledger_sums import (
    BILLED_AND_COLLECTED,
    CHANNEL_OF_MOVEMENT,
    COUNTED,
    OPENED_SINCE,
)

INVARIANTS = (
    Invariant(
        name="day-totals",
        promise="Los totales de cada día y canal que usa el tablero son la suma de los movimientos"
        " hasta su alcance.",
        sql=f"""
        SELECT business_date, channel_id, sum(billed) AS billed, sum(bill_count) AS bill_count,
               sum(collected) AS collected, sum(payment_count) AS payment_count
          FROM (SELECT business_date, channel_id, billed, bill_count, collected, payment_count
                  FROM reports_daytotal
                 UNION ALL
                SELECT business_date, channel_id, -billed, -bill_count, -collected, -payment_count
                  FROM (SELECT m.business_date, h.channel_id, {BILLED_AND_COLLECTED}
                          FROM receivables_movement m
                          LEFT JOIN {CHANNEL_OF_MOVEMENT} h ON h.movement_id = m.id
                         WHERE m.id <= (SELECT COALESCE(max(movement_id), 0)
                                          FROM reports_summaryhorizon)
                           AND {COUNTED}
                         GROUP BY m.business_date, h.channel_id) summed) entry
         GROUP BY business_date, channel_id
        HAVING sum(billed) <> 0 OR sum(bill_count) <> 0
            OR sum(collected) <> 0 OR sum(payment_count) <> 0""",
    ),
    Invariant(
        name="due-totals",
        promise="Lo que el tablero tiene por pagar según su vencimiento es lo que falta por pagar"
        " de los cargos.",
        sql=f"""
        SELECT due_date, sum(amount) AS difference
          FROM (SELECT due_date, open_amount AS amount FROM reports_duetotal
                 UNION ALL
                SELECT due_date, amount FROM {OPENED_SINCE} since
                 UNION ALL
                SELECT due_date, -open_amount FROM receivables_charge WHERE open_amount > 0) entry
         GROUP BY due_date HAVING sum(amount) <> 0""",
    ),
)
