"""Remember who took a list out of the system."""

from datetime import datetime
from typing import Any

from django.db import transaction

from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit


@transaction.atomic
def record_export(
    *, title: str, file_format: str, filters: dict[str, Any], acting_user: User, at: datetime
) -> None:
    """Write into the log that a person exported a list, with the filter that was on."""
    audit.record(
        action="platform.list.exported",
        subject=None,
        acting_user=acting_user,
        at=at,
        after={"list": title, "format": file_format, "filters": filters},
    )
