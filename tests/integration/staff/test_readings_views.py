"""The screens of readings as each role meets them, and what they answer to bad input."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.factories.critica import Critica, make_critica
from tests.factories.history import make_month
from tests.factories.metering import AT, given, make_metered, october_of, record, values_of
from tests.factories.platform import make_ready_role, make_user
from tests.factories.registry import make_route

from caudal.domain.metering.models import Consumption, RoutePeriod
from caudal.domain.metering.queries.cases import Decision
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, User
from caudal.interfaces.staff.lecturas import capture, decisions, place, review
from caudal.usecases.decide_readings import decide_readings

pytestmark = pytest.mark.django_db

State = Consumption.State
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (capture, decisions, review):
        monkeypatch.setattr(module, "now", lambda: AT)
    monkeypatch.setattr(place, "today", lambda _zone: AT.date())


@pytest.fixture
def critica() -> Critica:
    return make_critica(clean=1)


@pytest.fixture
def client(critica: Critica) -> Client:
    return logged_in(critica.user)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def review_url(critica: Critica, query: str = "") -> str:
    return f"/lecturas/{critica.period.pk}/critica/{query}"


def capture_url(critica: Critica, tail: str = "") -> str:
    return f"/lecturas/{critica.period.pk}/ruta/{critica.route.pk}/{tail}"


def post_decision(
    client: Client, critica: Critica, *holders: str, **values: str
) -> tuple[int, str]:
    """Status and text of a decision sent by htmx."""
    ids = [october_of(critica.accounts[holder]).pk for holder in holders]
    data = {"id": ids, "decision": "accepted", **values}
    answer = client.post(f"{review_url(critica)}resolver/", data, headers=HTMX)
    return answer.status_code, answer.content.decode()


def test_the_cycle_counts_each_route(client: Client, critica: Critica) -> None:
    make_metered(route=critica.route, holder="Nadie fue")
    make_route(cycle=critica.route.cycle, name="Sin cuentas todavía")
    answer = client.get("/lecturas/", {"periodo": critica.period.pk})
    (row,) = answer.context["rows"]
    assert (row.code, row.accounts, row.read, row.unreadable, row.missing, row.to_review) == (
        "0412", "15", "13", "1", "1", "12",
    )  # fmt: skip
    assert row.bar[0]["share"] == pytest.approx(13 / 15 * 100)
    assert row.close_url.endswith("/cerrar/")
    assert answer.context["review_label"] == "Revisar crítica (12)"


def test_the_period_that_is_being_read_opens_first(client: Client, critica: Critica) -> None:
    """On 3 November, October's routes are still open; once they are billed, November is next."""
    make_month(account=critica.accounts["limpia 1"], start=date(2026, 11, 1))
    opened = client.get("/lecturas/", {"ciclo": "04"})
    assert opened.context["page_note"] == "Ciclo 04 · Octubre 2026"
    RoutePeriod.objects.update(state=RoutePeriod.State.BILLED)
    later = client.get("/lecturas/", {"ciclo": "04"})
    assert later.context["page_note"] == "Ciclo 04 · Noviembre 2026"


def test_without_any_period_the_page_says_what_to_do() -> None:
    client = logged_in(make_user(functions=[Function.CAPTURE_READINGS]))
    assert "Aún no hay ciclos con periodos" in client.get("/lecturas/").content.decode()


def test_closing_a_route_asks_first_and_then_sends_who_was_missing(
    client: Client, critica: Critica
) -> None:
    unread = make_metered(route=critica.route, holder="Nadie fue")
    question = client.get(capture_url(critica, "cerrar/"))
    assert "1 cuenta sin leer pasa" in question.content.decode()
    done = client.post(capture_url(critica, "cerrar/"), follow=True)
    assert "1 cuenta pasó a la crítica" in done.content.decode()
    assert october_of(unread).finding == "sin_lectura"
    again = client.post(capture_url(critica, "cerrar/"))
    assert again.status_code == 422
    assert "No falta ninguna lectura" in again.content.decode()


def test_opening_the_cycle(critica: Critica, client: Client) -> None:
    answer = client.post(f"/lecturas/{critica.period.pk}/abrir/", follow=True)
    assert "Ya estaban abiertas." in answer.content.decode()


