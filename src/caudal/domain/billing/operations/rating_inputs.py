"""What the register and the meters tell a tariff.

A tariff names its inputs; these are the names that any account can answer. An input with another
name comes from the account's own ``tariff_attributes`` (a zone, a locality), or takes the default
that the tariff gives it. The month is the one in which the period ends; the year is the twelve
months before it, as far as they were measured.
"""

import json
from collections.abc import Iterable
from typing import Any

from caudal.domain.billing.queries.population import MONTHS_OF_YEAR, PopulationRow
from caudal.engines.rating import InputSpec


def facts_of(row: PopulationRow) -> dict[str, Any]:
    """Every fact of an account by the name under which a tariff may ask for it."""
    facts: dict[str, Any] = {
        **json.loads(row.tariff_attributes),
        "consumo": str(row.volume_m3 if row.volume_m3 is not None else row.assigned_m3 or 0),
        "uso": row.use_code,
        "viviendas": row.dwelling_units,
        "medido": row.is_metered,
        "con_drenaje": row.has_sewer,
        "con_saneamiento": row.has_sanitation,
        "mes": row.period_month,
        "bimestre": (row.period_month + 1) // 2,
    }
    if row.year_months is not None:
        facts |= {"consumo_12": str(row.year_m3), MONTHS_OF_YEAR: row.year_months}
    if row.diameter_mm is not None:
        facts["diametro_mm"] = row.diameter_mm
    for name in row.discount_inputs.split():
        facts[name] = True
    return facts


def inputs_of(*, row: PopulationRow, specs: Iterable[InputSpec]) -> dict[str, Any]:
    """The inputs that a tariff asks for, as they are frozen in the bill: plain JSON values."""
    facts = facts_of(row)
    return {spec.name: facts[spec.name] for spec in specs if spec.name in facts}
