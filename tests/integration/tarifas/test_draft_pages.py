"""The pages of a draft: each section keeps what was typed, and says what is still wrong."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories.platform import make_user, make_utility
from tests.factories.registry import make_concept, make_tariff
from tests.factories.tariffs import make_draft, make_pack_version, pack_text
from tests.integration.tarifas.test_version_page import read

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import ConfigurationChange, User
from caudal.domain.tariffs.models import Tariff, TariffDraft, TariffVersion
from caudal.domain.tariffs.queries.drafts import document_of
from caudal.engines.rating import dump_tariff, load_tariff_yaml, parse_tariff

pytestmark = pytest.mark.django_db

SAN_TELMO = dump_tariff(parse_tariff(load_tariff_yaml(pack_text("san-telmo-2026"))))


@dataclass
class Desk:
    """A draft, who writes it and her browser."""

    tariff: Tariff
    author: User
    browser: Client
    draft: TariffDraft

    @property
    def url(self) -> str:
        return f"/tarifas/borradores/{self.draft.pk}/"

    @property
    def document(self) -> dict[str, Any]:
        self.draft.refresh_from_db()
        return document_of(draft=self.draft)

    def get(self, path: str = "", **query: str) -> Any:
        return self.browser.get(self.url + path, query)

    def post(self, path: str = "", **values: Any) -> Any:
        self.draft.refresh_from_db()
        given = {"revision": self.draft.revision, **values}
        return self.browser.post(self.url + path, given)


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.FILES_DIR = tmp_path
    make_utility()
    for name in SAN_TELMO["conceptos"]:
        make_concept(code=name)
    tariff = make_tariff()
    author = make_user(functions=[Function.VIEW_TARIFFS, Function.PROPOSE_TARIFFS])
    browser = Client()
    browser.force_login(author)
    return Desk(tariff, author, browser, make_draft(tariff=tariff, user=author, document=SAN_TELMO))


def fields_of(response: Any) -> dict[str, Any]:
    """What the form of a page would send as it stands."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


SECTIONS = (
    "",
    "entradas/",
    "parametros/",
    "tablas/",
    "calculos/",
    "conceptos/",
    "ejemplos/",
    "enviar/",
)


@pytest.mark.parametrize("path", SECTIONS)
def test_every_section_opens(desk: Desk, path: str) -> None:
    text = read(desk.get(path))
    assert "Borrador AG-2026-02" in text
    assert "Lo que falta" in text
    assert "Total del recibo" in text


def test_saving_any_form_as_it_stands_changes_nothing(desk: Desk) -> None:
    before = parse_tariff(desk.document)
    paths = [""]
    for section in ("entradas", "parametros", "calculos", "conceptos", "ejemplos"):
        paths += [f"{section}/{index}/" for index in range(len(SAN_TELMO.get(section) or ()))]
    paths += [f"tablas/{index}/encabezado/" for index in range(len(SAN_TELMO["tablas"]))]
    for path in paths:
        answered = desk.post(path, **fields_of(desk.get(path)))
        assert answered.status_code == 302, (path, answered.context["form"].errors)
    assert parse_tariff(desk.document) == before


def grid_of(response: Any) -> dict[str, str]:
    """The cells of a page's grid, and what stands beside it."""
    cells = {cell.name: cell.value for row in response.context["grid"].rows for cell in row.cells}
    written_as = {"modo_escrito": response.context["written_as"], "acto": "guardar"}
    return {**cells, **written_as, **fields_of(response)}


def test_saving_any_grid_as_it_stands_changes_nothing(desk: Desk) -> None:
    before = parse_tariff(desk.document)
    for index, content in enumerate(SAN_TELMO["tablas"].values()):
        groups = content.get("filas")
        many = isinstance(groups, dict) and content.get("por")
        paths = [f"renglones/{place}/" for place in range(len(groups))] if many else [""]
        for path in paths:
            url = f"tablas/{index}/{path}"
            answered = desk.post(url, **grid_of(desk.get(url)))
            assert answered.status_code == 200
    assert parse_tariff(desk.document) == before


def test_what_is_typed_is_judged_before_it_is_saved(desk: Desk) -> None:
    given = {**fields_of(desk.get("conceptos/0/")), "formula": "agu(1)", "vivo": "1"}
    text = read(desk.post("conceptos/0/", **given))
    assert "la tabla «agu» no existe" in text
    assert "Con lo que está escribiendo, aún sin guardar." in text
    assert desk.document == SAN_TELMO


