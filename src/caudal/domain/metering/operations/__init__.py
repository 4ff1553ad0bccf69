"""Changes of metering."""
