"""Keep the sums that the dashboard reads."""
