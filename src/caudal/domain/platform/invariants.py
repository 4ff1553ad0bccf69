"""The promises of the platform, each as one query that must return no row."""

from collections.abc import Iterator
from typing import Any

from caudal.domain.platform.models import AuditBlock
from caudal.domain.platform.operations import audit
from caudal.domain.platform.verification import Invariant


def _altered_blocks() -> Iterator[dict[str, Any]]:
    after_id = 0
    for block in AuditBlock.objects.order_by("id").iterator():
        digest = audit.digest_of_entries(
            previous=block.previous_digest, after_id=after_id, until_id=block.last_entry_id
        )
        if digest != block.digest:
            yield {
                "id": block.pk,
                "first_entry_id": block.first_entry_id,
                "last_entry_id": block.last_entry_id,
            }
        after_id = block.last_entry_id


INVARIANTS = (
    Invariant(
        name="demo-users-only-in-demo",
        promise="Ningún usuario de demostración existe fuera de una base de demostración.",
        sql="""SELECT u.id, u.username FROM platform_user u
                WHERE u.is_demo AND NOT EXISTS (SELECT FROM platform_utility WHERE is_demo)""",
    ),
    Invariant(
        name="two-signatures",
        promise="Quien firma un cambio de configuración no es quien lo propuso.",
        sql="""SELECT id, title FROM platform_configurationchange
                WHERE decided_by_id = proposed_by_id""",
    ),
    Invariant(
        name="audit-chain",
        promise="Los bloques sellados de la bitácora se encadenan y cubren sus asientos.",
        sql="""SELECT b.id, b.first_entry_id, b.last_entry_id
                 FROM (SELECT *,
                              lag(digest, 1, repeat('0', 64)) OVER (ORDER BY id) AS expected,
                              lag(last_entry_id, 1, 0::bigint) OVER (ORDER BY id) AS covered
                         FROM platform_auditblock) b
                WHERE b.previous_digest <> b.expected
                   OR b.first_entry_id <= b.covered
                   OR b.entry_count <> (SELECT count(*) FROM platform_auditentry e
                                         WHERE e.id > b.covered AND e.id <= b.last_entry_id)""",
        also=_altered_blocks,
    ),
    Invariant(
        name="answers-kept",
        promise="Toda operación recibida con llave tiene su respuesta guardada.",
        sql="SELECT id, actor_id, act FROM platform_idempotentanswer WHERE answer IS NULL",
    ),
)
