"""The books of a database as digests of what people would compare: folios, numbers, amounts and
dates, never surrogate keys, which a killed transaction uses up.
"""

from typing import Any

import psycopg

_BOOKS = {
    "movements": """
        SELECT a.number, m.kind, m.description, m.amount, m.business_date, m.recorded_at, m.folio
          FROM receivables_movement m JOIN registry_serviceaccount a ON a.id = m.account_id""",
    "charges": """
        SELECT a.number, m.folio, k.code, c.gross, c.discount, c.subsidy, c.net, c.tax_rate, c.tax,
               c.rounding, c.amount, c.open_amount, c.due_date, c.surcharged_months
          FROM receivables_charge c JOIN receivables_movement m ON m.id = c.movement_id
          JOIN registry_serviceaccount a ON a.id = c.account_id
          JOIN tariffs_chargeconcept k ON k.id = c.concept_id""",
    "allocations": """
        SELECT a.number, m.folio, k.code, x.folio, l.amount, l.base, l.tax, l.business_date
          FROM receivables_allocation l JOIN receivables_charge c ON c.id = l.charge_id
          JOIN receivables_movement m ON m.id = c.movement_id
          JOIN receivables_movement x ON x.id = l.movement_id
          JOIN registry_serviceaccount a ON a.id = c.account_id
          JOIN tariffs_chargeconcept k ON k.id = c.concept_id""",
    "credits": """
        SELECT a.number, m.folio, c.amount, c.open_amount FROM receivables_credit c
          JOIN receivables_movement m ON m.id = c.movement_id
          JOIN registry_serviceaccount a ON a.id = c.account_id""",
    "bills": """
        SELECT a.number, m.folio, b.position, b.inputs, b.rated_on, b.volume_m3, b.basis, b.net,
               b.tax, b.rounding, b.total, b.issue_date, b.due_date, b.content_hash, b.is_live
          FROM billing_bill b JOIN receivables_movement m ON m.id = b.movement_id
          JOIN registry_serviceaccount a ON a.id = b.account_id""",
    "folios": "SELECT code, last_number FROM platform_folioseries",
    "audit": """
        SELECT at, action, subject_kind, reason, amount, before::text, after::text
          FROM platform_auditentry""",
    "summaries": """
        SELECT a.number, d.owed, d.overdue, d.credit_balance, d.oldest_due_date,
               d.open_document_count, d.last_payment_on, d.as_of
          FROM receivables_accountdebt d JOIN registry_serviceaccount a ON a.id = d.account_id""",
    "run": """
        SELECT code, state, active_count, billed_count, issued_count, total, issuing_at
          FROM billing_billingrun""",
    "stretches": """
        SELECT first_position, last_position, bill_count, total, issued_at
          FROM billing_runchunk""",
}


def digests(database: "psycopg.Connection[Any]") -> dict[str, tuple[int, str]]:
    """How many rows each book has, and the MD5 of all of them in order."""
    return {name: _digest(database, statement) for name, statement in _BOOKS.items()}


def _digest(database: "psycopg.Connection[Any]", statement: str) -> tuple[int, str]:
    row = database.execute(
        f"SELECT count(*), COALESCE(md5(string_agg(r::text, '|' ORDER BY r::text)), '')"
        f" FROM ({statement}) r"
    ).fetchone()
    assert row is not None
    return int(row[0]), str(row[1])
