"""Billing: runs from prepared to issued, and the bills that they issued."""
