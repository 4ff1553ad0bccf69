"""Builders of debt."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from tests.factories.registry import make_concept

from caudal.domain.receivables.models import AllocationPolicy, Charge, Movement
from caudal.domain.receivables.operations import documents, summary
from caudal.domain.receivables.operations.documents import DocumentHeader, RecordedDocument
from caudal.domain.registry.models import ServiceAccount

USUAL_POLICY = {
    "criterios": ["elegidos", "documento_exacto", "vencido_exacto", "vencimiento", "orden_legal"],
    "excluye_en_aclaracion": True,
}


def make_allocation_policy(*, valid_from: date = date(2020, 1, 1)) -> AllocationPolicy:
    """The usual order, in force for ever."""
    return AllocationPolicy.objects.get_or_create(
        valid_from=valid_from, defaults={"policy": USUAL_POLICY, "source": "Manual de cobro"}
    )[0]


def make_debt(
    *,
    account: ServiceAccount,
    amounts: Mapping[str, str],
    due_date: date = date(2026, 10, 21),
    description: str = "Recibo septiembre 2026",
    kind: Movement.Kind = Movement.Kind.OPENING,
    on_date: date = date(2026, 10, 7),
    series_code: str | None = None,
) -> RecordedDocument:
    """A document that the account owes: concept → amount; all but water carries 16 % IVA."""
    document = documents.record_charge_document(
        header=DocumentHeader(
            account_id=account.pk,
            kind=kind,
            description=description,
            business_date=on_date,
            recorded_at=datetime(on_date.year, on_date.month, on_date.day, 18, tzinfo=UTC),
            series_code=series_code,
        ),
        charges=[_charge(code, Decimal(amount), due_date) for code, amount in amounts.items()],
    )
    summary.refresh_debt(account_ids=[account.pk], on_date=on_date)
    return document


def _charge(code: str, amount: Decimal, due_date: date) -> Charge:
    is_taxed = code != "agua"
    tax = (amount * 16 / 116).quantize(Decimal("0.01")) if is_taxed else Decimal(0)
    return Charge(
        concept=make_concept(code=code, priority=10 if code == "agua" else 20),
        gross=amount - tax,
        net=amount - tax,
        tax_object=Charge.TaxObject.SUBJECT,
        tax_rate=Decimal("0.16") if is_taxed else Decimal(0),
        tax=tax,
        amount=amount,
        due_date=due_date,
    )
