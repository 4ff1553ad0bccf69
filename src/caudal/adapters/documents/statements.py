"""The statement of an account: every movement of a period with the balance after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.adapters.documents import wording
from caudal.adapters.documents.identity import IssuerIdentity
from caudal.adapters.documents.parts import AmountLine, rows
from caudal.adapters.documents.typesetting import Mark, typeset


class StatementDoesNotAdd(ValueError):
    """The movements do not lead from the first balance to the last."""


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """A movement: a charge or a credit, both positive, the other zero."""

    on_date: date
    document: str
    concept: str
    charge_mxn: Decimal = Decimal("0.00")
    credit_mxn: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class StatementDocument:
    """An estado de cuenta.

    :param last_day: the last day it covers, inclusive
    :param opening_balance_mxn: owed before ``first_day``; negative when in the customer's favour
    :param entries: in the order of the account
    :param breakdown: how the closing balance divides, e.g. overdue, not yet due, in dispute
    """

    account: str
    holder: str
    address: tuple[str, ...]
    issued_on: date
    first_day: date
    last_day: date
    opening_balance_mxn: Decimal
    entries: tuple[StatementEntry, ...]
    closing_balance_mxn: Decimal
    breakdown: tuple[AmountLine, ...] = ()

    def __post_init__(self) -> None:
        *_, last = self.opening_balance_mxn, *self.balances()
        if last != self.closing_balance_mxn:
            message = (
                f"El estado de la cuenta {self.account} no suma: los movimientos llevan a {last} "
                f"y el saldo dice {self.closing_balance_mxn}"
            )
            raise StatementDoesNotAdd(message)

    def balances(self) -> Iterator[Decimal]:
        """What is owed after each movement."""
        balance = self.opening_balance_mxn
        for entry in self.entries:
            balance += entry.charge_mxn - entry.credit_mxn
            yield balance


def render_statement(
    statement: StatementDocument, *, issuer: IssuerIdentity, mark: Mark | None = None
) -> bytes:
    """A PDF of as many letter pages as it needs, each with its number."""
    return typeset(
        template="statement.typ",
        data={"issuer": issuer.as_data(), "mark": mark, "statement": _statement_view(statement)},
    )


def _statement_view(statement: StatementDocument) -> dict[str, object]:
    in_favour = statement.closing_balance_mxn < 0
    return {
        "title": "Estado de cuenta",
        "detail": f"Cuenta {statement.account} · emitido {wording.day(statement.issued_on)}",
        "account": statement.account,
        "holder": statement.holder,
        "address": list(statement.address),
        "period": f"Del {wording.day(statement.first_day)} al {wording.day(statement.last_day)}",
        "balance_label": "Saldo a favor" if in_favour else "Saldo",
        "balance": wording.pesos(abs(statement.closing_balance_mxn)),
        "breakdown": rows(statement.breakdown),
        "entries": _entries(statement),
        "totals": _totals(statement),
    }


def _entries(statement: StatementDocument) -> list[list[str]]:
    opening = [
        wording.day(statement.first_day),
        "",
        "Saldo anterior",
        "",
        "",
        wording.amount(statement.opening_balance_mxn),
    ]
    return [
        opening,
        *(
            [
                wording.day(entry.on_date),
                entry.document,
                entry.concept,
                wording.amount(entry.charge_mxn) if entry.charge_mxn else "",
                wording.amount(entry.credit_mxn) if entry.credit_mxn else "",
                wording.amount(balance),
            ]
            for entry, balance in zip(statement.entries, statement.balances(), strict=True)
        ),
    ]


def _totals(statement: StatementDocument) -> list[str]:
    charges = sum((entry.charge_mxn for entry in statement.entries), Decimal(0))
    credits_ = sum((entry.credit_mxn for entry in statement.entries), Decimal(0))
    totals = (charges, credits_, statement.closing_balance_mxn)
    return ["", "", "Total del periodo", *map(wording.amount, totals)]
