"""The canonical content of a bill, whose hash proves that it never changed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np


@dataclass(slots=True)
class BillContent:
    """What may never change of a bill; amounts in centavos, volume in litres."""

    account_id: int
    period_id: int
    tariff_version_id: int
    rated_on: date
    inputs: str
    volume_litres: int
    basis: str
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


def content_hash(*, content: BillContent, lines: bytes) -> str:
    """SHA-256 over the content and the lines, each as ``LINE``, in the order of their concepts."""
    text = (
        f"{content.account_id}|{content.period_id}|{content.tariff_version_id}|{content.rated_on}|"
        f"{content.inputs}|{content.volume_litres}|{content.basis}|{content.issue_date}|"
        f"{content.due_date}|{content.total}\n"
    )
    return hashlib.sha256(text.encode() + lines).hexdigest()
