"""Caja: open a session, charge, cancel, withdraw and close, all by keyboard."""
