"""Tariffs: concepts, use classes and versions of the law's tables, in force between dates."""
