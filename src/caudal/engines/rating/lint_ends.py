"""Which tables really end: those that refuse an account which the tariff lets reach their end.

A table may stop at 20 m³ because another takes over from there. Rather than guess from the
formulas, accounts just beyond each end are rated, and what is refused is believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from caudal.engines.rating.canonical import canonical_rows
from caudal.engines.rating.definition import (
    ANY_KEY,
    InputKind,
    InputSpec,
    RowGroup,
    ScheduleTable,
    TariffDefinition,
)
from caudal.engines.rating.exact import ONE
from caudal.engines.rating.program import Program
from caudal.engines.rating.table_ops import AboveLastBoundError

Account = dict[str, object]
#: Beyond any end that is a formula.
_FAR_BEYOND: Final = Decimal(1_000_000)
_COUNTED: Final = (InputKind.VOLUME, InputKind.NUMBER, InputKind.INTEGER)


@dataclass(frozen=True, slots=True)
class End:
    """The last bound of a group of rows; None is a formula."""

    table: ScheduleTable
    group: RowGroup
    bound: Fraction | None

    @property
    def key(self) -> tuple[str, str]:
        """The table and the key, as a refusal names them."""
        return self.table.name, "|".join(self.group.key)


def ends_of(definition: TariffDefinition) -> Iterator[End]:
    """Every group of a schedule whose rows end."""
    for table in [table for table in definition.tables if isinstance(table, ScheduleTable)]:
        for group in table.groups:
            upper = canonical_rows(group, table, ONE)[-1].upper if group.rows else None
            if upper is not None:
                yield End(table, group, upper if isinstance(upper, Fraction) else None)


def ends_that_refuse(program: Program) -> set[tuple[str, str]]:
    """The keys of the ends that some account passes."""
    definition = program.definition
    accounts = [account for end in ends_of(definition) for account in _beyond(end, definition)]
    if not accounts:
        return set()
    columns = {spec.name: [one.get(spec.name) for one in accounts] for spec in definition.inputs}
    errors = program.rate_many(columns).errors.values()
    return {(e.table, e.key) for e in errors if isinstance(e, AboveLastBoundError)}


def _beyond(end: End, definition: TariffDefinition) -> Iterator[Account]:
    """Accounts of the key with each of their quantities beyond the end."""
    parts = zip(end.table.dimensions, end.group.key, strict=True)
    chosen = {name: part for name, part in parts if part != ANY_KEY and definition.input(name)}
    beyond = _FAR_BEYOND if end.bound is None else Decimal(int(end.bound) + 1)
    for account in _kinds_of_account(definition):
        for spec in definition.inputs:
            if spec.kind in _COUNTED:
                yield {**account, **chosen, spec.name: beyond}


def _kinds_of_account(definition: TariffDefinition) -> Iterator[Account]:
    """The plainest account, others with one answer changed, and those of the golden cases."""
    plainest = {spec.name: _plainest(spec) for spec in definition.inputs if spec.default is None}
    yield plainest
    for spec in definition.inputs:
        for choice in _choices(spec):
            yield {**plainest, spec.name: choice}
    for example in definition.examples:
        yield {**plainest, **dict(example.inputs)}


def _plainest(spec: InputSpec) -> object:
    choices = _choices(spec)
    return choices[0] if choices else spec.minimum or 0


def _choices(spec: InputSpec) -> tuple[object, ...]:
    if spec.kind is InputKind.FLAG:
        return (False, True)
    return tuple(value.key for value in spec.values)
