"""Caudal: the open-source commercial system for water utilities."""
