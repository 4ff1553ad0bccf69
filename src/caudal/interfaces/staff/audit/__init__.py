"""Bitácora: who did what, when, from where and with what effect."""
