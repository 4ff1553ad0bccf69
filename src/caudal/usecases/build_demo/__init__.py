"""Make a demonstration: a whole invented town, billed and collected for twelve months.

Bills, surcharges, allocations and closings come out of the same operations as in production; only
who lives there and who pays when is invented (``engines.demo_town``).
"""

from caudal.usecases.build_demo.people import demo_lacks_passwords, renew_demo_passwords
from caudal.usecases.build_demo.story import (
    DemoBuilt,
    DemoDiffers,
    DemoProgress,
    NotADemo,
    build_demo,
    demo_status,
)

__all__ = [
    "DemoBuilt",
    "DemoDiffers",
    "DemoProgress",
    "NotADemo",
    "build_demo",
    "demo_lacks_passwords",
    "demo_status",
    "renew_demo_passwords",
]
