"""A utility founded by its pack receives its padrón, meters, readings and balances, in this
order.
"""

from pathlib import Path
from typing import Any

import pytest
from tests.factories.imports import checked, make_batch, silent, text_file
from tests.factories.padron_file import good_row, make_padron_file
from tests.factories.platform import AT

from caudal.adapters.packs import locate_pack, read_pack
from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.receivables.models import Charge
from caudal.domain.registry.models import Route, ServiceAccount
from caudal.domain.registry.queries.search import search_accounts
from caudal.usecases.load_import import load_import
from caudal.usecases.set_up_utility import set_up_utility
from caudal.usecases.verify_books import verify_books

pytestmark = pytest.mark.django_db

ROWS = 120


@pytest.fixture(autouse=True)
def san_telmo(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    set_up_utility(pack=read_pack(path=locate_pack(name="san-telmo")), acting_user=None, at=AT)


def brought_in(kind: ImportKind, content: bytes) -> ImportBatch:
    batch = checked(make_batch(kind=kind, content=content))
    return load_import(
        batch_id=batch.pk, report=silent, acting_user=None, at=AT, only_good_rows=True
    )


def test_the_four_files_make_a_register_that_holds_every_promise() -> None:
    routes = dict(Route.objects.order_by("code").values_list("code", "sector__code"))
    padron = make_padron_file(rows=ROWS, defects=12, routes=routes)
    assert brought_in(ImportKind.REGISTER, padron.content).created_count == padron.good_count
    live = ServiceAccount.objects.exclude(status="closed").order_by("number")
    assert brought_in(ImportKind.METERS, padron.content).created_count == live.count()

    numbers = list(live.values_list("number", flat=True))
    readings = [f"{number};{1_000 + index};31/10/2026" for index, number in enumerate(numbers)]
    content = text_file("Cuenta;Lectura;Fecha de lectura", *readings)
    assert brought_in(ImportKind.OPENING_READINGS, content).created_count == len(numbers)

    balances = [f"{number};Rezago;20/09/2026;230.00" for number in numbers[:40]]
    content = text_file("Cuenta;Concepto;Vencimiento;Saldo", *balances)
    assert brought_in(ImportKind.OPENING_BALANCES, content).created_count == 40
    assert set(Charge.objects.values_list("concept__code", flat=True)) == {"rezago"}

    (found,) = search_accounts(text=good_row(7)["Medidor"], limit=5)
    assert (found.number, found.holder) == ("00000007", good_row(7)["NOMBRE DEL TITULAR"])
    assert [verdict.name for verdict in verify_books() if not verdict.holds] == []
