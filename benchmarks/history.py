"""A database of accounts with months of readings, bills, charges and payments behind them.

Month by month, as a utility writes them. Of a hundred accounts 85 pay each bill within 24 days, ten
owe up to six bills and five up to two years; what is paid has one charge, what is owed has five.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import psycopg
from benchmarks.cluster import BenchDatabase, fresh_database
from benchmarks.population import load_population

from caudal.kernel.periods import add_months

TODAY = date(2026, 11, 17)
"""The day on which this register is looked at."""

CONCEPTS = ("agua", "alcantarillado", "saneamiento", "mantenimiento", "mejora_de_redes")
_CHANNELS = (
    ("caja", "Cajas propias", "desk"),
    ("tienda", "Tiendas", "store"),
    ("banco", "Bancos", "bank"),
    ("portal", "En línea", "online"),
)
_LAST_BILLED = date(2026, 10, 1)

_PERIOD = """
INSERT INTO registry_billingperiod (cycle_id, code, name, during, due_date)
SELECT c.id, to_char(%(start)s::date, 'YYYY-MM'), to_char(%(start)s::date, 'MM/YYYY'),
       daterange(%(start)s, (%(start)s::date + interval '1 month')::date),
       (%(start)s::date + interval '50 days')::date
  FROM registry_billingcycle c
    ON CONFLICT DO NOTHING
"""
_READINGS = """
WITH read AS (
    INSERT INTO metering_reading (account_id, installation_id, period_id, read_on, value_m3, source,
           meter_reader, recorded_at)
    SELECT a.id, a.connection_id, p.id, upper(p.during) - 2, 900, 'file', '', upper(p.during)
      FROM registry_serviceaccount a, registry_billingperiod p
     WHERE lower(p.during) = %(start)s AND %(start)s < %(last)s
    RETURNING id, account_id, period_id)
INSERT INTO metering_consumption (account_id, period_id, basis, volume_m3, current_reading_id,
       is_rollover, finding, state, decision, decision_note)
SELECT account_id, period_id, 'measured', account_id %% 50, id, false, '', 'clean', '', ''
  FROM read
"""
_BILLS = """
WITH document AS (
    INSERT INTO receivables_movement (account_id, kind, description, amount, business_date,
           recorded_at, series_code, folio_number, folio)
    SELECT a.id, 'bill', 'Recibo ' || lower(p.name), 326.31, upper(p.during) + 5,
           upper(p.during) + 5, 'R', p.id * 10000000 + a.id, 'R-' || p.id * 10000000 + a.id
      FROM registry_serviceaccount a, registry_billingperiod p
     WHERE lower(p.during) = %(start)s
     ORDER BY a.id
    RETURNING id, account_id, business_date
), bill AS (
    INSERT INTO billing_bill (movement_id, account_id, period_id, position, tariff_version_id,
           inputs, rated_on, volume_m3, basis, net, tax, rounding, total, issue_date, due_date,
           content_hash, is_live)
    SELECT d.id, d.account_id, p.id, 0, v.id, '', d.business_date, 17, 'measured', 326.31, 0, 0,
           326.31, d.business_date, d.business_date + 14, repeat('0', 64), true
      FROM document d, registry_billingperiod p, tariffs_tariffversion v
     WHERE lower(p.during) = %(start)s
)
INSERT INTO receivables_charge (movement_id, account_id, concept_id, surcharged_months, gross,
       discount, subsidy, net, tax_object, tax_rate, tax, rounding, amount, open_amount, due_date)
SELECT d.id, d.account_id, c.id, 0, v.net, 0, 0, v.net, '02', 0, 0, 0, v.net,
       CASE WHEN v.is_paid THEN 0 ELSE v.net END, d.business_date + 14
  FROM document d
  JOIN (VALUES ('agua', true, 326.31), ('agua', false, 200.00), ('alcantarillado', false, 70.00),
               ('saneamiento', false, 26.31), ('mantenimiento', false, 20.00),
               ('mejora_de_redes', false, 10.00)) v (code, is_paid, net)
    ON v.is_paid = COALESCE(
           pg_temp.paid_on(d.account_id, %(back)s, d.business_date) <= %(today)s, false)
  JOIN tariffs_chargeconcept c ON c.code = v.code
