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
                   WINDOW seen AS (PARTITION BY r.installation_id ORDER BY r.read_on, r.id)) reading
                WHERE value_m3 < previous_m3
                  AND (source = 'opening'
                       OR EXISTS (SELECT FROM metering_consumption c
                                   WHERE c.current_reading_id = reading.id AND c.basis = 'measured'
                                     AND c.state IN ('clean', 'accepted')
                                     AND NOT c.is_rollover))""",
    ),
    Invariant(
        name="accounts-are-found-by-what-they-are",
        promise="Cada cuenta se busca por el número, titular, domicilio y medidor que dice el"
        " padrón.",
        also=_stale_search_texts,
    ),
)
