"""From rated columns to the charges of bills."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from caudal.domain.receivables.models import Charge
from caudal.domain.receivables.operations.bulk_documents import ChargeColumns
from caudal.engines.rating import RatedBatch
from caudal.kernel.errors import Refusal

Int64 = NDArray[np.int64]


class ConceptNotSetUp(Refusal):
    """A tariff bills a concept that the utility does not have."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"La tarifa cobra «{code}», que no está en el catálogo de conceptos."
            " Agréguelo en Configuración y vuelva a emitir."
        )


@dataclass(frozen=True, slots=True)
class BillLines:
    """The charges of a batch of bills, ascending by bill and then by the order of the tariff."""

    charges: ChargeColumns

    @classmethod
    def joined(cls, parts: Sequence[ChargeColumns]) -> "BillLines":
        """The charges of several tariffs as one, ordered by bill."""
        names = [field.name for field in fields(ChargeColumns)][:10]
        columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        order = np.argsort(columns["document"], kind="stable")
        return cls(ChargeColumns(**{name: column[order] for name, column in columns.items()}))

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
