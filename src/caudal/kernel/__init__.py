"""Pure value types: money, volumes, periods, rounding, identifiers."""
