"""Whose act a change of what moves money is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who proposed and who signed, and when it took effect.

    The founding setup of a utility has no proposer, and nobody but the machine's operator behind
    it.
    """

    proposed_by: User | None
    signed_by: User | None
    at: datetime

    def record(
        self,
        *,
        action: str,
        subject: models.Model,
        after: dict[str, Any],
        before: dict[str, Any] | None = None,
    ) -> None:
        """Write the act into the log: the proposer did it, the other one authorised it."""
        audit.record(
            action=action,
            subject=subject,
            acting_user=self.proposed_by or self.signed_by,
            approver=self.signed_by if self.proposed_by else None,
            at=self.at,
            before=before,
            after=after,
        )
