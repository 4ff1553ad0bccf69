"""Import of the padrón: compare each row with the register, create and correct accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from caudal.domain.imports.operations.register_references import Planned, ReferenceResolver
from caudal.domain.imports.operations.register_values import values_of
from caudal.domain.imports.operations.trail import audit_rows
from caudal.domain.imports.planning import (
    FieldChange,
    FileColumns,
    ImportOptions,
    LoadContext,
    Outcome,
    PlannedRow,
    RegisterMoved,
    failed,
    say,
)
from caudal.domain.metering.queries.meters import hanging_serials
from caudal.domain.platform.operations.bulk_audit import BulkEntry
from caudal.domain.registry.models import BillingCycle, ServiceAccount
from caudal.domain.registry.operations.accounts import create_accounts
from caudal.domain.registry.operations.colonias import ensure_colonias
from caudal.domain.registry.operations.corrections import (
    AccountChange,
    correct_accounts,
    lock_accounts,
)
from caudal.domain.registry.operations.routes import open_routes
from caudal.domain.registry.queries.account_facts import (
    FACT_NAMES,
    AccountFacts,
    KnownAccount,
    accounts_by_number,
)
from caudal.domain.registry.queries.catalogue import RegisterCatalogue, read_catalogue
from caudal.engines.layouts.convert import Converted
from caudal.engines.layouts.rows import CellError


class _Work(NamedTuple):
    """What writing a row needs."""

    known: KnownAccount | None
    after: AccountFacts


class RegisterImporter:
    """Accounts by number. An empty cell leaves what the register says."""

    def __init__(self, *, columns: FileColumns, options: ImportOptions) -> None:
        self._columns = columns
        self._options = options
        self._planned = Planned()
        self._catalogue: RegisterCatalogue | None = None

    def plan(self, *, rows: Sequence[Converted]) -> list[PlannedRow]:
        """Judge rows: a fixed number of queries, whatever their number."""
        self._catalogue = read_catalogue()
        good = [row for row in rows if not row.errors]
        known = accounts_by_number(numbers=[_number(row) for row in good])
        return self._judged(rows, known)

    def _judged(
        self, rows: Iterable[Converted], known: Mapping[str, KnownAccount]
    ) -> list[PlannedRow]:
        resolver = ReferenceResolver(
            catalogue=self._read_catalogue,
            columns=self._columns,
            options=self._options,
            planned=self._planned,
        )
        return [
            failed(row) if row.errors else self._judge(row, known.get(_number(row)), resolver)
            for row in rows
        ]

    def _judge(
        self, row: Converted, known: KnownAccount | None, resolver: ReferenceResolver
    ) -> PlannedRow:
        facts = known.facts if known else None
        errors: list[CellError] = []
        values = values_of(row=row, facts=facts, columns=self._columns, errors=errors)
        values |= resolver.resolve(row, facts, errors)
        if errors:
            return failed(row, *errors)
        number = _number(row)
        if known is None:
            draft = AccountFacts(number=number, **values)
            resolver.note_new(draft)
            return PlannedRow(row, Outcome.NEW, number, work=_Work(None, draft))
        after = replace(known.facts, **values)
        resolver.note_new(after)
        changes = tuple(self._changes(known.facts, after))
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return PlannedRow(row, outcome, number, changes=changes, work=_Work(known, after))

    def _changes(self, before: AccountFacts, after: AccountFacts) -> Iterable[FieldChange]:
        for name in FACT_NAMES:
            old, new = getattr(before, name), getattr(after, name)
            if old != new:
                yield FieldChange(self._columns.title(name), say(old), say(new))

    def to_create(self) -> dict[str, int]:
        """What the file needs beside its accounts, for those who confirm the load."""
        found = {"rutas": len(self._planned.routes), "colonias": len(self._planned.colonias)}
        return {name: count for name, count in found.items() if count}

    def write(self, *, planned: Sequence[PlannedRow], context: LoadContext) -> None:
        """Write what differs, in the caller's transaction.

        :raises RegisterMoved: if a row no longer fits what it was compared with
        """
        self._open_routes(planned, context)
        drafts = [row.work.after for row in planned if row.outcome is Outcome.NEW]
        changes = self._locked_changes(planned)
        ensure_colonias(
            wanted=(
                (facts.colonia, facts.postal_code)
                for facts in (*drafts, *(change.after for change in changes))
            ),
            catalogue=self._read_catalogue,
        )
        keys = create_accounts(drafts=drafts, catalogue=self._read_catalogue, since=context.on_date)
        correct_accounts(
            changes=changes,
            catalogue=self._read_catalogue,
            meter_serials=hanging_serials(
                account_ids=[change.known.account_id for change in changes]
            ),
            since=context.on_date,
        )
        audit_rows(
            action="registry.account.created",
            model=ServiceAccount,
            entries=_created(keys, drafts),
            context=context,
        )
        audit_rows(
            action="registry.account.corrected",
            model=ServiceAccount,
            entries=_corrected(changes),
            context=context,
        )

    @property
    def _read_catalogue(self) -> RegisterCatalogue:
        if self._catalogue is None:
            self._catalogue = read_catalogue()
        return self._catalogue

    def _open_routes(self, planned: Sequence[PlannedRow], context: LoadContext) -> None:
        codes = {row.work.after.route_code for row in planned if row.work is not None}
        missing = {
            code: sector
            for code, sector in self._planned.routes.items()
            if code in codes and code not in self._read_catalogue.routes
        }
        if missing:
            open_routes(
                sectors=missing,
                cycle=BillingCycle.objects.get(code=self._options.cycle_code),
                catalogue=self._read_catalogue,
                acting_user=context.acting_user,
                at=context.at,
                reason=context.reason,
            )

    def _locked_changes(self, planned: Sequence[PlannedRow]) -> list[AccountChange]:
        """The corrections, judged again once nobody else can change their accounts."""
        changed = [row for row in planned if row.outcome is Outcome.CHANGED]
        if not changed:
            return []
        lock_accounts(account_ids=[row.work.known.account_id for row in changed])
        known = accounts_by_number(numbers=[row.key for row in changed])
        again = self._judged((row.converted for row in changed), known)
        for row in again:
            if row.errors:
                raise RegisterMoved(row.converted.row, row.errors[0].reason)
        return [
            AccountChange(row.work.known, row.work.after)
            for row in again
            if row.outcome is Outcome.CHANGED
        ]


def _number(row: Converted) -> str:
    return say(row.values["account_number"])


def _created(keys: Sequence[int], drafts: Sequence[AccountFacts]) -> Iterable[BulkEntry]:
    for key, facts in zip(keys, drafts, strict=True):
        told = {name: getattr(facts, name) for name in FACT_NAMES}
        after = {name: value for name, value in told.items() if value not in ("", None)}
        yield BulkEntry(subject_id=key, account_id=key, after=after)


def _corrected(changes: Sequence[AccountChange]) -> Iterable[BulkEntry]:
    for change in changes:
        names = sorted(change.changed_facts)
        key = change.known.account_id
        before = {name: getattr(change.known.facts, name) for name in names}
        after = {name: getattr(change.after, name) for name in names}
        yield BulkEntry(subject_id=key, account_id=key, before=before, after=after)
