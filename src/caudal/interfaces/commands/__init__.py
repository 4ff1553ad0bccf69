"""The ``caudal`` command: what an operator schedules or a script needs."""
