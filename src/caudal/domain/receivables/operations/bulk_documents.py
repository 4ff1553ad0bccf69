"""Write thousands of documents of charges at once, from columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from caudal.domain.platform import binary_copy as binary
from caudal.domain.platform.bulk_load import bulk_load_role, check_references, reserve_ids
from caudal.domain.platform.operations import folios
from caudal.domain.receivables.models import Charge, Movement

Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BulkHeader:
    """What all documents of a batch share."""

    kind: Movement.Kind
    description: str
    business_date: date
    recorded_at: datetime
    branch_id: int
    series_code: str
    period_id: int
    due_date: date


@dataclass(frozen=True, slots=True)
class ChargeColumns:
    """One charge per row, ascending by ``document``; amounts in centavos, rates in millionths.

    ``document`` is the index of the charge's document in the batch. ``surcharged_charge_id`` and
    ``surcharged_months`` are given for surcharges only.
    """

    document: Int64
    concept_id: Int64
    gross: Int64
    discount: Int64
    subsidy: Int64
    net: Int64
    tax_object: NDArray[np.bytes_]
    rate_millionths: Int64
    tax: Int64
    rounding: Int64
    surcharged_charge_id: Int64 | None = None
    surcharged_months: Int64 | None = None

    @property
    def amount(self) -> Int64:
        """What each charge adds to the debt."""
        total: Int64 = self.net + self.tax + self.rounding
        return total


@dataclass(frozen=True, slots=True)
class WrittenDocuments:
    """The keys and folios of a batch, in its order."""

    movement_ids: Int64
    charge_ids: Int64
    first_folio: str
    last_folio: str


def write_charge_documents(
    *, header: BulkHeader, account_ids: Int64, charges: ChargeColumns
) -> WrittenDocuments:
    """Write one document per account with its charges, all open, and check every reference.

    The caller holds the locks of the accounts. Folios are consecutive in the order given.

    :raises BrokenReference: if a concept, an account or a charge does not exist; nothing is kept
    """
    count = len(account_ids)
    movement_ids = np.array(reserve_ids(model=Movement, count=count), dtype=np.int64)
    charge_ids = np.array(reserve_ids(model=Charge, count=len(charges.net)), dtype=np.int64)
    totals = np.zeros(count, dtype=np.int64)
    np.add.at(totals, charges.document, charges.amount)
    taken = folios.take(series_code=header.series_code, count=count)
    with bulk_load_role():
        _copy_movements(header, account_ids, movement_ids, totals, taken)
        _copy_charges(header, account_ids, movement_ids, charge_ids, charges)
    for model, ids in ((Movement, movement_ids), (Charge, charge_ids)):
        check_references(model=model, first_id=int(ids[0]), last_id=int(ids[-1]))
    return WrittenDocuments(movement_ids, charge_ids, taken.folio(), taken.folio(count - 1))


def _copy_movements(
    header: BulkHeader,
    account_ids: Int64,
    movement_ids: Int64,
    totals: Int64,
    taken: folios.TakenFolios,
) -> None:
    printed = [taken.folio(offset).encode() for offset in range(taken.count)]
    for stretch in _same_width(printed):
        binary.copy_columns(
            model=Movement,
            columns={
                "id": binary.int8(movement_ids[stretch]),
                "account_id": binary.int8(account_ids[stretch]),
                "kind": binary.text(header.kind.value),
                "description": binary.text(header.description),
                "amount": binary.numeric(totals[stretch], scale=2),
                "business_date": binary.date4(header.business_date),
                "recorded_at": binary.timestamp8(header.recorded_at),
                "branch_id": binary.int8(header.branch_id),
                "series_code": binary.text(header.series_code),
                "folio_number": binary.int8(
                    np.arange(taken.first + stretch.start, taken.first + stretch.stop)
                ),
                "folio": binary.texts(printed[stretch]),
            },
            count=stretch.stop - stretch.start,
        )


def _same_width(printed: list[bytes]) -> Iterator[slice]:
    """Stretches of folios of one length: a series may pass from 999999 to 1000000 in a batch."""
    start = 0
    for index in range(1, len(printed) + 1):
        if index == len(printed) or len(printed[index]) != len(printed[start]):
            yield slice(start, index)
            start = index


def _copy_charges(
    header: BulkHeader,
    account_ids: Int64,
    movement_ids: Int64,
    charge_ids: Int64,
    charges: ChargeColumns,
) -> None:
    surcharged, months = charges.surcharged_charge_id, charges.surcharged_months
    amount = binary.numeric(charges.amount, scale=2)
    binary.copy_columns(
        model=Charge,
        columns={
            "id": binary.int8(charge_ids),
            "movement_id": binary.int8(movement_ids[charges.document]),
            "account_id": binary.int8(account_ids[charges.document]),
            "concept_id": binary.int8(charges.concept_id),
            "period_id": binary.int8(header.period_id),
            "surcharged_charge_id": binary.NULL if surcharged is None else binary.int8(surcharged),
            "surcharged_months": binary.int2(0 if months is None else months),
            "gross": binary.numeric(charges.gross, scale=2),
            "discount": binary.numeric(charges.discount, scale=2),
            "subsidy": binary.numeric(charges.subsidy, scale=2),
            "net": binary.numeric(charges.net, scale=2),
            "tax_object": binary.Column.of("S2", charges.tax_object),
            "tax_rate": binary.numeric(charges.rate_millionths, scale=6),
            "tax": binary.numeric(charges.tax, scale=2),
            "rounding": binary.numeric(charges.rounding, scale=2),
            "amount": amount,
            "open_amount": amount,
            "due_date": binary.date4(header.due_date),
        },
        count=len(charge_ids),
    )
