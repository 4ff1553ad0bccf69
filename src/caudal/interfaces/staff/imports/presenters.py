"""Imports as the templates read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from caudal.adapters.imports.source import ImportSource
from caudal.adapters.tabular.table import TableFormat
from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.imports.queries.batches import loaded_before
from caudal.engines.layouts.error_names import ERROR_NAMES
from caudal.engines.layouts.rows import ErrorCode
from caudal.interfaces.staff.columns import instant
from caudal.interfaces.staff.imports.kinds import KINDS, counted

SAMPLE_ROWS = 5
_SAMPLE_CHARS = 28
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
}
_DELIMITERS = {",": "comas", ";": "punto y coma", "\t": "tabuladores", "|": "barras"}
_FORMATS = {
    TableFormat.DELIMITED: "Texto",
    TableFormat.XLSX: "Excel",
    TableFormat.XLS: "Excel 97",
    TableFormat.ODS: "OpenDocument",
}
_S = ImportBatch.State


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way of a file."""

    label: str
    note: str
    state: str


def steps(batch: ImportBatch) -> list[Step]:
    """Where the file is on its way."""
    reached = {
        _S.RECEIVED: 1,
        _S.CHECKING: 2,
        _S.CHECKED: 2,
        _S.LOADING: 3,
        _S.LOADED: 4,
        _S.FAILED: 3 if batch.loaded_through_row else 2,
    }[_S(batch.state)]
    texts = [
        ("Archivo", KINDS[ImportKind(batch.kind)].label),
        ("Columnas", "Cuál es cuál"),
        ("Revisión", f"{batch.row_count:,} filas" if batch.row_count else "Fila por fila"),
        ("Carga", instant(batch.loaded_at) if batch.loaded_at else "Solo si usted la pide"),
    ]
    return [
        Step(label, note, "done" if n < reached else "current" if n == reached else "")
        for n, (label, note) in enumerate(texts)
    ]


def how_it_is_written(source: ImportSource) -> list[str]:
    """What was detected: format, encoding, delimiter, heading row."""
    table = source.table
    told = [_FORMATS[table.format]]
    if table.encoding:
        told.append(_ENCODINGS.get(table.encoding, table.encoding))
    if table.delimiter:
        told.append(f"separado por {_DELIMITERS.get(table.delimiter, table.delimiter)}")
    if table.sheet:
        told.append(f"hoja «{table.sheet}»")
    told.append(f"encabezados en la fila {table.header_row}")
    return told