def test_the_sheet_hides_the_previous_reading_until_asked(client: Client, critica: Critica) -> None:
    account = make_metered(route=critica.route, previous=7_777, route_sequence=1)
    hidden = client.get(capture_url(critica))
    assert hidden.context["rows"][0].number == account.number
    assert "7,777" not in hidden.content.decode()
    assert "7,777" in client.get(capture_url(critica), {"anterior": "1"}).content.decode()


def capture_post(
    client: Client, critica: Critica, account_id: int, **values: str
) -> tuple[int, str]:
    data = {"read_on": "2026-10-30", "meter_reader": "Ramiro Castro", **values}
    answer = client.post(capture_url(critica, f"cuenta/{account_id}/"), data, headers=HTMX)
    return answer.status_code, answer.content.decode()


def test_a_line_is_saved_and_judged_without_telling_the_previous_one(
    client: Client, critica: Critica
) -> None:
    account = make_metered(route=critica.route, previous=517)
    status, text = capture_post(client, critica, account.pk, value="530")
    assert (status, "Dentro de lo esperado" in text) == (200, True)
    assert "<strong>15</strong> de 15 capturadas" in text
    assert capture_post(client, critica, account.pk, value="530")[0] == 200
    assert values_of(account) == [530]
    status, text = capture_post(client, critica, account.pk, value="630")
    assert status == 422
    assert "data-correct" in text
    status, text = capture_post(client, critica, account.pk, value="630", corrects="on")
    assert (status, "Fuera de lo esperado" in text, "517" in text) == (200, True, False)
    assert values_of(account) == [530, 630]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"value": "12x"}, "con números"),
        ({"value": "1", "read_on": "ayer"}, "fecha de lectura"),
        ({"remark": "99"}, "anomalía «99»"),
        ({}, "Escriba la lectura, o la anomalía"),
        ({"value": "100000"}, "No cabe en los 5 dígitos"),
        ({"value": "5", "read_on": "2026-12-01"}, "futura"),
    ],
)
def test_a_wrong_line_says_what_to_do(
    client: Client, critica: Critica, values: dict[str, str], why: str
) -> None:
    account = make_metered(route=critica.route)
    status, text = capture_post(client, critica, account.pk, **values)
    assert status == 422
    assert why in text
    assert values_of(account) == []


def test_an_account_of_another_route_is_not_on_this_sheet(client: Client, critica: Critica) -> None:
    assert capture_post(client, critica, 999_999, value="5")[0] == 404


def test_a_billed_route_takes_nothing(client: Client, critica: Critica) -> None:
    account = make_metered(route=critica.route)
    RoutePeriod.objects.filter(route=critica.route).update(state="billed")
    status, text = capture_post(client, critica, account.pk, value="530")
    assert (status, "ya se facturó" in text) == (422, True)
    assert "no entra ninguna lectura" in client.get(capture_url(critica)).content.decode()


def test_chips_add_up_and_the_next_account_comes_to_the_front(
    client: Client, critica: Critica
) -> None:
    page = client.get(review_url(critica))
    first, *others = page.context["filters"]
    assert int(first["count"]) == sum(int(chip["count"]) for chip in others) == 12
    assert page.context["panel"].holder == "Rosalba Trujillo Mena"
    row = october_of(critica.accounts["Rosalba Trujillo Mena"])
    answer = client.post(
        f"{review_url(critica)}resolver/",
        {"id": row.pk, "decision": "accepted", "actual": row.pk},
        headers=HTMX,
    )
    assert answer.context["panel"].holder == "José Luis Barraza Cota"
    assert answer.context["last_act"].endswith("aceptada con 203 m³")
    assert answer.context["told"] == "1 lectura: aceptada."


def test_options_show_the_bill_that_each_would_give(client: Client, critica: Critica) -> None:
    """19 m³: 118.40 + 5 × 13.2650 + 4 × 14.8320 = 244.05; sewer 85.42 and 16 % of it, 13.67."""
    panel = client.get(review_url(critica)).context["panel"]
    prices = {option.decision: option.price for option in panel.options}
    assert prices["estimated"] == "$343.14"
    assert prices["re_read"] == "sin recibo"
    assert panel.options[0].decision == "estimated"
    assert [option.key for option in panel.options] == ["E", "A", "C", "R", "H"]


