"""A utility is a file: made from a pack, brought up to it, written back in the same bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from tests.factories.packs import small_pack
from tests.factories.platform import make_user

from caudal.adapters.packs import UtilityPack, locate_pack, parse_pack, read_pack
from caudal.domain.billing.queries.sentinels import sentinel_limits
from caudal.domain.metering.queries.review_rules import review_rules
from caudal.domain.payments.models import CashDesk
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import (
    AuditEntry,
    ConfigurationChange,
    MoneyParameter,
    StoredFile,
    User,
    Utility,
)
from caudal.domain.platform.operations.configuration import FunctionMissing
from caudal.domain.platform.operations.passwords import WeakPassword
from caudal.domain.platform.operations.people import functions_of_role
from caudal.domain.platform.ready_roles import READY_ROLES
from caudal.domain.receivables.queries.policies import allocation_policy
from caudal.domain.receivables.queries.surcharge_rules import surcharge_rules
from caudal.domain.registry.models import BillingPeriod, Route, Sector
from caudal.domain.registry.operations.periods import PeriodOverlaps
from caudal.domain.tariffs.models import TariffVersion
from caudal.domain.tariffs.queries.versions import definition_of
from caudal.engines.allocation import Criterion
from caudal.engines.rating import compile_tariff
from caudal.usecases.export_utility import export_utility
from caudal.usecases.set_up_utility import (
    Administrator,
    AdministratorRoleMissing,
    RealUtilityHere,
    SetUpRefused,
    set_up_utility,
)

pytestmark = pytest.mark.django_db

SHIPPED = ("san-telmo", "valle-bajo")
NEW_UMA = (
    "parametros:\n",
    "parametros:\n- {clave: UMA, desde: 2027-02-01, valor: 120, fuente: INEGI}\n",
)
NEW_SECTOR = ("sectores:\n", 'sectores:\n- {clave: "2", nombre: Norte}\n')
OTHER_UMA = ("valor: 117.310", "valor: 118")


@pytest.fixture(autouse=True)
def _files_folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"


def shipped(name: str) -> UtilityPack:
    return read_pack(path=locate_pack(name=name))


def row_counts() -> dict[str, int]:
    """How many rows every table has."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back: the database is empty again afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", SHIPPED)
def test_an_export_imported_into_an_empty_database_exports_to_the_same_bytes(
    name: str, at: datetime
) -> None:
    with undone():
        set_up_utility(pack=shipped(name), acting_user=None, at=at)
        first = export_utility()
    assert not Utility.objects.exists()
    pack = parse_pack(text=first, folder=Path("/nowhere"))
    set_up_utility(pack=pack, acting_user=None, at=at)
    assert export_utility() == first


@pytest.mark.parametrize("name", SHIPPED)
def test_the_same_pack_again_changes_nothing(name: str, at: datetime) -> None:
    set_up_utility(pack=shipped(name), acting_user=None, at=at)
    before = row_counts()
    done = set_up_utility(pack=shipped(name), acting_user=None, at=at)
    assert done.comparison.differences == ()
    assert done.comparison.only_in_database == ()
    assert row_counts() == before


def test_a_metered_utility_can_work_as_its_pack_says(at: datetime) -> None:
    set_up_utility(pack=shipped("san-telmo"), acting_user=None, at=at)
    on_date = date(2026, 11, 17)

    october = BillingPeriod.objects.get(cycle__code="04", code="2026-10")
    assert october.due_date == date(2026, 11, 20)
    assert Route.objects.get(code="0412").sector.name == "Puerto Viejo"
    desk = CashDesk.objects.get(code="03")
    assert desk.series.folio(48218) == "C03-048218"
    assert desk.closing_series.folio(412) == "CC03-000412"
    assert allocation_policy(on_date=on_date).criteria == tuple(Criterion)
    (rule,) = surcharge_rules()
    assert rule.monthly_rate == Decimal("0.02")
    assert rule.cap_rate == 1
    assert "agua" in rule.concepts
    assert "recargos" not in rule.concepts
    assert review_rules(on_date=on_date).very_high is not None
    assert sentinel_limits(on_date=on_date).highest_amount("domestico_medio") == 12000
    assert sentinel_limits(on_date=on_date).highest_amount("comercial") == 900000

    version = TariffVersion.objects.get(tariff__code="san-telmo", valid_during__contains=on_date)
    program = compile_tariff(definition_of(version=version), on_date=on_date)
    bill = program.rate({"consumo": 17, "uso": "domestico_medio"})
    assert bill.total == Decimal("326.31")
    assert [line.concept for line in bill.lines] == ["agua", "alcantarillado", "saneamiento"]


