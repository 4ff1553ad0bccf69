"""How numbers and dates read in Mexico; Django's own es-MX format separates thousands with a
space.
"""
