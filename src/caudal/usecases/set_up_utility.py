"""Create a whole utility from a pack, or bring an existing one up to it."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from caudal.adapters.packs.attachments import media_type_of_logo
from caudal.adapters.packs.catalogues import CATALOGUE_OF
from caudal.adapters.packs.comparison import Comparison, Difference, Guard, compare
from caudal.adapters.packs.from_database import pack_of_database
from caudal.adapters.packs.organization import LogoEntry
from caudal.adapters.packs.pack import UtilityPack
from caudal.domain.billing.operations.sentinels import add_sentinels
from caudal.domain.metering.operations.review_rules import add_review_rules
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import StoredFile, User, Utility
from caudal.domain.platform.operations import audit, catalogues, files, people, rights
from caudal.domain.platform.operations.money_parameters import add_parameter
from caudal.domain.platform.operations.signatures import Signatures
from caudal.domain.receivables.operations.policies import (
    add_allocation_policy,
    add_surcharge_rule,
)
from caudal.domain.registry.models import BillingCycle
from caudal.domain.registry.operations.periods import open_period
from caudal.domain.tariffs.models import Tariff
from caudal.domain.tariffs.operations.versions import propose_version, publish_version
from caudal.kernel.errors import Refusal
from caudal.kernel.periods import Period


class SetUpRefused(Refusal):
    """The pack says otherwise than the utility where a setup may not change it."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        signed = comparison.guarded(Guard.TWO_SIGNATURES)
        fixed = comparison.guarded(Guard.FIXED)
        lines = ["No se cambió nada: el paquete difiere de la base en lo que un paquete no cambia."]
        if signed:
            lines.append("Mueven dinero y llevan dos firmas (pantalla Configuración › Cambios):")
            lines += [f"  {found.sentence}" for found in signed]
        if fixed:
            lines.append("No se cambian, porque hay documentos que descansan en ellos:")
            lines += [f"  {found.sentence}" for found in fixed]
        lines.append("Quite del paquete esas diferencias y cárguelo de nuevo.")
        super().__init__("\n".join(lines))


class DemoFlagFixed(Refusal):
    """A utility is born a demonstration or real, and stays so."""

    def __init__(self) -> None:
        super().__init__(
            "Esta base no puede pasar de demostración a real ni al revés. Use otra base de datos."
        )


@dataclass(frozen=True, slots=True)
class UtilitySetUp:
    """What a setup did, or would do."""

    is_new: bool
    comparison: Comparison


