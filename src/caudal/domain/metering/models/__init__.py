"""Facts of metering."""

from caudal.domain.metering.models.consumption import Consumption
from caudal.domain.metering.models.meters import Meter, MeterInstallation
from caudal.domain.metering.models.readings import Reading, ReadingRemark, ReviewRules, RoutePeriod

__all__ = [
    "Consumption",
    "Meter",
    "MeterInstallation",
    "Reading",
    "ReadingRemark",
    "ReviewRules",
    "RoutePeriod",
]
