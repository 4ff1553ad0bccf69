"""The promises of metering, each as one query that must return no row."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from caudal.domain.metering.queries.meters import hanging_serials
from caudal.domain.platform.verification import Invariant
from caudal.domain.registry.queries.account_facts import accounts_by_id
from caudal.domain.registry.queries.search_text import search_text_of

_ACCOUNTS_AT_ONCE = 10_000


def _stale_search_texts() -> Iterator[dict[str, Any]]:
    """Accounts found by something else than what the register says of them."""
    after = 0
    while stored := _search_texts_after(after):
        facts = accounts_by_id(account_ids=stored)
        serials = hanging_serials(account_ids=stored)
        for key, text in stored.items():
            expected = search_text_of(facts=facts[key].facts, meter_serial=serials.get(key, ""))
            if text != expected:
                yield {"account_id": key, "search_text": text, "expected": expected}
        after = max(stored)


def _search_texts_after(account_id: int) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, search_text FROM registry_serviceaccount
                WHERE id > %s ORDER BY id LIMIT %s""",
            [account_id, _ACCOUNTS_AT_ONCE],
        )
        return dict(cursor.fetchall())


INVARIANTS = (
    Invariant(
        name="installations-never-overlap",
        promise="Una toma no tiene dos medidores a la vez ni un medidor dos tomas.",
        sql="""SELECT i.id, o.id AS other, i.meter_id, i.connection_id
                 FROM metering_meterinstallation i
                 JOIN metering_meterinstallation o
                   ON o.connection_id = i.connection_id AND o.id > i.id AND o.during && i.during
                UNION
               SELECT i.id, o.id, i.meter_id, i.connection_id
                 FROM metering_meterinstallation i
                 JOIN metering_meterinstallation o
                   ON o.meter_id = i.meter_id AND o.id > i.id AND o.during && i.during""",
    ),
    Invariant(
        name="readings-of-their-meter",
        promise="Cada lectura es de un medidor instalado ese día en la toma de su cuenta.",
        sql="""SELECT r.id, r.account_id, r.read_on, i.during
                 FROM metering_reading r
                 JOIN registry_serviceaccount a ON a.id = r.account_id
                 JOIN metering_meterinstallation i ON i.id = r.installation_id
                WHERE i.connection_id <> a.connection_id
                   OR r.read_on < lower(i.during) OR r.read_on > upper(i.during)""",
    ),
    Invariant(
        name="readings-advance",
        promise="Las lecturas de una instalación no retroceden, salvo vuelta del medidor o"
        " corrección declarada.",
        # What a reader saw may be anything: it is a promise once a consumption stands on it.
        sql="""SELECT id, installation_id, read_on, value_m3, previous_m3 FROM (
                   SELECT r.id, r.installation_id, r.read_on, r.value_m3, r.source,
                          COALESCE(lag(r.value_m3) OVER seen, i.initial_value_m3) AS previous_m3
                     FROM metering_reading r
                     JOIN metering_meterinstallation i ON i.id = r.installation_id
                    WHERE r.value_m3 IS NOT NULL
                      AND NOT EXISTS (SELECT FROM metering_reading s WHERE s.supersedes_id = r.id)
                      AND (r.period_id IS NULL
                           OR EXISTS (SELECT FROM metering_consumption u
                                       WHERE u.account_id = r.account_id
                                         AND u.period_id = r.period_id AND u.basis = 'measured'
                                         AND u.state IN ('clean', 'accepted')))
                   WINDOW seen AS (PARTITION BY r.installation_id ORDER BY r.read_on, r.id)) reading
                WHERE value_m3 < previous_m3
                  AND (source = 'opening'
                       OR EXISTS (SELECT FROM metering_consumption c
                                   WHERE c.current_reading_id = reading.id AND c.basis = 'measured'
                                     AND c.state IN ('clean', 'accepted')
                                     AND NOT c.is_rollover))""",
    ),
    Invariant(
        name="consumption-equals-its-readings",
        promise="Cada consumo medido es la diferencia de sus lecturas, menos lo que ya se estimó.",
        # Whole turns of the dial apart: that the dial went forward is the promise before this one.
        sql="""SELECT c.id, c.account_id, c.period_id, c.volume_m3, g.value_m3,
                      p.value_m3 AS previous_m3, e.estimated_m3
                 FROM metering_consumption c
                 JOIN registry_billingperiod d ON d.id = c.period_id
                 JOIN metering_reading g ON g.id = c.current_reading_id
                 JOIN metering_meterinstallation i ON i.id = g.installation_id
                 JOIN metering_meter m ON m.id = i.meter_id
                 LEFT JOIN metering_reading p ON p.id = c.previous_reading_id
                 LEFT JOIN registry_billingperiod q ON q.id = p.period_id
                 LEFT JOIN metering_meterinstallation o
                        ON o.id = p.installation_id AND o.id <> i.id
                 LEFT JOIN metering_meter n ON n.id = o.meter_id
                CROSS JOIN LATERAL (
                     SELECT COALESCE(sum(u.volume_m3), 0) AS estimated_m3
                       FROM metering_consumption u
                       JOIN registry_billingperiod t ON t.id = u.period_id
                      WHERE u.account_id = c.account_id AND u.state IN ('clean', 'accepted')
                        AND u.basis IN ('average', 'estimated', 'assigned')
                        AND lower(t.during) < lower(d.during)
                        AND lower(t.during)
                            >= COALESCE(upper(q.during), p.read_on, lower(i.during))) e
                WHERE c.basis = 'measured' AND c.state IN ('clean', 'accepted')
                  AND mod(g.value_m3 - c.volume_m3 - e.estimated_m3
                          - CASE WHEN p.id IS NULL THEN i.initial_value_m3
                                 WHEN o.id IS NULL THEN p.value_m3
                                 ELSE i.initial_value_m3 - COALESCE(o.final_value_m3, p.value_m3)
                                      + p.value_m3 END,
                          (10 ^ LEAST(m.digits, COALESCE(n.digits, m.digits)))::numeric) <> 0""",
    ),
    Invariant(
        name="readings-of-a-period-are-one",
        promise="Una cuenta tiene una sola lectura en vigor por periodo.",
        sql="""SELECT r.account_id, r.period_id, count(*) AS readings FROM metering_reading r
                WHERE r.period_id IS NOT NULL
                  AND NOT EXISTS (SELECT FROM metering_reading s WHERE s.supersedes_id = r.id)
                GROUP BY r.account_id, r.period_id HAVING count(*) > 1""",
    ),
    Invariant(
        name="accounts-are-found-by-what-they-are",
        promise="Cada cuenta se busca por el número, titular, domicilio y medidor que dice el"
        " padrón.",
        also=_stale_search_texts,
    ),
)
