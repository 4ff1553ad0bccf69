"""The billing desk through its pages: what each person may do, and what each act answers."""

from datetime import date
from typing import cast

import pytest
from django.http import FileResponse
from django.test import Client
from django.urls import reverse
from tests.factories.platform import make_ready_role, make_user
from tests.factories.runs import Town, make_town
from tests.factories.supplements import LATE_DAY, HeldMonth, make_held_month

from caudal.domain.billing.models import Bill, BillingRun, RunAccount
from caudal.domain.platform.models import AuditEntry, BackgroundJob, User
from caudal.domain.registry.models import ServiceAccount

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def town() -> Town:
    """September billed; October read, with an absurd reading in place 3."""
    town = make_town(accounts=6, suspended=1)
    town.read(SEPTEMBER)
    town.issued(SEPTEMBER)
    town.read(OCTOBER, {3: "41902"})
    return town


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"facturacion:{name}", args=args)


def test_a_run_is_prepared_on_screen(town: Town) -> None:
    client = client_of(town.clerk)
    period = town.period(OCTOBER)
    form = client.get(url("prepare")).content.decode()
    assert f'value="{period.pk}"' in form

    answer = client.post(url("prepare"), {"period": period.pk, "issue_date": "2026-11-06"})

    run = BillingRun.objects.get(period=period)
    assert answer.headers["Location"] == url("run", run.pk)
    assert (run.issue_date, run.prepared_by) == (date(2026, 11, 6), town.clerk)


def test_a_period_with_a_run_is_not_offered(town: Town) -> None:
    billed = BillingRun.objects.get()
    answer = client_of(town.clerk).post(
        url("prepare"), {"period": billed.period_id, "issue_date": "2026-11-06"}
    )
    assert answer.status_code == 422
    assert "Elija un periodo de la lista" in answer.content.decode()


def test_without_a_period_to_bill_the_form_says_so() -> None:
    town = make_town(accounts=2)
    town.read(SEPTEMBER)
    town.issued(SEPTEMBER)
    client = client_of(town.clerk)
    form = client.get(url("prepare")).content.decode()
    assert "Todos los periodos que han empezado tienen corrida" in form
    assert client.get(url("preview"), {"period": ""}).status_code == 204


def test_accounts_of_a_run_are_counted_from_the_first_of_the_walk(town: Town) -> None:
    run = town.calculated(OCTOBER)
    rows = client_of(town.clerk).get(url("run_accounts", run.pk)).context["table"].rows
    assert [row.get_cell("position") for row in rows] == ["1", "2", "3", "4", "5", "6"]


def test_the_calculation_is_queued_once(town: Town) -> None:
    client = client_of(town.clerk)
    period = town.period(OCTOBER)
    client.post(url("prepare"), {"period": period.pk, "issue_date": "2026-11-06"})
    run = BillingRun.objects.get(period=period)

    first = client.post(url("calculate", run.pk))
    again = client.post(url("calculate", run.pk))

    assert (first.status_code, again.status_code) == (302, 422)
    job = BackgroundJob.objects.get(kind="billing.calculate_run")
    assert (job.subject_id, job.total_count, job.requested_by) == (run.pk, 6, town.clerk)
    assert AuditEntry.objects.filter(action="billing.calculation.requested").count() == 1
    page = client.get(url("run", run.pk)).content.decode()
    assert url("progress", run.pk) in page


def test_who_prepared_reads_why_he_cannot_approve(town: Town) -> None:
    both = make_user(roles=[make_ready_role(name=name) for name in ("Facturación", "Gerencia")])
    town.clerk = both
    run = town.calculated(OCTOBER)
    client = client_of(both)

    page = client.get(url("run", run.pk)).content.decode()
    answer = client.post(url("approve", run.pk))

    assert "La aprueba otra persona: usted la preparó" in page
    assert 'disabled aria-describedby="approve-reason"' in page
    assert answer.status_code == 422
    run.refresh_from_db()
    assert run.state == BillingRun.State.IN_REVIEW


def test_a_run_goes_from_review_to_the_queue_of_the_issue(town: Town) -> None:
    run = town.calculated(OCTOBER)
    client = client_of(town.manager)
    question = client.get(url("approve", run.pk), headers={"HX-Request": "true"}).content.decode()
    assert "Podrán emitirse 4 recibos" in question
    assert "1 cuenta retenida" in question

    client.post(url("approve", run.pk))
    client.post(url("issue", run.pk))

    run.refresh_from_db()
    assert (run.state, run.approved_by) == (BillingRun.State.APPROVED, town.manager)
    assert BackgroundJob.objects.get(kind="billing.issue_run").subject_id == run.pk


