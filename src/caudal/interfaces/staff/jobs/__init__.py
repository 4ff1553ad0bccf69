"""Long works: how far each one is, and how to stop it."""
