"""Changes to the accounts' money."""
