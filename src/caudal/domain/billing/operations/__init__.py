"""Changes of billing: stage, review, issue, cancel."""
