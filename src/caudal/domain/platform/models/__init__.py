"""Facts of the platform."""

from caudal.domain.platform.models.audit import AuditBlock, AuditEntry
from caudal.domain.platform.models.configuration import ConfigurationChange, MoneyParameter
from caudal.domain.platform.models.files import StoredFile
from caudal.domain.platform.models.folios import FolioSeries
from caudal.domain.platform.models.idempotency import IdempotentAnswer
from caudal.domain.platform.models.jobs import BackgroundJob
from caudal.domain.platform.models.people import FunctionPermissions, User, UserSession
from caudal.domain.platform.models.utility import Branch, Utility

__all__ = [
    "AuditBlock",
    "AuditEntry",
    "BackgroundJob",
    "Branch",
    "ConfigurationChange",
    "FolioSeries",
    "FunctionPermissions",
    "IdempotentAnswer",
    "MoneyParameter",
    "StoredFile",
    "User",
    "UserSession",
    "Utility",
]