@transaction.atomic
def set_up_utility(
    *,
    pack: UtilityPack,
    acting_user: User | None,
    at: datetime,
    is_demo: bool = False,
    dry_run: bool = False,
) -> UtilitySetUp:
    """Make the utility of this database be as the pack says.

    The first time everything is created, money included: the pack is the founding act. From then on
    a setup only adds and corrects what nobody's money depends on; the same pack again changes
    nothing, and nothing is ever removed (docs/decisions/0010).

    :raises SetUpRefused: if it differs in something that takes two signatures, or never changes
    :raises DemoFlagFixed: if an existing utility is of the other kind
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('caudal.setup'))")
    utility = Utility.objects.first()
    comparison = compare(pack=pack, current=pack_of_database() if utility else None)
    if utility is not None and utility.is_demo != is_demo:
        raise DemoFlagFixed
    if dry_run:
        return UtilitySetUp(is_new=utility is None, comparison=comparison)
    if utility is not None and any(
        found.guard is not Guard.FREE for found in comparison.differences
    ):
        raise SetUpRefused(comparison)
    if comparison.differences:
        _apply(pack, comparison.differences, is_demo=is_demo, by=acting_user, at=at)
        if utility is None:
            _apply_money(pack, by=acting_user, at=at)
        audit.record(
            action="platform.utility.set_up",
            subject=Utility.objects.get(),
            acting_user=acting_user,
            at=at,
            after={"changes": [found.label for found in comparison.differences]},
        )
    return UtilitySetUp(is_new=utility is None, comparison=comparison)


def _apply(
    pack: UtilityPack,
    differences: Iterable[Difference],
    *,
    is_demo: bool,
    by: User | None,
    at: datetime,
) -> None:
    """Everything but money, in the order of the sections: what refers comes after its target."""
    for found in differences:
        if found.section == "utility":
            _keep_utility(pack, is_demo=is_demo, by=by, at=at)
        elif found.section == "roles":
            _keep_role(found, by=by, at=at)
        elif found.section in CATALOGUE_OF:
            _keep_row(pack, found, by=by, at=at)
        elif found.section == "periods":
            _open_period(found, by=by, at=at)


def _keep_utility(pack: UtilityPack, *, is_demo: bool, by: User | None, at: datetime) -> None:
    entry = pack.utility
    values = {name: getattr(entry, name) for name in type(entry).model_fields if name != "logo"}
    values["logo"] = None if entry.logo is None else _keep_logo(entry.logo, by=by, at=at)
    values["is_demo"] = is_demo
    catalogues.keep(model=Utility, key={"singleton": True}, values=values, acting_user=by, at=at)


def _keep_logo(logo: LogoEntry, *, by: User | None, at: datetime) -> StoredFile:
    content = base64.b64decode(logo.content)
    return files.store(
        chunks=[content],
        name=logo.name,
        media_type=media_type_of_logo(content),
        stored_by=by,
        at=at,
    )


def _keep_row(pack: UtilityPack, found: Difference, *, by: User | None, at: datetime) -> None:
    catalogue = CATALOGUE_OF[found.section]
    entry = next(entry for entry in getattr(pack, found.section) if entry.code == found.key)
    catalogues.keep(
        model=catalogue.model,
        key={"code": found.key},
        values=catalogue.values(entry),
        acting_user=by,
        at=at,
    )


def _keep_role(found: Difference, *, by: User | None, at: datetime) -> None:
    functions = [Function(code) for code in found.after["functions"]]
    with rights.keeping_a_role_manager():
        role = people.set_role(name=found.key, functions=functions)
    audit.record(
        action=f"platform.role.{'changed' if found.before else 'created'}",
        subject=role,
        acting_user=by,
        at=at,
        before=found.before,
        after=found.after,
    )


def _open_period(found: Difference, *, by: User | None, at: datetime) -> None:
    facts = found.after
    open_period(
        cycle=BillingCycle.objects.get(code=facts["cycle"]),
        code=facts["code"],
        name=facts["name"],
        during=Period(facts["start"], facts["end"]),
        due_date=facts["due_date"],
        acting_user=by,
        at=at,
    )


def _apply_money(pack: UtilityPack, *, by: User | None, at: datetime) -> None:
    """The founding act: the only time that money settings enter without two signatures."""
    founding = Signatures(proposed_by=None, signed_by=by, at=at)
    for parameter in pack.parameters:
        add_parameter(**dict(parameter), signatures=founding)
    for policy in pack.allocation_policies:
        add_allocation_policy(
            valid_from=policy.valid_from,
            policy=policy.policy(),
            source=policy.source,
            signatures=founding,
        )
    for rule in pack.surcharge_rules:
        add_surcharge_rule(
            valid_from=rule.valid_from, rule=rule.rule(), source=rule.source, signatures=founding
        )
    for rules in pack.review_rules:
        add_review_rules(**dict(rules), signatures=founding)
    for sentinels in pack.sentinels:
        add_sentinels(**dict(sentinels), signatures=founding)
    for entry in pack.tariffs:
        tariff = Tariff.objects.get(code=entry.code)
        for document in sorted(entry.versions, key=lambda found: found["vigencia"]["desde"]):
            version = propose_version(tariff=tariff, document=document, proposed_by=by, at=at)
            publish_version(version=version, signatures=founding)
