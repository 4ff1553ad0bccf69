"""Questions to the accounts' money."""
