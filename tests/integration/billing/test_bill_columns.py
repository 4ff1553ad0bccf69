"""A stretch by columns is what it would be bill by bill."""

import hashlib
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from caudal.domain.billing.operations.bill_content import LINE, BillTerms, ContentSeal
from caudal.domain.billing.operations.bill_lines import BillLines
from caudal.domain.billing.operations.staged_bills import StagedBill, StagedBills
from caudal.domain.receivables.operations.bulk_documents import ChargeColumns

TERMS = BillTerms(
    period_id=7,
    tariff_version_id=3,
    rated_on=date(2026, 10, 30),
    inputs='{"consumo":"17.000","uso":"domestico_medio"}',
    issue_date=date(2026, 11, 6),
    due_date=date(2026, 11, 20),
    total=22_340,
)
WRITTEN = '7|3|2026-10-30|{"consumo":"17.000","uso":"domestico_medio"}|2026-11-06|2026-11-20|22340|'


def lines_of(*values: int) -> BillLines:
    """Charges of the documents ``values[i]``, each told from the others by its concept."""
    document = np.array(values, dtype=np.int64)
    concept = np.arange(1, len(values) + 1)
    zeros = np.zeros(len(values), dtype=np.int64)
    return BillLines(
        ChargeColumns(
            document=document,
            concept_id=concept,
            gross=concept * 100,
            discount=zeros,
            subsidy=zeros,
            net=concept * 100,
            tax_object=np.full(len(values), b"02", dtype="S2"),
            rate_millionths=zeros,
            tax=concept * 16,
            rounding=zeros,
        )
    )


def test_the_hash_covers_terms_lines_and_what_is_the_accounts_own() -> None:
    lines = lines_of(0, 0).packed(1)[0]
    seal = ContentSeal(terms=TERMS, lines=lines)

    numbers = b"".join(
        int(number).to_bytes(8, "big")
        for concept in (1, 2)
        for number in (concept, concept * 100, 0, 0, concept * 16, 0, concept * 116)
    )
    text = f"{WRITTEN}2\n".encode() + numbers + b"41|17000|measured"
    assert seal.digest(41, 17_000, "measured") == hashlib.sha256(text).digest()


def test_two_accounts_rated_alike_have_hashes_of_their_own() -> None:
    seal = ContentSeal(terms=TERMS, lines=b"")
    first, second = seal.digest(1, 0, "fixed"), seal.digest(2, 0, "fixed")
    assert first != second
    assert seal.digest(1, 0, "fixed") == first


def staged(account_id: int, rating: str) -> StagedBill:
    """One account with the inputs ``rating``."""
    return StagedBill(account_id, account_id, 0, "fixed", 0, 100, 1, date(2026, 10, 1), rating)


def test_accounts_rated_alike_share_a_rating() -> None:
    bills = StagedBills.of([staged(1, "a"), staged(2, "b"), staged(3, "a")])
    assert [rating.inputs for rating in bills.ratings] == ["a", "b"]
    assert bills.rating.tolist() == [0, 1, 0]
    assert len(bills) == 3


def test_a_stretch_without_bills_is_empty() -> None:
    assert len(StagedBills.of([])) == 0


def rows(charges: ChargeColumns) -> list[tuple[int, int]]:
    """Document and concept of each charge."""
    return list(zip(charges.document.tolist(), charges.concept_id.tolist(), strict=True))


@given(
    counts=st.lists(st.integers(0, 4), min_size=1, max_size=6),
    data=st.data(),
)
def test_the_charges_of_bills_repeat_those_of_their_ratings(
    counts: list[int], data: st.DataObject
) -> None:
    lines = lines_of(*(place for place, count in enumerate(counts) for _ in range(count)))
    chosen = data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=8))
    rating: NDArray[np.int64] = np.array(chosen, dtype=np.int64)

    found = lines.of(rating)

    expected = [
        (bill, concept)
        for bill, place in enumerate(chosen)
        for document, concept in rows(lines.charges)
        if document == place
    ]
    assert rows(found.charges) == expected
    assert found.totals(len(chosen)).tolist() == lines.totals(len(counts))[rating].tolist()
    assert [len(line) // LINE.itemsize for line in lines.packed(len(counts))] == counts
