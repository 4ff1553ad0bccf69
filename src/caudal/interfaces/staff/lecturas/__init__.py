"""Readings: the cycle, capture by route, and the crítica."""
