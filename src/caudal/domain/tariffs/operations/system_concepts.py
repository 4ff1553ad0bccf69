"""Concepts that the system itself charges."""

from caudal.domain.tariffs.models import ChargeConcept


def reversal_concept() -> ChargeConcept:
    """The concept under which a cancelled payment is owed again to the payment's own credit."""
    concept = ChargeConcept.objects.filter(kind=ChargeConcept.Kind.REVERSAL).first()
    return concept or ChargeConcept.objects.create(
        code="pago_cancelado",
        name="Pago cancelado",
        kind=ChargeConcept.Kind.REVERSAL,
        priority=999,
        bears_surcharges=False,
    )
