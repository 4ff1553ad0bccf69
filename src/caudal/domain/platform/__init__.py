"""The utility itself and what every other package stands on: people, roles, audit, idempotency,
folios, files, jobs.
"""
