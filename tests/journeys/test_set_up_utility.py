"""A utility is a file: created from a pack, brought up to it, and written back in the same bytes."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from caudal.adapters.packs import UtilityPack, dump_pack, parse_pack, read_pack
from caudal.domain.payments.models import CashDesk
from caudal.domain.platform.models import AuditEntry, Branch
from caudal.domain.registry.models import BillingPeriod, Route
from caudal.domain.tariffs.models import ChargeConcept
from caudal.usecases.export_utility import export_utility
from caudal.usecases.set_up_utility import set_up_utility

pytestmark = pytest.mark.django_db

UTILITIES = Path(settings.PACKAGE_DIR) / "packs" / "utilities"
SHIPPED = ("san-telmo", "valle-bajo")


@pytest.fixture(autouse=True)
def files_folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"


def shipped(name: str) -> UtilityPack:
    return read_pack(path=UTILITIES / f"{name}.yaml")


def with_text(name: str, *replacements: tuple[str, str]) -> UtilityPack:
    """A shipped pack with pieces of its text replaced; each piece must be there."""
    text = (UTILITIES / f"{name}.yaml").read_text()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return parse_pack(text=text, folder=UTILITIES)


def facts_of_database() -> dict[str, int]:
    tables: tuple[Any, ...] = (Branch, CashDesk, Route, BillingPeriod, ChargeConcept, AuditEntry)
    return {model.__name__: model.objects.count() for model in tables}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_export_of_an_import_imports_to_the_same_bytes(name: str, at: datetime) -> None:
    pack = shipped(name)
    set_up_utility(pack=pack, acting_user=None, at=at)
    first = export_utility()
    again = parse_pack(text=first, folder=Path("/nowhere"))
    assert dump_pack(pack=again) == first
    done = set_up_utility(pack=again, acting_user=None, at=at)
    assert done.comparison.differences == ()
    assert done.comparison.only_in_database == ()
