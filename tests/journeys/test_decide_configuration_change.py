"""What moves money takes two people: one proposes, another one signs."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.factories.packs import small_pack
from tests.factories.platform import make_user

from caudal.adapters.packs import PackRefused
from caudal.domain.billing.queries.sentinels import sentinel_limits
from caudal.domain.metering.queries.review_rules import review_rules
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, ConfigurationChange, MoneyParameter, User
from caudal.domain.platform.operations.configuration import (
    ChangeAlreadyDecided,
    FunctionMissing,
    OwnProposal,
    ReasonMissing,
    SameChangeWaiting,
)
from caudal.domain.platform.operations.dated_rules import RuleDateTaken
from caudal.domain.platform.operations.money_parameters import MoneyParameterTaken
from caudal.domain.platform.queries.configuration import changes, may_sign
from caudal.domain.receivables.queries.policies import allocation_policy
from caudal.domain.receivables.queries.surcharge_rules import surcharge_rules
from caudal.domain.tariffs.models import ChargeConcept, TariffVersion
from caudal.domain.tariffs.operations.versions import TariffVersionExists, TariffVersionsOverlap
from caudal.engines.rating import dump_tariff_yaml
from caudal.kernel.errors import Refusal
from caudal.usecases.decide_configuration_change import decide_configuration_change
from caudal.usecases.propose_configuration_change import propose_configuration_change
from caudal.usecases.set_up_utility import set_up_utility

pytestmark = pytest.mark.django_db

Kind = ConfigurationChange.Kind
PROPOSE = (Function.PROPOSE_SETTINGS, Function.PROPOSE_TARIFFS)
SIGN = (Function.APPROVE_SETTINGS, Function.APPROVE_TARIFFS)
FROM = date(2027, 1, 1)
DATED = {"valid_from": "2027-01-01", "source": "Acuerdo 9"}
UMA = {"code": "UMA", "value": "120.50", **DATED}
RULE = {"gravedad": "grave", "bloquea": "si", "acciones": ["releer"], "propone": "releer"}
REVIEW = {
    "promedio": {"periodos": "6", "minimo": "3"},
    "estimacion": {
        "metodos": ["promedio_6"],
        "minimo": "3",
        "periodos_por_anio": "12",
        "redondeo": "m3",
    },
    "vuelta": {"por_ciento_del_promedio": "300", "minimo_m3": "60.5"},
    "hallazgos": {"menor_a_la_anterior": RULE, "sin_lectura": RULE},
}


@dataclass(frozen=True)
class People:
    """Who proposes and who signs."""

    proposer: User
    signer: User


@pytest.fixture
def people(at: datetime, settings: Any, tmp_path: Path) -> People:
    settings.FILES_DIR = tmp_path
    set_up_utility(pack=small_pack(), acting_user=None, at=at)
    return People(make_user(functions=PROPOSE), make_user(functions=SIGN))


def proposed(
    people: People, kind: ConfigurationChange.Kind, facts: dict[str, Any], at: datetime
) -> ConfigurationChange:
    return propose_configuration_change(
        kind=kind, facts=facts, reason="Lo pide la ley", acting_user=people.proposer, at=at
    )


def decided(
    change: ConfigurationChange, user: User, at: datetime, *, signs: bool = True
) -> ConfigurationChange:
    decide_configuration_change(
        change_id=change.pk, signs=signs, note="Revisado", acting_user=user, at=at
    )
    change.refresh_from_db()
    return change


def tariff(code: str = "C-2027", since: str = "2027-01-01", price: int = 110) -> dict[str, Any]:
    document = {
        "clave": code,
        "nombre": "Cuota fija",
        "vigencia": {"desde": since},
        "fuente": {"norma": "Acta de asamblea"},
        "entradas": {"uso": {"tipo": "clave", "valores": ["domestico"]}, "mayor": "si_no"},
        "conceptos": {"agua": {"formula": f"SI(mayor, 50, {price})"}},
    }
    return {"tariff": "cuota", "document": dump_tariff_yaml(document)}


SURCHARGES = {"concepts": ["agua"], "monthly_rate": "0.025", "tax_rate": "0", **DATED}
POLICY = {"criteria": ["orden_legal"], "excludes_disputed": "no", **DATED}
LIMITS = {"limits": {"veces_su_promedio": "9", "desde_importe": "10"}, **DATED}


def test_a_parameter_is_in_force_once_another_person_signs(people: People, at: datetime) -> None:
    change = proposed(people, Kind.MONEY_PARAMETER, UMA, at)
    assert not MoneyParameter.objects.filter(value=Decimal("120.5")).exists()
    assert change.before is not None
    assert change.before["value"] == "117.31"
    decided(change, people.signer, at)
    assert change.state == ConfigurationChange.State.APPLIED
    assert MoneyParameter.objects.get(code="UMA", valid_from=FROM).value == Decimal("120.5")


def test_rules_are_in_force_from_their_date_and_not_before(people: People, at: datetime) -> None:
    for kind, facts in (
        (Kind.ALLOCATION_POLICY, POLICY),
        (Kind.SURCHARGE_RULE, SURCHARGES),
        (Kind.RUN_SENTINELS, LIMITS),
        (Kind.REVIEW_RULES, {"rules": REVIEW, **DATED}),
    ):
        decided(proposed(people, kind, facts, at), people.signer, at)
    assert allocation_policy(on_date=FROM).criteria == ("orden_legal",)
    assert not allocation_policy(on_date=FROM).excludes_disputed
    assert len(allocation_policy(on_date=date(2026, 12, 31)).criteria) == 2
    old, new = surcharge_rules()
    assert (old.valid_to, new.monthly_rate) == (FROM, Decimal("0.025"))
    assert sentinel_limits(on_date=FROM).times_average == 9
    assert review_rules(on_date=FROM).rollover_limit.floor_litres == 60_500


def test_the_legal_order_of_a_concept_changes_with_two_signatures(
    people: People, at: datetime
) -> None:
    facts = {"code": "agua", "name": "Agua", "priority": "7", "bears_surcharges": "no"}
    change = decided(proposed(people, Kind.CHARGE_CONCEPT, facts, at), people.signer, at)
    concept = ChargeConcept.objects.get(code="agua")
    assert (concept.priority, concept.bears_surcharges) == (7, False)
    assert change.before is not None
    assert change.before["priority"] == "30"


def test_a_published_version_ends_the_open_one_before_it(people: People, at: datetime) -> None:
    change = proposed(people, Kind.TARIFF_VERSION, tariff(), at)
    assert change.before is not None
    assert (change.before["code"], change.after["code"]) == ("C-2026", "C-2027")
    version = TariffVersion.objects.get(code="C-2027")
    assert version.state == TariffVersion.State.PROPOSED
    decided(change, people.signer, at)
    version.refresh_from_db()
    assert version.state == TariffVersion.State.PUBLISHED
    assert (version.proposed_by, version.approved_by) == (people.proposer, people.signer)
    assert TariffVersion.objects.get(code="C-2026").valid_during.upper == FROM
    (found,) = TariffVersion.objects.filter(valid_during__contains=FROM)
    assert found == version


def test_a_rejected_version_frees_its_code(people: People, at: datetime) -> None:
    change = proposed(people, Kind.TARIFF_VERSION, tariff(), at)
    decided(change, people.signer, at, signs=False)
    assert TariffVersion.objects.get(code="C-2027").state == TariffVersion.State.REJECTED
    assert TariffVersion.objects.get(code="C-2026").valid_during.upper is None
    again = proposed(people, Kind.TARIFF_VERSION, tariff(), at)
    decided(again, people.signer, at)
    assert TariffVersion.objects.filter(code="C-2027").count() == 2


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (tariff(since="2026-01-01"), TariffVersionsOverlap),
        (tariff(since="2025-06-01"), TariffVersionsOverlap),
        (tariff(code="C-2026"), TariffVersionExists),
        ({"tariff": "otra", "document": "clave: x"}, PackRefused),
        ({"tariff": "cuota", "document": "a: ["}, PackRefused),
        ({"tariff": "cuota", "document": "clave: x"}, Refusal),
    ],
)
def test_a_version_that_does_not_fit_is_not_even_proposed(
    facts: dict[str, Any], refusal: type[Refusal], people: People, at: datetime
) -> None:
    with pytest.raises(refusal):
        proposed(people, Kind.TARIFF_VERSION, facts, at)
    assert not ConfigurationChange.objects.exists()
    assert TariffVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "facts", "message"),
    [
        (Kind.MONEY_PARAMETER, {**UMA, "value": "mucho"}, "valor: «mucho» no es un número"),
        (Kind.MONEY_PARAMETER, {**UMA, "source": ""}, "fuente: no puede ir vacío"),
        (Kind.ALLOCATION_POLICY, {**POLICY, "criteria": ["edad"]}, "«edad» no es un criterio"),
        (Kind.SURCHARGE_RULE, {**SURCHARGES, "concepts": []}, "no nombra conceptos"),
        (Kind.RUN_SENTINELS, {**LIMITS, "limits": {}}, "«veces_su_promedio»: escriba un número"),
        (Kind.REVIEW_RULES, {"rules": {}, **DATED}, "«critica.promedio»: falta"),
        (Kind.CHARGE_CONCEPT, {"code": "luz", "name": "L", "priority": "1"}, "No existe el conce"),
    ],
)
def test_nothing_unusable_waits_for_a_signature(
    kind: ConfigurationChange.Kind,
    facts: dict[str, Any],
    message: str,
    people: People,
    at: datetime,
) -> None:
    with pytest.raises(Refusal, match=message):
        proposed(people, kind, facts, at)
    assert not ConfigurationChange.objects.exists()


def test_nobody_signs_or_rejects_his_own_proposal(people: People, at: datetime) -> None:
    both = make_user(functions=(*PROPOSE, *SIGN))
    change = proposed(People(both, both), Kind.MONEY_PARAMETER, UMA, at)
    for signs in (True, False):
        with pytest.raises(OwnProposal):
            decided(change, both, at, signs=signs)
    assert not MoneyParameter.objects.filter(valid_from=FROM).exists()
    assert not may_sign(change=change, user=both)
    assert may_sign(change=change, user=people.signer)


def test_the_database_refuses_one_person_who_signs_twice(people: People, at: datetime) -> None:
    change = proposed(people, Kind.MONEY_PARAMETER, UMA, at)
    with pytest.raises(IntegrityError, match="configuration_two_signatures"), transaction.atomic():
        ConfigurationChange.objects.filter(pk=change.pk).update(
            state="applied", decided_by=people.proposer, decided_at=at
        )
    version_change = proposed(people, Kind.TARIFF_VERSION, tariff(), at)
    with pytest.raises(IntegrityError, match="tariff_version_two_signatures"), transaction.atomic():
        TariffVersion.objects.filter(digest=version_change.after["digest"]).update(
            approved_by=people.proposer
        )


def test_who_lacks_the_function_neither_proposes_nor_signs(people: People, at: datetime) -> None:
    change = proposed(people, Kind.MONEY_PARAMETER, UMA, at)
    tariffs_only = make_user(functions=[Function.PROPOSE_TARIFFS, Function.APPROVE_TARIFFS])
    with pytest.raises(FunctionMissing, match="Aprobar cambios de configuración"):
        decided(change, tariffs_only, at)
    with pytest.raises(FunctionMissing, match="Proponer cambios de configuración"):
        proposed(People(tariffs_only, tariffs_only), Kind.RUN_SENTINELS, LIMITS, at)
    assert not may_sign(change=change, user=tariffs_only)


def test_a_change_is_decided_once(people: People, at: datetime) -> None:
    change = decided(proposed(people, Kind.MONEY_PARAMETER, UMA, at), people.signer, at)
    for signs in (True, False):
        with pytest.raises(ChangeAlreadyDecided, match="UMA desde el 01/01/2027"):
            decided(change, people.signer, at, signs=signs)
    assert not may_sign(change=change, user=people.signer)


def test_what_is_rejected_never_takes_effect(people: People, at: datetime) -> None:
    change = decided(
        proposed(people, Kind.MONEY_PARAMETER, UMA, at), people.signer, at, signs=False
    )
    assert change.state == ConfigurationChange.State.REJECTED
    assert change.decision_note == "Revisado"
    assert not MoneyParameter.objects.filter(valid_from=FROM).exists()


def test_the_same_change_waits_once_and_says_why(people: People, at: datetime) -> None:
    proposed(people, Kind.MONEY_PARAMETER, UMA, at)
    with pytest.raises(SameChangeWaiting):
        proposed(people, Kind.MONEY_PARAMETER, {**UMA, "value": "121"}, at)
    with pytest.raises(ReasonMissing):
        propose_configuration_change(
            kind=Kind.RUN_SENTINELS, facts=LIMITS, reason=" ", acting_user=people.proposer, at=at
        )


def test_a_date_that_is_taken_is_refused(people: People, at: datetime) -> None:
    decided(proposed(people, Kind.MONEY_PARAMETER, UMA, at), people.signer, at)
    with pytest.raises(MoneyParameterTaken, match="01/01/2027"):
        proposed(people, Kind.MONEY_PARAMETER, {**UMA, "value": "121"}, at)
    decided(proposed(people, Kind.SURCHARGE_RULE, SURCHARGES, at), people.signer, at)
    with pytest.raises(RuleDateTaken, match="01/01/2027"):
        proposed(people, Kind.SURCHARGE_RULE, SURCHARGES, at)


def test_what_came_into_force_meanwhile_keeps_the_change_waiting(
    people: People, at: datetime
) -> None:
    later = proposed(people, Kind.TARIFF_VERSION, tariff("C-2028", "2028-01-01"), at)
    earlier = proposed(people, Kind.TARIFF_VERSION, tariff("C-2027", "2027-01-01", 120), at)
    decided(later, people.signer, at)
    with pytest.raises(TariffVersionsOverlap):
        decided(earlier, people.signer, at)
    earlier.refresh_from_db()
    assert earlier.state == ConfigurationChange.State.PROPOSED
    assert [change.pk for change in changes(state="proposed")] == [earlier.pk]


def test_the_log_names_who_proposed_and_who_authorised(people: People, at: datetime) -> None:
    change = decided(proposed(people, Kind.MONEY_PARAMETER, UMA, at), people.signer, at)
    effect = AuditEntry.objects.get(action="platform.money_parameter.added", approver__isnull=False)
    assert (effect.actor, effect.approver) == (people.proposer, people.signer)
    told = AuditEntry.objects.filter(
        subject_kind="platform.configurationchange", subject_id=change.pk
    ).order_by("id")
    assert [(entry.action.split(".")[-1], entry.actor) for entry in told] == [
        ("proposed", people.proposer),
        ("signed", people.signer),
    ]
    assert told[0].reason == "Lo pide la ley"
