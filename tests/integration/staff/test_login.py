"""Enter, stay, leave: password, lockout, limits and the page that a provisional password opens."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories.platform import AT, PASSWORD, make_user, make_utility

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, User, UserSession
from caudal.interfaces.staff.shell import session_limits

pytestmark = pytest.mark.django_db

LOGIN = "/entrar/"


@pytest.fixture
def laura() -> User:
    """An operator with a password."""
    make_utility()
    return make_user(username="laura.robles", full_name="Laura Robles", password=PASSWORD)


def log_in(client: Client, *, password: str = PASSWORD, username: str = "laura.robles") -> int:
    """Send the login form; its status."""
    answer = client.post(LOGIN, {"username": username, "password": password})
    return int(answer.status_code)


def test_the_way_in_is_noted_with_the_machine(laura: User) -> None:
    client = Client(REMOTE_ADDR="10.0.3.14")
    assert log_in(client, username=" Laura.Robles ") == 302
    session = UserSession.objects.get(user=laura)
    assert (session.address, session.ended_at) == ("10.0.3.14", None)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.address) == (
        "platform.session.started",
        laura,
        "10.0.3.14",
    )
    assert entry.request_id


def test_the_next_time_the_last_access_is_told(laura: User) -> None:
    laura.sessions.create(
        session_key="antes", started_at=AT, last_seen_at=AT, ended_at=AT, address="10.0.3.9"
    )
    client = Client()
    log_in(client)
    assert "Último acceso: 17/11/2026 11:43, equipo 10.0.3.9" in client.get("/").content.decode()


@pytest.mark.parametrize("username", ["laura.robles", "nadie.conocido"])
def test_a_wrong_password_and_an_unknown_user_read_the_same(laura: User, username: str) -> None:
    response = Client().post(LOGIN, {"username": username, "password": "no-es-esta"})
    assert response.status_code == 422
    assert "El usuario o la contraseña no coinciden" in response.content.decode()


def test_five_failures_pause_that_person_at_that_machine(laura: User) -> None:
    here, elsewhere = Client(REMOTE_ADDR="10.0.3.14"), Client(REMOTE_ADDR="10.0.3.15")
    statuses = [log_in(here, password="no-es-esta") for _ in range(5)]
    assert statuses == [422] * 4 + [429]
    assert log_in(here) == 429
    assert (
        "Demasiados intentos"
        in here.post(LOGIN, {"username": "laura.robles", "password": PASSWORD}).content.decode()
    )
    assert log_in(elsewhere) == 302


def test_a_closed_access_does_not_open(laura: User) -> None:
    User.objects.filter(pk=laura.pk).update(is_active=False)
    assert log_in(Client()) == 422


def test_the_oldest_session_ends_when_there_are_too_many(laura: User) -> None:
    clients = [Client() for _ in range(4)]
    for client in clients:
        log_in(client)
    assert [client.get("/").status_code for client in clients] == [302, 200, 200, 200]
    assert UserSession.objects.filter(ended_at=None).count() == 3


def test_leaving_ends_the_session_and_is_noted(laura: User) -> None:
    client = Client()
    log_in(client)
    assert client.post("/salir/").status_code == 302
    assert client.get("/").status_code == 302
    assert UserSession.objects.get().ended_at is not None
    assert AuditEntry.objects.filter(action="platform.session.ended").exists()


@pytest.mark.parametrize(
    ("wait", "status"),
    [(timedelta(minutes=29), 200), (timedelta(minutes=31), 302)],
)
def test_an_idle_session_ends(
    laura: User, monkeypatch: pytest.MonkeyPatch, wait: timedelta, status: int
) -> None:
    client = Client()
    log_in(client)
    start = timezone.now()
    monkeypatch.setattr(session_limits, "now", lambda: start + wait)
    assert client.get("/").status_code == status


def test_an_ended_session_says_why_and_keeps_the_way_back(
    laura: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    log_in(client)
    start = timezone.now()
    monkeypatch.setattr(session_limits, "now", lambda: start + timedelta(minutes=31))
    response = client.get("/preferencias/")
    assert response.headers["Location"] == "/entrar/?next=/preferencias/"
    assert "Su sesión terminó por inactividad" in client.get(LOGIN).content.decode()
    assert UserSession.objects.get().ended_at is not None


def test_work_does_not_stretch_a_session_past_the_day(
    laura: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    log_in(client)
    start = timezone.now()
    statuses = []
    for minutes in range(20, 13 * 60, 20):
        moment = start + timedelta(minutes=minutes)
        monkeypatch.setattr(session_limits, "now", lambda moment=moment: moment)
        statuses.append(client.get("/").status_code)
    assert statuses.index(302) + 1 == 12 * 60 // 20


def test_a_fragment_of_an_ended_session_sends_the_page_to_the_login(laura: User) -> None:
    response = Client().get("/", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == LOGIN


class TestProvisionalPassword:
    @pytest.fixture
    def client(self) -> Client:
        """Somebody whose password another person knows."""
        make_utility()
        make_user(
            username="nuevo.cajero",
            functions=list(Function),
            password=PASSWORD,
            must_change_password=True,
        )
        client = Client()
        log_in(client, username="nuevo.cajero")
        return client

    @pytest.mark.parametrize("path", ["/", "/operadores/", "/bitacora/?formato=csv"])
    def test_it_opens_nothing_but_the_page_that_replaces_it(
        self, client: Client, path: str
    ) -> None:
        assert client.get(path).headers["Location"] == "/preferencias/contrasena/"

    def test_nor_by_a_fragment_or_a_form(self, client: Client) -> None:
        answer = client.post("/operadores/alta/", {}, headers={"HX-Request": "true"})
        assert answer.headers["HX-Redirect"] == "/preferencias/contrasena/"
        assert User.objects.count() == 1

    def test_choosing_ones_own_opens_the_rest_and_keeps_the_session(self, client: Client) -> None:
        page = client.get("/preferencias/contrasena/").content.decode()
        assert "Elija su contraseña" in page
        answer = client.post(
            "/preferencias/contrasena/",
            {"current_password": PASSWORD, "new_password": "mi-agua-propia-1"},
        )
        assert answer.headers["Location"] == "/"
        assert client.get("/preferencias/").status_code == 200

    def test_a_mistake_is_said_at_its_field(self, client: Client) -> None:
        answer = client.post(
            "/preferencias/contrasena/",
            {"current_password": "otra", "new_password": "mi-agua-propia-1"},
        )
        assert answer.status_code == 422
        assert "La contraseña actual no coincide" in answer.content.decode()

    def test_leaving_is_always_possible(self, client: Client) -> None:
        assert client.post("/salir/").headers["Location"] == LOGIN


def test_preferences_are_kept_and_answer_the_corner_menu_without_a_page(laura: User) -> None:
    client = Client()
    client.force_login(laura)
    sent = {"theme": "dark"}
    assert client.post("/preferencias/", sent, headers={"HX-Request": "true"}).status_code == 204
    laura.refresh_from_db()
    assert (laura.theme, laura.keys_enabled) == ("dark", False)
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()


def test_closing_the_other_sessions_keeps_this_one(laura: User) -> None:
    here, elsewhere = Client(), Client()
    log_in(here)
    log_in(elsewhere)
    here.post("/preferencias/sesiones/cerrar/")
    assert (here.get("/").status_code, elsewhere.get("/").status_code) == (200, 302)
