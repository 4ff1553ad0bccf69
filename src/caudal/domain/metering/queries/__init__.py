"""Questions about metering."""
