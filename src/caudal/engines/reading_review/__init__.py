"""Decides which readings can be billed as they are and which a person must look at first.

Volumes are whole litres inside; ``volumes`` turns them into m³ and back. Rules are data of each
utility, dated by the caller (``parse_rules.parse_rules``). One reading: ``review.review``; the
readings of a cycle at once: ``review_many.review_many``. See docs/algorithms/reading-review.md.
"""
