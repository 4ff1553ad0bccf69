"""What is written into the audit log can be read, and what is promised is verified."""

import ast
import re
from collections.abc import Iterator
from itertools import product

from tests.house.source import PACKAGE, dotted, python_files

from caudal.interfaces.staff.audit.texts import ACTIONS
from caudal.usecases.verify_books import INVARIANTS


def recorded_actions() -> Iterator[tuple[str, str]]:
    """Each action written in the code, with where it stands."""
    for source in python_files("usecases", "domain"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.keyword) and node.arg == "action":
                for action in spelled(node.value):
                    yield action, source.name
            elif isinstance(node, ast.Call) and dotted(node.func).endswith("record") and node.args:
                for action in spelled(node.args[0]):
                    yield action, source.name


def spelled(node: ast.AST) -> list[str]:
    """What a text may be: itself, either branch of a condition, or a template filled with them."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return spelled(node.body) + spelled(node.orelse)
    if isinstance(node, ast.FormattedValue):
        return spelled(node.value)
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in product(*map(spelled, node.values))]
    return []


def test_every_act_has_its_words() -> None:
    missing = {action: where for action, where in recorded_actions() if action not in ACTIONS}
    assert not missing, "add them to interfaces/staff/audit/texts.py"


def test_acts_are_named_package_thing_participle() -> None:
    packages = {path.parent.name for path in (PACKAGE / "domain").glob("*/apps.py")}
    for action in ACTIONS:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+\.[a-z_]+", action)
        assert action.split(".", 1)[0] in packages


def test_no_words_are_kept_for_acts_that_nobody_records() -> None:
    assert set(ACTIONS) <= {action for action, _ in recorded_actions()}


def test_every_package_with_promises_is_verified() -> None:
    promised = set()
    for path in (PACKAGE / "domain").glob("*/invariants.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and dotted(node.func) == "Invariant":
                for keyword in node.keywords:
                    if keyword.arg == "name":
                        assert isinstance(keyword.value, ast.Constant)
                        promised.add(keyword.value.value)
    assert promised == {invariant.name for invariant in INVARIANTS}


def test_promises_have_one_name_each_and_a_sentence() -> None:
    names = [invariant.name for invariant in INVARIANTS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
    assert all(invariant.promise.endswith(".") for invariant in INVARIANTS)
