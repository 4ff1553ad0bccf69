"""Create a whole utility from a pack, or bring an existing one up to it."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import connection, transaction

from caudal.adapters.packs.attachments import media_type_of_logo
from caudal.adapters.packs.catalogues import CATALOGUE_OF
from caudal.adapters.packs.comparison import Comparison, Difference, Guard, compare
from caudal.adapters.packs.from_database import pack_of_database
from caudal.adapters.packs.money_settings import MONEY_SETTINGS
from caudal.adapters.packs.organization import LogoEntry
from caudal.adapters.packs.pack import UtilityPack
from caudal.adapters.packs.proposals import propose
from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import StoredFile, User, Utility
from caudal.domain.platform.operations import (
    audit,
    catalogues,
    configuration,
    files,
    passwords,
    people,
    rights,
)
from caudal.domain.platform.operations.signatures import Signatures
from caudal.domain.registry.models import BillingCycle
from caudal.domain.registry.operations.periods import open_period
from caudal.kernel.errors import Refusal
from caudal.kernel.periods import Period


class SetUpRefused(Refusal):
    """The pack says otherwise than the utility where a setup may not change it."""

    def __init__(self, *, signed: Sequence[Difference], fixed: Sequence[Difference]) -> None:
        lines = ["No se cambió nada: el paquete difiere de la base en lo que un paquete no cambia."]
        if signed:
            lines.append(
                "Mueven dinero y llevan dos firmas. Propóngalas en Configuración › Por firmar,"
            )
            lines.append("o cargue el paquete con --propose-as y el usuario que las propone:")
            lines += [f"  {found.sentence}" for found in signed]
        if fixed:
            lines.append("No se cambian, porque hay documentos que descansan en ellos;")
            lines.append("quítelas del paquete:")
            lines += [f"  {found.sentence}" for found in fixed]
        super().__init__("\n".join(lines))


class RealUtilityHere(Refusal):
    """A demonstration cannot be set up over a utility that is real."""

    def __init__(self) -> None:
        super().__init__(
            "Esta base es de un organismo real: una demostración necesita una base de datos aparte."
        )


class AdministratorRoleMissing(Refusal):
    """The pack has no role with the name that the administrator should get."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No hay un rol «{name}». Escriba con --admin-role uno de los del paquete."
        )


@dataclass(frozen=True, slots=True)
class Administrator:
    """The first operator of a utility, who lets the others in."""

    username: str
    full_name: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class UtilitySetUp:
    """What a setup did, or would do. What is ``waiting`` takes effect when somebody signs it."""

    is_new: bool
    comparison: Comparison
    waiting: tuple[Difference, ...] = ()
    administrator: User | None = None


