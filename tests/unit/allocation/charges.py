"""Open charges for the tests of allocation: those of the worked page, and any at all."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import strategies as st
from tests.worked_tables import read_table

from caudal.engines.allocation import OpenItem, OpenItemColumns
from caudal.engines.allocation.tax_split import proportional_open_tax
from caudal.kernel.money import from_centavos, to_centavos

ON_DATE = date(2026, 11, 17)
PAGE = "allocation.md"


def charge(charge_id: int = 1, **changes: object) -> OpenItem:
    """A usual charge, with what the test needs changed."""
    usual: dict[str, object] = {
        "charge_id": charge_id,
        "document_id": 1,
        "concept_code": "agua",
        "concept_priority": 2,
        "document_date": date(2026, 9, 30),
        "due_date": date(2026, 10, 21),
        "amount": Decimal("116.00"),
        "tax": Decimal("16.00"),
    } | changes
    return OpenItem(**({"open_amount": usual["amount"]} | usual))  # type: ignore[arg-type]


def worked_charges() -> list[OpenItem]:
    """The account of the worked page."""
    return [
        charge(
            int(row["charge"]),
            document_id=int(row["document"]),
            concept_code=row["concept"],
            concept_priority=int(row["priority"]),
            document_date=date.fromisoformat(row["due"]) - timedelta(days=21),
            due_date=date.fromisoformat(row["due"]),
            amount=Decimal(row["amount"]),
            tax=Decimal(row["tax"]),
            disputed=row["disputed"] == "yes",
        )
        for row in read_table(page=PAGE, heading="Open charges")
    ]


@st.composite
def charges(draw: st.DrawFn, charge_id: int, *, document_base: int = 0) -> OpenItem:
    """Any charge; few documents, dates and amounts, so that ties and exact matches are common."""
    amount = draw(st.one_of(st.integers(1, 6), st.integers(1, 10**7)))
    tax = draw(st.integers(0, amount))
    open_amount = draw(st.one_of(st.just(amount), st.integers(1, amount)))
    open_tax = proportional_open_tax(amount=amount, tax=tax, open_amount=open_amount)
    said = draw(st.booleans())
    off = draw(st.integers(-1, 1)) if said else 0
    lowest, highest = max(0, tax - (amount - open_amount)), min(tax, open_amount)
    return charge(
        charge_id,
        document_id=document_base + draw(st.integers(1, 3)),
        concept_priority=draw(st.integers(1, 3)),
        document_date=date(2026, 8, 1) + timedelta(days=draw(st.integers(0, 2))),
        due_date=ON_DATE + timedelta(days=draw(st.integers(-2, 2))),
        amount=from_centavos(amount),
        tax=from_centavos(tax),
        open_amount=from_centavos(open_amount),
        open_tax=from_centavos(min(max(open_tax + off, lowest), highest)) if said else None,
        disputed=draw(st.booleans()),
    )


@st.composite
def accounts(draw: st.DrawFn, *, first_charge: int = 1, document_base: int = 0) -> list[OpenItem]:
    """The open charges of one account, in any order."""
    count = draw(st.integers(0, 7))
    return [
        draw(charges(first_charge + each, document_base=document_base)) for each in range(count)
    ]


def columns(by_account: Sequence[tuple[int, Sequence[OpenItem]]]) -> OpenItemColumns:
    """The charges of many accounts as columns."""
    pairs = [(account_id, item) for account_id, items in by_account for item in items]
    items = [item for _, item in pairs]

    def numbers(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(values, dtype=np.int64)

    return OpenItemColumns(
        account_id=numbers([account_id for account_id, _ in pairs]),
        charge_id=numbers([item.charge_id for item in items]),
        document_id=numbers([item.document_id for item in items]),
        concept_priority=numbers([item.concept_priority for item in items]),
        document_date=np.array([item.document_date for item in items], dtype="datetime64[D]"),
        due_date=np.array([item.due_date for item in items], dtype="datetime64[D]"),
        amount=numbers([to_centavos(item.amount) for item in items]),
        tax=numbers([to_centavos(item.tax) for item in items]),
        open_amount=numbers([to_centavos(item.open_amount) for item in items]),
        open_tax=numbers([_open_tax(item) for item in items]),
        disputed=np.array([item.disputed for item in items], dtype=np.bool_),
    )


def _open_tax(item: OpenItem) -> int:
    if item.open_tax is not None:
        return to_centavos(item.open_tax)
    return proportional_open_tax(
        amount=to_centavos(item.amount),
        tax=to_centavos(item.tax),
        open_amount=to_centavos(item.open_amount),
    )