def test_a_wrong_formula_is_kept_and_said_at_its_place(desk: Desk) -> None:
    desk.post("conceptos/0/", **{**fields_of(desk.get("conceptos/0/")), "formula": "agu(1)"})
    assert next(iter(desk.document["conceptos"].values()))["formula"] == "agu(1)"
    page = desk.get("conceptos/0/")
    assert any("agu" in note["message"] for note in page.context["notes"])
    assert "Se calcula cuando las tablas y los conceptos no tengan errores." in read(page)


def test_a_stale_page_keeps_what_was_typed(desk: Desk) -> None:
    given = {**fields_of(desk.get()), "clave": "OTRA"}
    desk.post("", **{**given, "clave": "PRIMERA"})
    answered = desk.browser.post(desk.url, {**given, "revision": "1"})
    assert answered.status_code == 422
    text = read(answered)
    assert "después de que usted abrió la página" in text
    assert 'value="OTRA"' in answered.content.decode()
    assert desk.document["clave"] == "PRIMERA"


def test_a_table_is_added_and_pasted_and_its_bad_lines_named(desk: Desk) -> None:
    answered = desk.post("tablas/nueva/", clave="m3_a_m3", tipo="escalonada", modo="tabla", por="")
    position = len(SAN_TELMO["tablas"])
    assert answered.headers["Location"] == f"{desk.url}tablas/{position}/"
    lines = ["m³\tImporte", *(f"{m3}\t$ {m3 * 10 + 1000:,}.50" for m3 in range(1, 131)), "131\tx"]
    grid = {"modo": "tabla", "modo_escrito": "tabla", "acto": "pegar", "pegado": "\n".join(lines)}
    text = read(desk.post(f"tablas/{position}/", **grid))
    assert "Se entendieron 130 renglones, sin contar 1 de encabezado." in text
    assert "Línea 132" in text
    rows = desk.document["tablas"]["m3_a_m3"]["filas"]
    assert (len(rows), rows[0], rows[-1]) == (130, ["1", "1010.50"], ["130", "2300.50"])


@pytest.mark.parametrize(
    ("act", "rows"),
    [
        ("agregar", [["10", "5"], ["20", "6"]]),
        ("insertar:1", [["10", "5"], ["20", "6"]]),
        ("quitar:0", [["20", "6"]]),
        ("subir:1", [["20", "6"], ["10", "5"]]),
        ("bajar:0", [["20", "6"], ["10", "5"]]),
        ("quitar:7", [["10", "5"], ["20", "6"]]),
        ("otra", [["10", "5"], ["20", "6"]]),
    ],
)
def test_acts_on_rows(desk: Desk, act: str, rows: list[list[str]]) -> None:
    desk.post("tablas/nueva/", clave="t", tipo="escalonada", modo="bloques", por="")
    url = f"tablas/{len(SAN_TELMO['tablas'])}/"
    cells = {"c-0-0": "10", "c-0-1": "$5", "c-1-0": "20", "c-1-1": "6"}
    answered = desk.post(url, **cells, modo="bloques", modo_escrito="bloques", acto=act)
    assert desk.document["tablas"]["t"]["filas"] == rows
    shown = len(answered.context["grid"].rows)
    assert shown == len(rows) + (act.partition(":")[0] in ("agregar", "insertar"))


def test_pasting_in_a_cell_fills_from_its_row_on(desk: Desk) -> None:
    desk.post("tablas/nueva/", clave="t", tipo="escalonada", modo="bloques", por="")
    url = f"tablas/{len(SAN_TELMO['tablas'])}/"
    cells = {"c-0-0": "10", "c-0-1": "5", "c-1-0": "", "c-1-1": "6", "modo": "bloques"}
    desk.post(url, **cells, modo_escrito="bloques", acto="pegar:1", pegado="20\t7\n30\t8")
    rows = desk.document["tablas"]["t"]["filas"]
    assert rows == [["10", "5"], ["20", "7"], ["30", "8"]]


def test_groups_are_added_copied_moved_and_taken_out(desk: Desk) -> None:
    tables = list(SAN_TELMO["tablas"].items())
    index, content = next(
        (i, c) for i, (_, c) in enumerate(tables) if isinstance(c.get("filas"), dict)
    )
    groups = len(content["filas"])
    url = f"tablas/{index}/"
    copied = desk.get(f"{url}renglones/nuevo/", copia="0")
    given = {**grid_of(copied), "llave_0": "*"}
    if "llave_1" in given:
        given["llave_1"] = "*"
    desk.post(f"{url}renglones/nuevo/", **given)
    name = tables[index][0]
    assert len(desk.document["tablas"][name]["filas"]) == groups + 1
    desk.post(f"{url}renglones/{groups}/mover/", acto="subir")
    keys = list(desk.document["tablas"][name]["filas"])
    assert keys[groups - 1].startswith("*")
    assert "¿Quitar" in read(desk.get(f"{url}renglones/{groups - 1}/quitar/"))
    desk.post(f"{url}renglones/{groups - 1}/quitar/")
    assert desk.document["tablas"][name]["filas"] == content["filas"]


