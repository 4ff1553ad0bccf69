"""The formula language: what it reads, in which order it works, and what it refuses."""

from decimal import Decimal

import pytest
from tests.unit.rating.documents import formula_program

from caudal.engines.rating.formula import (
    MAX_DEPTH,
    MAX_LENGTH,
    Binary,
    Call,
    FormulaError,
    Name,
    Negative,
    NumberLiteral,
    TextLiteral,
    parse_formula,
    walk,
    written,
)


@pytest.mark.parametrize(
    ("formula", "pesos"),
    [
        ("2 + 3 * 4", "14.00"),
        ("(2 + 3) * 4", "20.00"),
        ("20 - 5 - 3", "12.00"),
        ("100 / 10 / 2", "5.00"),
        ("10 - -3", "13.00"),
        ("-2 * -3", "6.00"),
        ("MIN(a, b, 3)", "3.00"),
        ("MAX(a, b, 3)", "7.00"),
        ("SI(a < b, 1, 2)", "1.00"),
        ("SI(a >= b, 1, 2)", "2.00"),
        ("SI(a = 5, 1, 2) + SI(a <> 5, 1, 2)", "3.00"),
        ("SI(5 <= a, 1, 2) + SI(5 > a, 10, 20)", "21.00"),
        ("SI(Y(a < b, a > 4, b > 6), 1, 2)", "1.00"),
        ("SI(Y(a < b, a > 5), 1, 2)", "2.00"),
        ("SI(O(a > b, a > 4), 1, 2)", "1.00"),
        ("SI(NO(a > b), 1, 2)", "1.00"),
        ("ENTERO(a / 2)", "2.00"),
        ("TECHO(a / 2)", "3.00"),
        ("REDONDEAR(a / 2, 0)", "3.00"),
        ("REDONDEAR_PAR(a / 2, 0)", "2.00"),
        ("REDONDEAR(a / 8, 2) * 10", "6.30"),
        ("REDONDEAR(1000 * a / b, 0)", "714.00"),
        ("(a + 2 / b) * b", "37.00"),
        ("a / b * b / a", "1.00"),
        ("si(a < b, min(a, b), 0)", "5.00"),
    ],
)
def test_formulas_give_what_a_spreadsheet_gives(formula: str, pesos: str) -> None:
    bill = formula_program(formula).rate({"a": 5, "b": 7})

    assert bill.total == Decimal(pesos)


def test_a_formula_keeps_its_text_and_has_a_tree() -> None:
    formula = parse_formula("agua(MIN(m3, 13)) * -0.50")

    assert formula.text == "agua(MIN(m3, 13)) * -0.50"
    assert formula.node == Binary(
        "*",
        Call("agua", (Call("MIN", (Name("m3"), NumberLiteral(Decimal(13)))),)),
        Negative(NumberLiteral(Decimal("0.50"))),
    )


def test_keys_take_either_quote() -> None:
    left, right = parse_formula("'a' = \"a\"").node, parse_formula('"a" = "a"').node

    assert left == right == Binary("=", TextLiteral("a"), TextLiteral("a"))


def test_walk_gives_every_node_in_reading_order() -> None:
    nodes = walk(parse_formula("a + f(b, -c)").node)

    assert [node.name for node in nodes if isinstance(node, Name)] == ["a", "b", "c"]


def test_numbers_keep_every_digit() -> None:
    node = parse_formula("0.10000000000000000000000000001").node

    assert node == NumberLiteral(Decimal("0.10000000000000000000000000001"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "se encontró el final"),
        ("1 +", "se encontró el final"),
        ("1 2", "Sobra «2»"),
        ("(1", "Se esperaba «)»"),
        ("f(1,", "se encontró el final"),
        ("f(1 2)", "Se esperaba «)» y se encontró «2»"),
        ("1 < 2 < 3", "no se encadena"),
        ("a.b", "No se entiende «.b»"),
        ("a & b", "No se entiende «&»"),
        ("1.5.2", "No se entiende «1.5.2»"),
        ("2x", "No se entiende «2x»"),
        ("'sin cerrar", "No se entiende «'sin»"),
        ("a[0]", "No se entiende «[0]»"),
        ("* 2", "se encontró «*»"),
        ("__import__('os').system('x')", "No se entiende «.system('x')»"),
        ("(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1), "paréntesis anidados"),
        ("1 + " * MAX_LENGTH + "1", "pasa de"),
    ],
)
def test_what_is_not_a_formula_is_refused_with_the_place(text: str, says: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        parse_formula(text)

    assert says in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "a + b * c",
        "(a + b) * c",
        "a - (b - c)",
        "a / b / c",
        "a / (b / c)",
        "-a * -(b + 1)",
        "SI(a <= 3.50, MIN(a, b), t('casa', a / b))",
        "(a < b) = (c > 2)",
    ],
)
def test_a_formula_is_written_back_as_it_is_read(text: str) -> None:
    node = parse_formula(text).node

    assert written(node) == text
    assert parse_formula(written(node)).node == node
