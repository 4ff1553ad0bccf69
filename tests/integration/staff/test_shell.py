"""What every screen stands in: refusals, errors, health, local time, trail and jobs."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.platform import (
    AT,
    make_branch,
    make_entry,
    make_job,
    make_ready_role,
    make_user,
    make_utility,
)
from tests.factories.runs import make_town

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, BackgroundJob, User
from caudal.domain.platform.operations import jobs
from caudal.interfaces.staff.audit.presenters import changes, text_of
from caudal.interfaces.staff.jobs.presenters import duration, job_card

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """Somebody with no function at all."""
    make_utility()
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    return client


@pytest.mark.urls("tests.integration.staff.refusing_urls")
class TestRefusals:
    def test_a_page_says_it_in_its_own_words_with_a_way_back(self, client: Client) -> None:
        answer = client.post("/negada/", headers={"Referer": "http://testserver/caja/?turno=3"})
        assert answer.status_code == 422
        assert "El turno ya está cerrado. Abra otro." in answer.content.decode()
        assert 'href="/caja/?turno=3"' in answer.content.decode()

    @pytest.mark.parametrize("before", ["", "https://otro.sitio/x", "javascript:alert(1)"])
    def test_the_way_back_never_leaves_the_house(self, client: Client, before: str) -> None:
        answer = client.post("/negada/", headers={"Referer": before})
        assert 'class="btn btn-primary" href="/"' in answer.content.decode()

    def test_a_fragment_shows_a_dialog(self, client: Client) -> None:
        answer = client.post("/negada/", headers={"HX-Request": "true"})
        assert answer.status_code == 422
        assert answer.headers["HX-Retarget"] == "#dialogs"
        assert answer.content.decode().lstrip().startswith("<dialog")

    def test_a_bug_gets_a_key_for_support(self, client: Client) -> None:
        answer = client.get("/falla/")
        assert answer.status_code == 500
        assert answer.headers["X-Request-Id"] in answer.content.decode()
        assert "ZeroDivisionError" not in answer.content.decode()

    def test_a_page_that_does_not_exist_says_what_to_do(self, client: Client) -> None:
        answer = client.get("/no-existe/")
        assert answer.status_code == 404
        assert "No encontramos esa página" in answer.content.decode()


class TestHealth:
    def test_alive_is_not_yet_ready(self) -> None:
        client = Client()
        assert client.get("/healthz").json() == {"status": "ok"}
        assert (client.get("/readyz").status_code, client.get("/readyz").json()["status"]) == (
            503,
            "setup",
        )
        make_utility()
        assert client.get("/readyz").status_code == 200


class TestLocalTime:
    def test_people_read_the_time_of_their_branch(self) -> None:
        make_utility(time_zone="America/Hermosillo")
        tijuana = make_branch(time_zone="America/Tijuana")
        for branch, shown in ((None, "17/11/2026 11:43"), (tijuana, "17/11/2026 10:43")):
            person = make_user(functions=[Function.VIEW_AUDIT], branch=branch)
            client = Client()
            client.force_login(person)
            entry = make_entry(actor=person, at=AT)
            assert shown in client.get(f"/bitacora/{entry.pk}/").content.decode()


class TestTrail:
    def test_values_read_in_spanish(self) -> None:
        kind = "platform.user"
        assert text_of(kind, "is_active", True) == "sí"
        assert text_of(kind, "theme", "dark") == "Oscuro"
        assert text_of(kind, "x", "2026-11-17") == "17/11/2026"
        assert text_of(kind, "functions", ["take_payments"]) == (
            "Abrir caja, cobrar y hacer el corte de caja"
        )
        assert text_of(kind, "x", {"full_name": "Laura", "y": None}) == "nombre: Laura; y: –"
        assert text_of("ya.noexiste", "x", "tal cual") == "tal cual"

    def test_an_act_shows_before_and_after_by_name(self) -> None:
        entry = make_entry(
            subject_kind="platform.user",
            before={"full_name": "Ana", "roles": ["A", "B"]},
            after={"full_name": "Ana Soto", "roles": ["B", "C"]},
        )
        assert {change.summary for change in changes(entry)} == {
            "nombre: Ana → Ana Soto",
            "roles: + C, − A",
        }

    def test_the_list_is_searched_by_everything_that_it_shows(self) -> None:
        make_utility()
        client = Client()
        auditor, other = make_user(functions=[Function.VIEW_AUDIT]), make_user()
        client.force_login(auditor)
        wanted = make_entry(
            actor=other,
            action="platform.role.changed",
            subject_kind="auth.group",
            subject_id=7,
            reason="Fraude en ventanilla",
            after={"name": "Cajero nocturno"},
        )
        make_entry(actor=auditor, at=AT - timedelta(days=3))
        for query in (
            {"operador": str(other.pk)},
            {"acto": "platform.role.changed"},
            {"tipo": "auth.group", "objeto": "7"},
            {"q": "fraude"},
            {"q": "NOCTURNO"},
            {"desde": "2026-11-17"},
        ):
            rows = client.get("/bitacora/", query).context["table"].rows
            assert [row.record.pk for row in rows] == [wanted.pk], query
        assert not client.get("/bitacora/", {"cuenta": "0182937"}).context["table"].rows

    def test_the_subject_and_its_history_are_one_click_away(self) -> None:
        make_utility()
        client, person = Client(), make_user(full_name="Laura Robles")
        client.force_login(make_user(functions=[Function.VIEW_AUDIT]))
        entry = make_entry(subject_kind="platform.user", subject_id=person.pk)
        page = client.get(f"/bitacora/{entry.pk}/").content.decode()
        assert f'href="/operadores/{person.pk}/"' in page
        assert f"?tipo=platform.user&amp;objeto={person.pk}" in page


class TestJobs:
    def running(self, **values: object) -> BackgroundJob:
        """A job at 3 of 4, after a minute and a half, in the hands of a live worker."""
        job = make_job(total_count=400)
        jobs.start(job_id=job.pk, at=AT)
        given = {"done_count": 300, "progressed_at": AT + timedelta(seconds=90), **values}
        BackgroundJob.objects.filter(pk=job.pk).update(**given)
        job.refresh_from_db()
        return job

    def test_rate_and_time_left_come_from_what_is_done(self) -> None:
        card = job_card(self.running(), at=AT + timedelta(seconds=91))
        assert (card.state, card.percent, card.rate, card.left) == (
            "running",
            75,
            "3 por segundo",
            "30 s",
        )

    def test_a_job_whose_worker_died_is_told_as_stopped(self) -> None:
        job = make_job(state=BackgroundJob.State.RUNNING, started_at=AT, progressed_at=AT)
        card = job_card(job, at=AT)
        assert (card.state, card.cancel_url) == ("failed", "")
        assert "terminó de golpe" in card.note

    def test_a_slow_job_counts_by_the_minute(self) -> None:
        card = job_card(self.running(done_count=30), at=AT + timedelta(seconds=91))
        assert (card.rate, card.left) == ("20 por minuto", "18 min 30 s")

    def test_thousands_are_read_with_commas_and_measured_without(self, client: Client) -> None:
        owner = User.objects.get()
        job = self.running(
            requested_by=owner, total_count=41_600, done_count=1_284, error_count=1_005
        )
        card = client.get(f"/trabajos/{job.pk}/avance/").content.decode()
        assert "<strong>1,284</strong><span>de 41,600</span>" in card
        assert 'max="41600" value="1284"' in card
        assert "1,005 errores" in card

    def test_silence_is_said(self) -> None:
        at = AT + timedelta(minutes=10)
        assert "Sin avance desde hace 8 min 30 s" in job_card(self.running(), at=at).note
        assert "caudal serve" in job_card(make_job(queued_at=AT), at=at).note

    @pytest.mark.parametrize(
        ("span", "text"),
        [
            (timedelta(seconds=53), "53 s"),
            (timedelta(seconds=250), "4 min 10 s"),
            (timedelta(hours=2, minutes=5, seconds=9), "2 h 5 min"),
        ],
    )
    def test_lengths_of_time(self, span: timedelta, text: str) -> None:
        assert duration(span) == text

    def test_the_card_asks_again_until_the_end_which_is_announced(self, client: Client) -> None:
        mine = self.running(requested_by=User.objects.get())
        url = f"/trabajos/{mine.pk}/avance/"
        assert 'hx-trigger="every 1s"' in client.get(url).content.decode()
        BackgroundJob.objects.update(state="done", finished_at=AT + timedelta(minutes=3))
        last = client.get(url)
        assert "every 1s" not in last.content.decode()
        assert json.loads(last.headers["HX-Trigger"])["announce"].startswith("El trabajo terminó")

    def test_works_of_others_are_out_of_reach_without_the_function(self, client: Client) -> None:
        other = self.running(requested_by=make_user())
        assert client.get(f"/trabajos/{other.pk}/").status_code == 404
        assert client.post(f"/trabajos/{other.pk}/detener/").status_code == 404
        assert not client.get("/trabajos/").context["table"].rows
        assert not BackgroundJob.objects.get(pk=other.pk).cancel_requested

    def test_stopping_is_asked_once_and_noted(self, client: Client) -> None:
        mine = self.running(requested_by=User.objects.get())
        for _ in range(2):
            assert client.post(f"/trabajos/{mine.pk}/detener/").status_code == 302
        assert BackgroundJob.objects.get().cancel_requested
        assert AuditEntry.objects.filter(subject_id=mine.pk).count() == 1
        assert "Se detendrá al terminar" in client.get(f"/trabajos/{mine.pk}/").content.decode()

    def test_what_ended_cannot_be_stopped(self, client: Client) -> None:
        mine = make_job(state="done", requested_by=User.objects.get(), title="Padrón")
        answer = client.post(f"/trabajos/{mine.pk}/detener/")
        assert answer.status_code == 422
        assert "«Padrón» ya había terminado" in answer.content.decode()


class TestHome:
    def test_a_person_without_functions_is_told_whom_to_ask(self, client: Client) -> None:
        assert "aún no tiene funciones" in client.get("/").content.decode()

    def test_the_demo_says_that_it_is_one(self) -> None:
        make_utility(is_demo=True)
        assert "los datos son inventados" in Client().get("/entrar/").content.decode()

    def test_what_waits_is_told_to_who_may_open_it(self) -> None:
        town = make_town()
        town.read(date(2026, 9, 1))
        run = town.calculated(date(2026, 9, 1))
        clerk, cashier = Client(), Client()
        clerk.force_login(town.clerk)
        cashier.force_login(make_user(roles=[make_ready_role(name="Cajero")]))
        link = f'href="{reverse("facturacion:run", args=[run.pk])}"'
        assert link in clerk.get("/").content.decode()
        assert "espera firma" not in cashier.get("/").content.decode()
