"""One story each: lock, decide, store, audit, in one transaction."""
