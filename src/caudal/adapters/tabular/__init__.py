"""Tables in and out: text and spreadsheets read row by row, and the one writer of exports.

Reading starts at ``reader.open_table``; what its rows mean is the matter of
``caudal.engines.layouts``.
"""
