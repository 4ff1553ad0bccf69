"""Pure Python that decides money: no Django, no database, no clock."""
