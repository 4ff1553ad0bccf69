"""Files brought in by people: mappings, checks, results."""
