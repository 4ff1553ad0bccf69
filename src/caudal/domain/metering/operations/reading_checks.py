"""Whether a reading can be true of the meter that it says it is of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from caudal.domain.metering.models import Consumption, Reading
from caudal.domain.metering.queries.before_reading import BeforeReading
from caudal.domain.registry.models import BillingPeriod, ServiceAccount
from caudal.kernel.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenReading:
    """What somebody saw; without value, the remark says why."""

    account_id: int
    read_on: date
    value_m3: Decimal | None
    remark_id: int | None = None
    meter_reader: str = ""
    source: Reading.Source = Reading.Source.DESK


@dataclass(frozen=True, slots=True)
class ReadingProblem:
    """Why a reading is refused, and at which datum; a conflict can be solved by correcting."""

    field: str
    reason: str
    is_conflict: bool = False


def is_recorded(*, before: BeforeReading, given: GivenReading) -> bool:
    """Whether the period has this very reading already; one to be taken again is a new look."""
    return (
        before.kept_id is not None
        and before.kept_m3 == given.value_m3
        and before.kept_remark_id == given.remark_id
        and before.consumption_state != Consumption.State.RE_READ
    )


def reading_problem(
    *,
    before: BeforeReading,
    given: GivenReading,
    period: BillingPeriod,
    on_date: date,
    corrects: bool,
) -> ReadingProblem | None:
    """What is wrong with a reading, or None. ``corrects`` lets it take the place of another."""
    problem = _of_the_account(before) or _of_the_day(before, given, period, on_date)
    if problem is None:
        problem = _of_the_dial(before, given)
    return problem or (None if corrects else _of_what_is_kept(before, given))


def _of_the_account(before: BeforeReading) -> ReadingProblem | None:
    if before.status == ServiceAccount.Status.CLOSED:
        return ReadingProblem("account_number", "La cuenta está de baja: ya no se lee.")
    if not before.is_metered:
        return ReadingProblem(
            "account_number",
            "La cuenta no tiene servicio medido. Corríjala en Cuentas si lo tiene.",
        )
    return None


def _of_the_day(
    before: BeforeReading, given: GivenReading, period: BillingPeriod, on_date: date
) -> ReadingProblem | None:
    during = Period(period.during.lower, period.during.upper)
    if given.read_on > on_date:
        return ReadingProblem(
            "read_on", f"La fecha es futura: hoy es {on_date:%d/%m/%Y}. Corríjala."
        )
    if given.read_on < during.start:
        return ReadingProblem(
            "read_on",
            f"La fecha es anterior al periodo, que empieza el {during.start:%d/%m/%Y}."
            " Corrija la fecha o elija otro periodo.",
        )
    if before.previous_read_on is not None and given.read_on < before.previous_read_on:
        return ReadingProblem(
            "read_on",
            f"La cuenta ya tiene una lectura posterior, del {before.previous_read_on:%d/%m/%Y}.",
        )
    return None


def _of_the_dial(before: BeforeReading, given: GivenReading) -> ReadingProblem | None:
    if given.value_m3 is None:
        if given.remark_id is None:
            return ReadingProblem(
                "value_m3", "Escriba la lectura, o la anomalía que impidió tomarla."
            )
        return None
    if before.installation_id is None:
        return ReadingProblem(
            "read_on",
            f"La cuenta no tenía medidor instalado el {given.read_on:%d/%m/%Y}."
            " Corrija la fecha o registre antes su medidor.",
        )
    if given.value_m3 >= 10**before.digits:
        return ReadingProblem(
            "value_m3", f"No cabe en los {before.digits} dígitos del medidor {before.serial}."
        )
    if before.meters_between:
        return ReadingProblem(
            "value_m3",
            "El medidor cambió más de una vez desde la última lectura: registre una anomalía y"
            " estime el consumo.",
        )
    return None


def _of_what_is_kept(before: BeforeReading, given: GivenReading) -> ReadingProblem | None:
    is_free = before.kept_id is None or before.consumption_state == Consumption.State.RE_READ
    if is_free or is_recorded(before=before, given=given):
        return None
    kept = "sin lectura" if before.kept_m3 is None else f"la lectura {before.kept_m3.normalize():f}"
    return ReadingProblem(
        "value_m3",
        f"El periodo ya tiene {kept}, del {before.kept_read_on:%d/%m/%Y}."
        " Si la nueva es la buena, pida corregir.",
        is_conflict=True,
    )
