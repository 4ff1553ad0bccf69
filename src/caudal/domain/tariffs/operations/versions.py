"""Propose, publish and reject versions of tariffs."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.platform.operations.signatures import Signatures
from caudal.domain.tariffs.models import Tariff, TariffVersion
from caudal.domain.tariffs.queries.drafts import wrote_version
from caudal.domain.tariffs.queries.versions import definition_of, digest_of
from caudal.engines.rating import TariffDefinition, dump_tariff_yaml, parse_tariff
from caudal.kernel.errors import Refusal


class TariffVersionExists(Refusal):
    """A version with that code, or with the same document, is there already."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"La versión {code} ya existe y no se puede cambiar. Dé otra clave a la nueva versión."
        )


class TariffVersionsOverlap(Refusal):
    """Another published version covers some of those days."""

    def __init__(self, code: str, other: str) -> None:
        super().__init__(
            f"La vigencia de {code} se encima con la de {other}. Corrija la fecha «desde»:"
            " debe empezar después que la última versión publicada."
        )


class TariffVersionDecided(Refusal):
    """The version was published or rejected meanwhile."""

    def __init__(self, code: str) -> None:
        super().__init__(f"La versión {code} ya fue decidida. Vuelva a consultar la tarifa.")


class AuthorMayNotDecide(Refusal):
    """Whoever wrote the draft of a version neither signs nor rejects it."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Usted escribió en el borrador de {code}: la firma o la rechaza otra persona."
        )


def propose_version(
    *, tariff: Tariff, document: Mapping[str, Any], proposed_by: User | None, at: datetime
) -> TariffVersion:
    """Store a version that nobody has signed yet.

    :raises TariffProblemsError: if the document is not a tariff
    :raises TariffVersionExists: if its code or the same document is there already
    :raises TariffVersionsOverlap: if a published version begins the same day or later
    """
    definition = parse_tariff(document)
    text = dump_tariff_yaml(dict(document))
    alive = TariffVersion.objects.exclude(state=TariffVersion.State.REJECTED)
    if (
        alive.filter(code=definition.code).exists()
        or alive.filter(digest=digest_of(document=text)).exists()
    ):
        raise TariffVersionExists(definition.code)
    _check_follows(tariff=tariff, definition=definition)
    version = TariffVersion.objects.create(
        tariff=tariff,
        code=definition.code,
        valid_during=_validity(definition),
        document=text,
        digest=digest_of(document=text),
        is_complete=definition.is_complete,
        source=_source(definition),
        proposed_by=proposed_by,
        proposed_at=at,
    )
    audit.record(
        action="tariffs.tariff_version.proposed",
        subject=version,
        acting_user=proposed_by,
        at=at,
        after={"tariff": tariff.code, "code": version.code, "digest": version.digest},
    )
    return version


def publish_version(*, version: TariffVersion, signatures: Signatures) -> None:
    """Put a proposed version in force. The open-ended one before it ends where this begins.

    :raises TariffVersionDecided: if it is not waiting any more
    :raises AuthorMayNotDecide: if who signs wrote its draft
    :raises TariffVersionsOverlap: if a version published meanwhile begins the same day or later
    """
    version = _lock_proposed(version, signatures)
    definition = definition_of(version=version)
    _check_follows(tariff=version.tariff, definition=definition)
    start = definition.validity.start
    for earlier in _published(version.tariff).filter(valid_during__contains=start):
        earlier.valid_during = DateRange(earlier.valid_during.lower, start)
        earlier.save(update_fields=["valid_during"])
    _decide(version=version, state=TariffVersion.State.PUBLISHED, signatures=signatures)


def reject_version(*, version: TariffVersion, signatures: Signatures) -> None:
    """Refuse a proposed version; its code is free again.

    :raises TariffVersionDecided: if it is not waiting any more
    :raises AuthorMayNotDecide: if who rejects it wrote its draft
    """
    version = _lock_proposed(version, signatures)
    _decide(version=version, state=TariffVersion.State.REJECTED, signatures=signatures)


def _lock_proposed(version: TariffVersion, signatures: Signatures) -> TariffVersion:
    locked = TariffVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if locked.state != TariffVersion.State.PROPOSED:
        raise TariffVersionDecided(locked.code)
    signer = signatures.signed_by
    if signer is not None and wrote_version(version=locked, user=signer):
        raise AuthorMayNotDecide(locked.code)
    return locked


def _decide(*, version: TariffVersion, state: TariffVersion.State, signatures: Signatures) -> None:
    version.state = state
    version.approved_at = signatures.at
    version.approved_by = signatures.signed_by if signatures.proposed_by else None
    version.save(update_fields=["state", "approved_by", "approved_at"])
    signatures.record(
        action="tariffs.tariff_version.published"
        if state == TariffVersion.State.PUBLISHED
        else "tariffs.tariff_version.rejected",
        subject=version,
        after={"code": version.code, "digest": version.digest},
    )


def _check_follows(*, tariff: Tariff, definition: TariffDefinition) -> None:
    """A version may cut short the open end of the last one, and nothing else that is published."""
    for other in _published(tariff).filter(valid_during__overlap=_validity(definition)):
        begins_later = other.valid_during.lower >= definition.validity.start
        if begins_later or definition_of(version=other).validity.last_day is not None:
            raise TariffVersionsOverlap(definition.code, other.code)


def _published(tariff: Tariff) -> QuerySet[TariffVersion]:
    return TariffVersion.objects.filter(tariff=tariff, state=TariffVersion.State.PUBLISHED)


def _validity(definition: TariffDefinition) -> DateRange:
    last_day: date | None = definition.validity.last_day
    end = last_day + timedelta(days=1) if last_day else None
    return DateRange(definition.validity.start, end)


def _source(definition: TariffDefinition) -> str:
    source = definition.source
    parts = (source.norm, source.published, source.approved_by)
    return "; ".join(part for part in parts if part)[:500]
