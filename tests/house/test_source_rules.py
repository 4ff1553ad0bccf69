"""Rules of the house about the text of the product itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.source import (
    BELOW_INTERFACES,
    FunctionNode,
    SourceFile,
    dotted,
    functions_of,
    line_of,
    python_files,
)

LONGEST_FUNCTION = 70
LONGEST_FILE = 400
DOCUMENTED_SHARE = 0.8

CLOCKS = frozenset(
    {
        "timezone.now",
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "datetime.datetime.now",
        "date.today",
        "datetime.date.today",
        "time.time",
    }
)
CLOCKS_WITHOUT_ARGUMENT = frozenset({"timezone.localdate", "timezone.localtime"})
"""With an instant they translate it; alone they ask."""

# Programs of the machine have no business date: they wait, measure and name files.
CLOCKS_OF_THE_MACHINE = frozenset({"adapters/postgres", "adapters/backup"})

# How alike two words are is no amount.
FLOATS_OF_WORDS = frozenset({"engines/layouts/headings.py", "domain/imports/directory.py"})

FILTERING = frozenset({"filter", "exclude", "order_by", "values", "values_list", "annotate"})

SIGNALS = frozenset(
    {"receiver", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
)


def calls(source: SourceFile) -> Iterator[tuple[str, ast.Call]]:
    """Each call of a module, by its dotted name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def asks_the_time(name: str, node: ast.Call) -> bool:
    """Whether a call reads the clock."""
    return name in CLOCKS or (name in CLOCKS_WITHOUT_ARGUMENT and not node.args)


def length(node: FunctionNode) -> int:
    """Lines from ``def`` to the end, decorators and docstring apart."""
    end = node.end_lineno or node.lineno
    documented = ast.get_docstring(node, clean=False)
    doc_lines = 0
    if documented is not None:
        first = node.body[0]
        doc_lines = (first.end_lineno or first.lineno) - first.lineno + 1
    return end - node.lineno + 1 - doc_lines


def test_nothing_below_interfaces_asks_what_time_it_is() -> None:
    found = [
        f"{line_of(source, node)} {name}()"
        for source in python_files(*BELOW_INTERFACES)
        if not source.name.startswith(tuple(CLOCKS_OF_THE_MACHINE))
        for name, node in calls(source)
        if asks_the_time(name, node)
    ]
    assert not found, "pass `at` or `on_date` instead:\n" + "\n".join(found)


def test_only_the_clock_module_asks_for_the_time_in_interfaces() -> None:
    found = [
        f"{line_of(source, node)} {name}()"
        for source in python_files("interfaces")
        if source.name != "interfaces/clock.py"
        for name, node in calls(source)
        if asks_the_time(name, node)
    ]
    assert not found, "ask caudal.interfaces.clock:\n" + "\n".join(found)


def test_no_float_near_money() -> None:
    found = [
        f"{line_of(source, node)} float()"
        for source in python_files("kernel", "engines", "domain", "usecases")
        for name, node in calls(source)
        if name == "float"
    ]
    found += [
        f"{line_of(source, node)} {node.value!r}"
        for source in python_files("kernel", "engines", "domain", "usecases")
        if source.name not in FLOATS_OF_WORDS
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert not found, "amounts are Decimal or whole centavos:\n" + "\n".join(found)


def test_nothing_prints() -> None:
    found = [
        line_of(source, node)
        for source in python_files()
        for name, node in calls(source)
        if name == "print"
    ]
    assert not found, "log, or click.echo in a command:\n" + "\n".join(found)


def test_no_signals() -> None:
    found = [
        line_of(source, node)
        for source in python_files()
        for name, node in calls(source)
        if name.rpartition(".")[2] == "receiver" or _connects_a_signal(name)
    ]
    found += [
        line_of(source, node)
        for source in python_files()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals")
    ]
    assert not found, "call it by name:\n" + "\n".join(found)


def _connects_a_signal(name: str) -> bool:
    owner, _, method = name.rpartition(".")
    return method == "connect" and owner.rpartition(".")[2] in SIGNALS


def test_no_generic_foreign_keys() -> None:
    found = [
        line_of(source, node)
        for source in python_files()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute)
        and dotted(node).rpartition(".")[2] in {"GenericForeignKey", "GenericRelation"}
    ]
    assert not found, "make a link table with two real keys:\n" + "\n".join(found)


