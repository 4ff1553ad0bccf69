"""Files brought in: received, matched, tried out, loaded."""