"""
_PAYMENTS = """
WITH document AS (
    INSERT INTO receivables_movement (account_id, kind, description, amount, business_date,
           recorded_at, folio)
    SELECT a.id, 'payment', 'Pago', -326.31, d.day, d.day + interval '18 hours', ''
      FROM registry_serviceaccount a
      JOIN registry_billingperiod p ON lower(p.during) = %(start)s,
           LATERAL (SELECT pg_temp.paid_on(a.id, %(back)s, upper(p.during) + 5) AS day) d
     WHERE d.day <= %(today)s
     ORDER BY d.day
    RETURNING id, account_id, business_date, recorded_at, amount)
INSERT INTO payments_payment (movement_id, account_id, channel_id, channel_reference, amount,
       received, change, business_date, paid_at)
SELECT d.id, d.account_id, h.id, d.id::text, -d.amount, -d.amount, 0, d.business_date, d.recorded_at
  FROM document d
  JOIN payments_collectionchannel h
    ON h.code = ('{caja,caja,tienda,tienda,banco,portal}'::text[])
                [1 + pg_temp.place_of(d.id, 6, 6)]
"""
_PAID_ON = """
CREATE FUNCTION pg_temp.paid_on(account bigint, back bigint, billed date) RETURNS date
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN back >= CASE WHEN pg_temp.place_of(account, 7, 100) < 85 THEN 0
                          WHEN pg_temp.place_of(account, 7, 100) < 95
                          THEN 1 + pg_temp.place_of(account, 8, 6)
                          ELSE 1 + pg_temp.place_of(account, 8, 24) END
        THEN billed + 1 + pg_temp.place_of(account * 100 + back, 9, 24)::int END
$$
"""


@dataclass(frozen=True, slots=True)
class _Month:
    start: date
    back: int


def prepared_database(*, accounts: int, months: int) -> BenchDatabase:
    """A fresh database of accounts that were read, billed and paid for some months, in use by
    Django.
    """
    database = fresh_database("bench_history")
    database.use()
    _set_up()
    with database.owner() as owner:
        load_population(owner, accounts=accounts)
        print(f"  {accounts:,} accounts", flush=True)
        _live(owner, months)
        owner.execute("VACUUM ANALYZE")
    _sum_up(accounts)
    with database.owner() as owner:
        owner.execute("VACUUM ANALYZE receivables_accountdebt")
    return database


def _set_up() -> None:
    from tests.factories.billing import make_billing_rules
    from tests.factories.registry import make_concept, make_use_class

    from caudal.domain.payments.models import CollectionChannel

    make_billing_rules()
    make_use_class()
    for code in CONCEPTS[2:]:
        make_concept(code=code)
    for code, name, kind in _CHANNELS:
        CollectionChannel.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})


def _live(owner: "psycopg.Connection[tuple[object, ...]]", months: int) -> None:
    owner.execute(_PAID_ON)
    for month in _months(months):
        given = {
            "start": month.start,
            "back": month.back,
            "today": TODAY,
            "last": _LAST_BILLED,
        }
        for statement in (_PERIOD, _READINGS, _BILLS, _PAYMENTS):
            owner.execute(statement, given)
        print(f"  {month.start:%Y-%m} read, billed and paid", flush=True)


def _months(count: int) -> Iterator[_Month]:
    for back in reversed(range(count)):
        yield _Month(add_months(_LAST_BILLED, -back), back)


def _sum_up(accounts: int) -> None:
    from caudal.domain.receivables.operations.summary import rebuild_debt

    rebuild_debt(first_account_id=1, last_account_id=accounts, on_date=TODAY)
