"""Changes to tariffs and concepts."""
