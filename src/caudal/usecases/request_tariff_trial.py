"""Ask for a tariff to be tried over the roll of a period."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from caudal.domain.billing.models import TariffTrial
from caudal.domain.billing.queries.trials import periods_of
from caudal.domain.platform.models import BackgroundJob, User
from caudal.domain.platform.operations import audit, jobs
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.tariffs.models import Tariff
from caudal.domain.tariffs.queries.versions import digest_of
from caudal.engines.rating import (
    TariffProblemsError,
    TariffTextError,
    load_tariff_yaml,
    parse_tariff,
)
from caudal.kernel.errors import Refusal

TASK = "billing.try_tariff"


class NothingToTry(Refusal):
    """No cycle has a period of those dates."""

    def __init__(self) -> None:
        super().__init__("Ningún ciclo tiene un periodo con esas fechas; elija otro de la lista.")


class NobodyHasTariff(Refusal):
    """No account pays by the tariff."""

    def __init__(self, tariff: Tariff) -> None:
        super().__init__(
            f"Ninguna cuenta tiene la tarifa «{tariff.name}»: no hay a quién probarla."
        )


class DocumentNotUsable(Refusal):
    """The document cannot be calculated with."""

    @classmethod
    def because(cls, problems: TariffProblemsError) -> "DocumentNotUsable":
        """Its first problem, and how many there are."""
        first, *others = problems.problems
        more = f" Hay {len(others)} más." if others else ""
        return cls(f"Todavía tiene errores, corríjalos para probarla. {first}.{more}")


@dataclass(frozen=True, slots=True)
class RequestedTrial:
    """A trial and the job that makes it."""

    trial: TariffTrial
    job: BackgroundJob


@transaction.atomic
def request_tariff_trial(
    *,
    tariff: Tariff,
    document: str,
    first_day: date,
    next_day: date,
    acting_user: User,
    at: datetime,
) -> RequestedTrial:
    """Try a document in the place of a tariff, over the periods from ``first_day`` to before
    ``next_day``. Nothing is billed.

    :raises DocumentNotUsable: if the document is not a tariff without errors
    :raises NothingToTry: if no cycle has those dates
    :raises NobodyHasTariff: if no account has the tariff
    """
    try:
        definition = parse_tariff(load_tariff_yaml(document))
    except TariffTextError as error:
        raise DocumentNotUsable(str(error)) from error
    except TariffProblemsError as error:
        raise DocumentNotUsable.because(error) from error
    during = DateRange(first_day, next_day)
    cycles = [period.cycle_id for period in periods_of(during=during)]
    if not cycles:
        raise NothingToTry
    accounts = ServiceAccount.objects.filter(tariff=tariff, route__cycle_id__in=cycles)
    count = accounts.exclude(status=ServiceAccount.Status.CLOSED).count()
    if not count:
        raise NobodyHasTariff(tariff)
    trial = TariffTrial.objects.create(
        tariff=tariff,
        document=document,
        digest=digest_of(document=document),
        code=definition.code[:40],
        during=during,
        asked_by=acting_user,
        asked_at=at,
    )
    job = jobs.enqueue(
        task=TASK,
        title=f"Prueba de {trial.code}",
        subject_kind=TariffTrial._meta.label_lower,
        subject_id=trial.pk,
        total_count=count,
        requested_by=acting_user,
        at=at,
        arguments={"trial_id": trial.pk},
    )
    audit.record(
        action="billing.tariff_trial.requested",
        subject=trial,
        acting_user=acting_user,
        at=at,
        after={"tariff": tariff.code, "version": trial.code, "from": first_day, "to": next_day},
    )
    return RequestedTrial(trial, job)
