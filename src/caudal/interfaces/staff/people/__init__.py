"""Operators and roles: who may enter and what each may do."""