def test_a_utility_of_fixed_quotas_can_work_as_its_pack_says(at: datetime) -> None:
    set_up_utility(pack=shipped("valle-bajo"), acting_user=None, at=at)
    codes = BillingPeriod.objects.filter(code__startswith="2026").values_list("code", flat=True)
    assert list(codes) == [f"2026-B{number}" for number in range(1, 7)]
    assert CashDesk.objects.count() == 1
    (version,) = TariffVersion.objects.all()
    program = compile_tariff(definition_of(version=version), on_date=date(2026, 11, 17))
    assert program.rate({"uso": "domestica"}).total == 176


@pytest.mark.parametrize("name", SHIPPED)
def test_the_roles_of_a_pack_are_the_ready_ones(name: str, at: datetime) -> None:
    set_up_utility(pack=shipped(name), acting_user=None, at=at)
    given = {role.name: functions_of_role(role=role) for role in Group.objects.all()}
    assert given == READY_ROLES


PAIRS = (
    (Function.CALCULATE_BILLING_RUNS, Function.APPROVE_BILLING_RUNS),
    (Function.PROPOSE_TARIFFS, Function.APPROVE_TARIFFS),
    (Function.PROPOSE_SETTINGS, Function.APPROVE_SETTINGS),
)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize(("does", "approves"), PAIRS)
def test_no_role_both_does_and_approves(name: str, does: Function, approves: Function) -> None:
    both = [role.name for role in shipped(name).roles if {does, approves} <= {*role.functions}]
    assert both == []


def test_each_row_has_one_audit_entry_and_the_setup_one_more(at: datetime) -> None:
    done = set_up_utility(pack=small_pack(), acting_user=None, at=at)
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions.count("platform.utility.set_up") == 1
    created = AuditEntry.objects.filter(action="platform.catalogue_row.created")
    assert created.filter(subject_kind="platform.utility").count() == 1
    assert created.filter(subject_kind="registry.route").count() == 1
    assert actions.count("registry.billing_period.opened") == 6
    assert actions.count("platform.money_parameter.added") == 1
    assert actions.count("tariffs.tariff_version.published") == 1
    proposed = actions.count("tariffs.tariff_version.proposed")
    assert len(actions) == len(done.comparison.differences) + proposed + 1


def test_later_setups_add_and_correct_and_remove_nothing(at: datetime) -> None:
    set_up_utility(pack=small_pack(NEW_SECTOR), acting_user=None, at=at)
    pack = small_pack(("nombre: Centro", "nombre: Medio"), ("anios: [2026]", "anios: [2026, 2027]"))
    done = set_up_utility(pack=pack, acting_user=None, at=at)
    assert dict(Sector.objects.values_list("code", "name")) == {"1": "Medio", "2": "Norte"}
    assert BillingPeriod.objects.count() == 12
    assert done.comparison.only_in_database == ("Sector 2",)
    entry = AuditEntry.objects.get(action="platform.catalogue_row.changed")
    assert entry.subject_kind == "registry.sector"
    assert (entry.before, entry.after) == ({"name": "Centro"}, {"name": "Medio"})


@pytest.mark.parametrize("money", [NEW_UMA, OTHER_UMA, ("orden: 30", "orden: 5")])
def test_money_of_an_existing_utility_is_refused_with_all_the_rest(
    money: tuple[str, str], at: datetime
) -> None:
    set_up_utility(pack=small_pack(), acting_user=None, at=at)
    before = row_counts()
    with pytest.raises(SetUpRefused, match="No se cambió nada"):
        set_up_utility(pack=small_pack(NEW_SECTOR, money), acting_user=None, at=at)
    assert row_counts() == before
    assert not Sector.objects.filter(code="2").exists()


def test_money_may_be_left_as_proposals_while_the_rest_is_done(at: datetime) -> None:
    set_up_utility(pack=small_pack(), acting_user=None, at=at)
    proposer = make_user(functions=[Function.PROPOSE_SETTINGS])
    pack = small_pack(NEW_SECTOR, NEW_UMA)
    done = set_up_utility(pack=pack, acting_user=None, at=at, propose_as=proposer)
    assert [found.label for found in done.waiting] == ["Parámetro UMA desde 2027-02-01"]
    assert Sector.objects.filter(code="2").exists()
    assert not MoneyParameter.objects.filter(value=120).exists()
    change = ConfigurationChange.objects.get()
    assert (change.title, change.proposed_by) == ("UMA desde el 01/02/2027", proposer)
    assert change.before is not None
    assert (change.before["value"], change.after["value"]) == ("117.31", "120")

    again = set_up_utility(pack=pack, acting_user=None, at=at)
    assert [found.label for found in again.waiting] == ["Parámetro UMA desde 2027-02-01"]
    assert ConfigurationChange.objects.count() == 1


def test_who_may_not_propose_leaves_no_proposals(at: datetime) -> None:
    set_up_utility(pack=small_pack(), acting_user=None, at=at)
    with pytest.raises(FunctionMissing, match="Proponer cambios de configuración"):
        set_up_utility(pack=small_pack(NEW_UMA), acting_user=None, at=at, propose_as=make_user())