def test_the_clerk_may_not_sign_nor_issue(town: Town) -> None:
    run = town.approved(OCTOBER)
    client = client_of(town.clerk)
    for name in ("approve", "issue"):
        assert client.post(url(name, run.pk)).status_code == 403


def test_a_held_account_is_released_with_a_reason(town: Town) -> None:
    run, number = town.calculated(OCTOBER), town.accounts[3].number
    client = client_of(town.clerk)
    assert client.post(url("release", run.pk, number), {"reason": ""}).status_code == 422

    client.post(url("release", run.pk, number), {"reason": "Fuga comprobada"})

    staged = RunAccount.objects.get(run=run, account=town.accounts[3])
    assert (staged.outcome, staged.released_by) == ("billed", town.clerk)
    assert AuditEntry.objects.get(action="billing.held_account.released").reason == (
        "Fuga comprobada"
    )
    assert "decidió facturarla" in client.get(url("run_account", run.pk, number)).content.decode()


def test_a_discarded_run_frees_its_period(town: Town) -> None:
    run = town.calculated(OCTOBER)
    client = client_of(town.clerk)
    client.post(url("discard", run.pk), {"reason": "Faltan rutas"})
    run.refresh_from_db()
    assert run.state == BillingRun.State.DISCARDED
    assert "Esta corrida se descartó" in client.get(url("run", run.pk)).content.decode()
    assert f'value="{run.period_id}"' in client.get(url("prepare")).content.decode()


def is_excel(client: Client, address: str) -> bool:
    answer = client.get(address)
    content = b"".join(cast("FileResponse", answer).streaming_content)  # type: ignore[arg-type]
    return content.startswith(b"PK")


def test_lists_go_to_excel_with_their_filter(town: Town) -> None:
    run = town.issued(OCTOBER)
    client = client_of(town.clerk)
    for name, query in (
        ("run_accounts", "?resultado=held&formato=xlsx"),
        ("run_bills", "?formato=xlsx"),
    ):
        assert is_excel(client, url(name, run.pk) + query)
    assert is_excel(client, f"{url('runs')}?formato=xlsx")


def test_a_held_list_is_filtered_by_its_reason(town: Town) -> None:
    run = town.calculated(OCTOBER)
    client = client_of(town.clerk)
    held = client.get(url("run_accounts", run.pk) + "?resultado=held").content.decode()
    assert town.accounts[3].number in held
    assert town.accounts[0].number not in held


def test_each_line_of_a_bill_is_explained(town: Town) -> None:
    town.issued(OCTOBER)
    bill = Bill.objects.filter(period__code="2026-10").order_by("position")[1]
    page = client_of(town.clerk).get(url("bill_explanation", bill.pk)).content.decode()
    for words in ("Los primeros 10 m³", "35 % de agua", "Tarifa AG-2026", "Tarifa de prueba"):
        assert words in page
    assert f"${bill.total:,.2f}" in page


def test_the_effect_of_a_cancellation_is_told_before_and_linked_after(town: Town) -> None:
    town.issued(OCTOBER)
    bill = Bill.objects.filter(period__code="2026-10").order_by("position")[1]
    client = client_of(town.clerk)
    question = client.get(url("rebill", bill.pk), headers={"HX-Request": "true"}).content.decode()
    assert f"Se emite otro por ${bill.total:,.2f}" in question
    assert Bill.objects.filter(replaces=bill).count() == 0

    answer = client.post(url("rebill", bill.pk), {"reason": "Otra lectura"})

    new = Bill.objects.get(replaces=bill)
    assert answer.headers["Location"] == url("bill_explanation", new.pk)
    old_page = client.get(url("bill_explanation", bill.pk)).content.decode()
    assert "Otra lectura" in old_page
    assert url("bill_explanation", new.pk) in old_page
    new_page = client.get(url("bill_explanation", new.pk)).content.decode()
    assert url("bill_explanation", bill.pk) in new_page
    assert client.post(url("cancel_bill", bill.pk), {"reason": "x"}).status_code == 422


def test_a_bill_is_a_pdf_for_whoever_may_see_accounts(town: Town) -> None:
    bill = Bill.objects.order_by("pk")[0]
    desk = client_of(make_user(roles=[make_ready_role(name="Cajero")]))
    answer = desk.get(url("bill_pdf", bill.pk))
    assert answer.content.startswith(b"%PDF")
    assert desk.get(url("runs")).status_code == 403
    assert client_of(make_user()).get(url("bill_pdf", bill.pk)).status_code == 403


