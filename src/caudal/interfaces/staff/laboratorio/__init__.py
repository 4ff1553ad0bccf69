"""The laboratory: what a tariff would change, before anybody signs it."""
