"""Where a report looks: the whole utility or one sector."""

ACCOUNT_IN_SECTOR = """
(%(sector)s::bigint IS NULL OR {column} IN (
    SELECT a.id FROM registry_serviceaccount a JOIN registry_route r ON r.id = a.route_id
     WHERE r.sector_id = %(sector)s))
"""
"""Condition on a column that names an account; no sector means all of them."""
