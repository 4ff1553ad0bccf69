"""Settings, URLs, WSGI and job queue wiring: the only layer that knows all the others."""
