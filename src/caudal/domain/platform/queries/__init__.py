"""Questions to the platform."""
