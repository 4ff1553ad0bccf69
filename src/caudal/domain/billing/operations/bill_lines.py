"""From rated columns to the charges of bills."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from caudal.domain.billing.operations.bill_content import LINE
from caudal.domain.receivables.models import Charge
from caudal.domain.receivables.operations.bulk_documents import ChargeColumns
from caudal.engines.rating import RatedBatch
from caudal.kernel.errors import Refusal

Int64 = NDArray[np.int64]
#: Those of a bill's charges; the last two are of surcharges.
_COLUMNS = [field.name for field in fields(ChargeColumns)][:-2]


class ConceptNotSetUp(Refusal):
    """A tariff bills a concept that the utility does not have."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"La tarifa cobra «{code}», que no está en el catálogo de conceptos."
            " Agréguelo en Configuración y vuelva a emitir."
        )


@dataclass(frozen=True, slots=True)
class BillLines:
    """The charges of bills, or of the different ratings of bills, ascending by ``document`` and
    then by the order of the tariff.
    """

    charges: ChargeColumns

    @classmethod
    def joined(cls, parts: Sequence[ChargeColumns]) -> "BillLines":
        """The charges of several tariffs as one, ordered by bill."""
        columns = {
            name: np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS
        }
        order = np.argsort(columns["document"], kind="stable")
        return cls(ChargeColumns(**{name: column[order] for name, column in columns.items()}))

    def of(self, rating: Int64) -> "BillLines":
        """The charges of bills, each a repetition of the lines that ``rating`` points at."""
        document = self.charges.document
        starts = np.searchsorted(document, rating)
        counts = np.searchsorted(document, rating, side="right") - starts
        ends = np.cumsum(counts)
        places = np.arange(counts.sum()) + np.repeat(starts - (ends - counts), counts)
        repeated = {name: getattr(self.charges, name)[places] for name in _COLUMNS[1:]}
        return BillLines(
            ChargeColumns(document=np.repeat(np.arange(rating.size), counts), **repeated)
        )

    def packed(self, count: int) -> list[bytes]:
        """The lines of each bill as ``LINE`` bytes."""
        charges = self.charges
        columns = (
            charges.concept_id,
            charges.gross,
            charges.discount,
            charges.subsidy,
            charges.tax,
            charges.rounding,
            charges.amount,
        )
        whole = np.column_stack(columns).astype(LINE.base).tobytes()
        ends = np.searchsorted(charges.document, np.arange(count + 1)) * LINE.itemsize
        return [whole[start:end] for start, end in pairwise(ends.tolist())]

    def totals(self, count: int) -> Int64:
        """The total of each bill, in centavos."""
        return self._sum(self.charges.amount, count)

    def sums(self, count: int) -> tuple[Int64, Int64, Int64]:
        """Net, tax and rounding of each bill, in centavos."""
        charges = self.charges
        return (
            self._sum(charges.net, count),
            self._sum(charges.tax, count),
            self._sum(charges.rounding, count),
        )

    def _sum(self, values: Int64, count: int) -> Int64:
        """Charges ascend by bill: each bill's sum is the difference of two running totals."""
        ends = np.searchsorted(self.charges.document, np.arange(count + 1))
        running = np.concatenate([[0], np.cumsum(values)])
        sums: Int64 = running[ends[1:]] - running[ends[:-1]]
        return sums


def rated_lines(
    *, batch: RatedBatch, documents: Int64, concept_ids: dict[str, int]
) -> ChargeColumns:
    """The charges above zero of rated accounts; ``documents`` says which bill each account is.

    The rounding of the total is carried by the largest charge of each bill.

    :raises ConceptNotSetUp: if a concept has no charge concept of its code
    """
    amounts = np.stack([concept.amount for concept in batch.concepts.values()])
    largest = amounts.argmax(axis=0)
    parts = []
    for order, (code, concept) in enumerate(batch.concepts.items()):
        if code not in concept_ids:
            raise ConceptNotSetUp(code)
        kept = np.flatnonzero(concept.amount > 0)
        rounding = np.where(largest == order, batch.rounding, 0)
        tax_object = concept.tax_object or Charge.TaxObject.SUBJECT.value
        parts.append(
            ChargeColumns(
                document=documents[kept],
                concept_id=np.full(kept.size, concept_ids[code], dtype=np.int64),
                gross=concept.gross[kept],
                discount=concept.discount[kept],
                subsidy=concept.subsidy[kept],
                net=concept.net[kept],
                tax_object=np.full(kept.size, tax_object.encode(), dtype="S2"),
                rate_millionths=concept.rate_millionths[kept],
                tax=concept.tax[kept],
                rounding=rounding[kept],
            )
        )
    return BillLines.joined(parts).charges
