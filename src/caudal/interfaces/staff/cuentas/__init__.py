"""Cuentas: the register by account, everything about one of them, and its corrections."""
