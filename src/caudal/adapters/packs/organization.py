"""The utility, its offices and desks, its folios, channels and roles."""

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from caudal.adapters.packs.words import (
    Day,
    Entry,
    Exact,
    Flag,
    PostalCode,
    Whole,
    Zone,
    choice,
    refused,
    word_list,
)
from caudal.domain.platform.functions import Function
from caudal.engines.references import ReferenceAlgorithm

ChannelKind = Annotated[
    str,
    *choice(
        {
            "caja": "desk",
            "tienda": "store",
            "banco": "bank",
            "en_linea": "online",
            "domiciliacion": "direct_debit",
            "cajero_automatico": "kiosk",
        }
    ),
]


class LogoEntry(Entry):
    """The logo, whole, so that the pack is one file: its bytes in base 64."""

    name: str = Field(min_length=1, max_length=200)
    content: str = Field(min_length=1)


class UtilityEntry(Entry):
    """Organismo operador."""

    name: str = Field(min_length=1, max_length=80)
    long_name: str = Field(min_length=1, max_length=200)
    rfc: str = Field(default="", max_length=13)
    address: str = Field(default="", max_length=250)
    phone: str = Field(default="", max_length=40)
    website: str = Field(default="", max_length=120)
    time_zone: Zone
    colour: str = Field(default="#0A6A8A", pattern=r"^#[0-9A-Fa-f]{6}$")
    logo: LogoEntry | None = None


class BranchEntry(Entry):
    """Sucursal."""

    code: str = Field(min_length=1, max_length=10)
    name: str = Field(min_length=1, max_length=80)
    address: str = Field(default="", max_length=250)
    postal_code: PostalCode = ""
    time_zone: Zone
    is_active: Flag = True


class SeriesEntry(Entry):
    """Serie de folios."""

    code: str = Field(min_length=1, max_length=12)
    prefix: str = Field(max_length=12)
    digits: Whole = Field(default=6, ge=1, le=12)


class DeskEntry(Entry):
    """Caja, with the series of its receipts and that of its closings."""

    code: str = Field(min_length=1, max_length=10)
    name: str = Field(min_length=1, max_length=60)
    branch: str
    series: str = Field(alias="serie")
    closing_series: str
    vault_warning: Exact = Field(gt=0, max_digits=14, decimal_places=2)
    is_active: Flag = True


class ChannelEntry(Entry):
    """Canal de cobro."""

    code: str = Field(min_length=1, max_length=20)
    name: str = Field(min_length=1, max_length=80)
    kind: ChannelKind
    reference_algorithm: str = ""
    reference_fields: dict[str, str] = Field(default_factory=dict)
    is_printed: Flag = True

    @field_validator("reference_algorithm")
    @classmethod
    def _known_algorithm(cls, value: str) -> str:
        if value and value not in [*ReferenceAlgorithm]:
            raise refused(f"«{value}» no existe; escriba una de: {word_list(ReferenceAlgorithm)}")
        return value


class MessageEntry(Entry):
    """Mensaje del recibo."""

    code: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=80)
    text: str = Field(min_length=1, max_length=300)
    priority: Whole = Field(default=10, ge=0, le=32767)
    valid_from: Day
    valid_until: Day | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise refused(f"termina el {self.valid_until}, antes de empezar; corrija las fechas")
        return self


class RoleEntry(Entry):
    """A role and exactly the functions that it grants."""

    name: str = Field(min_length=1, max_length=150)
    functions: tuple[Function, ...]

    @field_validator("functions")
    @classmethod
    def _in_order(cls, value: tuple[Function, ...]) -> tuple[Function, ...]:
        order = [*Function]
        return tuple(sorted(set(value), key=order.index))
