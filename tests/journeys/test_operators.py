"""Operators and roles: who may give what to whom, and what the trail says of it."""

import pytest
from django.contrib.auth.models import Group
from tests.factories.platform import (
    AT,
    PASSWORD,
    make_branch,
    make_ready_role,
    make_role,
    make_user,
    make_utility,
)

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, User, UserSession
from caudal.domain.platform.operations.passwords import (
    SamePassword,
    WeakPassword,
    WrongPassword,
    provisional_password,
)
from caudal.domain.platform.operations.people import (
    DemoUserOutsideDemo,
    OwnRole,
    RoleNameTaken,
    UsernameTaken,
    begin_session,
    functions_of_role,
)
from caudal.domain.platform.operations.rights import LastRoleManager, OwnRights, RightNotHeld
from caudal.domain.platform.ready_roles import MOVES_MONEY, READY_ROLES
from caudal.usecases.change_operator import (
    change_operator,
    deactivate_operator,
    reactivate_operator,
)
from caudal.usecases.change_password import change_own_password, reset_password
from caudal.usecases.edit_role import create_role, edit_role
from caudal.usecases.register_operator import register_operator

pytestmark = pytest.mark.django_db

PEOPLE, ROLES, CASH, VIEW = (
    Function.MANAGE_PEOPLE,
    Function.MANAGE_ROLES,
    Function.TAKE_PAYMENTS,
    Function.VIEW_ACCOUNTS,
)


def admin() -> User:
    """Somebody who manages people and roles and holds what a cashier needs."""
    return make_user(functions=[PEOPLE, ROLES, CASH, VIEW])


def granter() -> User:
    """Somebody who manages people and roles and may give what he lacks."""
    return make_user(functions=[PEOPLE, ROLES, Function.GRANT_FUNCTIONS])


def register(*, by: User | None, roles: list[Group], **values: object) -> User:
    """Register Laura, or whoever the values say."""
    given: dict[str, object] = {
        "username": "laura.robles",
        "full_name": "Laura Robles",
        "password": PASSWORD,
        "branch": None,
        **values,
    }
    return register_operator(roles=roles, acting_user=by, at=AT, **given)  # type: ignore[arg-type]


def change(user: User, *, by: User, roles: list[Group], **values: object) -> None:
    """Save the form of an operator."""
    given: dict[str, object] = {
        "full_name": user.full_name,
        "email": user.email,
        "branch": user.branch,
        **values,
    }
    change_operator(user=user, roles=roles, acting_user=by, at=AT, **given)  # type: ignore[arg-type]


def last_entry() -> AuditEntry:
    """The newest act of the trail."""
    entry = AuditEntry.objects.order_by("-id").first()
    assert entry is not None
    return entry


def log_in_somewhere(user: User, key: str) -> None:
    """An open session."""
    begin_session(user=user, session_key=key, address=None, at=AT, limit=9)


class TestRegister:
    def test_the_trail_keeps_what_was_given_and_never_the_password(self) -> None:
        boss, cashier, branch = admin(), make_role(name="Cajero", functions=[CASH]), make_branch()
        user = register(by=boss, roles=[cashier], branch=branch)
        assert user.check_password(PASSWORD)
        assert user.password.startswith("argon2")
        assert user.must_change_password
        entry = last_entry()
        assert (entry.action, entry.actor, entry.subject_id) == (
            "platform.operator.registered",
            boss,
            user.pk,
        )
        assert entry.after == {
            "username": "laura.robles",
            "full_name": "Laura Robles",
            "email": "",
            "branch": branch.name,
            "roles": ["Cajero"],
        }
        assert "password" not in str(entry.after)

    def test_nobody_gives_a_function_that_he_lacks(self) -> None:
        role = make_role(functions=[CASH, Function.APPROVE_BILLING_RUNS])
        with pytest.raises(RightNotHeld, match="le falta «Aprobar y emitir corridas»"):
            register(by=admin(), roles=[role])
        assert not User.objects.filter(username="laura.robles").exists()

    def test_setting_up_a_utility_gives_whatever_it_needs(self) -> None:
        role = make_role(functions=list(Function))
        assert register(by=None, roles=[role]).functions == frozenset(Function)
        assert last_entry().actor is None

    def test_a_username_is_taken_whatever_its_case(self) -> None:
        make_user(username="laura.robles")
        with pytest.raises(UsernameTaken, match=r"«Laura\.Robles» ya existe"):
            register(by=admin(), roles=[], username="Laura.Robles")

    @pytest.mark.parametrize("password", ["corta", "12345678901", "laura.robles", "password123"])
    def test_weak_passwords_are_refused(self, password: str) -> None:
        with pytest.raises(WeakPassword):
            register(by=admin(), roles=[], password=password)

    def test_demo_people_live_only_in_demo_databases(self) -> None:
        make_utility(is_demo=False)
        with pytest.raises(DemoUserOutsideDemo):
            register(by=None, roles=[], is_demo=True)

    def test_demo_people_may_have_easy_passwords(self) -> None:
        make_utility(is_demo=True)
        assert register(by=None, roles=[], is_demo=True, password="cajero").is_demo


