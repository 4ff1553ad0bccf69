"""Import of opening balances: what was owed by concept and due date, or was in favour. Once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from caudal.domain.imports.directory import Directory
from caudal.domain.imports.operations.trail import audit_rows
from caudal.domain.imports.planning import (
    FileColumns,
    ImportOptions,
    LoadContext,
    Outcome,
    PlannedRow,
    failed,
    say,
)
from caudal.domain.platform.operations.bulk_audit import BulkEntry
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.operations.locking import lock_accounts
from caudal.domain.receivables.operations.opening_balances import (
    OpeningCharge,
    OpeningDocument,
    write_opening_balances,
)
from caudal.domain.receivables.queries.opening_balances import (
    OpeningAccount,
    OpeningKept,
    OpeningKey,
    opening_accounts,
    opening_kept,
)
from caudal.domain.tariffs.models import ChargeConcept
from caudal.domain.tariffs.operations.system_concepts import opening_concept
from caudal.engines.layouts.convert import Converted
from caudal.engines.layouts.rows import CellError, ErrorCode
from caudal.kernel.money import format_mxn
from caudal.kernel.rounding import CENTAVO

_ZERO = Decimal(0)
_UNBORN = 0
"""Stands for the concept of openings until the first load creates it."""


@dataclass(frozen=True, slots=True)
class _Balance:
    """A row that brings money: a charge, or (without one) an amount in favour."""

    account: OpeningAccount
    amount: Decimal
    charge: OpeningCharge | None
    period: str

    @property
    def key(self) -> OpeningKey | int:
        """What may be in the books only once."""
        if self.charge is None:
            return self.account.account_id
        return OpeningKey(self.account.account_id, self.charge.concept_id, self.charge.due_date)

    @property
    def document(self) -> tuple[int, bool, date, str]:
        """Rows of the same document come together: an account's debts of one due date."""
        due_date = self.charge.due_date if self.charge else date.max
        return self.account.account_id, self.charge is None, due_date, self.period


class OpeningBalanceImporter:
    """Balances by account, concept and due date (docs/decisions/0013). Never corrected: money."""

    def __init__(self, *, columns: FileColumns, options: ImportOptions) -> None:
        del options
        self._columns = columns
        self._first_row_of: dict[OpeningKey | int, int] = {}

    def plan(self, *, rows: Sequence[Converted]) -> list[PlannedRow]:
        """Judge rows: a fixed number of queries, whatever their number."""
        concepts = {concept.code: concept for concept in ChargeConcept.objects.all()}
        directory = Directory({code: concept.name for code, concept in concepts.items()})
        unnamed = next(
            (one.pk for one in concepts.values() if one.kind == ChargeConcept.Kind.OPENING),
            _UNBORN,
        )
        accounts = opening_accounts(numbers=[_number(row) for row in rows if not row.errors])
        kept = opening_kept(account_ids=[account.account_id for account in accounts.values()])
        planned = []
        for row in rows:
            if row.errors:
                planned.append(failed(row))
                continue
            errors: list[CellError] = []
            account = self._account(row, accounts, errors)
            concept_id = self._concept(row, directory, concepts, unnamed, errors)
            charge = self._charge(row, concept_id, errors)
            if errors or account is None:
                planned.append(failed(row, *errors))
                continue
            balance = _Balance(account, _amount(row), charge, say(row.values["period"]))
            planned.append(self._against_books(row, balance, kept))
        return planned

    def to_create(self) -> dict[str, int]:
        """Nothing beside the balances themselves."""
        return {}

    def write(self, *, planned: Sequence[PlannedRow], context: LoadContext) -> None:
        """Write the new ones, in the caller's transaction, under the locks of their accounts."""
        balances: list[_Balance] = [row.work for row in planned if row.outcome is Outcome.NEW]
        if not balances:
            return
        lock_accounts(account_ids={one.account.account_id for one in balances})
        documents = list(_documents(_with_concept(balances), context.at))
        keys = write_opening_balances(documents=documents, at=context.at, on_date=context.on_date)
        audit_rows(
            action="receivables.opening_balance.loaded",
            model=Movement,
            entries=(
                BulkEntry(subject_id=key, account_id=one.account_id, amount=one.amount)
                for key, one in zip(keys, documents, strict=True)
            ),
            context=context,
        )

    def _account(
        self, row: Converted, accounts: dict[str, OpeningAccount], errors: list[CellError]
    ) -> OpeningAccount | None:
        account = accounts.get(_number(row))
        if account is None:
            reason = "No existe esa cuenta. Importe antes el padrón o corrija el número."
            code = ErrorCode.UNKNOWN_REFERENCE
            errors.append(self._columns.error(row, "account_number", code, reason))
        return account

    def _concept(
        self,
        row: Converted,
        directory: Directory,
        concepts: dict[str, ChargeConcept],
        unnamed: int,
        errors: list[CellError],
    ) -> int:
        text = say(row.values["concept_code"])
        if not text:
            return unnamed
        code = directory.find(text)
        if code is not None:
            return concepts[code].pk
        hint = directory.suggestion(text) or " Delo de alta en Configuración."
        reason = f"No existe el concepto «{text}».{hint}"
        errors.append(self._columns.error(row, "concept_code", ErrorCode.UNKNOWN_REFERENCE, reason))
        return unnamed

    def _charge(
        self, row: Converted, concept_id: int, errors: list[CellError]
    ) -> OpeningCharge | None:
        amount, due_date = _amount(row), row.values["due_date"]
        if amount <= 0:
            return None
        if not isinstance(due_date, date):
            reason = "Escriba cuándo venció: sin esa fecha no se sabe qué tan viejo es el adeudo."
            errors.append(self._columns.error(row, "due_date", ErrorCode.REQUIRED_MISSING, reason))
            return None
        tax = _decimal(row, "tax") or _ZERO
        rate = _rate(amount, tax, _decimal(row, "tax_percent"))
        if rate is None:
            reason = (
                "El IVA no corresponde al saldo, que ya lo incluye."
                " Corríjalo o escriba la tasa en su propia columna."
            )
            errors.append(self._columns.error(row, "tax", ErrorCode.INCONSISTENT, reason))
            return None
        return OpeningCharge(
            concept_id=concept_id, due_date=due_date, amount=amount, tax=tax, tax_rate=rate
        )

    def _against_books(self, row: Converted, balance: _Balance, kept: OpeningKept) -> PlannedRow:
        number, key = _number(row), balance.key
        if not balance.amount:
            return PlannedRow(row, Outcome.SAME, number)
        first = self._first_row_of.setdefault(key, row.row)
        if first != row.row:
            reason = f"Ya está en la fila {first} con el mismo concepto y vencimiento. Súmelas."
            code = ErrorCode.REPEATED_VALUE
            return failed(row, self._columns.error(row, "amount", code, reason))
        if isinstance(key, OpeningKey):
            charge = balance.charge
            wanted = (balance.amount, charge.tax if charge else _ZERO)
            there = kept.charges.get(key)
        else:
            favour = kept.credits.get(key)
            wanted = (-balance.amount, _ZERO)
            there = None if favour is None else (favour, _ZERO)
        if there is None:
            return PlannedRow(row, Outcome.NEW, number, work=balance)
        if there == wanted:
            return PlannedRow(row, Outcome.SAME, number)
        reason = (
            f"Ya se cargó con {format_mxn(there[0])} (IVA {format_mxn(there[1])})."
            " Un saldo cargado no se corrige con otra importación."
        )
        code = ErrorCode.CONTRADICTS_REGISTER
        return failed(row, self._columns.error(row, "amount", code, reason))


