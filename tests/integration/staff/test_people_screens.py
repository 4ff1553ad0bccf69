"""Screens of operators and roles, as a browser without scripts sees them."""

import re

import pytest
from django.test import Client
from tests.factories.platform import PASSWORD, make_branch, make_role, make_user, make_utility

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, User
from caudal.domain.platform.operations.people import functions_of_role

pytestmark = pytest.mark.django_db

CASH = Function.TAKE_PAYMENTS


@pytest.fixture
def boss() -> User:
    """Somebody who manages people and roles."""
    make_utility()
    return make_user(functions=[Function.MANAGE_PEOPLE, Function.MANAGE_ROLES, CASH])


@pytest.fixture
def browser(boss: User) -> Client:
    """Her browser."""
    client = Client()
    client.force_login(boss)
    return client


def test_a_new_operator_gets_a_password_seen_once(browser: Client) -> None:
    role, branch = make_role(name="Cajero", functions=[CASH]), make_branch()
    response = browser.post(
        "/operadores/alta/",
        {
            "full_name": "Laura Robles",
            "username": "laura.robles",
            "branch": branch.pk,
            "roles": role.pk,
        },
    )
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    found = re.search(r"\b([a-z2-9]{4}-){2}[a-z2-9]{4}\b(?=\s*<button)", response.content.decode())
    assert found
    user = User.objects.get(username="laura.robles")
    assert user.check_password(found.group())
    assert (user.must_change_password, user.branch) == (True, branch)
    assert found.group() not in browser.get(f"/operadores/{user.pk}/").content.decode()


def test_a_form_with_mistakes_comes_back_with_what_was_typed(browser: Client) -> None:
    role = make_role(name="Cajero", functions=[CASH])
    response = browser.post(
        "/operadores/alta/", {"username": "Laura Robles", "full_name": "", "roles": role.pk}
    )
    text = response.content.decode()
    assert response.status_code == 422
    assert "Hay 2 datos por corregir" in text
    assert "<title>Error: Alta de operador" in text
    assert 'value="Laura Robles"' in text
    assert re.search(rf'id="roles-{role.pk}" name="roles" value="{role.pk}" checked', text)
    assert text.count("Escriba el nombre completo.") == 2


def test_a_refusal_stands_at_its_field(browser: Client) -> None:
    make_user(username="laura.robles")
    response = browser.post(
        "/operadores/alta/", {"username": "laura.robles", "full_name": "Laura Robles"}
    )
    assert response.status_code == 422
    assert "ya existe" in response.context["form"].errors["username"][0]


def test_roles_beyond_the_editor_are_locked_and_refused(browser: Client) -> None:
    beyond = make_role(name="Auditor", functions=[Function.VIEW_AUDIT])
    page = browser.get("/operadores/alta/").content.decode()
    assert re.search(rf'id="roles-{beyond.pk}" disabled', page)
    response = browser.post(
        "/operadores/alta/", {"username": "laura", "full_name": "Laura", "roles": beyond.pk}
    )
    assert response.status_code == 422
    assert "le falta «Consultar la bitácora»" in response.context["form"].errors["roles"][0]


def test_a_role_that_the_editor_lacks_survives_his_edit(browser: Client) -> None:
    beyond = make_role(name="Auditor", functions=[Function.VIEW_AUDIT])
    user = make_user(roles=[beyond], full_name="Ana")
    page = browser.get(f"/operadores/{user.pk}/editar/").content.decode()
    sent = re.findall(r'name="roles" value="(\d+)"[^>]*checked', page)
    response = browser.post(
        f"/operadores/{user.pk}/editar/", {"full_name": "Ana Soto", "roles": sent}, follow=True
    )
    user.refresh_from_db()
    assert user.full_name == "Ana Soto"
    assert list(user.groups.all()) == [beyond]
    assert "Se guardaron los datos de Ana Soto" in response.content.decode()