class TestChange:
    def test_only_what_changed_is_written(self) -> None:
        boss, cashier = admin(), make_role(name="Cajero", functions=[CASH])
        user = make_user(full_name="Laura Robles")
        change(user, by=boss, roles=[cashier], full_name="Laura Robles Soto")
        entry = last_entry()
        assert entry.action == "platform.operator.changed"
        assert entry.before == {"full_name": "Laura Robles", "roles": []}
        assert entry.after == {"full_name": "Laura Robles Soto", "roles": ["Cajero"]}

    def test_saving_the_same_writes_nothing(self) -> None:
        boss, user = admin(), make_user()
        change(user, by=boss, roles=[])
        assert not AuditEntry.objects.exists()

    def test_nobody_changes_his_own_roles(self) -> None:
        boss = admin()
        with pytest.raises(OwnRights):
            change(boss, by=boss, roles=[])

    def test_he_may_change_his_own_name(self) -> None:
        boss = admin()
        change(boss, by=boss, roles=list(boss.groups.all()), full_name="Otro Nombre")
        assert last_entry().after == {"full_name": "Otro Nombre"}

    def test_a_role_beyond_the_editor_stays_but_cannot_be_given(self) -> None:
        boss, beyond = admin(), make_role(functions=[Function.VIEW_AUDIT])
        has_it, has_not = make_user(roles=[beyond]), make_user()
        change(has_it, by=boss, roles=[beyond], full_name="Nombre Nuevo")
        with pytest.raises(RightNotHeld):
            change(has_not, by=boss, roles=[beyond])

    def test_the_last_person_who_edits_roles_keeps_them(self) -> None:
        last = make_user(functions=[ROLES])
        helper = make_user(functions=[PEOPLE])
        with pytest.raises(LastRoleManager):
            change(last, by=helper, roles=[])
        last.refresh_from_db()
        assert last.groups.exists()


class TestAccess:
    def test_closing_an_access_ends_its_sessions_and_says_why(self) -> None:
        boss, user = admin(), make_user()
        log_in_somewhere(user, "a" * 32)
        deactivate_operator(user=user, reason="Se jubiló", acting_user=boss, at=AT)
        user.refresh_from_db()
        assert not user.is_active
        assert not UserSession.objects.filter(ended_at=None).exists()
        assert (last_entry().reason, last_entry().after) == ("Se jubiló", {"is_active": False})

    def test_nobody_closes_his_own_access(self) -> None:
        boss = admin()
        with pytest.raises(OwnRights):
            deactivate_operator(user=boss, reason="x", acting_user=boss, at=AT)

    def test_the_last_person_who_edits_roles_stays(self) -> None:
        last, helper = make_user(functions=[ROLES]), make_user(functions=[PEOPLE])
        with pytest.raises(LastRoleManager, match="Dé antes esa función"):
            deactivate_operator(user=last, reason="x", acting_user=helper, at=AT)
        assert User.objects.get(pk=last.pk).is_active

    def test_a_second_click_writes_nothing(self) -> None:
        boss, user = admin(), make_user()
        for _ in range(2):
            deactivate_operator(user=user, reason="x", acting_user=boss, at=AT)
        assert AuditEntry.objects.count() == 1

    def test_opening_it_again_needs_the_functions_that_come_back(self) -> None:
        boss = admin()
        auditor = make_user(functions=[Function.VIEW_AUDIT], is_active=False)
        cashier = make_user(functions=[CASH], is_active=False)
        with pytest.raises(RightNotHeld):
            reactivate_operator(user=auditor, acting_user=boss, at=AT)
        reactivate_operator(user=cashier, acting_user=boss, at=AT)
        assert User.objects.get(pk=cashier.pk).is_active