@transaction.atomic
def set_up_utility(
    *,
    pack: UtilityPack,
    acting_user: User | None,
    at: datetime,
    administrator: Administrator | None = None,
    propose_as: User | None = None,
    is_demo: bool = False,
    dry_run: bool = False,
) -> UtilitySetUp:
    """Make the utility of this database be as the pack says.

    The first time everything is created, money included: the pack is the founding act. From then on
    a setup only adds and corrects what nobody's money depends on; the same pack again changes
    nothing, and nothing is ever removed (docs/decisions/0010). What moves money is refused, or left
    as proposals of ``propose_as`` for somebody else to sign. ``is_demo`` is of a new utility.

    :raises SetUpRefused: if it differs in something that takes two signatures, or never changes
    :raises RealUtilityHere: if a demonstration is asked for over a real utility
    :raises AdministratorRoleMissing: if the first operator's role is not in the pack
    :raises FunctionMissing: if ``propose_as`` may not propose such changes
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('caudal.setup'))")
    utility = Utility.objects.first()
    if utility is not None and is_demo and not utility.is_demo:
        raise RealUtilityHere
    comparison = compare(pack=pack, current=pack_of_database() if utility else None)
    if dry_run:
        return UtilitySetUp(is_new=utility is None, comparison=comparison)
    waiting: tuple[Difference, ...] = ()
    if utility is not None:
        waiting = _settle_guarded(comparison, propose_as=propose_as, at=at)
    _apply(pack, comparison, is_demo=is_demo, by=acting_user, at=at)
    if utility is None:
        _found_money(comparison, by=acting_user, at=at)
    return UtilitySetUp(
        is_new=utility is None,
        comparison=comparison,
        waiting=waiting,
        administrator=_let_in(administrator, by=acting_user, at=at) if administrator else None,
    )


def _settle_guarded(
    comparison: Comparison, *, propose_as: User | None, at: datetime
) -> tuple[Difference, ...]:
    """Refuse, or leave as proposals, what a setup may not change by itself; what waits then."""
    fixed = comparison.guarded(Guard.FIXED)
    signed = [found for found in comparison.guarded(Guard.TWO_SIGNATURES) if not _waits(found)]
    if fixed or (signed and propose_as is None):
        raise SetUpRefused(signed=signed, fixed=fixed)
    for found in signed:
        if found.kind is not None and propose_as is not None:
            propose(
                kind=found.kind,
                facts=found.after,
                reason="El paquete del organismo lo dice así",
                proposed_by=propose_as,
                at=at,
            )
    return comparison.guarded(Guard.TWO_SIGNATURES)


def _waits(found: Difference) -> bool:
    """Whether it was proposed before and is not decided yet."""
    by_digest = {"digest": found.after["digest"]} if "digest" in found.after else found.after
    return found.kind is not None and configuration.waiting(kind=found.kind, says=by_digest)


def _apply(
    pack: UtilityPack, comparison: Comparison, *, is_demo: bool, by: User | None, at: datetime
) -> None:
    """What a setup may change, in the order of the sections: what refers comes after its target."""
    free = comparison.guarded(Guard.FREE)
    for found in free:
        if found.section == "utility":
            _keep_utility(pack, found, is_demo=is_demo, by=by, at=at)
        elif found.section == "roles":
            _keep_role(found, by=by, at=at)
        elif found.section in CATALOGUE_OF:
            _keep_row(pack, found, by=by, at=at)
        elif found.section == "periods":
            _open_period(found, by=by, at=at)
    if free:
        audit.record(
            action="platform.utility.set_up",
            subject=Utility.objects.get(),
            acting_user=by,
            at=at,
            after={"changes": [found.label for found in free]},
        )


def _keep_utility(
    pack: UtilityPack, found: Difference, *, is_demo: bool, by: User | None, at: datetime
) -> None:
    entry = pack.utility
    values = {name: getattr(entry, name) for name in type(entry).model_fields if name != "logo"}
    if "logo" in found.changed_fields:
        values["logo"] = None if entry.logo is None else _keep_logo(entry.logo, by=by, at=at)
    if found.before is None:
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


def _found_money(comparison: Comparison, *, by: User | None, at: datetime) -> None:
    """The founding act: the only time that money settings enter without two signatures."""
    founding = Signatures(proposed_by=None, signed_by=by, at=at)
    for found in comparison.guarded(Guard.TWO_SIGNATURES):
        if found.kind is not None:
            setting = MONEY_SETTINGS[found.kind]
            prepared = setting.prepare(facts=found.after, author=by, at=at)
            setting.enact(facts=prepared.after, signatures=founding)


def _let_in(administrator: Administrator, *, by: User | None, at: datetime) -> User | None:
    """The first operator; None when the utility has operators already."""
    if User.objects.exists():
        return None
    role = Group.objects.filter(name=administrator.role).first()
    if role is None:
        raise AdministratorRoleMissing(administrator.role)
    passwords.refuse_weak(
        password=administrator.password,
        user=User(username=administrator.username, full_name=administrator.full_name),
    )
    user = people.create_user(
        username=administrator.username,
        full_name=administrator.full_name,
        password=administrator.password,
        roles=[role],
        at=at,
    )
    audit.record(
        action="platform.operator.registered",
        subject=user,
        acting_user=by,
        at=at,
        after=people.describe(user=user),
    )
    return user
