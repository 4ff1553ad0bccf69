"""What the run-time roles may do with each table.

Every model says it in its ``access`` attribute; ``privileges`` turns it into GRANTs and triggers
after each migration. The rule of the house: money and audit rows are written once
(docs/decisions/0006).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Updates(Enum):
    """Which columns an UPDATE may touch when it is not a list of them."""

    ALL = "all"


@dataclass(frozen=True, slots=True)
class TableAccess:
    """Rights of caudal_app on one table; caudal_load may INSERT when ``bulk_load``; both and
    caudal_ro may SELECT.
    """

    insert: bool = True
    update: Updates | tuple[str, ...] = ()
    delete: bool = False
    bulk_load: bool = False
    readable_by_reports: bool = True

    @property
    def append_only(self) -> bool:
        """Whether rows, once written, stay: no DELETE and at most some columns change."""
        return self.update is not Updates.ALL and not self.delete

    def frozen_columns(self, columns: Iterable[str]) -> list[str]:
        """Those of a table's columns that no UPDATE may touch."""
        if isinstance(self.update, Updates):
            return []
        return [column for column in columns if column not in self.update]


EDITABLE = TableAccess(update=Updates.ALL)
EDITABLE_BULK = TableAccess(update=Updates.ALL, bulk_load=True)
DISPOSABLE = TableAccess(update=Updates.ALL, delete=True)
DISPOSABLE_BULK = TableAccess(update=Updates.ALL, delete=True, bulk_load=True)
APPEND_ONLY = TableAccess()
APPEND_ONLY_BULK = TableAccess(bulk_load=True)
LINKS = TableAccess(delete=True)
SECRET = TableAccess(update=Updates.ALL, delete=True, readable_by_reports=False)
READ_ONLY = TableAccess(insert=False)


def append_only_but(*columns: str, bulk_load: bool = False) -> TableAccess:
    """Append-only, except that the listed columns may be updated."""
    return TableAccess(update=columns, bulk_load=bulk_load)


# Tables of Django and of the libraries, which cannot carry the attribute.
LIBRARY_TABLES: dict[str, TableAccess] = {
    "auth_group": EDITABLE,
    "auth_group_permissions": LINKS,
    "auth_permission": READ_ONLY,
    "django_content_type": READ_ONLY,
    "django_migrations": READ_ONLY,
    "django_session": SECRET,
    "axes_accessattempt": SECRET,
    "axes_accessattemptexpiration": SECRET,
    "axes_accesslog": SECRET,
    "axes_accessfailurelog": SECRET,
    "procrastinate_jobs": SECRET,
    "procrastinate_events": SECRET,
    "procrastinate_periodic_defers": SECRET,
    "procrastinate_workers": SECRET,
}
