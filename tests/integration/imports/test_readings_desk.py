"""Readings through the screens of imports: only for who may bring them in, with their period."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories.imports import checked, loaded, make_batch, text_file
from tests.factories.metering import make_metered, make_read_route, october, october_of
from tests.factories.platform import make_ready_role, make_user, make_utility

from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.platform.functions import Function

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    make_utility()


@pytest.fixture
def client() -> Client:
    """The desk of readings, which may not touch the register."""
    client = Client()
    client.force_login(make_user(roles=[make_ready_role(name="Lecturas")]))
    return client


def test_a_route_comes_in_by_screen(client: Client) -> None:
    route = make_read_route()
    october(route)
    account = make_metered(route=route, previous=517)
    content = text_file("Cuenta;Fecha;Lectura", f"{account.number};30/10/2026;530")
    uploaded = SimpleUploadedFile("ruta.csv", content, content_type="text/csv")
    page = client.get("/importar/nueva/", {"tipo": "readings"})
    assert [kind["value"] for kind in page.context["kinds"]] == ["readings"]
    assert page.context["chosen"] == "readings"
    answer = client.post("/importar/nueva/", {"kind": "readings", "file": uploaded})
    batch = ImportBatch.objects.get()
    columns = f"/importar/{batch.pk}/columnas/"
    assert answer.headers["Location"] == columns
    chosen = {f"col_{name}": heading for name, heading in batch.columns.items()}
    missing = client.post(columns, chosen)
    assert missing.status_code == 422
    assert "Elija el periodo que se leyó." in missing.content.decode()
    unknown = client.post(columns, {**chosen, "period": "2031-01"})
    assert unknown.context["form"].errors["period"] == [
        "Ese periodo ya no recibe lecturas. Elija uno de la lista."
    ]
    assert client.post(columns, {**chosen, "period": "2026-10"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.options["period_code"], batch.options["corrects_readings"]) == ("2026-10", False)
    loaded(checked(batch))
    assert october_of(account).volume_m3 == 13
    page = client.get(f"/importar/{batch.pk}/")
    assert page.context["readings_url"] == f"/lecturas/?periodo={october(route).pk}"


def test_a_register_file_is_out_of_reach_of_the_desk_of_readings(client: Client) -> None:
    batch = make_batch(content=text_file("Cuenta;Serie", "1;2"), kind=ImportKind.METERS)
    for tail in ("", "columnas/", "cargar/", "errores/", "avance/"):
        assert client.get(f"/importar/{batch.pk}/{tail}").status_code == 404
    assert batch.file.name not in client.get("/importar/").content.decode()
    uploaded = SimpleUploadedFile("padron.csv", text_file("Cuenta;Titular", "1;Ana"))
    refused = client.post("/importar/nueva/", {"kind": "register", "file": uploaded})
    assert refused.status_code == 422
    assert ImportBatch.objects.count() == 1


def test_and_the_other_way_round() -> None:
    batch = make_batch(content=text_file("Cuenta;Fecha;Lectura", "1;2;3"), kind=ImportKind.READINGS)
    client = Client()
    client.force_login(make_user(functions=[Function.IMPORT_REGISTER]))
    assert client.get(f"/importar/{batch.pk}/columnas/").status_code == 404
    values = [kind["value"] for kind in client.get("/importar/nueva/").context["kinds"]]
    assert "readings" not in values
    assert values[0] == "register"