class TestPasswords:
    def test_a_reset_password_must_be_changed_and_ends_sessions(self) -> None:
        boss, user = admin(), make_user(functions=[CASH])
        log_in_somewhere(user, "a" * 32)
        reset_password(user=user, password="otra-agua-27", acting_user=boss, at=AT)
        user.refresh_from_db()
        assert user.check_password("otra-agua-27")
        assert user.must_change_password
        assert not UserSession.objects.filter(user=user, ended_at=None).exists()
        assert last_entry().action == "platform.password.reset"
        assert last_entry().before is None

    def test_nobody_takes_over_a_person_who_may_do_more(self) -> None:
        """Whoever sets a password could log in as that person."""
        boss = make_user(functions=[PEOPLE])
        victim = make_user(functions=[Function.APPROVE_TARIFFS])
        with pytest.raises(RightNotHeld, match="Aprobar versiones de tarifa"):
            reset_password(user=victim, password="otra-agua-27", acting_user=boss, at=AT)

    def test_ones_own_is_changed_knowing_it(self) -> None:
        boss = admin()
        with pytest.raises(OwnRights):
            reset_password(user=boss, password="otra-agua-27", acting_user=boss, at=AT)

    def test_changing_ones_own_keeps_this_session_only(self) -> None:
        user = make_user(password=PASSWORD, must_change_password=True)
        for key in "ab":
            log_in_somewhere(user, key * 32)
        change_own_password(
            user=user,
            current_password=PASSWORD,
            new_password="otra-agua-27",
            session_key="a" * 32,
            at=AT,
        )
        user.refresh_from_db()
        assert user.check_password("otra-agua-27")
        assert not user.must_change_password
        open_keys = UserSession.objects.filter(ended_at=None).values_list("session_key", flat=True)
        assert list(open_keys) == ["a" * 32]

    @pytest.mark.parametrize(
        ("current", "new", "refusal"),
        [
            ("no-es-esta-1", "otra-agua-27", WrongPassword),
            (PASSWORD, PASSWORD, SamePassword),
            (PASSWORD, "corta", WeakPassword),
        ],
    )
    def test_what_is_refused_changes_nothing(
        self, current: str, new: str, refusal: type[Exception]
    ) -> None:
        user = make_user(password=PASSWORD)
        with pytest.raises(refusal):
            change_own_password(
                user=user, current_password=current, new_password=new, session_key="", at=AT
            )
        assert User.objects.get(pk=user.pk).check_password(PASSWORD)

    def test_provisional_passwords_pass_the_rules_and_differ(self) -> None:
        found = {provisional_password() for _ in range(50)}
        assert len(found) == 50
        assert all(len(password) == 14 for password in found)
        assert not set("".join(found)) & set("0o1il")


