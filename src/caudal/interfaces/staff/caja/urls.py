"""Routes of the cash desk: a cashier's own session and nobody else's."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.caja import charging, desk, opening, receipts, sessions

app_name = "caja"

CASHIER = needs(Function.TAKE_PAYMENTS)
READER = needs(Function.TAKE_PAYMENTS, Function.VIEW_CASH_SESSIONS)
FORM = "GET POST"

urlpatterns = [
    route("", desk.desk, name="desk", access=CASHIER),
    route("abrir/", opening.open_session, name="open", access=CASHIER, methods=FORM),
    route("buscar/", desk.search, name="search", access=CASHIER),
    route("cuenta/<int:account_id>/", charging.sale, name="sale", access=CASHIER, methods=FORM),
    route("cuenta/<int:account_id>/calculo/", charging.preview, name="preview", access=CASHIER),
    route(
        "apartados/<int:parked_id>/", desk.recover, name="recover", access=CASHIER, methods="POST"
    ),
    route("recibos/", receipts.session_receipts, name="receipts", access=CASHIER),
    route("recibos/<int:payment_id>/", receipts.receipt, name="receipt", access=READER),
    route("recibos/<int:payment_id>/ticket/", receipts.ticket, name="ticket", access=READER),
    route("recibos/<int:payment_id>/carta/", receipts.letter, name="letter", access=READER),
    route(
        "recibos/<int:payment_id>/cancelar/",
        receipts.cancel,
        name="cancel",
        access=CASHIER,
        methods=FORM,
    ),
    route("retiro/", sessions.withdraw, name="withdraw", access=CASHIER, methods=FORM),
    route("corte/", sessions.close_session, name="close", access=CASHIER, methods=FORM),
]