def test_without_a_tariff_the_options_stand_without_amounts(
    client: Client, critica: Critica
) -> None:
    from caudal.domain.tariffs.models import TariffVersion

    TariffVersion.objects.update(state=TariffVersion.State.REJECTED)
    panel = client.get(review_url(critica)).context["panel"]
    assert {option.price for option in panel.options} >= {"sin tarifa"}


def test_a_bulk_act_tells_what_it_could_not(client: Client, critica: Critica) -> None:
    status, text = post_decision(client, critica, "Rosalba Trujillo Mena", "José Luis Barraza Cota")
    number = critica.accounts["José Luis Barraza Cota"].number
    assert status == 200
    assert f"1 lectura: aceptada. No se pudo con {number}" in text


def test_nothing_chosen_and_nonsense_are_refused(client: Client, critica: Critica) -> None:
    assert post_decision(client, critica)[0] == 422
    status, _ = post_decision(client, critica, "Rosalba Trujillo Mena", decision="regalar")
    assert status == 422
    answer = client.post(
        f"{review_url(critica)}resolver/", {"id": "x'1", "decision": "held"}, headers=HTMX
    )
    assert answer.status_code == 422


def test_a_page_left_open_does_not_decide_over_a_colleague(
    client: Client, critica: Critica
) -> None:
    row = october_of(critica.accounts["Rosalba Trujillo Mena"])
    decide_readings(
        period_id=critica.period.pk,
        consumption_ids=[row.pk],
        decision=Decision.ESTIMATE,
        acting_user=make_user(full_name="Ramiro Castro"),
        at=AT + timedelta(minutes=1),
    )
    status, text = post_decision(client, critica, "Rosalba Trujillo Mena", seen_at=AT.isoformat())
    assert (status, "Ramiro Castro" in text) == (422, True)
    assert october_of(critica.accounts["Rosalba Trujillo Mena"]).decision == "estimated"


def test_decisions_and_undo_work_without_scripts(client: Client, critica: Critica) -> None:
    row = october_of(critica.accounts["Rosalba Trujillo Mena"])
    url = review_url(critica)
    done = client.post(f"{url}resolver/", {"id": row.pk, "decision": "held"}, follow=True)
    assert "1 lectura: retenida." in done.content.decode()
    back = client.post(f"{url}deshacer/", follow=True)
    assert "Se deshizo el último acto: 1 lectura." in back.content.decode()
    assert october_of(critica.accounts["Rosalba Trujillo Mena"]).state == State.PENDING
    assert client.post(f"{url}deshacer/").status_code == 422


def test_groups_hold_what_left_the_list(client: Client, critica: Critica) -> None:
    post_decision(client, critica, "Rosalba Trujillo Mena", decision="held")
    page = client.get(review_url(critica, "?estado=retenidas"))
    assert [row.holder for row in page.context["rows"]] == ["Rosalba Trujillo Mena"]
    assert page.context["rows"][0].decision.label == "Retenida"
    notices = client.get(review_url(critica, "?estado=avisos"))
    assert [row.chip.label for row in notices.context["rows"]] == ["Vuelta del medidor"]


@pytest.mark.parametrize(
    "query", ["?estado=x", "?hallazgo=x&pagina=-1", "?actual=99999999999999999999", "?ruta=a"]
)
def test_a_query_written_by_hand_shows_the_usual(
    client: Client, critica: Critica, query: str
) -> None:
    page = client.get(review_url(critica, query))
    assert page.status_code == 200
    assert len(page.context["rows"]) == 12


def test_the_panel_of_another_period_is_out_of_reach(client: Client, critica: Critica) -> None:
    september = Consumption.objects.exclude(period=critica.period).first()
    assert september is not None
    for tail in ("", "corregir/"):
        assert client.get(review_url(critica, f"{september.pk}/{tail}")).status_code == 404


