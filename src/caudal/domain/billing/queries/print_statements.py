"""The statements behind ``print_facts``."""

# A reading explains the volume only while the consumption is still the one that was billed.
HEADS = """
SELECT b.id, b.movement_id, b.account_id, m.folio, COALESCE(m.folio_number, 0), p.name,
       lower(p.during), upper(p.during), y.months, b.issue_date, b.due_date, b.rounding, b.total,
       b.volume_m3, b.basis, b.inputs, b.rated_on, b.tariff_version_id, b.is_live,
       a.number, a.contract_number, a.is_metered, u.code, t.name, s.code, r.code,
       a.route_sequence, COALESCE(h.name, ''),
       trim(concat_ws(' ', e.street, e.exterior_number,
            CASE WHEN e.interior_number <> '' THEN 'int. ' || e.interior_number END)),
       e.between_streets, o.name, o.postal_code, COALESCE(d.serial, ''), n.diameter_mm,
       g.value_m3, g.read_on, f.value_m3, f.read_on
  FROM billing_bill b
  JOIN receivables_movement m ON m.id = b.movement_id
  JOIN registry_billingperiod p ON p.id = b.period_id
  JOIN registry_billingcycle y ON y.id = p.cycle_id
  JOIN registry_serviceaccount a ON a.id = b.account_id
  JOIN tariffs_useclass u ON u.id = a.use_class_id
  JOIN tariffs_tariffversion v ON v.id = b.tariff_version_id
  JOIN tariffs_tariff t ON t.id = v.tariff_id
  JOIN registry_route r ON r.id = a.route_id
  JOIN registry_sector s ON s.id = r.sector_id
  JOIN registry_connection n ON n.id = a.connection_id
  JOIN registry_premise e ON e.id = n.premise_id
  JOIN registry_colonia o ON o.id = e.colonia_id
  LEFT JOIN registry_accountrole l
         ON l.account_id = a.id AND l.role = 'holder' AND l.valid_during @> b.issue_date
  LEFT JOIN registry_customer h ON h.id = l.customer_id
  LEFT JOIN metering_consumption c
         ON c.id = b.consumption_id AND c.volume_m3 = b.volume_m3 AND c.basis = b.basis
  LEFT JOIN metering_reading g ON g.id = c.current_reading_id
  LEFT JOIN metering_reading f ON f.id = c.previous_reading_id
  LEFT JOIN metering_meterinstallation i
         ON i.connection_id = n.id AND i.during @> COALESCE(g.read_on, b.issue_date)
  LEFT JOIN metering_meter d ON d.id = i.meter_id
 WHERE b.id = ANY(%(bills)s)
"""

LINES = """
SELECT c.movement_id, k.code, k.name, c.gross, c.discount, c.subsidy, c.tax_rate, c.tax
  FROM receivables_charge c JOIN tariffs_chargeconcept k ON k.id = c.concept_id
 WHERE c.movement_id = ANY(%(movements)s)
 ORDER BY c.id
"""

HISTORY = """
SELECT c.account_id, lower(p.during), y.months, c.volume_m3, c.basis <> 'measured'
  FROM metering_consumption c
  JOIN registry_billingperiod p ON p.id = c.period_id
  JOIN registry_billingcycle y ON y.id = p.cycle_id
 WHERE c.account_id = ANY(%(accounts)s) AND c.state = ANY(%(states)s)
   AND lower(p.during) BETWEEN %(first)s AND %(last)s
"""

_PRINTED = """
WITH printed AS (
    SELECT * FROM unnest(%(movements)s::bigint[], %(accounts)s::bigint[]) AS p(bill, account)
)
"""

