"""Search over everything (Ctrl+K): accounts, folios, places of the menu, what was seen last."""
