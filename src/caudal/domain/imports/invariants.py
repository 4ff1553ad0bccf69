"""The promises of imports, each as one query that must return no row."""

from caudal.domain.platform.verification import Invariant

INVARIANTS = (
    Invariant(
        name="opening-balances-once",
        promise="Cada saldo inicial entra una sola vez: por cuenta, concepto y vencimiento; y a"
        " favor, por cuenta.",
        sql="""SELECT c.account_id, c.concept_id, c.due_date, count(*) AS times
                 FROM receivables_charge c
                 JOIN receivables_movement m ON m.id = c.movement_id AND m.kind = 'opening'
                GROUP BY c.account_id, c.concept_id, c.due_date HAVING count(*) > 1
                UNION ALL
               SELECT k.account_id, NULL, NULL, count(*)
                 FROM receivables_credit k
                 JOIN receivables_movement m ON m.id = k.movement_id AND m.kind = 'opening'
                GROUP BY k.account_id HAVING count(*) > 1""",
    ),
    Invariant(
        name="loads-leave-a-trail",
        promise="Cada importación cargada dejó en la bitácora cuántas filas escribió.",
        sql="""SELECT b.id, b.created_count, b.updated_count
                 FROM imports_importbatch b
                WHERE b.state = 'loaded'
                  AND NOT EXISTS (SELECT FROM platform_auditentry e
                                   WHERE e.action = 'imports.file.loaded'
                                     AND e.subject_kind = 'imports.importbatch'
                                     AND e.subject_id = b.id
                                     AND (e.after->>'created')::int = b.created_count
                                     AND (e.after->>'updated')::int = b.updated_count)""",
    ),
)
