"""Routes of billing."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.facturacion import accounts, acts, bills, run, runs, supplements

app_name = "facturacion"

READER = needs(Function.VIEW_BILLING_RUNS)
CLERK = needs(Function.CALCULATE_BILLING_RUNS)
SIGNER = needs(Function.APPROVE_BILLING_RUNS)
CORRECTOR = needs(Function.CANCEL_BILLS)
ANY_READER = needs(Function.VIEW_BILLING_RUNS, Function.VIEW_ACCOUNTS)
FORM = "GET POST"
RUN = "corridas/<int:run_id>/"
BILL = "recibos/<int:bill_id>/"

urlpatterns = [
    route("", runs.runs, name="runs", access=READER),
    route("preparar/", runs.prepare, name="prepare", access=CLERK, methods=FORM),
    route("preparar/vista/", runs.preview, name="preview", access=CLERK),
    route(RUN, run.run, name="run", access=READER),
    route(f"{RUN}avance/", run.progress, name="progress", access=READER),
    route(f"{RUN}calcular/", acts.calculate, name="calculate", access=CLERK, methods="POST"),
    route(f"{RUN}descartar/", acts.discard, name="discard", access=CLERK, methods=FORM),
    route(f"{RUN}aprobar/", acts.approve, name="approve", access=SIGNER, methods=FORM),
    route(f"{RUN}emitir/", acts.issue, name="issue", access=SIGNER, methods=FORM),
    route(
        f"{RUN}complementaria/",
        supplements.supplement,
        name="supplement",
        access=CLERK,
        methods=FORM,
    ),
    route(f"{RUN}imprimir/", acts.print_routes, name="print", access=READER, methods="POST"),
    route(f"{RUN}cuentas/", accounts.run_accounts, name="run_accounts", access=READER),
    route(f"{RUN}cuentas/<str:number>/", accounts.run_account, name="run_account", access=READER),
    route(
        f"{RUN}cuentas/<str:number>/facturar/",
        acts.release,
        name="release",
        access=CLERK,
        methods=FORM,
    ),
    route(f"{RUN}recibos/", bills.run_bills, name="run_bills", access=READER),
    route("rutas/<int:print_id>/pdf/", bills.route_pdf, name="route_pdf", access=READER),
    route(BILL, bills.bill_explanation, name="bill_explanation", access=ANY_READER),
    route(f"{BILL}pdf/", bills.bill_pdf, name="bill_pdf", access=ANY_READER),
    route(f"{BILL}cancelar/", bills.cancel, name="cancel_bill", access=CORRECTOR, methods=FORM),
    route(f"{BILL}refacturar/", bills.rebill, name="rebill", access=CORRECTOR, methods=FORM),
]