def test_what_documents_rest_on_is_not_even_proposed(at: datetime) -> None:
    set_up_utility(pack=small_pack(), acting_user=None, at=at)
    proposer = make_user(functions=list(Function))
    with pytest.raises(SetUpRefused, match="quítelas del paquete") as refused:
        set_up_utility(pack=small_pack(OTHER_UMA), acting_user=None, at=at, propose_as=proposer)
    assert "valor 117.31 → 118" in str(refused.value)


def test_a_dry_run_tells_and_writes_nothing(at: datetime) -> None:
    before = row_counts()
    done = set_up_utility(pack=small_pack(), acting_user=None, at=at, dry_run=True)
    assert done.is_new
    assert row_counts() == before
    set_up_utility(pack=small_pack(), acting_user=None, at=at)
    told = set_up_utility(pack=small_pack(OTHER_UMA), acting_user=None, at=at, dry_run=True)
    assert [found.label for found in told.comparison.differences] == [
        "Parámetro UMA desde 2026-02-01"
    ]


def test_a_period_may_not_take_days_of_another(at: datetime) -> None:
    set_up_utility(pack=small_pack(("anios: [2026]", "anios: []")), acting_user=None, at=at)
    odd = (
        "periodos: [{clave: X, nombre: X,"
        " empieza: 2026-01-15, termina: 2026-02-01, vence: 2026-03-01}]"
    )
    set_up_utility(pack=small_pack(("anios: [2026]", odd)), acting_user=None, at=at)
    with pytest.raises(PeriodOverlaps, match="2026-B1 del ciclo 01 se encima con el X"):
        set_up_utility(pack=small_pack(), acting_user=None, at=at)


def test_a_period_that_was_moved_is_exported_as_it_is(at: datetime) -> None:
    set_up_utility(pack=small_pack(), acting_user=None, at=at)
    BillingPeriod.objects.filter(code="2026-B3").update(due_date=date(2026, 7, 31))
    with pytest.raises(SetUpRefused, match="Periodo 2026-B3 del ciclo 01: vence 2026-07-31 →"):
        set_up_utility(pack=small_pack(), acting_user=None, at=at)
    pack = parse_pack(text=export_utility(), folder=Path("/nowhere"))
    (cycle,) = pack.cycles
    assert cycle.years == (2026,)
    assert [period.code for period in cycle.periods] == ["2026-B3"]
    assert set_up_utility(pack=pack, acting_user=None, at=at).comparison.differences == ()


def test_the_logo_is_kept_by_its_content_and_once(at: datetime) -> None:
    set_up_utility(pack=shipped("san-telmo"), acting_user=None, at=at)
    set_up_utility(pack=shipped("san-telmo"), acting_user=None, at=at)
    (logo,) = StoredFile.objects.all()
    assert logo.media_type == "image/svg+xml"
    assert Utility.objects.get().logo == logo


def test_a_demonstration_never_takes_over_a_real_utility(at: datetime) -> None:
    set_up_utility(pack=small_pack(), acting_user=None, at=at)
    with pytest.raises(RealUtilityHere):
        set_up_utility(pack=small_pack(), acting_user=None, at=at, is_demo=True)


def test_a_demonstration_stays_one(at: datetime) -> None:
    set_up_utility(pack=small_pack(), acting_user=None, at=at, is_demo=True)
    set_up_utility(pack=small_pack(NEW_SECTOR), acting_user=None, at=at)
    assert Utility.objects.get().is_demo


def ana(**values: str) -> Administrator:
    facts = {"password": "agua-clara-2026", "role": "Cajero", **values}
    return Administrator(username="ana", full_name="Ana Ruiz", **facts)


def test_the_first_operator_is_let_in_once(at: datetime) -> None:
    done = set_up_utility(pack=small_pack(), acting_user=None, at=at, administrator=ana())
    assert done.administrator is not None
    assert done.administrator.check_password("agua-clara-2026")
    assert done.administrator.may(Function.TAKE_PAYMENTS)
    assert not done.administrator.is_demo
    again = set_up_utility(pack=small_pack(), acting_user=None, at=at, administrator=ana())
    assert again.administrator is None
    assert User.objects.count() == 1
    assert AuditEntry.objects.filter(action="platform.operator.registered").count() == 1


@pytest.mark.parametrize(
    ("administrator", "refusal"),
    [(ana(password="123"), WeakPassword), (ana(role="Rey"), AdministratorRoleMissing)],
)
def test_a_first_operator_that_cannot_be_leaves_nothing_behind(
    administrator: Administrator, refusal: type[Exception], at: datetime
) -> None:
    with pytest.raises(refusal):
        set_up_utility(pack=small_pack(), acting_user=None, at=at, administrator=administrator)
    assert not Utility.objects.exists()
