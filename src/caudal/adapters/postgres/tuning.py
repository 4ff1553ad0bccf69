"""The server's settings, derived from the machine, and who may connect."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from caudal.adapters.postgres.accounts import ServiceAccount
from caudal.adapters.postgres.binaries import Binaries
from caudal.adapters.postgres.files import write_whole
from caudal.adapters.postgres.marker import Profile

MB = 1024 * 1024
LOOPBACK = "127.0.0.1"
_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
_FILE = "caudal.conf"
_LOCAL_FILE = "postgresql.local.conf"
_HEADER = "# Caudal rewrites this file at each start."
_STATISTICS = "pg_stat_statements"

_GENERAL_SETTINGS = {
    "max_connections": "100",
    # The wheel has only pglz, which costs a payment more processor than its pages cost the disk.
    "wal_compression": "off",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",  # Utilities buy solid-state disks.
    "jit": "off",  # Short statements pay for it and gain nothing.
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_analyze_scale_factor": "0.02",
    "timezone": "UTC",
    "datestyle": "iso, ymd",
    "default_text_search_config": "pg_catalog.spanish",
}

_STATISTICS_SETTINGS = {
    "shared_preload_libraries": _STATISTICS,
    "pg_stat_statements.track_utility": "off",  # CREATE ROLE may carry a password.
}

_DURABLE_SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "allow_alter_system": "off",  # Settings live in files, where an operator sees them.
}

# Only for the profile "test", which no production folder can take.
_TEST_SETTINGS = {
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "maintenance_work_mem": "64MB",
    "work_mem": "8MB",
    "max_wal_size": "1GB",
    "min_wal_size": "80MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "fsync": "off",
    "full_page_writes": "off",
}

# A week of log. Statements and details of errors carry names and debts of customers, so the log has
# neither; slow statements are found, without their values, in pg_stat_statements.
_LOG_SETTINGS = {
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d %a ",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "on",
    "log_lock_waits": "on",
    "log_temp_files": "64MB",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens: the folder of a socket, or the loopback when it is empty."""

    socket_folder: str
    port: int


def write_settings(
    *,
    data: Path,
    log: Path,
    address: Address,
    profile: Profile,
    binaries: Binaries,
    owner: ServiceAccount,
) -> None:
    """Write the settings and the access list of the next start into a data folder.

    Both are rewritten each time, so that a bigger machine is used and a hand-made ``trust`` line
    does not survive. An operator's ``postgresql.local.conf`` in the home may change what suits the
    machine; what protects the data comes after it and stands.
    """
    lines = [*_lines(_sized_settings(data)), *_lines(_GENERAL_SETTINGS)]
    if binaries.has_library(_STATISTICS):
        lines.extend(_lines(_STATISTICS_SETTINGS))
    if profile == "test":
        lines.extend(_lines(_TEST_SETTINGS))
    else:
        own = data.parent / _LOCAL_FILE
        lines.extend([f"include {_quoted(str(own))}"] if own.exists() else [])
        lines.extend(_lines(_DURABLE_SETTINGS))
    lines.extend(
        [*_lines(_LOG_SETTINGS | {"log_directory": str(log)}), *_lines(_listening(address))]
    )
    text = "\n".join([_HEADER, *lines]) + "\n"
    write_whole(path=data / _FILE, text=text, owner=owner)
    write_whole(path=data / "postgresql.conf", text=f"include '{_FILE}'\n", owner=owner)
    write_whole(path=data / "pg_hba.conf", text=_access_list(address), owner=owner)


def memory_bytes() -> int:
    """The memory that this machine or container may use."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limits = [int(text) for text in map(_read, _CGROUP_LIMITS) if text.isdigit()]
    return min([physical, *limits])


def _sized_settings(data: Path) -> dict[str, str]:
    """What depends on the machine: a quarter of its memory, a twentieth of its disk, with caps."""
    memory = memory_bytes()
    disk = shutil.disk_usage(data).total
    return {
        "shared_buffers": _megabytes(memory // 4, at_least=64, at_most=4096),
        "effective_cache_size": _megabytes(memory * 6 // 10, at_least=128, at_most=1 << 20),
        "maintenance_work_mem": _megabytes(memory // 16, at_least=32, at_most=1024),
        "work_mem": _megabytes(memory // 400, at_least=4, at_most=64),
        "max_wal_size": _megabytes(disk // 20, at_least=128, at_most=4096),
        "min_wal_size": _megabytes(disk // 100, at_least=80, at_most=512),
    }


def _listening(address: Address) -> dict[str, str]:
    return {
        "listen_addresses": "" if address.socket_folder else LOOPBACK,
        "unix_socket_directories": address.socket_folder,
        "unix_socket_permissions": "0700",
        "port": str(address.port),
        "password_encryption": "scram-sha-256",
    }


def _access_list(address: Address) -> str:
    line = f"host all all {LOOPBACK}/32" if not address.socket_folder else "local all all"
    return f"{_HEADER}\n{line} scram-sha-256\n"


def _lines(settings: Mapping[str, str]) -> list[str]:
    return [f"{name} = {_quoted(value)}" for name, value in settings.items()]


def _megabytes(amount_bytes: int, *, at_least: int, at_most: int) -> str:
    return f"{min(max(amount_bytes // MB, at_least), at_most)}MB"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""
