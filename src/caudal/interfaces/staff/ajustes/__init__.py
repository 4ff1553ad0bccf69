"""The desk of settings: what moves money is proposed by one person and signed by another."""
