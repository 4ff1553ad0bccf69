"""From the keys of issued bills to their PDF."""

from collections.abc import Iterator, Sequence

from caudal.adapters.documents.bill_document import BillDocument
from caudal.adapters.documents.bill_papers import Details, bill_paper
from caudal.adapters.documents.bills import BATCH_PAGES, render_bills
from caudal.adapters.documents.issuer import issuer_identity
from caudal.adapters.documents.payment_channels import printed_channels
from caudal.adapters.documents.typesetting import Mark
from caudal.domain.billing.queries.explanations import Explainer
from caudal.domain.billing.queries.print_facts import BillHead, print_facts
from caudal.domain.platform.queries.utility import the_utility


class BillPrinter:
    """Prints bills of one utility; its identity, channels and tariffs are read once."""

    def __init__(self) -> None:
        utility = the_utility()
        self._issuer = issuer_identity(utility=utility)
        self._phone = utility.phone
        self._channels = printed_channels()
        self._explainer = Explainer()

    def print_bills(self, *, bill_ids: Sequence[int], mark: Mark | None = None) -> bytes:
        """One PDF with a page per bill, in the order given.

        :raises NothingToPrint: if there are no bills
        """
        return render_bills(list(self._papers(bill_ids)), issuer=self._issuer, mark=mark)

    def _papers(self, bill_ids: Sequence[int]) -> Iterator[BillDocument]:
        for start in range(0, len(bill_ids), BATCH_PAGES):
            for bill in print_facts(bill_ids=bill_ids[start : start + BATCH_PAGES]):
                yield bill_paper(
                    bill=bill,
                    details=self._details(bill.head),
                    channels=self._channels,
                    phone=self._phone,
                )

    def _details(self, head: BillHead) -> Details:
        rated = self._explainer.explain(
            version_id=head.version_id, rated_on=head.rated_on, inputs=head.inputs
        )
        return {line.concept: line.detail for line in rated.lines}
