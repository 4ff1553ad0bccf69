"""Meters, their installations, readings and the consumption that a period bills."""