def test_ones_own_roles_are_read_and_sent_back(browser: Client, boss: User) -> None:
    url = f"/operadores/{boss.pk}/editar/"
    page = browser.get(url).content.decode()
    assert "Nadie cambia sus propios roles" in page
    sent = re.findall(r'type="hidden" name="roles" value="(\d+)"', page)
    assert browser.post(url, {"full_name": "Otro Nombre", "roles": sent}).status_code == 302
    forged = browser.post(url, {"full_name": "Otro Nombre", "roles": []})
    assert forged.status_code == 422


def test_closing_an_access_asks_why_in_a_dialog_or_a_page(browser: Client) -> None:
    user = make_user(full_name="Laura Robles")
    url = f"/operadores/{user.pk}/baja/"
    dialog = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert dialog.lstrip().startswith("<dialog")
    assert "¿Dar de baja a Laura Robles?" in dialog
    assert browser.post(url, {"reason": ""}).status_code == 422
    assert User.objects.get(pk=user.pk).is_active
    done = browser.post(url, {"reason": "Se jubiló"}, follow=True)
    assert "Laura Robles ya no puede entrar" in done.content.decode()
    assert not User.objects.get(pk=user.pk).is_active


def test_the_last_role_manager_is_explained(browser: Client, boss: User) -> None:
    helper = make_user(functions=[Function.MANAGE_PEOPLE])
    client = Client()
    client.force_login(helper)
    response = client.post(f"/operadores/{boss.pk}/baja/", {"reason": "x"})
    assert response.status_code == 422
    assert "No quedaría ningún operador activo" in response.content.decode()


def test_an_operator_who_is_closed_is_out_at_once(browser: Client) -> None:
    user = make_user()
    his = Client()
    his.force_login(user)
    assert his.get("/").status_code == 200
    browser.post(f"/operadores/{user.pk}/baja/", {"reason": "x"})
    assert his.get("/").status_code == 302


def test_boxes_of_a_role_are_grouped_by_desk(browser: Client) -> None:
    role = make_role(name="Cajero", functions=[CASH])
    page = browser.get(f"/roles/{role.pk}/")
    labels = [group.label for group in page.context["groups"]]
    assert labels == [
        "Atención", "Caja", "Lecturas", "Facturación", "Tarifas", "Gestión", "Configuración",
    ]  # fmt: skip
    offered = [choice.value for group in page.context["groups"] for choice in group.choices]
    assert sorted(offered) == sorted(Function)
    assert 'id="functions-take_payments" name="functions" value="take_payments" checked' in (
        page.content.decode()
    )


def test_a_role_is_edited_and_the_trail_reads_in_spanish(browser: Client) -> None:
    role = make_role(name="Cajero", functions=[CASH])
    functions = [Function.MANAGE_PEOPLE.value, CASH.value]
    browser.post(f"/roles/{role.pk}/", {"name": "Cajero", "functions": functions})
    assert functions_of_role(role=role) == {Function.MANAGE_PEOPLE, CASH}
    auditor = Client()
    auditor.force_login(make_user(functions=[Function.VIEW_AUDIT]))
    row = auditor.get("/bitacora/").context["table"].rows[0].record
    assert (row.act, row.about) == ("Cambió un rol", "rol · Cajero")
    assert row.effect == "funciones: + Dar de alta y de baja a operadores"


def test_who_has_a_role_is_listed_active_people_first(browser: Client) -> None:
    role = make_role(name="Cajero", functions=[CASH])
    make_user(full_name="Ana", roles=[role], is_active=False)
    make_user(full_name="Zoé", roles=[role])
    page = browser.get(f"/roles/{role.pk}/")
    assert [(holder.name, holder.is_active) for holder in page.context["holders"]] == [
        ("Zoé", True),
        ("Ana", False),
    ]


def test_a_reset_password_ends_the_session_of_its_owner(browser: Client) -> None:
    user = make_user(username="laura.robles", password=PASSWORD)
    his = Client()
    his.post("/entrar/", {"username": "laura.robles", "password": PASSWORD})
    assert his.get("/").status_code == 200
    assert browser.post(f"/operadores/{user.pk}/contrasena/").status_code == 200
    assert his.get("/").status_code == 302
    assert AuditEntry.objects.filter(action="platform.password.reset", subject_id=user.pk).exists()
