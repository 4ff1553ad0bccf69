"""What a datum must look like, whatever the file it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

Value = str | int | Decimal | date | bool | None
"""What a converted cell can be; ``None`` is an empty optional cell."""


class FieldKind(StrEnum):
    """How the text of a cell is understood."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    EMAIL = "email"
    PHONE = "phone"
    RFC = "rfc"
    CURP = "curp"
    POSTAL_CODE = "postal_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One datum that a file may carry.

    ``headings`` are the Spanish names under which it is met; the first one is how we call it.
    ``choices`` maps the stored value to the words that mean it.
    """

    name: str
    headings: tuple[str, ...]
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    unique: bool = False
    max_length: int | None = None
    decimals: int = 2
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    not_before: date = date(1900, 1, 1)
    not_after: date = date(2100, 12, 31)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.headings:
            message = f"El campo «{self.name}» necesita al menos un encabezado"
            raise ValueError(message)
        if self.kind is FieldKind.CHOICE and not self.choices:
            message = f"El campo «{self.name}» es de opciones: diga cuáles"
            raise ValueError(message)

    @property
    def title(self) -> str:
        """How we call it on the screen."""
        return self.headings[0]
