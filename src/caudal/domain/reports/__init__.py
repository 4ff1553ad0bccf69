"""What the utility bills, collects and is owed, asked across packages. Only questions: no
models.
"""
