"""Printing the bills of an issued run, from the database to the PDF: pages per CPU second.

CPU seconds of this process and of its backend, queries included. To hold: at least 100.
"""

from dataclasses import dataclass

from benchmarks.billing_run import backend_pid, run_of, set_up_database
from benchmarks.cluster import CpuSeconds, measured
from benchmarks.population import ISSUE_DATE


@dataclass(frozen=True, slots=True)
class PrintingCost:
    """What printing cost, and how many pages came out."""

    pages: int
    spent: CpuSeconds
    pdf_megabytes: float

    @property
    def pages_per_cpu_second(self) -> float:
        """The figure to hold."""
        return self.pages / self.spent.total


def measure(*, pages: int = 1000) -> PrintingCost:
    """Issue a run of ``pages`` accounts, then print it in walking order."""
    set_up_database(accounts=pages)
    run_of()
    _set_up_paper()
    from caudal.adapters.documents.bill_printing import BillPrinter
    from caudal.domain.billing.models import Bill

    bill_ids = list(Bill.objects.order_by("position").values_list("pk", flat=True))
    with measured(backend_pid()) as spent:
        pdf = BillPrinter().print_bills(bill_ids=bill_ids)
    return PrintingCost(len(bill_ids), spent, len(pdf) / 1e6)


def _set_up_paper() -> None:
    """A seal, a message and three ways to pay, with bar code, reference and QR."""
    from tests.factories.platform import make_utility

    from caudal.domain.billing.models import BillMessage
    from caudal.domain.payments.models import CollectionChannel

    make_utility()
    BillMessage.objects.create(
        code="aclaracion",
        title="¿No está de acuerdo?",
        text="Llame al 073 o venga. Lo que reclama no se cobra mientras se resuelve.",
        valid_from=ISSUE_DATE,
    )
    for code, kind, algorithm, fields in (
        ("tienda", "store", "", {}),
        ("banco", "bank", "bbva_00", {"width": "7", "convenio": "1402207"}),
        ("portal", "online", "", {"liga": "https://pago.example/{cuenta}"}),
    ):
        CollectionChannel.objects.create(
            code=code,
            name=code.capitalize(),
            kind=kind,
            reference_algorithm=algorithm,
            reference_fields=fields,
        )


def report(cost: PrintingCost) -> str:
    """One line."""
    return (
        f"{cost.pages:,} recibos: {cost.pages_per_cpu_second:.0f} pages per CPU second "
        f"({cost.spent.client:.1f} s client, {cost.spent.server:.1f} s server, "
        f"{cost.pdf_megabytes:.1f} MB)"
    )