def column_choices(source: ImportSource, sample: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """The columns of the file with a value of each, so that they can be told apart."""
    choices = []
    for index, heading in enumerate(source.table.headings):
        if not heading:
            continue
        value = next((row[index] for row in sample if index < len(row) and row[index]), "")
        short = value if len(value) <= _SAMPLE_CHARS else f"{value[:_SAMPLE_CHARS]}…"
        choices.append((heading, f"{heading}  (ej. {short})" if short else heading))
    return choices


@dataclass(frozen=True, slots=True)
class MappedField:
    """A datum of ours and the control that says its column; ``suggestion`` is one that may be
    it.
    """

    field: Any
    is_required: bool
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What a check found, or a load did."""

    figures: list[dict[str, str]]
    notes: list[dict[str, str]]
    kinds: dict[str, Any]
    errors: dict[str, Any]
    by_field: list[dict[str, str]]
    changes: dict[str, Any]


def results(batch: ImportBatch) -> Results:
    """The figures of a batch, its first errors and its first changes."""
    return Results(
        figures=_figures(batch),
        notes=_notes(batch),
        kinds=_kinds(batch),
        errors=_errors(batch),
        by_field=[
            {"label": title, "value": f"{count:,}"}
            for title, count in batch.findings.get("by_field", {}).items()
        ],
        changes=_changes(batch),
    )


def _figures(batch: ImportBatch) -> list[dict[str, str]]:
    is_loaded = batch.state == _S.LOADED
    if is_loaded:
        first = ("Dadas de alta", batch.created_count, "Ya están en Caudal")
        second = ("Corregidas", batch.updated_count, "Con antes y después en la bitácora")
    else:
        first = ("Nuevas", batch.new_count, "Se darían de alta")
        second = ("Con cambios", batch.changed_count, "Se corregirían")
    rows = [
        first,
        second,
        ("Iguales", batch.same_count, "Nada que hacer"),
        ("Con error", batch.error_count, "Quedaron fuera" if is_loaded else "No se cargan"),
    ]
    figures = [{"label": label, "value": f"{n:,}", "note": note} for label, n, note in rows]
    if batch.error_count:
        figures[-1]["tone"] = "bad"
    return figures


def _notes(batch: ImportBatch) -> list[dict[str, str]]:
    notes = []
    if batch.state == _S.FAILED:
        notes.append({"text": batch.message, "tone": "bad", "icon": "alert-circle"})
        return notes
    if batch.message:
        notes.append({"text": batch.message, "tone": "attention", "icon": "alert-triangle"})
    created = created_beside(batch)
    if created:
        verb = "Se crearon" if batch.state == _S.LOADED else "Se crearán"
        notes.append({"text": f"{verb} además {created}.", "tone": "", "icon": "plus"})
    earlier = loaded_before(batch=batch) if batch.state != _S.LOADED else None
    if earlier and earlier.loaded_at:
        when = instant(earlier.loaded_at)
        notes.append(
            {
                "text": f"Este mismo archivo ya se cargó el {when}. Otra vez no repite nada.",
                "tone": "attention",
                "icon": "copy",
            }
        )
    return notes


def created_beside(batch: ImportBatch) -> str:
    """``21 rutas y 3 colonias``; empty when nothing else is created."""
    found = [f"{count:,} {name}" for name, count in batch.findings.get("to_create", {}).items()]
    return " y ".join(found)


def consequence(batch: ImportBatch) -> str:
    """What a load will do, in words, before it is asked for."""
    kind = ImportKind(batch.kind)
    told = []
    if batch.new_count:
        told.append(f"Se darán de alta {counted(kind, batch.new_count)}.")
    if batch.changed_count:
        told.append(f"Se corregirán {counted(kind, batch.changed_count)}.")
    if created := created_beside(batch):
        told.append(f"Se crearán además {created}.")
    if batch.loaded_through_row:
        told.append(
            f"Lo cargado hasta la fila {batch.loaded_through_row:,} ya está; se sigue desde ahí."
        )
    told.append("Cada alta y cada cambio queda en la bitácora con su nombre.")
    if kind is ImportKind.OPENING_BALANCES:
        told.append("Un saldo cargado no se borra: se corrige con otro documento.")
    return " ".join(told)


def _found_kinds(batch: ImportBatch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = batch.findings.get("by_kind", [])
    return found


def _kinds(batch: ImportBatch) -> dict[str, Any]:
    """How many errors of each kind, the commonest first: what one correction mends at once."""
    found = _found_kinds(batch)
    total = sum(kind["count"] for kind in found)
    return {
        "count": len(found),
        "columns": [
            {"label": "Columna"},
            {"label": "Qué pasa"},
            {"label": "Errores", "num": True},
        ],
        "rows": [
            {
                "cells": [
                    {"text": kind["column"] or "–"},
                    {"text": ERROR_NAMES[ErrorCode(kind["code"])]},
                    {"text": f"{kind['count']:,}", "num": True},
                ]
            }
            for kind in found
        ],
        "total": [{"text": "Total"}, {"text": ""}, {"text": f"{total:,}", "num": True}],
    }


def _errors(batch: ImportBatch) -> dict[str, Any]:
    rows: Iterable[dict[str, Any]] = batch.errors_shown
    shown, total = len(batch.errors_shown), sum(kind["count"] for kind in _found_kinds(batch))
    return {
        "count": shown,
        "summary": f"los primeros {shown:,} de {total:,}" if shown < total else f"{total:,}",
        "columns": [
            {"label": "Fila", "num": True},
            {"label": "Columna"},
            {"label": "Dice"},
            {"label": "Qué corregir"},
        ],
        "rows": [
            {
                "cells": [
                    {"text": str(error["row"]), "num": True},
                    {"text": error["column"] or "–"},
                    {"text": error["value"].strip() or "vacía"},
                    {"text": error["reason"]},
                ]
            }
            for error in rows
        ],
        "url": reverse("imports:errors", args=[batch.pk]) if batch.errors_file_id else "",
    }


def _changes(batch: ImportBatch) -> dict[str, Any]:
    shown = batch.findings.get("changes", [])
    return {
        "count": len(shown),
        "columns": [
            {"label": "Fila", "num": True},
            {"label": "Cuenta"},
            {"label": "Dato"},
            {"label": "Ahora dice"},
            {"label": "Dirá"},
        ],
        "rows": [
            {
                "cells": [
                    {"text": str(change["row"]), "num": True},
                    {"text": change["key"]},
                    {"text": title},
                    {"text": before or "vacío"},
                    {"text": after or "vacío", "strong": True},
                ]
            }
            for change in shown
            for title, before, after in change["fields"]
        ],
    }
