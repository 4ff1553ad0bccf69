"""Importers: each compares the rows of one kind of file with what is kept, and writes them."""
