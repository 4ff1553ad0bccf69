"""Bills that must not be printed without somebody looking at them."""

from caudal.engines.sentinels.sentinels import (
    HoldReason,
    SentinelLimits,
    SentinelsInvalid,
    Suspicion,
    looks_at_history,
    read_limits,
    suspicion,
)

__all__ = [
    "HoldReason",
    "SentinelLimits",
    "SentinelsInvalid",
    "Suspicion",
    "looks_at_history",
    "read_limits",
    "suspicion",
]
