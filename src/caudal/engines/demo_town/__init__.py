"""An invented town for demonstrations: who lives there, what they use, and who pays when.

Nothing here knows a utility: what the town needs of one stands in its description. The same
description, lists, seed and size give the same town; randomness is a generator that is passed in,
and draws whole numbers only. No amount of money is decided here.
"""
