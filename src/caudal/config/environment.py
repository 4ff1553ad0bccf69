"""What the surroundings decide: every environment variable that Caudal reads, with its type and
meaning.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ProcessKind = Literal["web", "worker", "command", "test"]


class Environment(BaseSettings):
    """Read from ``CAUDAL_*`` variables (and ``DATABASE_URL``); nothing else is read from the
    environment.
    """

    model_config = SettingsConfigDict(env_prefix="CAUDAL_", extra="ignore", frozen=True)

    home: Path = Field(
        Path(".caudal"), description="Folder of the embedded database, files and secrets"
    )
    database_url: SecretStr = Field(
        SecretStr("postgresql://caudal_app@/caudal"),
        alias="DATABASE_URL",
        description="This process's database, as caudal_app; set by the launcher when embedded",
    )
    app_password: SecretStr = Field(
        SecretStr(""), description="Given to caudal_app by the migrations"
    )
    ro_password: SecretStr = Field(
        SecretStr(""), description="Given to caudal_ro by the migrations"
    )
    secret_key: SecretStr = Field(
        SecretStr("insecure-only-for-checks"), description="Signs sessions and links"
    )
    process: ProcessKind = Field("command", description="Which kind of process this is")
    debug: bool = False
    allowed_hosts: Annotated[list[str], NoDecode] = ["127.0.0.1", "localhost"]
    https: bool = Field(default=False, description="Served behind TLS: secure cookies, HSTS")
    trusted_proxies: int = Field(
        0, description="Number of reverse proxies in front, for client addresses"
    )
    session_idle_minutes: int = 30
    session_hours: int = 12
    sessions_per_user: int = 3

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [part.strip() for part in value.split(",") if part.strip()]
            if isinstance(value, str)
            else value
        )

    @property
    def files_dir(self) -> Path:
        """Where attachments live, addressed by content."""
        return self.home.resolve() / "files"

    @classmethod
    def read(cls) -> Self:
        """Read it now."""
        return cls()


def database_settings(url: str, *, process: ProcessKind) -> dict[str, object]:
    """Turn a PostgreSQL URL into Django's dictionary, with the time limits of this kind of
    process.
    """
    given = conninfo_to_dict(url)
    asked = str(given.pop("options", None) or "")
    limits = {"lock_timeout": "5s", "idle_in_transaction_session_timeout": "60s"}
    if process == "web":
        limits["statement_timeout"] = "30s"
    if process in {"worker", "command"}:
        limits["idle_in_transaction_session_timeout"] = "30min"
        # The session of a killed process ends soon, also while it waits or computes.
        limits["client_connection_check_interval"] = "2s"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", ""),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": str(given.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **given,
            "application_name": f"caudal-{process}",
            "options": " ".join([asked, *(f"-c {name}={limits[name]}" for name in limits)]),
        },
    }
