"""What the utility bills, collects and is owed, asked across packages. Its own facts are
only sums of theirs.
"""
