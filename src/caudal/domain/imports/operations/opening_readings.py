"""Import of opening readings: one per account and day, within what its meter can show."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from caudal.domain.imports.operations.reading_rows import plain
from caudal.domain.imports.operations.trail import audit_rows
from caudal.domain.imports.planning import (
    FieldChange,
    FileColumns,
    ImportOptions,
    LoadContext,
    Outcome,
    PlannedRow,
    RegisterMoved,
    failed,
    say,
)
from caudal.domain.metering.models import Reading
from caudal.domain.metering.operations.opening_readings import (
    OpeningReading,
    record_opening_readings,
)
from caudal.domain.metering.queries.opening_readings import ReadingPlace, reading_places
from caudal.domain.platform.operations.bulk_audit import BulkEntry
from caudal.domain.registry.operations.corrections import lock_accounts
from caudal.engines.layouts.convert import Converted
from caudal.engines.layouts.rows import CellError, ErrorCode

_Key = tuple[str, date]


class OpeningReadingImporter:
    """Readings by account and day. A correction supersedes, for a reading is never rewritten."""

    def __init__(self, *, columns: FileColumns, options: ImportOptions) -> None:
        del options
        self._columns = columns
        self._of_account: dict[str, dict[date, tuple[int, Decimal]]] = {}

    def plan(self, *, rows: Sequence[Converted]) -> list[PlannedRow]:
        """Judge rows: one query, whatever their number."""
        places = reading_places(asked=[_key(row) for row in rows if not row.errors])
        return [
            failed(row) if row.errors else self._judge(row, places.get(_key(row))) for row in rows
        ]

    def to_create(self) -> dict[str, int]:
        """Nothing beside the readings themselves."""
        return {}

    def write(self, *, planned: Sequence[PlannedRow], context: LoadContext) -> None:
        """Write what differs, in the caller's transaction.

        :raises RegisterMoved: if a row no longer fits what it was compared with
        """
        moving = [row for row in planned if row.outcome in {Outcome.NEW, Outcome.CHANGED}]
        lock_accounts(account_ids=[row.work.account_id for row in moving])
        places = reading_places(asked=[_key(row.converted) for row in moving])
        for row in moving:
            problem = self._against_register(row.converted, places[_key(row.converted)])
            if problem is not None:
                raise RegisterMoved(row.converted.row, problem.reason)
        readings: list[OpeningReading] = [row.work for row in moving]
        keys = record_opening_readings(
            readings=readings, acting_user=context.acting_user, at=context.at
        )
        audit_rows(
            action="metering.reading.opened",
            model=Reading,
            entries=_entries(keys, readings),
            context=context,
        )

    def _judge(self, row: Converted, place: ReadingPlace | None) -> PlannedRow:
        if place is None:
            reason = "No existe esa cuenta. Importe antes el padrón o corrija el número."
            code = ErrorCode.UNKNOWN_REFERENCE
            return failed(row, self._columns.error(row, "account_number", code, reason))
        problem = self._within_file(row) or self._against_register(row, place)
        if problem is not None:
            return failed(row, problem)
        number, read_on = _key(row)
        value = _value(row)
        if place.kept_m3 == value:
            return PlannedRow(row, Outcome.SAME, number)
        work = OpeningReading(
            account_id=place.account_id,
            installation_id=place.installation_id or 0,
            read_on=read_on,
            value_m3=value,
            meter_reader=say(row.values["meter_reader"]),
            supersedes_id=place.kept_id,
        )
        if place.kept_m3 is None:
            return PlannedRow(row, Outcome.NEW, number, work=work)
        change = FieldChange(
            self._columns.title("value_m3"), plain(volume_m3=place.kept_m3), plain(volume_m3=value)
        )
        return PlannedRow(row, Outcome.CHANGED, number, changes=(change,), work=work)

    def _within_file(self, row: Converted) -> CellError | None:
        """Against the other rows of the account that were judged before."""
        number, read_on = _key(row)
        value = _value(row)
        seen = self._of_account.setdefault(number, {})
        first = seen.get(read_on)
        if first is not None and first[0] != row.row:
            reason = f"La cuenta ya tiene esa fecha en la fila {first[0]}. Deje una sola."
            return self._columns.error(row, "read_on", ErrorCode.REPEATED_VALUE, reason)
        for day, (other, known) in seen.items():
            if (day < read_on and known > value) or (day > read_on and known < value):
                reason = (
                    f"La lectura retrocede: la fila {other} dice {known:f} el {day:%d/%m/%Y}."
                    " Corrija una de las dos."
                )
                return self._columns.error(row, "value_m3", ErrorCode.INCONSISTENT, reason)
        seen[read_on] = (row.row, value)
        return None

    def _against_register(self, row: Converted, place: ReadingPlace) -> CellError | None:
        """Against the meter that hung that day and its other readings."""
        read_on, value = _key(row)[1], _value(row)
        serial = say(row.values["serial"])
        name, reason = "value_m3", ""
        if place.installation_id is None:
            name = "read_on"
            reason = (
                f"La cuenta no tenía medidor el {read_on:%d/%m/%Y}."
                " Importe antes los medidores o corrija la fecha."
            )
        elif serial and serial != place.serial:
            name = "serial"
            reason = f"El medidor de la cuenta ese día era {place.serial}. Corrija la serie."
        elif value >= 10**place.digits:
            reason = f"No cabe en los {place.digits} dígitos del medidor."
        elif place.kept_m3 is not None:
            reason = "" if place.kept_m3 == value else _cannot_supersede(place)
        elif place.is_period_billed:
            name, reason = (
                "read_on",
                "El periodo de esa fecha ya se facturó: no entra otra lectura.",
            )
        reason = reason or _out_of_order(value, place)
        if not reason:
            return None
        return self._columns.error(row, name, ErrorCode.CONTRADICTS_REGISTER, reason)


def _out_of_order(value: Decimal, place: ReadingPlace) -> str:
    """Why the value does not fit between its neighbours; empty when it does."""
    if place.floor_m3 is not None and value < place.floor_m3:
        return f"Es menor a la anterior, {place.floor_m3:f}. Corríjala."
    if place.ceiling_m3 is not None and value > place.ceiling_m3:
        return f"Es mayor a la siguiente, {place.ceiling_m3:f}. Corríjala."
    return ""


def _cannot_supersede(place: ReadingPlace) -> str:
    """Why the reading of that day may not be corrected by a file; empty when it may."""
    kept = f"Ese día ya tiene la lectura {place.kept_m3:f}"
    if place.kept_source != Reading.Source.OPENING:
        return f"{kept}, que no es inicial: corríjala en Lecturas."
    return f"{kept} y con ella ya se calculó un consumo." if place.is_kept_billed else ""


def _entries(keys: Sequence[int], readings: Sequence[OpeningReading]) -> Iterable[BulkEntry]:
    for key, one in zip(keys, readings, strict=True):
        told = {"read_on": one.read_on, "value_m3": one.value_m3}
        if one.supersedes_id is not None:
            told["supersedes"] = Decimal(one.supersedes_id)
        yield BulkEntry(subject_id=key, account_id=one.account_id, after=told)


def _key(row: Converted) -> _Key:
    read_on = row.values["read_on"]
    assert isinstance(read_on, date)  # noqa: S101 - a required date was converted
    return say(row.values["account_number"]), read_on


def _value(row: Converted) -> Decimal:
    value = row.values["value_m3"]
    assert isinstance(value, Decimal)  # noqa: S101 - a required number was converted
    return value
