"""The promises of billing, each as one query that must return no row."""

from caudal.domain.billing.operations.verification import altered_bills, irreproducible_bills
from caudal.domain.platform.verification import Invariant

INVARIANTS = (
    Invariant(
        name="bills-immutable",
        promise="La huella de cada recibo emitido es la que se guardó al emitirlo.",
        also=altered_bills,
    ),
    Invariant(
        name="bills-reproducible",
        promise="Los datos congelados de cada recibo vuelven a dar los mismos centavos.",
        also=irreproducible_bills,
    ),
    Invariant(
        name="bills-once",
        promise="Una cuenta tiene un solo recibo vigente por periodo.",
        sql="""SELECT account_id, period_id, count(*) AS bills FROM billing_bill
                WHERE is_live GROUP BY account_id, period_id HAVING count(*) > 1""",
    ),
    Invariant(
        name="bill-equals-its-charges",
        promise="El total de cada recibo es la suma de sus cargos y el importe de su movimiento.",
        sql="""SELECT b.id, b.total, m.amount, sum(c.amount) AS charges
                 FROM billing_bill b
                 JOIN receivables_movement m ON m.id = b.movement_id
                 LEFT JOIN receivables_charge c ON c.movement_id = b.movement_id
                GROUP BY b.id, b.total, m.amount, m.kind, m.account_id, b.account_id
               HAVING b.total IS DISTINCT FROM sum(c.amount) OR b.total <> m.amount
                   OR m.kind <> 'bill' OR m.account_id <> b.account_id""",
    ),
    Invariant(
        name="reading-billed-once",
        promise="Un consumo se cobra en un solo recibo vigente.",
        sql="""SELECT consumption_id, count(*) AS bills FROM billing_bill
                WHERE is_live AND consumption_id IS NOT NULL
                GROUP BY consumption_id HAVING count(*) > 1""",
    ),
    Invariant(
        name="bill-cancellations-linked",
        promise="Todo recibo no vigente tiene su cancelación, con su movimiento contrario.",
        sql="""SELECT b.id, b.is_live, x.id AS cancellation FROM billing_bill b
                 LEFT JOIN billing_billcancellation x ON x.bill_id = b.id
                 LEFT JOIN receivables_movement m ON m.id = x.movement_id
                WHERE b.is_live = (x.id IS NOT NULL)
                   OR (x.id IS NOT NULL AND (m.reverses_id IS DISTINCT FROM b.movement_id
                                             OR m.amount <> -b.total))""",
    ),
    Invariant(
        name="runs-complete",
        promise="Toda corrida aprobada explica cada cuenta: facturada, retenida o excluida.",
        sql="""SELECT r.id, r.active_count, count(s.id) AS explained,
                      count(s.id) FILTER (WHERE s.outcome = 'billed') AS billed
                 FROM billing_billingrun r LEFT JOIN billing_runaccount s ON s.run_id = r.id
                WHERE r.state IN ('approved', 'issuing', 'issued')
                GROUP BY r.id, r.active_count, r.billed_count
               HAVING count(s.id) <> r.active_count
                   OR count(s.id) FILTER (WHERE s.outcome = 'billed') <> r.billed_count""",
    ),
    Invariant(
        name="runs-issued-whole",
        promise="Una corrida emitida tiene un recibo por cuenta facturada; sus tramos suman igual.",
        sql="""SELECT r.id, r.billed_count, b.bills, k.bills AS by_chunks
                 FROM billing_billingrun r
                 LEFT JOIN (SELECT run_id, count(*) AS bills, sum(total) AS total
                              FROM billing_bill GROUP BY run_id) b ON b.run_id = r.id
                 LEFT JOIN (SELECT run_id, sum(bill_count) AS bills, sum(total) AS total
                              FROM billing_runchunk GROUP BY run_id) k ON k.run_id = r.id
                WHERE r.state = 'issued'
                  AND ((r.billed_count, r.total) IS DISTINCT FROM (b.bills, b.total)
                       OR (b.bills, b.total) IS DISTINCT FROM (k.bills, k.total))""",
    ),
    Invariant(
        name="supplements-bill-who-was-held",
        promise="Una corrida complementaria solo ve cuentas que una corrida emitida antes de su"
        " periodo retuvo.",
        sql="""SELECT r.id, s.account_id FROM billing_billingrun r
                 JOIN billing_runaccount s ON s.run_id = r.id
                WHERE r.supplements_id IS NOT NULL
                  AND NOT EXISTS (SELECT FROM billing_billingrun o
                                    JOIN billing_runaccount x ON x.run_id = o.id
                                   WHERE o.period_id = r.period_id AND o.id < r.id
                                     AND o.state = 'issued' AND x.outcome = 'held'
                                     AND x.account_id = s.account_id)
                UNION ALL
               SELECT r.id, NULL FROM billing_billingrun r
                 JOIN billing_billingrun p ON p.id = r.supplements_id
                WHERE p.period_id <> r.period_id OR p.supplements_id IS NOT NULL
                   OR p.state <> 'issued'""",
    ),
    Invariant(
        name="no-reading-after-its-bill",
        promise="Ninguna lectura entra ni se resuelve en un periodo después del recibo de su cuenta"
        " o, si no tiene, de la corrida que no la retuvo, salvo corrección declarada.",
        # A period has no bill before its run began to be issued: only what is later is looked at.
        sql="""WITH late AS (
                   SELECT r.id AS run, r.issued_at, r.period_id, g.account_id,
                          g.id AS reading, NULL::bigint AS consumption, g.recorded_at AS at
                     FROM billing_billingrun r
                     JOIN metering_reading g ON g.period_id = r.period_id
                    WHERE r.state = 'issued' AND r.supplements_id IS NULL
                      AND g.recorded_at > COALESCE(r.issuing_at, r.issued_at)
                      AND g.supersedes_id IS NULL
                    UNION ALL
                   SELECT r.id, r.issued_at, r.period_id, c.account_id, NULL, c.id, c.decided_at
                     FROM billing_billingrun r
                     JOIN metering_consumption c ON c.period_id = r.period_id
                    WHERE r.state = 'issued' AND r.supplements_id IS NULL
                      AND c.decided_at > COALESCE(r.issuing_at, r.issued_at)
               )
               SELECT l.run, l.reading, l.consumption, l.account_id FROM late l
                WHERE l.at > COALESCE(
                      (SELECT min(m.recorded_at) FROM billing_bill b
                         JOIN receivables_movement m ON m.id = b.movement_id
                        WHERE b.account_id = l.account_id AND b.period_id = l.period_id),
                      (SELECT CASE WHEN bool_and(s.outcome = 'held') THEN 'infinity'::timestamptz
                                   ELSE min(o.issued_at) FILTER (WHERE s.outcome <> 'held') END
                         FROM billing_billingrun o JOIN billing_runaccount s ON s.run_id = o.id
                        WHERE o.period_id = l.period_id AND o.state = 'issued'
                          AND s.account_id = l.account_id),
                      l.issued_at)""",
    ),
    Invariant(
        name="every-issue-is-audited",
        promise="Cada tramo emitido y cada corrida tienen su asiento en la bitácora.",
        sql="""SELECT r.id, count(a.id) AS entries FROM billing_billingrun r
                 LEFT JOIN platform_auditentry a ON a.subject_kind = 'billing.billingrun'
                      AND a.subject_id = r.id AND a.action = 'billing.run.issued'
                WHERE r.state = 'issued' GROUP BY r.id HAVING count(a.id) <> 1""",
    ),
)
