"""Which column of somebody else's file is which datum of ours, and how its text becomes a value.

Pure: rows come in as ``rows.RawRow`` from whoever read the file, values and errors go out.
Three steps, each callable alone:

1. ``headings.match_headings`` ties columns to fields;
2. ``formats.observe_formats`` decides once per column how dates and decimals are written;
3. ``convert.RowConverter`` turns each row into values and errors.

A layout of another shape (fixed width, header and trailer records) only has to give the same rows.
"""
