"""How movements add up to what was billed and what was collected, for totals kept and live."""

BILLED_AND_COLLECTED = """
       COALESCE(sum(m.amount) FILTER (WHERE m.kind IN ('bill', 'bill_cancellation')), 0.00)
           AS billed,
       count(*) FILTER (WHERE m.kind = 'bill')
           - count(*) FILTER (WHERE m.kind = 'bill_cancellation') AS bill_count,
       COALESCE(-sum(m.amount) FILTER (WHERE m.kind IN ('payment', 'payment_reversal')), 0.00)
           AS collected,
       count(*) FILTER (WHERE m.kind = 'payment')
           - count(*) FILTER (WHERE m.kind = 'payment_reversal') AS payment_count
"""
"""Columns of a statement over movements ``m``."""

COUNTED = "m.kind IN ('bill', 'bill_cancellation', 'payment', 'payment_reversal')"
"""Condition on movements ``m``: surcharges and opening balances are neither."""

CHANNEL_OF_MOVEMENT = """
(SELECT movement_id, channel_id FROM payments_payment
  UNION ALL
 SELECT v.movement_id, p.channel_id
   FROM payments_paymentreversal v JOIN payments_payment p ON p.id = v.payment_id)
"""
"""Table of the movements of payments and of reversals, each with the channel of its payment."""

# Without an upper end the planner takes the unknown horizon for a third of the table and reads all
# of it; between two ends it expects few rows, and takes the index.
_AFTER_HORIZON = """
{row}.id > (SELECT COALESCE(max({column}), 0) FROM reports_summaryhorizon)
AND {row}.id <= 9223372036854775807
"""
AFTER_HORIZON = _AFTER_HORIZON.format(row="m", column="movement_id")
"""Condition on movements ``m``: those that no total holds yet."""

OPENED_SINCE = f"""
(SELECT c.account_id, c.due_date, c.amount
   FROM receivables_charge c
  WHERE {_AFTER_HORIZON.format(row="c", column="charge_id")}
  UNION ALL
 SELECT c.account_id, c.due_date, -s.amount
   FROM receivables_allocation s JOIN receivables_charge c ON c.id = s.charge_id
  WHERE {_AFTER_HORIZON.format(row="s", column="allocation_id")})
"""
"""Table of what is open more than the due totals say: charges written since, less what was settled
since.
"""
