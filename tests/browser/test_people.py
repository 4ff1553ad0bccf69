"""Operators, trail and jobs in a browser: with the keyboard, by htmx, in light and dark."""

import re
from datetime import timedelta

from playwright.sync_api import expect
from tests.browser.site import (
    DESKTOP,
    PHONE,
    Site,
    assert_accessible,
    assert_fits,
    picture,
    settle,
)
from tests.factories.platform import (
    AT,
    PASSWORD,
    make_branch,
    make_entry,
    make_job,
    make_ready_role,
    make_user,
    make_utility,
)

from caudal.domain.platform.models import BackgroundJob, User
from caudal.domain.platform.operations import jobs
from caudal.domain.platform.ready_roles import READY_ROLES


def utility_with_people() -> User:
    """San Telmo with its roles and some operators; the administrator."""
    make_utility()
    branch = make_branch(name="Matriz Centro")
    roles = {name: make_ready_role(name=name) for name in READY_ROLES}
    for name in ("Inés Núñez Peña", "Ramón Ochoa Castillo", "Ana Sofía Leyva Encinas"):
        make_user(full_name=name, roles=[roles["Cajero"]], branch=branch)
    return make_user(
        username="laura.robles", full_name="Laura Robles", roles=[roles["Administrador"]]
    )


def test_a_list_is_filtered_while_typing_and_the_address_follows(site: Site) -> None:
    page = site.open("/operadores/", user=utility_with_people())
    search = page.get_by_role("searchbox", name="Buscar")
    search.fill("nunez")
    expect(page.get_by_role("heading", name="1 operador")).to_be_visible()
    expect(search).to_be_focused()
    expect(page).to_have_url(re.compile(r"/operadores/\?q=nunez$"))
    expect(page.locator("#live")).to_have_text("1 operador")
    page.get_by_role("link", name="Quitar filtros").click()
    expect(page.get_by_role("heading", name="4 operadores")).to_be_visible()


def test_the_list_goes_to_excel(site: Site) -> None:
    page = site.open("/operadores/?q=ramon", user=utility_with_people())
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    assert re.fullmatch(r"Operadores .*\.xlsx", download.value.suggested_filename)


def test_an_operator_is_registered_and_enters_with_a_password_of_his_own(site: Site) -> None:
    page = site.open("/operadores/alta/", user=utility_with_people())
    site.expect_status(422)
    page.get_by_role("button", name="Dar de alta").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    page.get_by_role("link", name="Escriba el usuario.").click()
    expect(page.get_by_label("Usuario")).to_be_focused()
    page.get_by_label("Nombre completo").fill("Héctor Ruelas")
    page.get_by_label("Usuario").fill("hector.ruelas")
    page.get_by_label("Cajero").check()
    page.get_by_role("button", name="Dar de alta").click()
    provisional = page.locator(".c-handover-secret").inner_text().strip()
    assert_accessible(page)

    his = site.open("/entrar/")
    his.get_by_label("Usuario").fill("hector.ruelas")
    his.get_by_label("Contraseña", exact=True).fill(provisional)
    his.keyboard.press("Enter")
    expect(his.get_by_role("heading", name="Elija su contraseña")).to_be_visible()
    assert_accessible(his)
    picture(his, "elegir-contrasena")
    his.get_by_label("Contraseña actual", exact=True).fill(provisional)
    his.get_by_label("Contraseña nueva", exact=True).fill(PASSWORD)
    his.keyboard.press("Enter")
    expect(his.get_by_role("heading", name="Hola, Héctor")).to_be_visible()


def test_closing_an_access_is_confirmed_in_a_dialog_by_keyboard(site: Site) -> None:
    admin = utility_with_people()
    victim = User.objects.get(full_name="Ramón Ochoa Castillo")
    page = site.open(f"/operadores/{victim.pk}/", user=admin)
    opener = page.get_by_role("link", name="Dar de baja")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="¿Dar de baja a Ramón Ochoa Castillo?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("Motivo")).to_be_focused()
    settle(page)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    opener.click()
    dialog.get_by_label("Motivo").fill("Se jubiló")
    dialog.get_by_role("button", name="Dar de baja").click()
    expect(page.get_by_text("Ramón Ochoa Castillo ya no puede entrar.")).to_be_visible()
    expect(page.get_by_text("Baja", exact=True)).to_be_visible()


def test_a_job_card_follows_the_work_to_its_end(site: Site) -> None:
    admin = utility_with_people()
    job = make_job(title="Emisión de la corrida", total_count=60, requested_by=admin)
    page = site.open("/", user=admin)
    jobs.start(job_id=job.pk, at=AT)
    BackgroundJob.objects.update(done_count=30, progressed_at=AT + timedelta(seconds=10))
    page.goto(f"/trabajos/{job.pk}/")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "30")
    BackgroundJob.objects.update(done_count=45)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "45")
    BackgroundJob.objects.update(
        state=BackgroundJob.State.DONE, done_count=60, finished_at=AT + timedelta(seconds=20)
    )
    expect(page.get_by_text("Terminada")).to_be_visible()
    expect(page.locator("#live")).to_have_text("El trabajo terminó: Emisión de la corrida")


def test_the_theme_is_chosen_in_the_corner_and_kept(site: Site) -> None:
    admin = utility_with_people()
    page = site.open("/", user=admin)
    page.get_by_role("button", name="Laura Robles, preferencias y salida").click()
    with page.expect_response("**/preferencias/"):
        page.get_by_text("Oscuro").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    admin.refresh_from_db()
    assert admin.theme == "dark"


def test_every_screen_of_people_fits_and_can_be_used_by_all(site: Site) -> None:
    admin = utility_with_people()
    someone = User.objects.get(full_name="Inés Núñez Peña")
    role = someone.groups.get()
    entry = make_entry(
        actor=admin,
        action="platform.operator.changed",
        subject_kind="platform.user",
        subject_id=someone.pk,
        before={"full_name": "Inés Núñez", "roles": ["Lecturas"]},
        after={"full_name": "Inés Núñez Peña", "roles": ["Cajero"]},
        address="10.0.3.14",
        reason="Cambio de puesto",
    )
    job = make_job(
        title="Importación de padrón", state="failed", message="Falta la columna Cuenta."
    )
    screens = {
        "inicio": "/",
        "operadores": "/operadores/",
        "operador": f"/operadores/{someone.pk}/",
        "editar-operador": f"/operadores/{someone.pk}/editar/",
        "roles": "/roles/",
        "rol": f"/roles/{role.pk}/",
        "bitacora": "/bitacora/",
        "acto": f"/bitacora/{entry.pk}/",
        "trabajos": "/trabajos/",
        "trabajo": f"/trabajos/{job.pk}/",
        "preferencias": "/preferencias/",
        "cambiar-contrasena": "/preferencias/contrasena/",
        "confirmar-baja": f"/operadores/{someone.pk}/baja/",
    }
    for viewport in (DESKTOP, PHONE):
        page = site.open("/", user=admin, viewport=viewport)
        for name, path in screens.items():
            page.goto(path)
            assert_fits(page)
            assert_accessible(page)
            picture(page, name)
