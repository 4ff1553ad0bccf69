"""How tariffs read on screen."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from caudal.domain.tariffs.models import TariffDraft, TariffVersion
from caudal.engines.rating.definition import RowMode, ValidityCriterion
from caudal.engines.rating.lint import Level
from caudal.engines.rating.words import plain
from caudal.kernel.rounding import RoundingRule

Chip = dict[str, str]

IN_FORCE, TO_COME, PAST = ("Vigente", "ok"), ("Siguiente", "info"), ("Terminada", "neutral")
WAITING, REJECTED = ("Por aprobar", "attention"), ("Rechazada", "bad")
DRAFT_STATES: Final = {
    TariffDraft.State.OPEN: ("En captura", "info"),
    TariffDraft.State.SUBMITTED: ("Enviado a firma", "ok"),
    TariffDraft.State.DISCARDED: ("Descartado", "neutral"),
}
COVERAGE: Final = {True: ("Completa", "outline"), False: ("Parcial", "attention")}
LEVELS: Final = {
    Level.ERROR: ("Error", "bad"),
    Level.WARNING: ("Aviso", "attention"),
    Level.NOTICE: ("Nota", "info"),
}
CRITERIA: Final = {
    ValidityCriterion.READING_DATE: "Fecha de lectura",
    ValidityCriterion.ISSUE_DATE: "Fecha de emisión",
    ValidityCriterion.PRORATED_BY_DAYS: "Prorrateo por días",
}
ROUNDING: Final = {
    RoundingRule.CENTAVO: "centavo",
    RoundingRule.CENTAVO_HALF_EVEN: "centavo par",
    RoundingRule.PESO: "peso",
    RoundingRule.PESO_UP: "peso de arriba",
    RoundingRule.EXACT: "sin redondeo",
}
MODES: Final = {
    RowMode.BLOCKS: "cada m³ al precio de su bloque",
    RowMode.REACHED: "todos los m³ al precio del bloque alcanzado",
    RowMode.BASE_AND_EXCESS: "base del rango más el excedente",
    RowMode.TABLE: "un importe por rango",
    RowMode.FIXED: "un solo importe",
    RowMode.ROWS: "base y precio por rango",
}


def day(value: date) -> str:
    """17/11/2026."""
    return f"{value:%d/%m/%Y}"


def state_of(*, version: TariffVersion, on: date) -> tuple[str, str]:
    """The word and the tone of where a version is in its life on a day."""
    if version.state == TariffVersion.State.PROPOSED:
        return WAITING
    if version.state == TariffVersion.State.REJECTED:
        return REJECTED
    start, end = version.valid_during.lower, version.valid_during.upper
    if on < start:
        return TO_COME
    return PAST if end is not None and end <= on else IN_FORCE


def chips(*, version: TariffVersion, on: date) -> list[Chip]:
    """What stands beside the title: its state and, when rows are missing, that it is partial."""
    label, tone = state_of(version=version, on=on)
    shown = [{"label": label, "tone": tone}]
    if not version.is_complete:
        label, tone = COVERAGE[False]
        shown.append({"label": label, "tone": tone})
    return shown


def percent(rate: Decimal) -> str:
    """16 %."""
    return f"{plain(rate * 100)} %"


_SECTIONS: Final = {
    "entradas": "Entrada",
    "parametros": "Parámetro",
    "tablas": "Tabla",
    "calculos": "Cálculo",
    "conceptos": "Concepto",
    "ejemplos": "Caso",
    "vigencia": "Vigencia",
    "fuente": "Fuente",
}
_ROW = re.compile(r"\[(\d+)\]")


def place(path: str) -> str:
    """``Tabla agua · domestico · renglón 3``: a path of the document as a person says it."""
    section, _, rest = _ROW.sub(lambda found: f".#{int(found[1]) + 1}", path).partition(".")
    parts = [part for part in rest.split(".") if part not in ("filas", "valores")]
    if section not in _SECTIONS:
        return path
    is_case = section == "ejemplos"
    named = [
        part.replace("#", "" if is_case and not index else "renglón ")
        for index, part in enumerate(parts)
    ]
    head = f"{_SECTIONS[section]} {named[0]}" if named else _SECTIONS[section]
    return " · ".join([head, *named[1:]])