def test_no_sql_names_a_schema() -> None:
    """One utility is one schema, chosen by the search path."""
    named = re.compile(r"\bpublic\s*\.\s*\w|\bsearch_path\b", re.IGNORECASE)
    found = [
        line_of(source, node)
        for source in python_files("domain", "usecases", "interfaces", "engines")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and named.search(node.value)
    ]
    assert not found, "\n".join(found)


def test_no_query_is_made_from_what_a_request_says() -> None:
    """``filter(**request.GET)`` and ``order_by(request.GET[...])`` let a person read anything."""
    found = [
        line_of(source, node)
        for source in python_files("interfaces")
        for name, node in calls(source)
        if (name.rpartition(".")[2] in FILTERING or name.endswith(".objects.get"))
        and any(
            isinstance(part, ast.Attribute) and dotted(part) in {"request.GET", "request.POST"}
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]
            for part in ast.walk(argument)
        )
        and name not in {"request.GET.get", "request.POST.get"}
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("source", python_files(), ids=lambda source: source.name)
def test_files_and_functions_fit(source: SourceFile) -> None:
    lines = source.text.count("\n")
    assert lines <= LONGEST_FILE, f"{source.name} has {lines} lines"
    long = [
        f"{line_of(source, node)} {node.name} has {length(node)} lines"
        for node, _ in functions_of(source)
        if length(node) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_public_functions_are_typed() -> None:
    found = [
        f"{line_of(source, node)} {node.name}"
        for source in python_files()
        for node, is_public in functions_of(source)
        if is_public and not _is_typed(node)
    ]
    assert not found, "\n".join(found)


def _is_typed(node: FunctionNode) -> bool:
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if named and named[0].arg in {"self", "cls"}:
        named = named[1:]
    starred = [part for part in (arguments.vararg, arguments.kwarg) if part is not None]
    return node.returns is not None and all(part.annotation for part in [*named, *starred])


def test_public_functions_are_documented() -> None:
    public = [
        (source, node)
        for source in python_files()
        for node, is_public in functions_of(source)
        if is_public
    ]
    bare = [
        f"{line_of(source, node)} {node.name}"
        for source, node in public
        if ast.get_docstring(node) is None
    ]
    assert 1 - len(bare) / len(public) >= DOCUMENTED_SHARE, "\n".join(bare)


def test_functions_below_interfaces_take_keywords() -> None:
    """Amounts, ids and dates look alike: who calls a story or a change names what he gives.

    One argument alone, whose meaning is the function's name, may stand without.
    """
    found = [
        f"{line_of(source, node)} {node.name}"
        for source in python_files("usecases", "domain")
        if source.layer == "usecases" or "/operations" in source.name or "/queries" in source.name
        for node in source.tree.body
        if isinstance(node, FunctionNode)
        and not node.name.startswith("_")
        and len(node.args.args) + len(node.args.posonlyargs) > 1
    ]
    assert not found, "\n".join(found)


def test_errors_are_not_swallowed() -> None:
    found = [
        line_of(source, node)
        for source in python_files()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in {"Exception", "BaseException"})
    ]
    assert not found, "name what you expect:\n" + "\n".join(found)


def test_no_machine_path_stands_in_the_product() -> None:
    folder = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w+")
    found = [str(source.path) for source in python_files() if folder.search(source.text)]
    assert not found, "\n".join(found)


def test_the_rules_look_at_the_whole_product() -> None:
    """A rule over an empty list would always pass."""
    layers = {source.layer for source in python_files()}
    assert set(BELOW_INTERFACES) | {"interfaces", "config"} <= layers
    assert all(isinstance(source.path, Path) for source in python_files())
