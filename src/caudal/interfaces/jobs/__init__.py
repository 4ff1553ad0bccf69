"""Background work: each task takes ids and calls one use case."""