class TestGranting:
    """Whoever may give what he lacks administers people without moving money himself."""

    def test_a_granter_lets_others_in_with_functions_that_he_lacks(self) -> None:
        boss, cashier = granter(), make_role(name="Cajero", functions=[CASH])
        assert CASH not in boss.functions
        assert register(by=boss, roles=[cashier]).functions == {CASH}
        other = make_user()
        change(other, by=boss, roles=[cashier])
        assert last_entry().actor == boss
        edit_role(
            role=cashier,
            name="Cajero",
            functions=[CASH, Function.APPROVE_CASH_REVERSALS],
            acting_user=boss,
            at=AT,
        )
        assert last_entry().after == {"functions": ["approve_cash_reversals", "take_payments"]}

    def test_a_granter_does_not_raise_himself(self) -> None:
        boss, cashier = granter(), make_role(functions=[CASH])
        with pytest.raises(OwnRights):
            change(boss, by=boss, roles=[*boss.groups.all(), cashier])
        own = boss.groups.get()
        with pytest.raises(OwnRole):
            edit_role(
                role=own, name=own.name, functions=[*boss.functions, CASH], acting_user=boss, at=AT
            )

    @pytest.mark.parametrize("function", Function)
    def test_no_function_is_out_of_reach_of_whoever_administers(self, function: Function) -> None:
        """Also one that a new version brings, which nobody holds yet."""
        boss = make_user(roles=[make_ready_role(name="Administrador")])
        role = create_role(name="Nuevo", functions=[function], acting_user=boss, at=AT)
        assert functions_of_role(role=role) == {function}

    def test_the_ready_administrator_moves_no_money(self) -> None:
        assert not READY_ROLES["Administrador"] & MOVES_MONEY
        others = [functions for name, functions in READY_ROLES.items() if name != "Administrador"]
        assert frozenset.union(*others) >= MOVES_MONEY
        assert READY_ROLES["Administrador"].union(*others) == frozenset(Function)


class TestRoles:
    def test_a_role_is_made_of_functions_that_its_maker_holds(self) -> None:
        boss = admin()
        role = create_role(name="Ventanilla", functions=[CASH, VIEW], acting_user=boss, at=AT)
        assert functions_of_role(role=role) == {CASH, VIEW}
        assert last_entry().after == {
            "name": "Ventanilla",
            "functions": ["take_payments", "view_accounts"],
        }
        with pytest.raises(RightNotHeld):
            create_role(name="Otro", functions=[Function.APPROVE_TARIFFS], acting_user=boss, at=AT)

    def test_two_roles_never_share_a_name(self) -> None:
        boss = admin()
        make_role(name="Cajero")
        with pytest.raises(RoleNameTaken):
            create_role(name="CAJERO", functions=[], acting_user=boss, at=AT)

    def test_functions_beyond_the_editor_stay_or_go_but_never_come(self) -> None:
        boss = admin()
        role = make_role(name="Auditor", functions=[Function.VIEW_AUDIT])
        edit_role(
            role=role,
            name="Auditor",
            functions=[Function.VIEW_AUDIT, VIEW],
            acting_user=boss,
            at=AT,
        )
        edit_role(role=role, name="Auditor", functions=[VIEW], acting_user=boss, at=AT)
        with pytest.raises(RightNotHeld):
            edit_role(
                role=role,
                name="Auditor",
                functions=[Function.VIEW_AUDIT, VIEW],
                acting_user=boss,
                at=AT,
            )
        assert functions_of_role(role=role) == {VIEW}

    def test_only_what_changed_of_a_role_is_written(self) -> None:
        role = make_role(name="Cajero", functions=[CASH])
        edit_role(role=role, name="Cajera", functions=[CASH], acting_user=admin(), at=AT)
        assert (last_entry().before, last_entry().after) == ({"name": "Cajero"}, {"name": "Cajera"})
        assert Group.objects.get(pk=role.pk).name == "Cajera"

    def test_nobody_changes_what_he_himself_may_do(self) -> None:
        boss = admin()
        own = boss.groups.get()
        with pytest.raises(OwnRole):
            edit_role(role=own, name=own.name, functions=[ROLES], acting_user=boss, at=AT)

    def test_the_machine_gives_functions_that_nobody_holds_yet(self) -> None:
        """A new version brings a function; whoever runs the server gives it to a role."""
        role = make_role(functions=[ROLES])
        edit_role(role=role, name=role.name, functions=list(Function), acting_user=None, at=AT)
        assert functions_of_role(role=role) == frozenset(Function)

    def test_somebody_must_still_edit_roles(self) -> None:
        role = make_role(name="Jefatura", functions=[ROLES])
        make_user(roles=[role])
        outsider = make_user(functions=[PEOPLE])
        with pytest.raises(LastRoleManager):
            edit_role(role=role, name="Jefatura", functions=[], acting_user=outsider, at=AT)
        assert functions_of_role(role=role) == {ROLES}
