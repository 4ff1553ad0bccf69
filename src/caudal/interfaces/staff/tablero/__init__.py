"""Tablero: what was billed, collected and is owed, and what waits for a decision."""
