"""What every staff screen stands in: navigation, login, limits of sessions, errors, logs."""
