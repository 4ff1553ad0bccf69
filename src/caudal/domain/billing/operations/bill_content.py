"""The canonical content of a bill, whose hash proves that it never changed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
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


def canonical_inputs(inputs: dict[str, Any]) -> str:
    """Inputs as the one text that staging and bills freeze and hash."""
    return json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def line_text(*values: int) -> str:
    """One charge of the bill, in the order of its concepts: concept, gross, discount, subsidy, tax,
    rounding, amount; centavos.
    """
    return ":".join(map(str, values))


def content_hash(content: BillContent, lines: Iterable[str]) -> str:
    """SHA-256 over the content and the lines."""
    text = (
        f"{content.account_id}|{content.period_id}|{content.tariff_version_id}|{content.rated_on}|"
        f"{content.inputs}|{content.volume_litres}|{content.basis}|{content.issue_date}|"
        f"{content.due_date}|{content.total}\n"
    )
    return hashlib.sha256((text + "\n".join(lines)).encode()).hexdigest()