def test_a_correction_needs_a_value_and_a_reason(client: Client, critica: Critica) -> None:
    row = october_of(critica.accounts["José Luis Barraza Cota"])
    url = review_url(critica, f"{row.pk}/corregir/")
    empty = client.post(url, {"which": "actual"})
    assert empty.status_code == 422
    assert "Escriba el motivo." in empty.content.decode()
    same = client.post(url, {"which": "actual", "value": "482", "reason": "x"})
    assert "Es la misma lectura" in same.content.decode()


def test_a_corrected_previous_reading_says_which_bill_to_make_again(
    client: Client, critica: Critica
) -> None:
    row = october_of(critica.accounts["José Luis Barraza Cota"])
    done = client.post(
        review_url(critica, f"{row.pk}/corregir/"),
        {"which": "anterior", "value": "507", "reason": "Casa de al lado"},
        follow=True,
    )
    text = done.content.decode()
    assert "Septiembre 2026 se cobró con 10 m³ de más: refacture ese recibo" in text


def test_a_correction_comes_back_to_the_list_it_left(client: Client, critica: Critica) -> None:
    irma = october_of(critica.accounts["Irma Leticia Quijada"])
    place = f"?hallazgo=muy_alta&actual={irma.pk}"
    review = client.get(review_url(critica, place))
    before = [line.consumption_id for line in review.context["rows"]]
    options = {option.decision: option.url for option in review.context["panel"].options}
    assert options["corrected"].endswith(f"/{irma.pk}/corregir/?hallazgo=muy_alta")
    done = client.post(
        options["corrected"],
        {"which": "actual", "value": "3334", "reason": "Dos cifras cambiadas"},
        follow=True,
    )
    assert done.redirect_chain == [(review_url(critica, place), 302)]
    after = [line.consumption_id for line in done.context["rows"]]
    assert after == [one for one in before if one != irma.pk]
    assert done.context["panel"].consumption_id == before[before.index(irma.pk) + 1]


@pytest.mark.parametrize(
    ("role", "cycle", "capture_", "review_"),
    [
        ("Lecturas", 200, 200, 200),
        ("Administrador", 200, 200, 200),
        ("Atención", 403, 403, 403),
        ("Cajero", 403, 403, 403),
        ("Facturación", 403, 403, 403),
    ],
)
def test_each_role_gets_what_it_holds(
    critica: Critica, role: str, cycle: int, capture_: int, review_: int
) -> None:
    client = logged_in(make_user(roles=[make_ready_role(name=role)]))
    found = [
        client.get(url).status_code
        for url in ("/lecturas/", capture_url(critica), review_url(critica))
    ]
    assert found == [cycle, capture_, review_]


def test_who_only_captures_sees_no_review(critica: Critica) -> None:
    client = logged_in(make_user(functions=[Function.CAPTURE_READINGS]))
    page = client.get("/lecturas/", {"periodo": critica.period.pk})
    (row,) = page.context["rows"]
    assert (row.review_url, row.close_url, page.context["review_url"]) == ("", "", "")
    assert client.get(review_url(critica)).status_code == 403


def test_the_list_asks_the_same_whatever_its_length(critica: Critica) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = logged_in(critica.user)
    client.get(review_url(critica))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(review_url(critica))
        counts.append(len(captured))
        accounts = [make_metered(route=critica.route, previous=500) for _ in range(10)]
        record(
            *(given(account, 700) for account in accounts),
            period=critica.period,
            user=critica.user,
        )
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["", "hallazgo=muy_alta"])
def test_the_list_of_the_review_is_taken_out_as_excel(
    critica: Critica, client: Client, query: str
) -> None:
    page = client.get(review_url(critica, f"?{query}"))
    answer = client.get(f"{review_url(critica)}?{query}&formato=xlsx")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    heading, *rows = book.get_sheet_by_index(0).to_python()
    assert heading[:2] == ["Cuenta", "Titular"]
    shown = [line.number for line in page.context["rows"]]
    assert [row[0] for row in rows] == shown
    assert shown
    entry = AuditEntry.objects.get(action="platform.list.exported")
    assert entry.after is not None
    assert entry.after["filters"]["periodo"] == critica.period.code
    assert "formato=xlsx" in page.content.decode()
