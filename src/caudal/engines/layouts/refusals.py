"""How a converter says no to one cell."""

from caudal.engines.layouts.rows import ErrorCode
from caudal.kernel.errors import Refusal


class CellRefused(Refusal):
    """A cell that cannot become a value: a stable code and a reason that says what to do."""

    def __init__(self, code: ErrorCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
