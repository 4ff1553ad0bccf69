"""Surcharges on arrears: simple, monthly, never twice (docs/algorithms/surcharges.md)."""

from caudal.engines.surcharges.bulk import (
    ArrearColumns,
    ArrearColumnsError,
    SurchargeColumns,
    compute_surcharges_many,
)
from caudal.engines.surcharges.compute import (
    Arrear,
    ArrearInvalid,
    RateSpan,
    SurchargeLine,
    compute_surcharges,
)
from caudal.engines.surcharges.rule import (
    MonthCounting,
    SurchargeRule,
    SurchargeRuleInvalid,
    SurchargeRulesOverlap,
)

__all__ = [
    "Arrear",
    "ArrearColumns",
    "ArrearColumnsError",
    "ArrearInvalid",
    "MonthCounting",
    "RateSpan",
    "SurchargeColumns",
    "SurchargeLine",
    "SurchargeRule",
    "SurchargeRuleInvalid",
    "SurchargeRulesOverlap",
    "compute_surcharges",
    "compute_surcharges_many",
]
