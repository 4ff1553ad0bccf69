"""Routes of the tariffs."""

from caudal.domain.platform.functions import Function
from caudal.interfaces.staff.access import needs, route
from caudal.interfaces.staff.tarifas import compare, lists, papers, propose, version
from caudal.interfaces.staff.tarifas.drafts import (
    check,
    groups,
    head,
    items,
    preview_view,
    rows,
    starting,
    tables,
)

app_name = "tarifas"

READER = needs(Function.VIEW_TARIFFS)
AUTHOR = needs(Function.PROPOSE_TARIFFS)
BOTH = "GET POST"
DRAFT = "borradores/<int:draft_id>/"
TABLE = f"{DRAFT}tablas/<int:position>/"
GROUP = f"{TABLE}renglones/<int:group>/"
ITEM = f"{DRAFT}<str:section>/<int:position>/"
VERSION = "versiones/<int:version_id>/"

DRAFTS = [
    route("borradores/", starting.drafts, name="drafts", access=AUTHOR),
    route("borradores/nuevo/", starting.new_draft, name="new_draft", access=AUTHOR, methods=BOTH),
    route(
        "borradores/documentos/<int:draft_paper_id>/",
        papers.draft_paper,
        name="draft_paper",
        access=AUTHOR,
    ),
    route(
        "borradores/documentos/<int:draft_paper_id>/quitar/",
        papers.draft_detach,
        name="draft_detach",
        access=AUTHOR,
        methods=BOTH,
    ),
    route(DRAFT, head.head, name="draft", access=AUTHOR, methods=BOTH),
    route(f"{DRAFT}calculo/", preview_view.calculation, name="draft_calculation", access=AUTHOR),
    route(f"{DRAFT}enviar/", check.check, name="draft_check", access=AUTHOR, methods=BOTH),
    route(f"{DRAFT}descartar/", check.discard, name="draft_discard", access=AUTHOR, methods=BOTH),
    route(f"{DRAFT}archivo/", check.document, name="draft_document", access=AUTHOR),
    route(
        f"{DRAFT}documentos/",
        papers.draft_attach,
        name="draft_attach",
        access=AUTHOR,
        methods=BOTH,
    ),
    route(f"{DRAFT}tablas/", tables.tables, name="draft_tables", access=AUTHOR),
    route(
        f"{DRAFT}tablas/nueva/",
        tables.new_table,
        name="draft_new_table",
        access=AUTHOR,
        methods=BOTH,
    ),
    route(TABLE, rows.table, name="draft_table", access=AUTHOR, methods=BOTH),
    route(
        f"{TABLE}encabezado/",
        tables.table_head,
        name="draft_table_head",
        access=AUTHOR,
        methods=BOTH,
    ),
    route(
        f"{TABLE}renglones/nuevo/",
        rows.new_group,
        name="draft_new_group",
        access=AUTHOR,
        methods=BOTH,
    ),
    route(GROUP, rows.group, name="draft_group", access=AUTHOR, methods=BOTH),
    route(
        f"{GROUP}mover/",
        groups.move_group,
        name="draft_move_group",
        access=AUTHOR,
        methods="POST",
    ),
    route(
        f"{GROUP}quitar/",
        groups.remove_group,
        name="draft_remove_group",
        access=AUTHOR,
        methods=BOTH,
    ),
    route(f"{DRAFT}<str:section>/", items.section, name="draft_section", access=AUTHOR),
    route(
        f"{DRAFT}<str:section>/nuevo/",
        items.new_item,
        name="draft_new_item",
        access=AUTHOR,
        methods=BOTH,
    ),
    route(ITEM, items.item, name="draft_item", access=AUTHOR, methods=BOTH),
    route(f"{ITEM}mover/", items.move_item, name="draft_move_item", access=AUTHOR, methods="POST"),
    route(
        f"{ITEM}quitar/",
        items.remove_item,
        name="draft_remove_item",
        access=AUTHOR,
        methods=BOTH,
    ),
]

urlpatterns = [
    route("", lists.versions, name="list", access=READER),
    route(
        "proponer/",
        propose.propose,
        name="propose",
        access=needs(Function.PROPOSE_TARIFFS),
        methods="GET POST",
    ),
    route(VERSION, version.version_page, name="version", access=READER),
    route(f"{VERSION}calculo/", version.calculation, name="calculation", access=READER),
    route(
        f"{VERSION}cuenta/",
        version.real_account,
        name="real_account",
        access=needs(Function.VIEW_ACCOUNTS),
    ),
    route(f"{VERSION}excel/", version.excel, name="excel", access=READER),
    route(f"{VERSION}documento/", version.document, name="document", access=READER),
    route(
        f"{VERSION}copiar/",
        starting.copy_version,
        name="copy_version",
        access=AUTHOR,
        methods="POST",
    ),
    route(
        f"{VERSION}documentos/",
        papers.version_attach,
        name="version_attach",
        access=AUTHOR,
        methods=BOTH,
    ),
    route(
        "documentos/<int:version_paper_id>/",
        papers.version_paper,
        name="version_paper",
        access=READER,
    ),
    route("comparar/", compare.comparison, name="compare", access=READER),
    route("comparar/excel/", compare.comparison_excel, name="compare_excel", access=READER),
    *DRAFTS,
]
