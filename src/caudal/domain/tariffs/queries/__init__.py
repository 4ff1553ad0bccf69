"""Questions about tariffs."""
