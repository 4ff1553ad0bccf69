"""Numbers and dates of a column: from cell to value, or to the reason why not."""

from datetime import date, datetime
from decimal import Decimal

from caudal.engines.layouts.dates import (
    DateAmbiguousError,
    DateForm,
    NotADateError,
    form_shown,
    parse_date,
)
from caudal.engines.layouts.fields import FieldKind, FieldSpec
from caudal.engines.layouts.formats import ColumnFormat
from caudal.engines.layouts.numbers import (
    DecimalMark,
    MarkAmbiguousError,
    MarkDiffersError,
    NotANumberError,
    parse_decimal,
)
from caudal.engines.layouts.refusals import CellRefusedError
from caudal.engines.layouts.rows import Cell, ErrorCode

_MARK_NAMES = {DecimalMark.POINT: "punto", DecimalMark.COMMA: "coma"}


def to_number(cell: Cell, text: str, spec: FieldSpec, column: ColumnFormat) -> Decimal:
    """An exact number within the decimals and limits of the field.

    :raises CellRefusedError: if it is no number, ambiguous, too precise or out of range
    """
    if isinstance(cell, Decimal):
        number = cell
    elif isinstance(cell, str):
        number = _typed_number(text, spec, column)
    else:
        raise CellRefusedError(
            ErrorCode.NOT_A_NUMBER, "Escriba un número; la celda tiene fecha o sí/no."
        )
    places = -int(number.normalize().as_tuple().exponent)
    if spec.kind is FieldKind.INTEGER and places > 0:
        raise CellRefusedError(ErrorCode.NOT_AN_INTEGER, "Escriba un número entero, sin decimales.")
    if places > spec.decimals and spec.kind is FieldKind.DECIMAL:
        reason = f"Tiene {places} decimales y se aceptan {spec.decimals}. Redondéelo usted."
        raise CellRefusedError(ErrorCode.TOO_MANY_DECIMALS, reason)
    _check_range(number, spec)
    return number


def to_integer(cell: Cell, text: str, spec: FieldSpec, column: ColumnFormat) -> int:
    """A whole number within the limits of the field.

    :raises CellRefusedError: as :func:`to_number`, and if it has decimals
    """
    return int(to_number(cell, text, spec, column))


def to_date(cell: Cell, text: str, spec: FieldSpec, column: ColumnFormat) -> date:
    """A day within the limits of the field, written in the form of its column.

    :raises CellRefusedError: if it is none, ambiguous, in another form or out of range
    """
    if isinstance(cell, datetime):
        day = cell.date()
    elif isinstance(cell, date):
        day = cell
    elif isinstance(cell, str):
        day = _typed_date(text, spec, column)
    else:
        reason = "Es un número, no una fecha. Dé formato de fecha a la columna."
        raise CellRefusedError(ErrorCode.NOT_A_DATE, reason)
    if not spec.not_before <= day <= spec.not_after:
        reason = (
            f"La fecha debe estar entre {spec.not_before:%d/%m/%Y} y {spec.not_after:%d/%m/%Y}."
        )
        raise CellRefusedError(ErrorCode.OUT_OF_RANGE, reason)
    return day


def _typed_number(text: str, spec: FieldSpec, column: ColumnFormat) -> Decimal:
    mark = column.decimal_mark
    if mark is None and spec.kind is FieldKind.INTEGER and "," in text:
        mark = DecimalMark.POINT  # A whole number has no decimals: its comma groups thousands.
    try:
        return parse_decimal(text, mark=mark)
    except MarkDiffersError as error:
        expected = _MARK_NAMES[mark or DecimalMark.POINT]
        reason = f"El resto de la columna usa {expected} decimal y esta celda no. Escríbala igual."
        raise CellRefusedError(ErrorCode.DECIMAL_MARK_DIFFERS, reason) from error
    except MarkAmbiguousError as error:
        reason = "No se sabe si separa miles o decimales. Escríbalo sin miles, como 1234.00."
        raise CellRefusedError(ErrorCode.DECIMAL_MARK_AMBIGUOUS, reason) from error
    except NotANumberError as error:
        raise CellRefusedError(
            ErrorCode.NOT_A_NUMBER, "Escriba un número, como 1234.50."
        ) from error


def _check_range(number: Decimal, spec: FieldSpec) -> None:
    if spec.minimum is not None and number < spec.minimum:
        raise CellRefusedError(ErrorCode.OUT_OF_RANGE, f"Debe ser {spec.minimum} o más.")
    if spec.maximum is not None and number > spec.maximum:
        raise CellRefusedError(ErrorCode.OUT_OF_RANGE, f"Debe ser {spec.maximum} o menos.")


def _typed_date(text: str, spec: FieldSpec, column: ColumnFormat) -> date:
    shown = form_shown(text)
    if column.is_month_first and shown is DateForm.DAY_FIRST:
        reason = (
            "La columna parece tener el mes antes que el día. Escriba las fechas como dd/mm/aaaa."
        )
        raise CellRefusedError(ErrorCode.DATE_AMBIGUOUS, reason)
    if shown is not None and shown is not column.date_form:
        expected = column.date_form or "una sola de dd/mm/aaaa, aaaa-mm-dd y dd-mmm-aaaa"
        reason = f"La columna escribe sus fechas como {expected} y esta celda no. Escríbala igual."
        raise CellRefusedError(ErrorCode.DATE_FORM_DIFFERS, reason)
    try:
        return parse_date(text, form=shown or DateForm.DAY_FIRST, latest=spec.not_after)
    except DateAmbiguousError as error:
        reason = "El año tiene dos cifras y puede leerse de varias maneras. Escriba dd/mm/aaaa."
        raise CellRefusedError(ErrorCode.DATE_AMBIGUOUS, reason) from error
    except NotADateError as error:
        reason = "No es una fecha que exista. Escríbala como dd/mm/aaaa."
        raise CellRefusedError(ErrorCode.NOT_A_DATE, reason) from error
