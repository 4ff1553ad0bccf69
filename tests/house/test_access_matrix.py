"""Who may do what at each address: asked of the application, compared with a reviewed table.

After adding or changing a route, write the table again and review its difference::

    CAUDAL_REWRITE_GOLDEN=1 .venv/bin/pytest tests/house/test_access_matrix.py

Cells are statuses of answers. 302 to the login and 401 (htmx) mean "log in first", 403 "not you",
404 also "out of your reach", 405 "not by this method", 422 "the form was refused".
"""

import csv
import io
import os
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker
from tests.factories.platform import make_ready_role, make_user, make_utility
from tests.house.route_samples import MORE_THAN_A_SAMPLE, OUT_OF_REACH, SAMPLES, make_world
from tests.house.routes import Route, all_routes

from caudal.domain.platform.ready_roles import READY_ROLES
from caudal.interfaces.staff.access import AccessRule

GOLDEN = Path(__file__).parents[1] / "golden" / "access_matrix.csv"
ROUTES = all_routes()
METHODS = ("GET", "POST", "htmx GET", "htmx POST")
ANONYMOUS, NO_ROLE = "anónimo", "sin rol"
PERSONS = (ANONYMOUS, NO_ROLE, *READY_ROLES)
PLANTED = "tests.house.planted_urls"

Cell = tuple[str, str, str, str]
"""Route, object (``-``, ``existe``, ``no existe``), method, person."""


def routes_without_rule(urlconf: str | None = None) -> list[str]:
    """Routes that were not added through ``route()``."""
    return [
        route.pattern for route in all_routes(urlconf) if not isinstance(route.rule, AccessRule)
    ]


def ask(client: Client, route: Route, values: dict[str, object], method: str) -> int:
    """The status of one request, whose effects are undone."""
    verb = client.post if method.endswith("POST") else client.get
    headers = {"HX-Request": "true"} if method.startswith("htmx") else {}
    cookies = copy(client.cookies)
    mark = transaction.savepoint()
    response = verb(route.url(values), headers=headers)
    if response.streaming:
        response.getvalue()
    transaction.savepoint_rollback(mark)
    # Going back to a mark keeps it: thousands inside one another cost locks and time.
    transaction.savepoint_commit(mark)
    client.cookies = cookies
    return int(response.status_code)


def client_of(person: str) -> Client:
    """A browser in which somebody of this kind has logged in."""
    client = Client()
    if person != ANONYMOUS:
        roles = [make_ready_role(name=person)] if person in READY_ROLES else []
        client.force_login(make_user(roles=roles))
    return client


def objects_of(route: Route, samples: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """The objects with which a route is asked."""
    if not route.parameters:
        yield "-", {}
        return
    yield "existe", samples
    yield "no existe", OUT_OF_REACH


def observe() -> dict[Cell, int]:
    """Ask every cell of the matrix."""
    world = make_world()
    clients = {person: client_of(person) for person in PERSONS}
    samples = {name: sample(world) for name, sample in SAMPLES.items()}
    return {
        (route.name, kind, method, person): ask(client, route, values, method)
        for route in ROUTES
        for kind, values in objects_of(route, samples)
        for method in METHODS
        for person, client in clients.items()
    }


@pytest.fixture(scope="module")
def observed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[Cell, int]:
    """The matrix of this moment, asked once for all tests here and then undone."""
    block: Any = transaction.atomic()
    # As in a TestCase: acts that insist on the outermost transaction find it.
    block._from_testcase = True
    with django_db_blocker.unblock():
        with block:
            cells = observe()
            transaction.set_rollback(True)
        connection.close()
    return cells


def as_table(cells: dict[Cell, int]) -> str:
    """The cells as the file keeps them: one line per route, object and method."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["ruta", "objeto", "método", *PERSONS])
    lines = sorted({cell[:3] for cell in cells}, key=_by_route_and_method)
    for line in lines:
        writer.writerow([*line, *(cells[*line, person] for person in PERSONS)])
    return out.getvalue()


def _by_route_and_method(line: tuple[str, str, str]) -> tuple[str, str, int]:
    return line[0], line[1], METHODS.index(line[2])


def test_every_route_and_person_gets_the_reviewed_answer(observed: dict[Cell, int]) -> None:
    table = as_table(observed)
    if os.environ.get("CAUDAL_REWRITE_GOLDEN"):
        GOLDEN.write_text(table, encoding="utf-8")
    kept = GOLDEN.read_text(encoding="utf-8").splitlines()
    different = sorted(set(kept) ^ set(table.splitlines()))
    assert not different, "reviewed (in the file) or observed (now):\n" + "\n".join(different)


def test_the_answers_follow_from_the_rules(observed: dict[Cell, int]) -> None:
    """Whoever the rule leaves out learns nothing, not even whether the object exists."""
    rules = {route.name: route.rule for route in ROUTES}
    for (name, kind, method, person), status in observed.items():
        rule = rules[name]
        assert rule is not None
        where = f"{name} {kind} {method} {person}: {status}"
        if rule.is_public:
            assert status not in {401, 403}, where
        elif person == ANONYMOUS:
            assert status == (401 if method.startswith("htmx") else 302), where
        elif not _allowed(rule, person):
            assert status == 403, where
        elif kind == "no existe":
            assert status in {404, 405}, where
        elif person == "Administrador" and name not in MORE_THAN_A_SAMPLE:
            assert status in {200, 204, 302, 405, 422}, where
        else:
            # The object itself may be out of reach of one who may use the page.
            assert status in {200, 204, 302, 404, 405, 422}, where


def _allowed(rule: AccessRule, person: str) -> bool:
    return not rule.functions or bool(rule.functions & READY_ROLES.get(person, frozenset()))


def test_every_route_was_added_with_its_rule() -> None:
    assert routes_without_rule() == []


def test_a_planted_route_without_a_rule_is_found() -> None:
    assert routes_without_rule(PLANTED) == ["plantada/"]


@pytest.mark.django_db
@pytest.mark.parametrize("person", [ANONYMOUS, NO_ROLE, "Administrador"])
def test_a_planted_route_without_a_rule_lets_nobody_in(person: str) -> None:
    make_utility()
    client = client_of(person)
    with override_settings(ROOT_URLCONF=PLANTED):
        response = client.get("/plantada/")
    assert response.status_code == 403
    assert b"secreto" not in response.content


def test_every_parameter_has_a_sample() -> None:
    named = {parameter for route in ROUTES for parameter in route.parameters}
    assert named <= set(SAMPLES), "add them to tests/house/route_samples.py"


def test_routes_have_names_that_tell_them_apart() -> None:
    names = [route.name for route in ROUTES]
    assert all(names)
    assert len(names) == len(set(names))


@pytest.mark.django_db
def test_every_entry_of_the_menu_opens_for_whom_it_is_shown() -> None:
    make_utility()
    for role in READY_ROLES:
        client = client_of(role)
        shell = client.get("/", follow=True).context["shell"]
        for group in shell.navigation:
            for item in group.items:
                assert client.get(item.url).status_code == 200, f"{role}: {item.label}"
