"""Numbers and dates of a column: from cell to value, or to the reason why not."""

from datetime import date, datetime
from decimal import Decimal

from caudal.engines.layouts.dates import DateForm, form_shown, parse_date
from caudal.engines.layouts.fields import FieldKind, FieldSpec
from caudal.engines.layouts.formats import ColumnFormat
from caudal.engines.layouts.numbers import MAX_DIGITS, DecimalMark, parse_decimal
from caudal.engines.layouts.refusals import CellRefused
from caudal.engines.layouts.rows import Cell, ErrorCode


def to_number(cell: Cell, text: str, spec: FieldSpec, column: ColumnFormat) -> Decimal:
    """An exact number within the decimals and limits of the field.

    :raises CellRefused: if it is no number, ambiguous, too precise or out of range
    """
    if isinstance(cell, Decimal):
        number = cell
    elif isinstance(cell, str):
        number = _typed_number(text, spec, column)
    else:
        raise CellRefused(
            ErrorCode.NOT_A_NUMBER, "Escriba un número; la celda tiene fecha o sí/no."
        )
    places = -int(number.normalize().as_tuple().exponent)
    if spec.kind is FieldKind.INTEGER and places > 0:
        raise CellRefused(ErrorCode.NOT_AN_INTEGER, "Escriba un número entero, sin decimales.")
    if places > spec.decimals and spec.kind is FieldKind.DECIMAL:
        reason = f"Tiene {places} decimales y se aceptan {spec.decimals}. Redondéelo usted."
        raise CellRefused(ErrorCode.TOO_MANY_DECIMALS, reason)
    _check_range(number, spec)
    return number


def to_integer(cell: Cell, text: str, spec: FieldSpec, column: ColumnFormat) -> int:
    """A whole number within the limits of the field.

    :raises CellRefused: as :func:`to_number`, and if it has decimals
    """
    return int(to_number(cell, text, spec, column))


def to_date(cell: Cell, text: str, spec: FieldSpec, column: ColumnFormat) -> date:
    """A day within the limits of the field, written in the form of its column.

    :raises CellRefused: if it is none, ambiguous, in another form or out of range
    """
    if isinstance(cell, datetime):
        day = cell.date()
    elif isinstance(cell, date):
        day = cell
    elif isinstance(cell, str):
        day = _typed_date(text, spec, column)
    else:
        reason = "Es un número, no una fecha. Dé formato de fecha a la columna."
        raise CellRefused(ErrorCode.NOT_A_DATE, reason)
    if not spec.not_before <= day <= spec.not_after:
        reason = (
            f"La fecha debe estar entre {spec.not_before:%d/%m/%Y} y {spec.not_after:%d/%m/%Y}."
        )
        raise CellRefused(ErrorCode.OUT_OF_RANGE, reason)
    return day


def _typed_number(text: str, spec: FieldSpec, column: ColumnFormat) -> Decimal:
    mark = column.decimal_mark
    if mark is None and spec.kind is FieldKind.INTEGER and "," in text:
        mark = DecimalMark.POINT  # A whole number has no decimals: its comma groups thousands.
    return parse_decimal(text, mark=mark)


def _check_range(number: Decimal, spec: FieldSpec) -> None:
    if number.adjusted() >= MAX_DIGITS:
        raise CellRefused(ErrorCode.OUT_OF_RANGE, "Es demasiado grande. Revise la columna.")
    if spec.minimum is not None and number < spec.minimum:
        raise CellRefused(ErrorCode.OUT_OF_RANGE, f"Debe ser {spec.minimum} o más.")
    if spec.maximum is not None and number > spec.maximum:
        raise CellRefused(ErrorCode.OUT_OF_RANGE, f"Debe ser {spec.maximum} o menos.")


def _typed_date(text: str, spec: FieldSpec, column: ColumnFormat) -> date:
    shown = form_shown(text)
    if column.is_month_first and shown is DateForm.DAY_FIRST:
        reason = (
            "La columna parece tener el mes antes que el día. Escriba las fechas como dd/mm/aaaa."
        )
        raise CellRefused(ErrorCode.DATE_AMBIGUOUS, reason)
    if shown is not None and shown is not column.date_form:
        expected = column.date_form or "una sola de dd/mm/aaaa, aaaa-mm-dd y dd-mmm-aaaa"
        reason = f"La columna escribe sus fechas como {expected} y esta celda no. Escríbala igual."
        raise CellRefused(ErrorCode.DATE_FORM_DIFFERS, reason)
    return parse_date(text, form=shown or DateForm.DAY_FIRST, latest=spec.not_after)
