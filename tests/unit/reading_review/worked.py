"""What the page of the algorithm says, as the engine takes it."""

import re
from copy import deepcopy
from decimal import Decimal
from functools import cache
from typing import Any

import yaml
from tests.worked_tables import ALGORITHMS

from caudal.engines.reading_review.estimate import Basis, PastPeriod
from caudal.engines.reading_review.parse_rules import parse_rules
from caudal.engines.reading_review.reading_facts import ReadingFacts
from caudal.engines.reading_review.rules import FindingCode, ReviewRules
from caudal.engines.reading_review.volumes import to_litres

PAGE = "reading-review.md"
_BASIS = {"": Basis.MEASURED, "e": Basis.ESTIMATED, "a": Basis.AVERAGE}


def litres(text: str) -> int:
    """Litres of a figure of the page, in m³."""
    return to_litres(Decimal(text))


def litres_or_none(text: str) -> int | None:
    """The same, for a cell that may be empty or say none."""
    return litres(text) if text not in {"", "none"} else None


def history(text: str) -> tuple[PastPeriod, ...]:
    """Periods as the page writes them: ``12 15a``."""
    return tuple(
        PastPeriod(litres(period.rstrip("ea")), _BASIS[period[-1] if period[-1] in "ea" else ""])
        for period in text.split()
    )


def worked_reading(row: dict[str, str]) -> ReadingFacts:
    """A row of the worked cycle."""
    return ReadingFacts(
        previous_litres=litres(row["previous"]),
        current_litres=litres_or_none(row["current"]),
        digits=5,
        history=history(row["history"]),
        diameter_mm=int(row["mm"]),
        has_photo=row["photo"] == "yes",
        distance_m=int(row["metres"]) if row["metres"] else None,
    )


def raw_rules() -> dict[str, Any]:
    """The example of rules, before it is parsed; the caller may change it."""
    return deepcopy(_example())


@cache
def _example() -> dict[str, Any]:
    page = (ALGORITHMS / PAGE).read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert block is not None
    loaded = yaml.safe_load(block[1])
    assert isinstance(loaded, dict)
    return loaded


@cache
def example_rules() -> ReviewRules:
    """The rules of the page."""
    return parse_rules(raw_rules())


def rules_without(*codes: FindingCode) -> ReviewRules:
    """The rules of the page, except that these findings are not looked for."""
    raw = raw_rules()
    for code in codes:
        del raw["hallazgos"][code]
    return parse_rules(raw)
