"""Print one bill again, for who asks for it at the counter."""

from caudal.adapters.documents.bill_printing import BillPrinter
from caudal.adapters.documents.typesetting import Mark
from caudal.domain.billing.models import Bill


def print_bill(*, bill: Bill) -> bytes:
    """The recibo of a bill as its paper said it; one that was cancelled says so across the page."""
    mark = None if bill.is_live else Mark.CANCELLED
    return BillPrinter().print_bills(bill_ids=[bill.pk], mark=mark)
