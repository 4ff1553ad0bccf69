"""The promises of the register, each as one query that must return no row."""

from caudal.domain.platform.verification import Invariant

INVARIANTS = (
    Invariant(
        name="accounts-have-a-holder",
        promise="Toda cuenta que no está de baja tiene un titular vigente.",
        sql="""SELECT a.id, a.number FROM registry_serviceaccount a
                WHERE a.status <> 'closed'
                  AND NOT EXISTS (SELECT FROM registry_accountrole r
                                   WHERE r.account_id = a.id AND r.role = 'holder'
                                     AND upper_inf(r.valid_during))""",
    ),
    Invariant(
        name="active-accounts-are-read-and-billed",
        promise="Toda cuenta activa está en una ruta y un ciclo activos: de otro modo nadie la"
        " factura.",
        sql="""SELECT a.id, a.number, r.code AS route, c.code AS cycle
                 FROM registry_serviceaccount a
                 JOIN registry_route r ON r.id = a.route_id
                 JOIN registry_billingcycle c ON c.id = r.cycle_id
                WHERE a.status = 'active' AND NOT (r.is_active AND c.is_active)""",
    ),
    Invariant(
        name="periods-of-a-cycle-never-overlap",
        promise="Los periodos de un ciclo no comparten días.",
        sql="""SELECT p.id, p.code, q.code AS other
                 FROM registry_billingperiod p
                 JOIN registry_billingperiod q
                   ON q.cycle_id = p.cycle_id AND q.id > p.id AND q.during && p.during""",
    ),
)
