"""Builders of versions of tariffs from the packs that the product carries."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.platform import AT
from tests.factories.registry import make_tariff

from caudal.domain.platform.models import User
from caudal.domain.tariffs.models import Tariff, TariffDraft, TariffVersion
from caudal.domain.tariffs.operations.drafts import start_draft
from caudal.domain.tariffs.queries.versions import digest_of
from caudal.engines.rating import load_tariff_yaml, parse_tariff

PACKS = Path(__file__).parents[2] / "src" / "caudal" / "packs" / "tariffs"


def pack_text(name: str) -> str:
    """The document of a shipped pack."""
    return (PACKS / f"{name}.yaml").read_text(encoding="utf-8")


def make_pack_version(*, pack: str, tariff: Tariff | None = None, **values: Any) -> TariffVersion:
    """A shipped pack as a published version; its validity ends where ``ends_before`` begins."""
    text = pack_text(pack)
    definition = parse_tariff(load_tariff_yaml(text))
    last = definition.validity.last_day
    end = values.pop("ends_before", last + timedelta(days=1) if last else None)
    return TariffVersion.objects.create(
        tariff=tariff or make_tariff(code=pack, name=definition.name),
        code=definition.code,
        valid_during=DateRange(definition.validity.start, end),
        document=text,
        digest=digest_of(document=text),
        is_complete=definition.is_complete,
        source=definition.source.norm,
        **{
            "state": TariffVersion.State.PUBLISHED,
            "proposed_at": "2026-01-02T12:00:00Z",
            "approved_at": "2026-01-03T12:00:00Z",
            **values,
        },
    )


def make_draft(
    *, tariff: Tariff | None = None, user: User, document: dict[str, Any] | None = None
) -> TariffDraft:
    """A draft that somebody began, with a document or with that of a shipped pack."""
    written = document or load_tariff_yaml(pack_text("tecate-2023"))
    return start_draft(
        tariff=tariff or make_tariff(),
        document=written,
        copied_from=None,
        started_by=user,
        at=AT,
    )
