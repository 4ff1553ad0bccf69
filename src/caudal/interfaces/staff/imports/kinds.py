"""The kinds of file of this desk, as people read them."""

from dataclasses import dataclass

from caudal.domain.imports.models import ImportKind


@dataclass(frozen=True, slots=True)
class KindText:
    """A kind of file: what it holds and what its rows are called."""

    label: str
    help: str
    noun: str
    nouns: str


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
}

CHIPS = {
    "received": ("Por acomodar", "attention"),
    "checking": ("Revisando", "info"),
    "checked": ("Por cargar", "attention"),
    "loading": ("Cargando", "info"),
    "loaded": ("Cargado", "ok"),
    "failed": ("Detenido", "bad"),
}


def counted(kind: ImportKind, count: int) -> str:
    """``1 cuenta``, ``2,943 cuentas``."""
    text = KINDS[kind]
    return f"{count:,} {text.noun if count == 1 else text.nouns}"
