"""What stands around every sale: the bar, the keys, the last receipts, what is parked."""

from typing import Any

from caudal.domain.payments.queries.desks import DeskStatus
from caudal.domain.payments.queries.receipts import receipts
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.caja import parking, presenters

#: Kept in the login: the charge just made, and the receipts whose original was not printed yet.
CHARGED, PRINTABLE = "caja_charged", "caja_originals"
LAST_RECEIPTS = 5

_DESK_KEYS = (
    {"key": "F2", "label": "Buscar", "target": "#desk-search", "action": "focus"},
    {"key": "Enter", "label": "Siguiente campo", "target": "#next-field"},
    {"key": "F8", "label": "Otra forma de pago", "target": "#next-tender"},
    {"key": "F9", "label": "Cobrar", "target": "#charge-button", "main": True},
    {"key": "F4", "label": "Apartar o recuperar", "target": "#park-button"},
    {"key": "Esc", "label": "Regresar", "target": "#step-back"},
)


def desk_frame(request: StaffRequest, status: DeskStatus | None) -> dict[str, Any]:
    """The context of the desk; without a session, only its keys."""
    context: dict[str, Any] = {"page_title": "Caja", "keys": _DESK_KEYS}
    if status is None:
        return context
    last = receipts().filter(session_id=status.session_id).order_by("-pk")[:LAST_RECEIPTS]
    parked = parking.parked_sales(store=request.session, session_id=status.session_id)
    return {
        **context,
        "desk": presenters.desk_bar(status=status, at=now()),
        "last_receipts": presenters.receipt_lines(last, status=status),
        "parked": presenters.parked_lines(parked),
    }
