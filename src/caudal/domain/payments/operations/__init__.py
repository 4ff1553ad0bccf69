"""Changes at cash desks: sessions, payments, reversals, closings."""