# What a charge owed when the bill came = what is open now + what was settled from the bill on; so
# only open charges and recent documents are read, never an account's whole past.
DEBTS = (
    _PRINTED
    + """, later AS (
    SELECT p.bill, a.charge_id, sum(a.amount) AS amount
      FROM printed p
      JOIN receivables_movement m ON m.account_id = p.account AND m.id >= p.bill
      JOIN receivables_allocation a ON a.movement_id = m.id
     GROUP BY p.bill, a.charge_id
), stood AS (
    SELECT p.bill, c.movement_id, c.due_date, c.open_amount + COALESCE(l.amount, 0) AS amount
      FROM printed p
      JOIN receivables_charge c
           ON c.account_id = p.account AND c.open_amount > 0 AND c.movement_id < p.bill
      LEFT JOIN later l ON l.bill = p.bill AND l.charge_id = c.id
     UNION ALL
    SELECT l.bill, c.movement_id, c.due_date, l.amount
      FROM later l JOIN receivables_charge c ON c.id = l.charge_id
     WHERE c.open_amount = 0 AND c.movement_id < l.bill
)
SELECT s.bill, m.kind, m.description, min(s.due_date), sum(s.amount)
  FROM stood s JOIN receivables_movement m ON m.id = s.movement_id
 WHERE s.amount <> 0
 GROUP BY s.bill, m.id, m.kind, m.description
 ORDER BY s.bill, min(s.due_date), m.id
"""
)

APPLIED = """
SELECT movement_id, sum(amount) FROM receivables_allocation
 WHERE movement_id = ANY(%(movements)s) GROUP BY movement_id
"""

CREDIT_LEFT = (
    _PRINTED
    + """
SELECT bill, sum(amount) FROM (
    SELECT p.bill, k.open_amount AS amount
      FROM printed p
      JOIN receivables_credit k
           ON k.account_id = p.account AND k.open_amount > 0 AND k.movement_id < p.bill
     UNION ALL
    SELECT p.bill, a.amount
      FROM printed p
      JOIN receivables_movement m ON m.account_id = p.account AND m.id > p.bill
      JOIN receivables_allocation a ON a.movement_id = m.id
      JOIN receivables_credit k ON k.id = a.credit_id AND k.movement_id < p.bill
) found GROUP BY bill HAVING sum(amount) > 0
"""
)

# The charges that were open right after the issue, with the months already surcharged by then.
STILL_OPEN = (
    _PRINTED
    + """, later AS (
    SELECT p.bill, a.charge_id, sum(a.amount) AS amount, sum(a.tax) AS tax
      FROM printed p
      JOIN receivables_movement m ON m.account_id = p.account AND m.id > p.bill
      JOIN receivables_allocation a ON a.movement_id = m.id
     GROUP BY p.bill, a.charge_id
), chosen AS (
    SELECT p.bill, c.id FROM printed p
      JOIN receivables_charge c
           ON c.account_id = p.account AND c.open_amount > 0 AND c.movement_id <= p.bill
     UNION
    SELECT l.bill, l.charge_id FROM later l
), stood AS (
    SELECT n.bill, c.id, k.code, c.due_date, c.open_amount + COALESCE(l.amount, 0) AS open_amount,
           c.tax - COALESCE(paid.tax, 0) + COALESCE(l.tax, 0) AS open_tax
      FROM chosen n
      JOIN receivables_charge c ON c.id = n.id AND c.movement_id <= n.bill
      JOIN tariffs_chargeconcept k ON k.id = c.concept_id AND k.code = ANY(%(concepts)s)
      LEFT JOIN later l ON l.bill = n.bill AND l.charge_id = n.id
      LEFT JOIN LATERAL (
           SELECT sum(a.tax) AS tax FROM receivables_allocation a WHERE a.charge_id = c.id
           ) paid ON true
)
SELECT s.bill, s.code, s.due_date, ((s.open_amount - s.open_tax) * 100)::bigint,
       (s.open_tax * 100)::bigint, COALESCE(g.months, 0)::bigint,
       (COALESCE(g.net, 0) * 100)::bigint
  FROM stood s
  LEFT JOIN LATERAL (
       SELECT sum(r.surcharged_months) AS months, sum(r.net) AS net FROM receivables_charge r
        WHERE r.surcharged_charge_id = s.id AND r.movement_id <= s.bill
          AND NOT EXISTS (SELECT FROM receivables_movement x
                           WHERE x.reverses_id = r.movement_id AND x.id <= s.bill)) g ON true
 WHERE s.open_amount > 0
"""
)
