"""Questions to cash desks and payments."""
