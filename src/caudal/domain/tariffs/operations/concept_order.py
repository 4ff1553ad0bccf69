"""Change what a concept means for money."""

from caudal.domain.platform.operations.signatures import Signatures
from caudal.domain.tariffs.models import ChargeConcept
from caudal.kernel.errors import Refusal


class ChargeConceptMissing(Refusal):
    """No concept has that code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"No existe el concepto {code}. Elija uno de la lista.")


def the_concept(*, code: str) -> ChargeConcept:
    """The concept of that code.

    :raises ChargeConceptMissing: if there is none
    """
    concept = ChargeConcept.objects.filter(code=code).first()
    if concept is None:
        raise ChargeConceptMissing(code)
    return concept


def change_concept(
    *,
    code: str,
    kind: str,
    priority: int,
    bears_surcharges: bool,
    signatures: Signatures,
) -> None:
    """Set the legal order of a concept and whether arrears of it bear surcharges.

    :raises ChargeConceptMissing: if no concept has that code
    """
    concept = the_concept(code=code)
    wanted = {"kind": kind, "priority": priority, "bears_surcharges": bears_surcharges}
    before = {name: getattr(concept, name) for name in wanted}
    for name, value in wanted.items():
        setattr(concept, name, value)
    concept.save(update_fields=list(wanted))
    signatures.record(
        action="tariffs.charge_concept.changed",
        subject=concept,
        before=before,
        after=wanted,
    )
