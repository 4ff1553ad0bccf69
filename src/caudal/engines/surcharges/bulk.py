"""Surcharges of many charges at once, for a run; equals the one of each."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from caudal.engines.surcharges.months import months_in_arrears_many
from caudal.engines.surcharges.rule import (
    RATE_SCALE,
    MonthCounting,
    SurchargeRule,
    check_rules,
    rule_on,
    rules_of_concept,
)
from caudal.kernel.rounding import Tie, divide_rounding

Int64 = NDArray[np.int64]

_LARGEST_SAFE_PRODUCT = 2**61  # twice of it, plus a denominator, still fits in 64 bits


class ArrearColumnsError(ValueError):
    """The columns of charges in arrears do not belong together: an error of the caller."""


@dataclass(frozen=True, slots=True)
class ArrearColumns:
    """Charges in arrears, one per row; amounts in centavos, ``concept`` points into the codes."""

    concept_codes: tuple[str, ...]
    concept: Int64
    due_date: NDArray[np.datetime64]
    net_open: Int64
    tax_open: Int64
    months_settled: Int64
    surcharged_amount: Int64
    disputed: NDArray[np.bool_]

    @classmethod
    def from_rows(
        cls, rows: Sequence[tuple[str, date, int, int, int, int]], *, concept_codes: Sequence[str]
    ) -> "ArrearColumns":
        """Undisputed charges from rows of concept, due date, open net, open tax, months settled and
        amount surcharged; there is at least one.
        """
        codes, due_dates, net_open, tax_open, months, surcharged = zip(*rows, strict=True)
        return cls(
            concept_codes=tuple(concept_codes),
            concept=np.array([concept_codes.index(code) for code in codes], dtype=np.int64),
            due_date=np.array(due_dates, dtype="datetime64[D]"),
            net_open=np.array(net_open, dtype=np.int64),
            tax_open=np.array(tax_open, dtype=np.int64),
            months_settled=np.array(months, dtype=np.int64),
            surcharged_amount=np.array(surcharged, dtype=np.int64),
            disputed=np.zeros(len(rows), dtype=np.bool_),
        )

    def __post_init__(self) -> None:
        columns = [getattr(self, field.name) for field in fields(self)[1:]]
        if len({len(column) for column in columns}) != 1:
            raise ArrearColumnsError("The columns of charges have different lengths")
        if any(np.any(column < 0) for column in columns if column.dtype == np.int64):
            raise ArrearColumnsError("Amounts, months and concepts are zero or more")
        if np.any(self.concept >= len(self.concept_codes)):
            raise ArrearColumnsError("A charge points at no concept")


@dataclass(frozen=True, slots=True)
class SurchargeColumns:
    """Surcharges ascending by ``row``, which points into the charges; amounts in centavos."""

    row: Int64
    first_month: Int64
    last_month: Int64
    principal: Int64
    capped: NDArray[np.bool_]
    net: Int64
    tax: Int64


def compute_surcharges_many(
    *, arrears: ArrearColumns, rules: Sequence[SurchargeRule], on_date: date
) -> SurchargeColumns:
    """The same lines as :func:`compute_surcharges`, without their texts.

    :raises SurchargeRulesOverlap: if two rules charge the same concept on the same day
    """
    check_rules(rules)
    none = np.zeros(0, dtype=np.int64)
    parts = [SurchargeColumns(none, none, none, none, none.astype(np.bool_), none, none)]
    for index, concept_code in enumerate(arrears.concept_codes):
        of_concept = rules_of_concept(rules, concept_code)
        rule = rule_on(of_concept, on_date)
        if rule is not None:
            late = arrears.due_date < np.datetime64(on_date - timedelta(days=rule.grace_days), "D")
            rows = np.flatnonzero((arrears.concept == index) & late & ~arrears.disputed)
            parts.append(_surcharge(arrears, rows.astype(np.int64), rule, of_concept, on_date))
    order = np.argsort(np.concatenate([part.row for part in parts]))
    return SurchargeColumns(
        *(
            np.concatenate([getattr(part, field.name) for part in parts])[order]
            for field in fields(SurchargeColumns)
        )
    )


def _surcharge(
    arrears: ArrearColumns,
    rows: Int64,
    rule: SurchargeRule,
    rules: Sequence[SurchargeRule],
    on_date: date,
) -> SurchargeColumns:
    due_date, settled = arrears.due_date[rows], arrears.months_settled[rows]
    last = months_in_arrears_many(due_date=due_date, on_date=on_date, counting=rule.counting)
    rate = _summed_rate(due_date, settled, np.maximum(last, settled), rules)
    principal = arrears.net_open[rows] + arrears.tax_open[rows] * rule.principal_includes_tax
    earned = _times_rate(principal, rate)
    net = earned
    if rule.cap_rate is not None:
        cap = _times_rate(principal, np.full(len(rows), _scaled(rule.cap_rate), dtype=np.int64))
        net = np.minimum(earned, np.maximum(cap - arrears.surcharged_amount[rows], 0))
    tax = _times_rate(net, np.full(len(rows), _scaled(rule.tax_rate), dtype=np.int64))
    some = net > 0
    return SurchargeColumns(
        row=rows[some],
        first_month=settled[some] + 1,
        last_month=last[some],
        principal=principal[some],
        capped=(net < earned)[some],
        net=net[some],
        tax=tax[some],
    )


def _summed_rate(
    due_date: NDArray[np.datetime64], settled: Int64, last: Int64, rules: Sequence[SurchargeRule]
) -> Int64:
    """The sum of the monthly rates of the months after ``settled`` up to ``last``, scaled.

    The months that began before a date are those started on the eve; so a rule's months are the
    difference between the counts at its two ends.
    """
    total = np.zeros(len(due_date), dtype=np.int64)
    for rule in rules:
        before = np.clip(_begun_before(due_date, rule.valid_from), settled, last)
        until = last
        if rule.valid_to is not None:
            until = np.clip(_begun_before(due_date, rule.valid_to), settled, last)
        total += _scaled(rule.monthly_rate) * (until - before)
    return total


def _begun_before(due_date: NDArray[np.datetime64], day: date) -> Int64:
    return months_in_arrears_many(
        due_date=due_date, on_date=day - timedelta(days=1), counting=MonthCounting.STARTED
    )


def _scaled(rate: Decimal) -> int:
    return int(rate * RATE_SCALE)


def _times_rate(centavos: Int64, rate: Int64) -> Int64:
    """Whole centavos, ties up; exact beyond 64 bits where an amount is that large."""
    largest = int(centavos.max(initial=0)) * int(rate.max(initial=0))
    carrier = np.int64 if largest <= _LARGEST_SAFE_PRODUCT else np.object_
    product = centavos.astype(carrier) * rate.astype(carrier)
    rounded: Int64 = divide_rounding(product, np.int64(RATE_SCALE), Tie.HALF_UP).astype(np.int64)
    return rounded
