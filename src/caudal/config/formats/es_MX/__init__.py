"""Formats of es-MX."""
