"""Questions to runs and bills."""
