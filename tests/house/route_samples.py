"""One real object for each parameter that a route may have, for the matrix of access.

A new parameter needs a line in ``SAMPLES``: what stands in the address for an object of the small
town that is built for it. The matrix asks each route with it and with an object out of reach.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.imports import make_batch, text_file
from tests.factories.metering import make_review_rules
from tests.factories.payments import make_payment, make_session
from tests.factories.platform import AT, make_entry, make_job, make_role, make_user
from tests.factories.runs import Town, make_town
from tests.factories.tariffs import make_draft, pack_text

from caudal.domain.billing.models import Bill, BillingRun, RoutePrint
from caudal.domain.metering.models import Consumption
from caudal.domain.payments.models import Payment
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import ConfigurationChange, StoredFile
from caudal.domain.platform.operations import files
from caudal.domain.registry.models import (
    AccountDiscount,
    AccountNote,
    DiscountProgramme,
    ServiceAccount,
)
from caudal.domain.tariffs.models import DraftPaper, TariffVersion, VersionPaper
from caudal.engines.rating import load_tariff_yaml
from caudal.usecases.propose_configuration_change import propose_configuration_change
from caudal.usecases.request_tariff_trial import request_tariff_trial
from caudal.usecases.run_tariff_trial import run_tariff_trial

OCTOBER = date(2026, 10, 1)


@dataclass(frozen=True)
class World:
    """A town with one month billed and one account that has a bit of everything."""

    town: Town
    run: BillingRun
    account: ServiceAccount
    payment: Payment


def make_world() -> World:
    """Build it."""
    make_review_rules()
    town = make_town(accounts=3, suspended=0)
    town.read(OCTOBER)
    run = town.issued(OCTOBER)
    account = town.accounts[0]
    taken = make_payment(account=account, session=make_session(), amount="50.00")
    return World(town, run, account, Payment.objects.get(pk=taken.payment_id))


def _trial(world: World) -> int:
    version = TariffVersion.objects.get(tariff=world.account.tariff)
    asked = request_tariff_trial(
        tariff=version.tariff,
        document=version.document,
        first_day=OCTOBER,
        next_day=date(2026, 11, 1),
        acting_user=world.town.clerk,
        at=AT,
    )
    return run_tariff_trial(trial_id=asked.trial.pk, at=AT).pk


def _note(world: World) -> int:
    author = world.town.clerk
    return AccountNote.objects.create(
        account=world.account, text="Nota", author=author, written_at=AT
    ).pk


def _discount(world: World) -> int:
    programme = DiscountProgramme.objects.create(
        code="muestra", name="Muestra", tariff_input="adulto_mayor"
    )
    return AccountDiscount.objects.create(
        account=world.account, programme=programme, valid_during=DateRange(OCTOBER, None)
    ).pk


def _print(world: World) -> int:
    file = files.store(
        chunks=[b"%PDF-1.7"],
        name="ruta.pdf",
        media_type="application/pdf",
        stored_by=None,
        at=AT,
    )
    return RoutePrint.objects.create(
        run=world.run, route=world.town.routes[0], file=file, bill_count=1, printed_at=AT
    ).pk


def _scan() -> StoredFile:
    return files.store(
        chunks=[b"%PDF-1.7"],
        name="ley.pdf",
        media_type="application/pdf",
        stored_by=None,
        at=AT,
    )


def _draft(world: World) -> int:
    document = load_tariff_yaml(pack_text("san-telmo-2026"))
    return make_draft(tariff=world.account.tariff, user=world.town.clerk, document=document).pk


def _draft_paper(world: World) -> int:
    return DraftPaper.objects.create(
        draft_id=_draft(world), file=_scan(), attached_by=world.town.clerk, attached_at=AT
    ).pk


def _version_paper(world: World) -> int:
    version = TariffVersion.objects.get(tariff=world.account.tariff)
    return VersionPaper.objects.create(
        version=version, file=_scan(), attached_by=world.town.clerk, attached_at=AT
    ).pk


def _change(_: World) -> int:
    return propose_configuration_change(
        kind=ConfigurationChange.Kind.MONEY_PARAMETER,
        facts={"code": "UMA", "valid_from": "2027-02-01", "value": "120.5", "source": "INEGI"},
        reason="Muestra",
        acting_user=make_user(functions=[Function.PROPOSE_SETTINGS]),
        at=AT,
    ).pk


SAMPLES: dict[str, Callable[[World], Any]] = {
    "account_id": lambda world: world.account.pk,
    "batch_id": lambda _: make_batch(content=text_file("Cuenta;Nombre", "0001;Ana")).pk,
    "bill_id": lambda world: Bill.objects.get(account=world.account).pk,
    "change_id": _change,
    "consumption_id": lambda world: Consumption.objects.get(account=world.account).pk,
    "discount_id": _discount,
    "draft_id": _draft,
    "draft_paper_id": _draft_paper,
    "entry_id": lambda _: make_entry().pk,
    "group": lambda _: 0,
    "job_id": lambda _: make_job(title="Muestra").pk,
    "note_id": _note,
    "number": lambda world: world.account.number,
    "parked_id": lambda _: 1,
    "payment_id": lambda world: world.payment.pk,
    "period_id": lambda world: world.run.period_id,
    "position": lambda _: 0,
    "print_id": _print,
    "role_id": lambda _: make_role(name="Muestra").pk,
    "route_id": lambda world: world.town.routes[0].pk,
    "run_id": lambda world: world.run.pk,
    "section": lambda _: "conceptos",
    "session_id": lambda world: world.payment.session_id,
    "trial_id": _trial,
    "user_id": lambda _: make_user(username="muestra", full_name="Muestra").pk,
    "version_paper_id": _version_paper,
    "version_id": lambda world: TariffVersion.objects.get(tariff=world.account.tariff).pk,
}

OUT_OF_REACH: dict[str, Any] = {
    **dict.fromkeys(SAMPLES, 999_999_999),
    "number": "0000000-0",
    "section": "nada",
}
"""What stands in the address for an object that is not there."""

MORE_THAN_A_SAMPLE = {
    "caja:cancel": "a receipt of the cashier's own open session",
    "caja:preview": "a cash session of one's own",
    "caja:recover": "a sale parked in one's own session",
    "caja:sale": "a cash session of one's own",
    "imports:errors": "a file that was checked",
    "turnos:report": "a session that was closed",
}
"""Routes that reach an object only when it has, or is, what the sample is not."""
