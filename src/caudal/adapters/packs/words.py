"""The words of a pack: its keys in Spanish, and values that travel as exact text.

Every entry of a pack is a frozen model whose fields are named like the database's columns; its
keys in the file come from one dictionary, so that the same thing has the same word everywhere.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

WORDS: Final = {
    "address": "domicilio",
    "allocation_policies": "orden_de_aplicacion",
    "bears_surcharges": "causa_recargos",
    "branch": "sucursal",
    "branches": "sucursales",
    "cap_rate": "tope",
    "ceiling_m3": "tope_m3",
    "channels": "canales",
    "closing_series": "serie_de_cortes",
    "code": "clave",
    "colour": "color",
    "concepts": "conceptos",
    "content": "contenido",
    "counting": "cuenta_meses",
    "criteria": "criterios",
    "cycle": "ciclo",
    "cycles": "ciclos",
    "desks": "cajas",
    "digits": "digitos",
    "due_date": "vence",
    "due_days": "dias_para_pagar",
    "end": "termina",
    "excludes_disputed": "excluye_en_aclaracion",
    "format": "formato",
    "functions": "funciones",
    "grace_days": "dias_de_gracia",
    "is_active": "activo",
    "is_printed": "se_imprime",
    "kind": "tipo",
    "limits": "limites",
    "logo": "logotipo",
    "long_name": "nombre_completo",
    "messages": "mensajes_del_recibo",
    "monthly_rate": "tasa_mensual",
    "months": "meses",
    "name": "nombre",
    "parameters": "parametros",
    "periods": "periodos",
    "phone": "telefono",
    "postal_code": "codigo_postal",
    "prefix": "prefijo",
    "prevents_reading": "impide_leer",
    "principal_includes_tax": "sobre_iva",
    "priority": "orden",
    "programmes": "programas_de_descuento",
    "reference_algorithm": "algoritmo",
    "reference_fields": "referencia",
    "remarks": "anomalias",
    "review_rules": "reglas_de_critica",
    "rfc": "rfc",
    "roles": "roles",
    "routes": "rutas",
    "rules": "reglas",
    "sector": "sector",
    "sectors": "sectores",
    "sentinels": "centinelas",
    "series": "series",
    "source": "fuente",
    "start": "empieza",
    "surcharge_rules": "recargos",
    "tariff_input": "dato",
    "tariffs": "tarifas",
    "tax_rate": "iva",
    "text": "texto",
    "time_zone": "zona_horaria",
    "title": "titulo",
    "uses": "usos",
    "utility": "organismo",
    "valid_from": "desde",
    "valid_until": "hasta",
    "value": "valor",
    "vault_warning": "aviso_de_retiro",
    "versions": "versiones",
    "website": "sitio",
    "years": "anios",
}


class Entry(BaseModel):
    """A part of a pack. Unknown keys are mistakes, never ignored."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=lambda field: WORDS[field],
        validate_by_name=True,
        validate_by_alias=True,
    )

    def facts(self) -> dict[str, Any]:
        """What it says, as plain values that the audit log and people can read."""
        return self.model_dump(mode="json")


def refused(message: str) -> PydanticCustomError:
    """A mistake in the words that the person will read."""
    return PydanticCustomError("caudal", "{message}", {"message": message})


def plain_decimal(number: Decimal) -> str:
    """The shortest exact writing of a number, never in scientific notation."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _flag(value: object) -> object:
    return {"si": True, "sí": True, "no": False}.get(value) if isinstance(value, str) else value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise refused(f"«{value}» no es una fecha; escríbala como 2026-02-01") from error


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise refused(f"«{value}» no es un número exacto; escríbalo como texto")
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise refused(f"«{value}» no es una zona horaria; escríbala como America/Hermosillo")
    return value


def choice(words: Mapping[str, str]) -> tuple[BeforeValidator, PlainSerializer]:
    """A stored value that the pack writes with a Spanish word (``words``: word → stored)."""
    written = {stored: word for word, stored in words.items()}

    def read(value: object) -> object:
        if value in written:
            return value
        if value not in words:
            raise refused(f"«{value}» no existe; escriba una de: {', '.join(words)}")
        return words[str(value)]

    return BeforeValidator(read), PlainSerializer(written.__getitem__, when_used="json")


def word_list(kind: type[StrEnum]) -> str:
    """The words of an enumeration, for a message."""
    return ", ".join(str(member) for member in kind)


Flag = Annotated[
    bool,
    BeforeValidator(_flag),
    PlainSerializer(lambda value: "si" if value else "no", when_used="json"),
]
Day = Annotated[
    date, BeforeValidator(_day), PlainSerializer(lambda value: value.isoformat(), when_used="json")
]
Whole = Annotated[int, PlainSerializer(str, when_used="json")]
Exact = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(allow_inf_nan=False),
    PlainSerializer(plain_decimal, when_used="json"),
]
Zone = Annotated[str, AfterValidator(_zone)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=40)]
PostalCode = Annotated[str, Field(pattern=r"^(\d{5})?$")]
