"""Changes of the platform. Each module is one concern: ``audit.record(...)``,
``idempotency.claim(...)``.
"""
