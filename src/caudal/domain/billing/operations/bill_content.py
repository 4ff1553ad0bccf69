"""The canonical content of a bill, whose hash proves that it never changed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class BillTerms:
    """What may never change of a bill and many bills share; ``total`` in centavos."""

    period_id: int
    tariff_version_id: int
    rated_on: date
    inputs: str
    issue_date: date
    due_date: date
    total: int


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)

#: One charge of a bill: concept, gross, discount, subsidy, tax, rounding and amount, in centavos,
#: each a whole number of eight bytes, the most significant first.
LINE = np.dtype((">i8", 7))


def canonical_inputs(inputs: dict[str, Any]) -> str:
    """Inputs as the one text that staging and bills freeze and hash."""
    return _CANONICAL.encode(inputs)


class ContentSeal:
    """SHA-256 of bills with the same terms and lines: what they share is hashed once."""

    def __init__(self, *, terms: BillTerms, lines: bytes) -> None:
        """``lines`` are the charges, each as ``LINE``, in the order of their concepts."""
        text = (
            f"{terms.period_id}|{terms.tariff_version_id}|{terms.rated_on}|{terms.inputs}|"
            f"{terms.issue_date}|{terms.due_date}|{terms.total}|{len(lines) // LINE.itemsize}\n"
        )
        self._shared = hashlib.sha256(text.encode() + lines)

    def digest(self, account_id: int, volume_litres: int, basis: str) -> bytes:
        """The hash of the bill of one account."""
        whole = self._shared.copy()
        whole.update(f"{account_id}|{volume_litres}|{basis}".encode())
        return whole.digest()
