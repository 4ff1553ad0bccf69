"""Every task that a worker knows."""
