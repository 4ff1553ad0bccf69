"""Import of meters: hang those that are new, correct what the file says otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from caudal.domain.imports.operations.meter_writing import MeterWork, correct, hang
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
from caudal.domain.metering.queries.meter_places import (
    HangingMeter,
    KnownMeter,
    MeterFacts,
    MeterPlace,
    meter_places,
    meters_by_serial,
)
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.registry.operations.corrections import lock_accounts
from caudal.engines.layouts.convert import Converted
from caudal.engines.layouts.rows import CellError, ErrorCode


class MeterImporter:
    """Meters by serial, each on the connection of its account."""

    def __init__(self, *, columns: FileColumns, options: ImportOptions) -> None:
        del options
        self._columns = columns

    def plan(self, *, rows: Sequence[Converted]) -> list[PlannedRow]:
        """Judge rows: a fixed number of queries, whatever their number."""
        good = [row for row in rows if not row.errors]
        places = meter_places(numbers=[_number(row) for row in good])
        known = meters_by_serial(serials=[_serial(row) for row in good])
        return [
            failed(row)
            if row.errors
            else self._judge(row, places.get(_number(row)), known.get(_serial(row)))
            for row in rows
        ]

    def to_create(self) -> dict[str, int]:
        """Nothing beside the meters themselves."""
        return {}

    def write(self, *, planned: Sequence[PlannedRow], context: LoadContext) -> None:
        """Write what differs, in the caller's transaction.

        :raises RegisterMoved: if a row no longer fits what it was compared with
        """
        moving = [row for row in planned if row.outcome in {Outcome.NEW, Outcome.CHANGED}]
        lock_accounts(account_ids=[row.work.place.account_id for row in moving])
        again = self.plan(rows=[row.converted for row in moving])
        for row in again:
            if row.errors:
                raise RegisterMoved(row.converted.row, row.errors[0].reason)
        hang(works=[row.work for row in again if row.outcome is Outcome.NEW], context=context)
        correct(
            works=[row.work for row in again if row.outcome is Outcome.CHANGED], context=context
        )

    def _judge(
        self, row: Converted, place: MeterPlace | None, known: KnownMeter | None
    ) -> PlannedRow:
        if place is None:
            reason = "No existe esa cuenta. Importe antes el padrón o corrija el número."
            error = self._columns.error(row, "account_number", ErrorCode.UNKNOWN_REFERENCE, reason)
            return failed(row, error)
        if place.hanging is not None and place.hanging.serial == _serial(row):
            return self._compared(row, place, place.hanging)
        work, problem = self._new(row, place, known)
        if problem is None:
            problem = self._cannot_hang(row, place, known) or self._too_long(row, work)
        if problem is not None:
            return failed(row, problem)
        return PlannedRow(row, Outcome.NEW, _number(row), work=work)

    def _new(
        self, row: Converted, place: MeterPlace, known: KnownMeter | None
    ) -> tuple[MeterWork, CellError | None]:
        """The meter as it would hang; with an error when nobody knows since when."""
        installed_on = row.values["installed_on"] or place.opened_on
        initial = row.values["initial_value_m3"]
        meter = known.facts if known else MeterFacts(serial=_serial(row))
        work = MeterWork(
            place=place,
            meter_id=known.meter_id if known else None,
            meter=replace(meter, **_meter_values(row)),
            installed_on=installed_on if isinstance(installed_on, date) else date.min,
            initial_value_m3=initial if isinstance(initial, Decimal) else Decimal(0),
        )
        if installed_on is None:
            reason = "Escriba la fecha de instalación: la cuenta no tiene fecha de alta."
            code = ErrorCode.REQUIRED_MISSING
            return work, self._columns.error(row, "installed_on", code, reason)
        if place.last_removed_on and work.installed_on < place.last_removed_on:
            reason = (
                f"La cuenta tuvo otro medidor hasta el {place.last_removed_on:%d/%m/%Y}."
                " Escriba una fecha de instalación posterior."
            )
            code = ErrorCode.CONTRADICTS_REGISTER
            return work, self._columns.error(row, "installed_on", code, reason)
        return work, None

    def _cannot_hang(
        self, row: Converted, place: MeterPlace, known: KnownMeter | None
    ) -> CellError | None:
        contradicts = ErrorCode.CONTRADICTS_REGISTER
        if place.status == ServiceAccount.Status.CLOSED:
            reason = "La cuenta está de baja: no lleva medidor."
            return self._columns.error(row, "account_number", contradicts, reason)
        if place.hanging is not None:
            reason = (
                f"La cuenta ya tiene el medidor {place.hanging.serial}."
                " Un cambio de medidor no se hace con una importación."
            )
            return self._columns.error(row, "serial", contradicts, reason)
        if known is not None and known.account_number:
            reason = (
                f"Ese medidor está instalado en la cuenta {known.account_number}."
                " Corrija la serie o la cuenta."
            )
            return self._columns.error(row, "serial", contradicts, reason)
        return None

    def _compared(self, row: Converted, place: MeterPlace, hanging: HangingMeter) -> PlannedRow:
        """The meter hangs there already: same, or with corrections."""
        day, value = row.values["installed_on"], row.values["initial_value_m3"]
        work = MeterWork(
            place=place,
            meter_id=hanging.meter_id,
            meter=replace(hanging.facts, **_meter_values(row)),
            installed_on=day if isinstance(day, date) else hanging.installed_on,
            initial_value_m3=value if isinstance(value, Decimal) else hanging.initial_value_m3,
        )
        problem = self._cannot_begin_otherwise(row, work, hanging) or self._too_long(row, work)
        if problem is not None:
            return failed(row, problem)
        changes = tuple(self._changes(work, hanging))
        outcome = Outcome.CHANGED if changes else Outcome.SAME
        return PlannedRow(row, outcome, _number(row), changes=changes, work=work)

    def _cannot_begin_otherwise(
        self, row: Converted, work: MeterWork, hanging: HangingMeter
    ) -> CellError | None:
        if not (work.begins_otherwise and hanging.has_readings):
            return None
        reason = (
            "El medidor ya tiene lecturas: su instalación"
            f" ({hanging.installed_on:%d/%m/%Y}, lectura {hanging.initial_value_m3:f})"
            " no se corrige con una importación."
        )
        moved = work.installed_on != hanging.installed_on
        name = "installed_on" if moved else "initial_value_m3"
        return self._columns.error(row, name, ErrorCode.CONTRADICTS_REGISTER, reason)

    def _changes(self, work: MeterWork, hanging: HangingMeter) -> Iterable[FieldChange]:
        for name, new in work.told().items():
            if (old := getattr(hanging, name)) != new:
                yield FieldChange(self._columns.title(name), say(old), say(new))

    def _too_long(self, row: Converted, work: MeterWork) -> CellError | None:
        digits = work.meter.digits
        if work.initial_value_m3 < 10**digits:
            return None
        reason = f"La lectura no cabe en los {digits} dígitos del medidor. Corrija una de las dos."
        return self._columns.error(row, "initial_value_m3", ErrorCode.INCONSISTENT, reason)


def _number(row: Converted) -> str:
    return say(row.values["account_number"])


def _serial(row: Converted) -> str:
    return say(row.values["serial"])


def _meter_values(row: Converted) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: row.values[name] for name in ("brand", "digits") if row.values[name] is not None
    }
    if row.values["diameter_mm"] is not None:
        values["diameter_mm"] = int(say(row.values["diameter_mm"]))
    return values
