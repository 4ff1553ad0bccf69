"""Seal the audit log, so that nobody can change it unseen."""

from datetime import datetime, timedelta

from caudal.domain.platform.models import AuditBlock
from caudal.domain.platform.operations import audit

SETTLED_AFTER = timedelta(hours=1)
"""Longer than any transaction lives: no entry with a smaller key can still appear after it."""


def seal_audit_log(*, at: datetime) -> AuditBlock | None:
    """Seal what no block covers yet, up to ``SETTLED_AFTER`` ago; None when there is nothing."""
    return audit.seal(up_to=at - SETTLED_AFTER, sealed_at=at)
