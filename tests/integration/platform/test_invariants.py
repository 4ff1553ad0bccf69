"""Each promise of the platform finds its own violation, planted as the owner."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.factories.platform import AT, make_entry, make_user, make_utility
from tests.integration.platform.conftest import Plant

from caudal.domain.platform.invariants import INVARIANTS
from caudal.domain.platform.models import AuditBlock, AuditEntry, ConfigurationChange
from caudal.domain.platform.operations import audit, idempotency
from caudal.domain.platform.verification import check
from caudal.usecases.seal_audit_log import SETTLED_AFTER, seal_audit_log
from caudal.usecases.verify_books import UnknownInvariant, verify_books

SEALED_AT = AT + SETTLED_AFTER + timedelta(minutes=1)


def broken_rows() -> dict[str, list[dict[str, Any]]]:
    """The violations that verify reports now, by the name of the promise."""
    return {
        verdict.name: list(verdict.broken) for verdict in check(INVARIANTS) if not verdict.holds
    }


@pytest.fixture
def two_blocks(committed_database: str) -> list[AuditEntry]:
    """Six acts, sealed three by three."""
    entries = [make_entry(reason=f"Acto {number}") for number in range(3)]
    assert seal_audit_log(at=SEALED_AT) is not None
    entries += [make_entry(reason=f"Acto {number}") for number in range(3, 6)]
    assert seal_audit_log(at=SEALED_AT) is not None
    assert broken_rows() == {}
    return entries


def test_a_clean_house_breaks_nothing(two_blocks: list[AuditEntry]) -> None:
    make_utility(is_demo=True)
    make_user(is_demo=True)
    assert broken_rows() == {}


def test_a_demo_user_in_a_real_utility_is_found(plant: Plant) -> None:
    make_utility(is_demo=True)
    user = make_user(username="cajero.demo", is_demo=True)
    plant("UPDATE platform_utility SET is_demo = false")
    assert broken_rows() == {
        "demo-users-only-in-demo": [{"id": user.pk, "username": "cajero.demo"}]
    }


def test_a_change_signed_by_its_author_is_found(plant: Plant) -> None:
    author = make_user()
    change = ConfigurationChange.objects.create(
        kind="prueba", title="UMA 2026", after={}, reason="x", proposed_by=author, proposed_at=AT
    )
    plant(
        "ALTER TABLE platform_configurationchange DROP CONSTRAINT configuration_two_signatures",
        "UPDATE platform_configurationchange SET state = 'applied',"
        " decided_by_id = proposed_by_id, decided_at = now()",
    )
    assert broken_rows() == {"two-signatures": [{"id": change.pk, "title": "UMA 2026"}]}


def test_an_operation_without_answer_is_found(plant: Plant) -> None:
    user = make_user()
    claimed = idempotency.claim(
        idempotency.Request(key="k", act="prueba", asked={}, acting_user=user, at=AT)
    )
    assert broken_rows() == {
        "answers-kept": [{"id": claimed.record_id, "actor_id": user.pk, "act": "prueba"}]
    }


TAMPERINGS: dict[str, Callable[[list[AuditEntry]], str]] = {
    "a reason changed": lambda entries: (
        f"UPDATE platform_auditentry SET reason = 'otro' WHERE id = {entries[1].pk}"
    ),
    "an amount invented": lambda entries: (
        f"UPDATE platform_auditentry SET amount = 5 WHERE id = {entries[1].pk}"
    ),
    "an entry removed": lambda entries: (
        f"DELETE FROM platform_auditentry WHERE id = {entries[1].pk}"
    ),
    "the first entry removed": lambda entries: (
        f"DELETE FROM platform_auditentry WHERE id = {entries[0].pk}"
    ),
    "one removed and another slipped in": lambda entries: (
        f"UPDATE platform_auditentry SET id = {entries[0].pk} - 1 WHERE id = {entries[0].pk}"
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_the_seal_of_the_first_block_shows_it(
    two_blocks: list[AuditEntry], plant: Plant, what: str
) -> None:
    block = AuditBlock.objects.order_by("id").first()
    assert block is not None
    plant(TAMPERINGS[what](two_blocks))
    found = broken_rows()
    assert list(found) == ["audit-chain"]
    assert {row["id"] for row in found["audit-chain"]} == {block.pk}


def test_a_block_sealed_again_breaks_the_chain(two_blocks: list[AuditEntry], plant: Plant) -> None:
    """Whoever changes an entry and recomputes its block's digest still contradicts the next
    block.
    """
    first, second = AuditBlock.objects.order_by("id")
    plant(f"UPDATE platform_auditentry SET reason = 'otro' WHERE id = {two_blocks[1].pk}")
    forged = audit.digest_of_entries(
        previous=first.previous_digest, after_id=0, until_id=first.last_entry_id
    )
    plant(f"UPDATE platform_auditblock SET digest = '{forged}' WHERE id = {first.pk}")
    assert {row["id"] for row in broken_rows()["audit-chain"]} == {second.pk}


def test_a_block_that_is_gone_breaks_the_chain(two_blocks: list[AuditEntry], plant: Plant) -> None:
    first, second = AuditBlock.objects.order_by("id")
    plant(f"DELETE FROM platform_auditblock WHERE id = {first.pk}")
    assert {row["id"] for row in broken_rows()["audit-chain"]} == {second.pk}


def test_acts_of_the_last_hour_wait_for_the_next_seal(committed_database: str) -> None:
    old = make_entry(at=SEALED_AT - SETTLED_AFTER - timedelta(seconds=1))
    make_entry(at=SEALED_AT - SETTLED_AFTER)
    block = seal_audit_log(at=SEALED_AT)
    assert block is not None
    assert (block.last_entry_id, block.entry_count) == (old.pk, 1)
    assert seal_audit_log(at=SEALED_AT) is None


def test_verify_asks_every_package_in_one_snapshot(committed_database: str) -> None:
    verdicts = list(verify_books())
    assert {"audit-chain", "movements-sum", "bills-once", "cash-of-a-session"} <= {
        verdict.name for verdict in verdicts
    }
    assert all(verdict.holds for verdict in verdicts)


def test_verify_can_be_asked_for_one_promise(committed_database: str) -> None:
    assert [verdict.name for verdict in verify_books(only=["folios"])] == ["folios"]
    with pytest.raises(UnknownInvariant, match="No hay ninguna verificación «folio»"):
        verify_books(only=["folio"])
