"""The desk of tariffs: versions as they were published, and the calculator."""