def _number(row: Converted) -> str:
    return say(row.values["account_number"])


def _decimal(row: Converted, name: str) -> Decimal | None:
    value = row.values[name]
    return value if isinstance(value, Decimal) else None


def _amount(row: Converted) -> Decimal:
    return _decimal(row, "amount") or _ZERO


def _rate(amount: Decimal, tax: Decimal, percent: Decimal | None) -> Decimal | None:
    """The rate of IVA that gives ``tax``, to the centavo; None if there is no such rate.

    Without a column for it, it is the whole percentage nearest to tax ÷ net.
    """
    net = amount - tax
    if net <= 0:
        return None
    if percent is None:
        percent = (tax * 100 / net).quantize(Decimal(1), ROUND_HALF_UP)
    rate = percent / 100
    expected = (net * rate).quantize(CENTAVO, ROUND_HALF_UP)
    return rate if abs(expected - tax) <= CENTAVO else None


def _with_concept(balances: Sequence[_Balance]) -> list[_Balance]:
    """The same, with a concept for the charges that named none."""
    if all(one.charge is None or one.charge.concept_id for one in balances):
        return list(balances)
    concept_id = opening_concept().pk
    return [
        replace(one, charge=replace(one.charge, concept_id=concept_id))
        if one.charge is not None and one.charge.concept_id == _UNBORN
        else one
        for one in balances
    ]


def _documents(balances: Iterable[_Balance], at: datetime) -> Iterable[OpeningDocument]:
    ordered = sorted(balances, key=lambda one: one.document)
    for _, rows in groupby(ordered, key=lambda one: one.document):
        group = list(rows)
        first = group[0]
        charges = tuple(one.charge for one in group if one.charge is not None)
        yield OpeningDocument(
            account_id=first.account.account_id,
            branch_id=first.account.branch_id,
            business_date=at.astimezone(ZoneInfo(first.account.time_zone)).date(),
            description=_description(first),
            charges=charges,
            credit=_ZERO if charges else -first.amount,
        )


def _description(balance: _Balance) -> str:
    if balance.charge is None:
        return "Saldo inicial a favor"
    when = balance.period or f"vencido el {balance.charge.due_date:%d/%m/%Y}"
    return f"Saldo inicial: {when}"
