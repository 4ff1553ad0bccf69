"""Writing a version of a tariff in tables, as a person prints them."""
