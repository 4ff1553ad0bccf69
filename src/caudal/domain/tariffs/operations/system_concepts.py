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


def opening_concept() -> ChargeConcept:
    """The concept of an opening debt whose file does not say what it is for.

    It bears no surcharges: part of it may be surcharges already. A utility that declares a concept
    of this kind in its pack decides otherwise.
    """
    concept = ChargeConcept.objects.filter(kind=ChargeConcept.Kind.OPENING).first()
    return concept or ChargeConcept.objects.create(
        code="saldo_inicial",
        name="Saldo inicial",
        kind=ChargeConcept.Kind.OPENING,
        bears_surcharges=False,
    )
