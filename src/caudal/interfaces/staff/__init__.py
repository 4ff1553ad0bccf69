"""Screens of the utility's staff: one folder per desk."""
