"""Routes of the accounts, each by the number that people quote."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.cuentas import (
    activity,
    acts,
    edits,
    histories,
    lists,
    notes,
    register,
    statement,
    summary,
)

app_name = "cuentas"

READER = needs(Function.VIEW_ACCOUNTS)
WRITER = needs(Function.ADD_NOTES)
EDITOR = needs(Function.EDIT_REGISTER)
FORM = "GET POST"
ACCOUNT = "<str:number>/"

urlpatterns = [
    route("", lists.accounts, name="list", access=READER),
    route(ACCOUNT, summary.summary, name="account", access=READER),
    route(f"{ACCOUNT}estado/", statement.statement, name="statement", access=READER),
    route(
        f"{ACCOUNT}estado/excel/", statement.statement_excel, name="statement_excel", access=READER
    ),
    route(f"{ACCOUNT}estado/pdf/", statement.statement_pdf, name="statement_pdf", access=READER),
    route(f"{ACCOUNT}recibos/", histories.bills, name="bills", access=READER),
    route(f"{ACCOUNT}pagos/", histories.payments, name="payments", access=READER),
    route(f"{ACCOUNT}lecturas/", histories.readings, name="readings", access=READER),
    route(f"{ACCOUNT}medidor/", histories.meter, name="meter", access=READER),
    route(f"{ACCOUNT}datos/", register.register, name="register", access=READER),
    route(f"{ACCOUNT}notas/", notes.notes, name="notes", access=READER),
    route(f"{ACCOUNT}actividad/", activity.activity, name="activity", access=READER),
    route(f"{ACCOUNT}bitacora/", activity.trail, name="trail", access=READER),
    route(f"{ACCOUNT}notas/nueva/", notes.new_note, name="new_note", access=WRITER, methods=FORM),
    route(
        f"{ACCOUNT}notas/<int:note_id>/fijar/",
        notes.pin_note,
        name="pin_note",
        access=WRITER,
        methods="POST",
    ),
    route(
        f"{ACCOUNT}notas/<int:note_id>/soltar/",
        notes.unpin_note,
        name="unpin_note",
        access=WRITER,
        methods="POST",
    ),
    route(
        f"{ACCOUNT}datos/titular/",
        edits.edit_customer,
        name="edit_customer",
        access=EDITOR,
        methods=FORM,
    ),
    route(
        f"{ACCOUNT}datos/cambio-de-titular/",
        edits.change_holder_page,
        name="change_holder",
        access=EDITOR,
        methods=FORM,
    ),
    route(
        f"{ACCOUNT}datos/domicilio/",
        edits.edit_premise,
        name="edit_premise",
        access=EDITOR,
        methods=FORM,
    ),
    route(
        f"{ACCOUNT}datos/servicio/",
        edits.edit_terms,
        name="edit_terms",
        access=EDITOR,
        methods=FORM,
    ),
    route(
        f"{ACCOUNT}datos/descuento/",
        acts.grant_discount_page,
        name="grant_discount",
        access=EDITOR,
        methods=FORM,
    ),
    route(
        f"{ACCOUNT}datos/descuento/<int:discount_id>/terminar/",
        acts.end_discount_page,
        name="end_discount",
        access=EDITOR,
        methods=FORM,
    ),
    route(f"{ACCOUNT}suspender/", acts.suspend, name="suspend", access=EDITOR, methods=FORM),
    route(f"{ACCOUNT}reactivar/", acts.reactivate, name="reactivate", access=EDITOR, methods=FORM),
    route(f"{ACCOUNT}baja/", acts.close, name="close", access=EDITOR, methods=FORM),
]
