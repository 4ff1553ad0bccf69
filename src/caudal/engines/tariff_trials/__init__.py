"""What a tariff would change in the bills of a period: account by account, added up by group."""

from caudal.engines.tariff_trials.tally import (
    BANDS_M3,
    CHANGE_LIMITS,
    AccountChange,
    GroupChange,
    Tally,
)

__all__ = ["BANDS_M3", "CHANGE_LIMITS", "AccountChange", "GroupChange", "Tally"]
