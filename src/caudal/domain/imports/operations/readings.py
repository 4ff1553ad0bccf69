"""Import of the readings of a period: one per account, judged as a desk would judge them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from caudal.domain.billing.operations.readings_gate import (
    PeriodSigned,
    hold_readings,
    refusal_of,
)
from caudal.domain.billing.queries.reading_gates import reading_gates
from caudal.domain.imports.directory import Directory
from caudal.domain.imports.operations.reading_rows import (
    ReadingWork,
    as_given,
    number_of,
    serial_of,
    told,
)
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
from caudal.domain.metering.models import ReadingRemark, RoutePeriod
from caudal.domain.metering.operations.reading_checks import is_recorded, reading_problem
from caudal.domain.metering.operations.recording import (
    CheckedReading,
    RecordingContext,
    record_checked,
)
from caudal.domain.metering.queries.before_reading import BeforeReading, before_readings
from caudal.domain.metering.queries.reading_targets import (
    ReadingTarget,
    targets_by_number,
    targets_by_serial,
)
from caudal.domain.registry.models import BillingPeriod
from caudal.domain.registry.queries.periods import periods_by_cycle
from caudal.engines.layouts.convert import Converted, MappingIncomplete
from caudal.engines.layouts.rows import CellError, ErrorCode
from caudal.kernel.errors import Refusal


class ReadingPeriodMissing(Refusal):
    """Readings belong to a period."""

    def __init__(self, code: str) -> None:
        what = f"Ningún ciclo tiene el periodo «{code}»." if code else "Falta el periodo."
        super().__init__(f"{what} Escriba la clave del periodo que se leyó, por ejemplo 2026-10.")


class ReadingImporter:
    """Readings by account or by meter, of one period of whatever cycles they belong to."""

    def __init__(self, *, columns: FileColumns, options: ImportOptions, on_date: date) -> None:
        if not (columns.has("account_number") or columns.has("serial")):
            raise MappingIncomplete("El archivo debe traer la cuenta o el medidor de cada lectura.")
        if not (columns.has("value_m3") or columns.has("remark")):
            raise MappingIncomplete("El archivo debe traer la lectura, o la anomalía.")
        self._columns = columns
        self._corrects = options.corrects_readings
        self._on_date = on_date
        self._periods = periods_by_cycle(code=options.period_code)
        if not self._periods:
            raise ReadingPeriodMissing(options.period_code)
        remarks = list(ReadingRemark.objects.values_list("code", "name", "pk"))
        self._remarks = Directory({code: name for code, name, _ in remarks})
        self._remark_ids = {code: key for code, _, key in remarks}
        self._gates = reading_gates(period_ids=[one.pk for one in self._periods.values()])
        self._row_of: dict[int, int] = {}

    def plan(self, *, rows: Sequence[Converted]) -> list[PlannedRow]:
        """Judge rows: a fixed number of queries per period, whatever their number."""
        good = [row for row in rows if not row.errors]
        found = self._found(good)
        works, problems = self._works(good, found)
        around = self._around(works)
        billed = _billed_routes(works)
        return [
            self._judge(row, works[row.row], around[row.row], billed)
            if row.row in works
            else failed(row, *problems.get(row.row, ()))
            for row in rows
        ]

    def to_create(self) -> dict[str, int]:
        """Nothing beside the readings themselves."""
        return {}

    def write(self, *, planned: Sequence[PlannedRow], context: LoadContext) -> None:
        """Write what differs, in the caller's transaction, period by period.

        :raises PeriodSigned: if what the period bills was approved meanwhile
        :raises RegisterMoved: if a row no longer fits what it was compared with
        """
        moving = [row for row in planned if row.outcome in {Outcome.NEW, Outcome.CHANGED}]
        by_period: dict[int, list[PlannedRow]] = defaultdict(list)
        for row in moving:
            by_period[row.work.period.pk].append(row)
        for period_id in sorted(by_period):
            self._write_period(period_id, by_period[period_id], context)

    def _write_period(
        self, period_id: int, rows: Sequence[PlannedRow], context: LoadContext
    ) -> None:
        works: list[ReadingWork] = [row.work for row in rows]
        held = hold_readings(
            period_id=period_id,
            at=context.at,
            account_ids=[work.given.account_id for work in works],
        )
        checked = []
        for row, before in zip(rows, self._before(works, held.period), strict=True):
            given = row.work.given
            problem = reading_problem(
                before=before,
                given=given,
                period=held.period,
                on_date=self._on_date,
                corrects=self._corrects,
            )
            if problem is not None:
                raise RegisterMoved(row.converted.row, problem.reason)
            if not is_recorded(before=before, given=given):
                checked.append(CheckedReading(before, given))
        record_checked(
            readings=checked,
            context=RecordingContext(
                period=held.period,
                route_periods=held.route_periods,
                rules=held.rules,
                acting_user=context.acting_user,
                at=context.at,
                reason=context.reason,
            ),
        )

    def _found(self, rows: Sequence[Converted]) -> dict[int, ReadingTarget]:
        """The account of each row that has one."""
        by_number = targets_by_number(numbers=[number_of(row=row) for row in rows])
        without = [serial_of(row=row) for row in rows if not number_of(row=row)]
        by_serial = targets_by_serial(serials=without) if without else {}
        targets = {
            row.row: by_number.get(number) if number else by_serial.get(serial_of(row=row))
            for row in rows
            for number in (number_of(row=row),)
        }
        return {row: target for row, target in targets.items() if target is not None}

    def _works(
        self, rows: Sequence[Converted], found: Mapping[int, ReadingTarget]
    ) -> tuple[dict[int, ReadingWork], dict[int, tuple[CellError, ...]]]:
        works: dict[int, ReadingWork] = {}
        problems: dict[int, tuple[CellError, ...]] = {}
        for row in rows:
            made = self._work(row, found.get(row.row))
            if isinstance(made, CellError):
                problems[row.row] = (made,)
            else:
                works[row.row] = made
        return works, problems

    def _work(self, row: Converted, target: ReadingTarget | None) -> ReadingWork | CellError:
        if target is None:
            return self._unknown(row)
        first = self._row_of.setdefault(target.account_id, row.row)
        if first != row.row:
            reason = f"La cuenta ya tiene lectura en la fila {first}. Deje una sola."
            return self._error(row, self._key_field(row), ErrorCode.REPEATED_VALUE, reason)
        period = self._periods.get(target.cycle_id)
        if period is None:
            reason = "El ciclo de la cuenta no tiene ese periodo. Importe su ruta por separado."
            return self._error(row, self._key_field(row), ErrorCode.INCONSISTENT, reason)
        text = say(row.values["remark"])
        code = self._remarks.find(text) if text else None
        if text and code is None:
            reason = f"No existe esa anomalía.{self._remarks.suggestion(text)}"
            return self._error(row, "remark", ErrorCode.UNKNOWN_REFERENCE, reason)
        remark_id = self._remark_ids[code] if code else None
        return ReadingWork(
            target, period, as_given(row=row, account_id=target.account_id, remark_id=remark_id)
        )

    def _unknown(self, row: Converted) -> CellError:
        name = self._key_field(row)
        if not (number_of(row=row) or serial_of(row=row)):
            reason = "Escriba la cuenta o la serie del medidor."
            return self._error(row, name, ErrorCode.REQUIRED_MISSING, reason)
        reason = (
            "No existe esa cuenta. Corrija el número."
            if name == "account_number"
            else "Ese medidor no está instalado en ninguna cuenta. Corrija la serie."
        )
        return self._error(row, name, ErrorCode.UNKNOWN_REFERENCE, reason)

    def _around(self, works: Mapping[int, ReadingWork]) -> dict[int, BeforeReading]:
        """What surrounds each reading, asked once per period."""
        by_period: dict[int, list[int]] = defaultdict(list)
        for row, work in works.items():
            by_period[work.period.pk].append(row)
        around: dict[int, BeforeReading] = {}
        for rows in by_period.values():
            chosen = [works[row] for row in rows]
            around |= zip(rows, self._before(chosen, chosen[0].period), strict=True)
        return around

    def _before(self, works: Sequence[ReadingWork], period: BillingPeriod) -> list[BeforeReading]:
        asked = [(work.given.account_id, work.given.read_on) for work in works]
        return before_readings(asked=asked, period=period)

    def _judge(
        self, row: Converted, work: ReadingWork, before: BeforeReading, billed: set[tuple[int, int]]
    ) -> PlannedRow:
        if is_recorded(before=before, given=work.given):
            return PlannedRow(row, Outcome.SAME, work.target.number)
        gate = self._gates[work.period.pk]
        signed = refusal_of(gate=gate, account_ids=[before.account_id])
        is_billed = gate.closed_by is None and (work.period.pk, before.route_id) in billed
        if signed is not None or is_billed:
            return failed(row, self._closed(row, signed))
        if serial_of(row=row) and serial_of(row=row) != before.serial and before.installation_id:
            reason = f"El medidor de la cuenta ese día era {before.serial}. Corrija la serie."
            code = ErrorCode.CONTRADICTS_REGISTER
            return failed(row, self._error(row, "serial", code, reason))
        problem = reading_problem(
            before=before,
            given=work.given,
            period=work.period,
            on_date=self._on_date,
            corrects=self._corrects,
        )
        if problem is not None:
            name = self._key_field(row) if problem.field == "account_number" else problem.field
            code = ErrorCode.CONTRADICTS_REGISTER
            return failed(row, self._error(row, name, code, problem.reason))
        if before.kept_id is None:
            return PlannedRow(row, Outcome.NEW, work.target.number, work=work)
        change = FieldChange(
            self._columns.title("value_m3"),
            told(value_m3=before.kept_m3, read_on=before.kept_read_on),
            told(value_m3=work.given.value_m3, read_on=work.given.read_on),
        )
        return PlannedRow(row, Outcome.CHANGED, work.target.number, changes=(change,), work=work)

    def _closed(self, row: Converted, signed: PeriodSigned | None) -> CellError:
        reason = (
            str(signed) if signed else "La ruta ya se facturó en ese periodo: no entra lectura."
        )
        return self._error(row, "read_on", ErrorCode.CONTRADICTS_REGISTER, reason)

    def _key_field(self, row: Converted) -> str:
        return "serial" if serial_of(row=row) and not number_of(row=row) else "account_number"

    def _error(self, row: Converted, name: str, code: ErrorCode, reason: str) -> CellError:
        return self._columns.error(row, name, code, reason)


def _billed_routes(works: Mapping[int, ReadingWork]) -> set[tuple[int, int]]:
    """Periods and routes whose bills are out."""
    rows = RoutePeriod.objects.filter(
        state=RoutePeriod.State.BILLED,
        period_id__in={work.period.pk for work in works.values()},
    )
    return set(rows.values_list("period_id", "route_id"))
