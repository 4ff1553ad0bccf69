"""A register of any size made by the database itself, for measuring: one cycle, ten sectors,
metered accounts, as many different volumes as a town has, and names that repeat as in a town.
"""

from datetime import date

import psycopg
from benchmarks.words import colonias, load_words

ACCOUNTS_PER_ROUTE = 500

# Account numbers end in the check digit of Luhn, as those that people type.
_STATEMENTS = (
    (
        "INSERT INTO platform_branch (code, name, address, postal_code, time_zone, is_active)"
        " VALUES ('01', 'Centro', '', '', 'America/Hermosillo', true)"
    ),
    (
        "INSERT INTO registry_billingcycle (code, name, months, due_days, branch_id, is_active)"
        " SELECT 'C1', 'Ciclo 1', 1, 14, id, true FROM platform_branch"
    ),
    (
        "INSERT INTO registry_billingperiod (cycle_id, code, name, during, due_date)"
        " SELECT id, '2026-10', 'Octubre 2026', '[2026-10-01,2026-11-01)', '2026-11-20'"
        " FROM registry_billingcycle"
    ),
    (
        "INSERT INTO registry_sector (code, name)"
        " SELECT lpad(n::text, 2, '0'), 'Sector ' || n FROM generate_series(1, 10) n"
    ),
    (
        "INSERT INTO registry_colonia (name, postal_code)"
        " SELECT name, '85430' FROM unnest(%(colonias)s::text[]) WITH ORDINALITY c (name, place)"
        " ORDER BY place"
    ),
    (
        "INSERT INTO registry_route (code, name, sector_id, cycle_id, is_active)"
        " SELECT lpad(n::text, 5, '0'), '', s.id, c.id, true FROM registry_billingcycle c,"
        " generate_series(1, (%(n)s + 499) / 500) n"
        " JOIN registry_sector s ON s.code = lpad((1 + n %% 10)::text, 2, '0') ORDER BY n"
    ),
    (
        "INSERT INTO registry_premise (street, exterior_number, interior_number, between_streets,"
        " colonia_id, cadastral_key)"
        " SELECT s.word, (100 + n %% 900)::text, '', '', 1 + n / 150 %% %(colonia_count)s, ''"
        " FROM generate_series(1, %(n)s) n"
        " JOIN word s ON s.list = 'street' AND s.place = pg_temp.place_of(n / 22, 1, 1000)"
        " ORDER BY n"
    ),
    (
        "INSERT INTO registry_connection (premise_id, kind, diameter_mm, is_active)"
        " SELECT id, 'water', 13, true FROM registry_premise ORDER BY id"
    ),
    (
        "INSERT INTO registry_customer (name, kind, rfc, curp, email, phone)"
        " SELECT g.word || ' ' || f.word || ' ' || m.word, 'person', '', '', '', ''"
        " FROM generate_series(1, %(n)s) n"
        " JOIN word g ON g.list = 'given' AND g.place = pg_temp.place_of(n, 2, 1000)"
        " JOIN word f ON f.list = 'surname' AND f.place = pg_temp.place_of(n, 3, 1000)"
        " JOIN word m ON m.list = 'surname' AND m.place = pg_temp.place_of(n, 4, 1000)"
        " ORDER BY n"
    ),
    (
        "INSERT INTO registry_serviceaccount (number, contract_number, connection_id, use_class_id,"
        " tariff_id, route_id, route_sequence, status, is_metered, has_sewer, has_sanitation,"
        " dwelling_units, tariff_attributes, wants_printed_bill, search_text)"
        " SELECT i.digits || '-' || i.digit, '', n.id, u.id, t.id, 1 + (n.id - 1) / 500,"
        " n.id %% 500, 'active', true, n.id %% 10 <> 0, true, 1, '{}', true,"
        " concat_ws(' ', i.digits, i.digit, g.key, f.key, m.key, s.key, p.exterior_number,"
        " lower(translate(o.name, 'áéíóúÁÉÍÓÚ', 'aeiouAEIOU')), 10 + n.id %% 15,"
        " lpad(n.id::text, 7, '0'))"
        " FROM registry_connection n"
        " JOIN registry_premise p ON p.id = n.premise_id"
        " JOIN registry_colonia o ON o.id = p.colonia_id"
        " JOIN word g ON g.list = 'given' AND g.place = pg_temp.place_of(n.id, 2, 1000)"
        " JOIN word f ON f.list = 'surname' AND f.place = pg_temp.place_of(n.id, 3, 1000)"
        " JOIN word m ON m.list = 'surname' AND m.place = pg_temp.place_of(n.id, 4, 1000)"
        " JOIN word s ON s.list = 'street' AND s.place = pg_temp.place_of(n.id / 22, 1, 1000),"
        " LATERAL (SELECT lpad(n.id::text, 7, '0') AS digits,"
        " (10 - (SELECT sum(CASE WHEN at %% 2 = 1"
        " THEN substr('0246813579', 1 + substr(lpad(n.id::text, 7, '0'), at, 1)::int, 1)::int"
        " ELSE substr(lpad(n.id::text, 7, '0'), at, 1)::int END)"
        " FROM generate_series(1, 7) at) %% 10) %% 10 AS digit) i,"
        " tariffs_useclass u, tariffs_tariff t"
        " WHERE u.code = 'domestico_medio' ORDER BY n.id"
    ),
    (
        "INSERT INTO registry_accountrole (account_id, customer_id, role, valid_during)"
        " SELECT id, id, 'holder', '[2018-01-01,)' FROM registry_serviceaccount"
    ),
    (
        "INSERT INTO metering_meter (serial, brand, diameter_mm, digits)"
        " SELECT 10 + id %% 15 || '-' || lpad(id::text, 7, '0'), '', 13, 5"
        " FROM registry_connection ORDER BY id"
    ),
    (
        "INSERT INTO metering_meterinstallation (meter_id, connection_id, during, initial_value_m3)"
        " SELECT m.id, m.id, '[2018-01-01,)', 0 FROM metering_meter m"
    ),
    (
        "INSERT INTO metering_reading (account_id, installation_id, period_id, read_on, value_m3,"
        " source, meter_reader, recorded_at)"
        " SELECT a.id, a.connection_id, p.id, '2026-10-30', 1000 + a.id %% 97, 'file', '', now()"
        " FROM registry_serviceaccount a, registry_billingperiod p"
    ),
    (
        "INSERT INTO metering_consumption (account_id, period_id, basis, volume_m3,"
        " current_reading_id, is_rollover, finding, state, decision, decision_note)"
        " SELECT r.account_id, r.period_id, 'measured', r.account_id %% 97, r.id, false, '',"
        " 'clean', '', '' FROM metering_reading r"
    ),
)


def load_population(owner: "psycopg.Connection[tuple[object, ...]]", *, accounts: int) -> None:
    """Fill an empty database that has uses and a tariff with a cycle ready to bill."""
    owner.execute("SET session_replication_role = replica")
    load_words(owner)
    names = colonias()
    given = {"n": accounts, "colonias": names, "colonia_count": len(names)}
    for statement in _STATEMENTS:
        owner.execute(statement, given)
    owner.execute("VACUUM ANALYZE")


ISSUE_DATE = date(2026, 11, 6)
