"""The kinds of file of this desk, as people read them."""

from dataclasses import dataclass

from caudal.domain.imports.models import ImportKind
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User


@dataclass(frozen=True, slots=True)
class KindText:
    """A kind of file: what it holds, what its rows are called and who may bring it in."""

    label: str
    help: str
    noun: str
    nouns: str
    function: Function = Function.IMPORT_REGISTER


KINDS = {
    ImportKind.REGISTER: KindText(
        "Padrón",
        "Cuentas con su titular, domicilio, ruta, uso y tarifa. Es el primero que se importa.",
        "cuenta",
        "cuentas",
    ),
    ImportKind.METERS: KindText(
        "Medidores",
        "El medidor de cada cuenta: serie, diámetro, dígitos y desde cuándo está instalado.",
        "medidor",
        "medidores",
    ),
    ImportKind.OPENING_READINGS: KindText(
        "Lecturas iniciales",
        "La última lectura de cada cuenta: desde ella se calcula el primer consumo.",
        "lectura",
        "lecturas",
    ),
    ImportKind.OPENING_BALANCES: KindText(
        "Saldos iniciales",
        "Lo que cada cuenta debe por concepto y vencimiento, o tiene a favor (en negativo)."
        " Entra una sola vez.",
        "saldo",
        "saldos",
    ),
    ImportKind.READINGS: KindText(
        "Lecturas",
        "Lo que se leyó en un periodo, por cuenta o por medidor: la lectura, o la anomalía.",
        "lectura",
        "lecturas",
        Function.IMPORT_READINGS,
    ),
}

CHIPS = {
    "received": ("Por acomodar", "attention"),
    "checking": ("Revisando", "info"),
    "checked": ("Por cargar", "attention"),
    "loading": ("Cargando", "info"),
    "loaded": ("Cargado", "ok"),
    "failed": ("Detenido", "bad"),
}


def kinds_of(user: User) -> dict[ImportKind, KindText]:
    """The kinds that a person may bring in."""
    return {kind: text for kind, text in KINDS.items() if user.may(text.function)}


def counted(kind: ImportKind, count: int) -> str:
    """``1 cuenta``, ``2,943 cuentas``."""
    text = KINDS[kind]
    return f"{count:,} {text.noun if count == 1 else text.nouns}"