def test_items_move_and_go_after_a_question(desk: Desk) -> None:
    names = list(SAN_TELMO["conceptos"])
    desk.post("conceptos/1/mover/", acto="subir")
    assert list(desk.document["conceptos"])[:2] == [names[1], names[0]]
    assert "¿Quitar" in read(desk.get("conceptos/0/quitar/"))
    desk.post("conceptos/0/quitar/")
    assert names[1] not in desk.document["conceptos"]
    assert desk.get("conceptos/99/").status_code == 404
    assert desk.get("otra/").status_code == 404


def test_a_ready_draft_is_sent_and_closed(desk: Desk) -> None:
    page = desk.get("enviar/")
    assert "disabled" not in page.content.decode().partition("Enviar a firma</h2>")[2]
    answered = desk.post("enviar/", reason="Ley de ingresos")
    change = ConfigurationChange.objects.get()
    assert answered.headers["Location"] == f"/ajustes/propuestas/{change.pk}/"
    text = read(desk.get("conceptos/0/"))
    assert "Este borrador ya no se edita." in text
    assert "Guardar concepto" not in text
    version = TariffVersion.objects.get()
    assert "Usted la propuso" in read(desk.browser.get(f"/tarifas/versiones/{version.pk}/"))


def test_a_draft_that_is_not_ready_says_why_at_the_button(desk: Desk) -> None:
    desk.post("ejemplos/0/quitar/")
    desk.post("", **{**fields_of(desk.get()), "norma": ""})
    assert "Corrija lo que falta" in read(desk.get("enviar/"))
    answered = desk.post("enviar/", reason="x")
    assert answered.status_code == 422
    assert "El borrador no se puede enviar a firma." in read(answered)


def test_starting_a_draft(desk: Desk) -> None:
    version = make_pack_version(pack="tecate-2023", tariff=desk.tariff)
    new = "/tarifas/borradores/nuevo/"
    assert "Elija la versión que se copia." in read(
        desk.browser.post(new, {"tariff": desk.tariff.pk, "origin": "copia"})
    )
    for given in (
        {"origin": "blanco"},
        {"origin": "copia", "version": version.pk},
        {"origin": "archivo", "file": SimpleUploadedFile("t.yaml", b"clave: X\n")},
    ):
        answered = desk.browser.post(new, {"tariff": desk.tariff.pk, **given})
        assert answered.status_code == 302, given
    bad = SimpleUploadedFile("t.yaml", b"clave: [")
    answered = desk.browser.post(new, {"tariff": desk.tariff.pk, "origin": "archivo", "file": bad})
    assert "No es YAML válido" in read(answered)
    desk.browser.post(f"/tarifas/versiones/{version.pk}/copiar/")
    assert TariffDraft.objects.count() == 5
    assert "5 borradores" in read(desk.browser.get("/tarifas/borradores/"))


def test_papers_are_attached_opened_and_taken_away(desk: Desk) -> None:
    pdf = SimpleUploadedFile("ley 2027.pdf", b"%PDF-1.7 texto")
    desk.post("documentos/", file=pdf)
    page = read(desk.get("enviar/"))
    assert "ley 2027.pdf" in page
    paper = desk.draft.papers.get()
    opened: Any = desk.browser.get(f"/tarifas/borradores/documentos/{paper.pk}/")
    assert b"".join(opened.streaming_content) == b"%PDF-1.7 texto"
    refused = desk.post("documentos/", file=SimpleUploadedFile("x.pdf", b"nada"))
    assert refused.status_code == 422
    desk.browser.post(f"/tarifas/borradores/documentos/{paper.pk}/quitar/")
    assert not desk.draft.papers.exists()


def test_a_new_table_in_uma_is_not_rounded_unless_asked(desk: Desk) -> None:
    given = {**fields_of(desk.get("tablas/nueva/")), "clave": "t", "unidad": "UMA"}
    desk.post("tablas/nueva/", **given)
    assert "redondeo" not in desk.document["tablas"]["t"]


def test_discarding_asks_why(desk: Desk) -> None:
    assert desk.post("descartar/", reason="").status_code == 422
    desk.post("descartar/", reason="Se pidió otra")
    assert "Descartado" in read(desk.browser.get("/tarifas/borradores/"))