@pytest.fixture
def month() -> HeldMonth:
    return make_held_month()


def text_of(client: Client, address: str) -> str:
    """A page as one line of words."""
    return " ".join(client.get(address).content.decode().split())


def test_the_held_accounts_of_an_issued_run_are_billed_afterwards(month: HeldMonth) -> None:
    client = client_of(month.clerk)
    principal = month.principal
    assert "Facturar retenidas (4)" in text_of(client, url("run", principal.pk))
    asked = text_of(client, url("supplement", principal.pk))
    assert "sin lectura (1), lectura en revisión (1), sobre el tope de su uso (1)" in asked
    assert "Vencen 14 días después" in asked

    refused = client.post(url("supplement", principal.pk), {"issue_date": "2026-11-05"})
    assert refused.status_code == 422
    assert "elija esa o una posterior" in refused.content.decode()
    answer = client.post(url("supplement", principal.pk), {"issue_date": "2026-11-17"})
    made = BillingRun.objects.get(supplements=principal)
    assert answer.headers["Location"] == url("run", made.pk)

    page = text_of(client, url("run", principal.pk))
    assert "Facturar retenidas" not in page
    assert url("run", made.pk) in page
    again = client.post(url("supplement", principal.pk), {"issue_date": "2026-11-17"})
    assert "en curso, F-2026-10-04-C1 (preparada)" in again.content.decode()


def test_a_complementary_run_and_its_principal_name_each_other(month: HeldMonth) -> None:
    month.price()
    made = month.issued(month.supplement())
    client = client_of(month.clerk)
    page = text_of(client, url("run", made.pk))
    assert "Complementaria de F-2026-10-04 · emisión 17/11/2026 · vence 01/12/2026" in page
    assert url("run", month.principal.pk) in page
    assert "Retenidas sin recibo" in page
    assert "Facturar retenidas (3)" in page
    page = text_of(client, url("run", month.principal.pk))
    assert 'Facturada en <span class="text-nowrap">F-2026-10-04-C1</span>' in page
    assert "Emitido en el periodo" in page
    assert "667.29" in page  # three bills of 222.43
    assert text_of(client, url("runs")).count("Complementaria de F-2026-10-04") == 1


def test_nothing_is_offered_when_nobody_is_left(month: HeldMonth) -> None:
    ServiceAccount.objects.exclude(pk__in=[account.pk for account in month.usual]).update(
        status="suspended"
    )
    month.price()
    run = month.calculated(month.supplement())
    assert (run.billed_count, run.excluded_count) == (0, 4)
    ServiceAccount.objects.filter(pk=month.unpriced.pk).update(status="active")
    month.issued(run)
    client = client_of(month.clerk)
    page = text_of(client, url("run", month.principal.pk))
    assert "Todas tienen recibo o quedaron fuera por una regla." in page
    assert "Facturar retenidas" not in page
    answer = client.post(url("supplement", month.principal.pk), {"issue_date": "2026-11-17"})
    assert "no queda ninguna cuenta retenida sin recibo" in answer.content.decode()


def test_who_may_not_prepare_is_not_offered_it(month: HeldMonth) -> None:
    client = client_of(month.manager)
    assert "Facturar retenidas" not in text_of(client, url("run", month.principal.pk))
    assert client.get(url("supplement", month.principal.pk)).status_code == 403


def test_who_was_held_without_reading_is_captured_from_the_run(month: HeldMonth) -> None:
    reader = make_user(roles=[make_ready_role(name=name) for name in ("Facturación", "Lecturas")])
    capture = reverse("lecturas:capture", args=[month.period.pk, month.unread.route_id])
    client = client_of(reader)
    assert capture in text_of(client, url("run", month.principal.pk))
    close = reverse("lecturas:close", args=[month.period.pk, month.unread.route_id])
    cycle = f"{reverse('lecturas:cycle')}?periodo={month.period.pk}"
    assert close in text_of(client, cycle)
    assert "1 cuenta sin leer pasa" in text_of(client, close)
    month.read(month.unread, 531)
    month.issued(month.supplement())
    assert "no entra ninguna lectura" not in text_of(client, capture)
    for account in (month.doubtful, month.excessive, month.unpriced):
        ServiceAccount.objects.filter(pk=account.pk).update(status="closed", closed_on=LATE_DAY)
    assert "no entra ninguna lectura" in text_of(client, capture)
    assert close not in text_of(client, cycle)
