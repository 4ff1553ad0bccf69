"""What holds for any tariff and any account."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.rating.documents import ON, formula_program, program
from tests.unit.rating.packs import PACK_NAMES, pack
from tests.unit.rating.random_formulas import NotPositiveError, Worked, formulas
from tests.unit.rating.random_tariffs import Account, accounts, amounts, bounds, documents, prices

from caudal.engines.rating import (
    Program,
    RatedBill,
    RatingError,
    compile_tariff,
    dump_tariff,
    dump_tariff_yaml,
    load_tariff_yaml,
    parse_tariff,
    printed_tables,
)
from caudal.engines.rating.charge import AmountOutOfRangeError
from caudal.engines.rating.ops import DivisionByZeroError

FIELDS = ("gross", "discount", "subsidy", "net", "tax", "amount")
thorough = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rate_or_refuse(compiled: Program, account: Account) -> RatedBill | RatingError:
    try:
        return compiled.rate(account.inputs)
    except RatingError as refusal:
        return refusal


@thorough
@given(documents(), st.lists(accounts, min_size=1, max_size=12))
def test_a_run_gives_what_each_account_gives_alone(
    document: dict[str, Any], many: list[Account]
) -> None:
    compiled = compile_tariff(parse_tariff(document), on_date=ON)
    names = [spec.name for spec in compiled.inputs]

    batch = compiled.rate_many({n: [account.inputs[n] for account in many] for n in names})

    for row, account in enumerate(many):
        bill = rate_or_refuse(compiled, account)
        if isinstance(bill, RatingError):
            assert (type(batch.errors[row]), str(batch.errors[row])) == (type(bill), str(bill))
            assert batch.total[row] == 0
            continue
        assert row not in batch.errors
        assert batch.total[row] == bill.total * 100
        assert batch.rounding[row] == bill.rounding * 100
        for line in bill.lines:
            columns = batch.concepts[line.concept]
            for field in FIELDS:
                assert getattr(columns, field)[row] == getattr(line, field) * 100
            assert columns.rate_millionths[row] == (line.tax_rate or 0) * 1_000_000
            assert batch.exact_gross[line.concept].at(row) == line.exact_gross


def assert_sums(bill: RatedBill) -> None:
    for line in bill.lines:
        assert line.net == line.gross - line.discount - line.subsidy
        assert line.amount == line.net + line.tax
        assert min(getattr(line, field) for field in FIELDS) >= 0
        assert all(getattr(line, field).as_tuple().exponent == -2 for field in FIELDS)
    assert bill.total == sum(line.amount for line in bill.lines) + bill.rounding


@thorough
@given(documents(), accounts)
def test_lines_sum_to_the_total(document: dict[str, Any], account: Account) -> None:
    bill = rate_or_refuse(compile_tariff(parse_tariff(document), on_date=ON), account)

    if isinstance(bill, RatedBill):
        assert_sums(bill)
        assert abs(bill.rounding) < 1


@thorough
@given(documents())
def test_any_tariff_survives_export_and_import(document: dict[str, Any]) -> None:
    definition = parse_tariff(document)

    exported = dump_tariff(definition)

    assert parse_tariff(exported) == definition
    assert parse_tariff(load_tariff_yaml(dump_tariff_yaml(exported))) == definition
    assert printed_tables(definition)


def blocks_program(base: str, rows: list[list[str | None]]) -> Program:
    filas = ", ".join(f"[{upper or 'null'}, {price}]" for upper, price in rows)
    return program(
        f"""
entradas: {{m3: m3}}
tablas: {{agua: {{modo: bloques, filas: {{base: {base}, filas: [{filas}]}}}}}}
conceptos: {{agua: {{formula: agua(m3), objeto_iva: "01"}}}}
"""
    )


@st.composite
def block_tariffs(draw: st.DrawFn) -> tuple[str, list[list[str | None]]]:
    uppers = [upper for upper in draw(bounds()) if upper is not None]
    return draw(amounts), [[upper, draw(prices)] for upper in [*uppers, None]]


@thorough
@given(block_tariffs(), st.integers(0, 200_000))
def test_blocks_are_the_area_under_the_staircase_of_prices(
    tariff: tuple[str, list[list[str | None]]], thousandths: int
) -> None:
    base, rows = tariff
    volume = Fraction(thousandths, 1000)

    line = blocks_program(base, rows).rate({"m3": Decimal(thousandths).scaleb(-3)}).lines[0]

    expected, lower = Fraction(base), Fraction(0)
    for upper, price in rows:
        top = volume if upper is None else min(volume, Fraction(upper))
        if top > lower:
            expected += (top - lower) * Fraction(price or 0)
            lower = top
    assert line.exact_gross == expected


@thorough
@given(block_tariffs(), st.integers(0, 100_000), st.integers(0, 100_000))
def test_blocks_never_charge_less_for_more(
    tariff: tuple[str, list[list[str | None]]], one: int, other: int
) -> None:
    compiled = blocks_program(*tariff)
    less, more = (
        compiled.rate({"m3": Decimal(value).scaleb(-3)}).total for value in sorted((one, other))
    )

    assert less <= more


@thorough
@given(block_tariffs())
def test_zero_use_gives_the_minimum(tariff: tuple[str, list[list[str | None]]]) -> None:
    base, _ = tariff

    assert blocks_program(*tariff).rate({"m3": 0}).total == Decimal(base)


#: Laws whose charge does fall when the volume grows; the linter says so.
FALLING = ("cuautitlan-izcalli-2023",)
GROWING = [
    name for name in PACK_NAMES if pack(name).input("consumo") is not None and name not in FALLING
]


@pytest.mark.parametrize("name", GROWING)
def test_published_tariffs_grow_with_the_volume_where_their_law_does(name: str) -> None:
    definition = pack(name)
    compiled = compile_tariff(definition, on_date=definition.validity.start)
    volumes = [Decimal(half) / 2 for half in range(241)]
    for case in {tuple(v for v in e.inputs if v[0] != "consumo") for e in definition.examples}:
        columns = {name: [value] * len(volumes) for name, value in case}
        batch = compiled.rate_many({"consumo": volumes, **columns})
        totals = [int(total) for row, total in enumerate(batch.total) if row not in batch.errors]
        assert totals
        assert totals == sorted(totals)


@thorough
@given(formulas, st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=1, max_size=6))
def test_a_formula_is_worth_what_fractions_say_and_rounds_nowhere(
    formula: Worked, accounts_given: list[tuple[int, int, int]]
) -> None:
    compiled = formula_program(
        f"MAX({formula.text}, 0) * pesos", inputs="a: numero, b: numero, c: numero"
    )
    columns = {name: [row[i] for row in accounts_given] for i, name in enumerate("abc")}

    batch = compiled.rate_many(columns)

    for row, account in enumerate(accounts_given):
        values = {name: Fraction(number) for name, number in zip("abc", account, strict=True)}
        try:
            worth = max(formula.worth(values), Fraction(0))
        except NotPositiveError:
            assert isinstance(batch.errors[row], DivisionByZeroError)
            continue
        if row not in batch.errors:
            assert batch.exact_gross["x"].at(row) == worth
            assert (
                compiled.rate(dict(zip("abc", account, strict=True))).lines[0].exact_gross == worth
            )
        else:
            assert isinstance(batch.errors[row], AmountOutOfRangeError)
            assert worth > 10**12 - 1


@thorough
@given(formulas, formulas, st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=1, max_size=6))
def test_a_calculation_is_worth_the_same_wherever_it_is_used(
    one: Worked, other: Worked, accounts_given: list[tuple[int, int, int]]
) -> None:
    compiled = program(
        f"""
entradas: {{a: numero, b: numero, c: numero, pesos: {{tipo: importe, defecto: 1}}}}
calculos: {{x: "{one.text}", z: "{other.text}"}}
conceptos:
  cargo: {{formula: "MAX(SI(x > 5, z / (a + 1), x + z), MIN(z, x), 0) * pesos", objeto_iva: "01"}}
"""
    )

    batch = compiled.rate_many(
        {name: [row[i] for row in accounts_given] for i, name in enumerate("abc")}
    )

    for row, account in enumerate(accounts_given):
        values = {name: Fraction(number) for name, number in zip("abc", account, strict=True)}
        try:
            x, z = one.worth(values), other.worth(values)
        except NotPositiveError:
            assert isinstance(batch.errors[row], DivisionByZeroError)
            continue
        worth = max(z / (values["a"] + 1) if x > 5 else x + z, min(x, z), Fraction(0))
        if row in batch.errors:
            assert worth > 10**12 - 1
            continue
        alone = compiled.rate(dict(zip("abc", account, strict=True)))
        assert batch.exact_gross["cargo"].at(row) == alone.lines[0].exact_gross == worth


@st.composite
def schedules(draw: st.DrawFn) -> list[list[str | None]]:
    """Rows of ``renglones``: any base and price, the last one open."""
    uppers = [upper for upper in draw(bounds()) if upper is not None]
    return [[upper, draw(amounts), draw(prices), "0"] for upper in [*uppers, None]]


@thorough
@given(schedules(), st.integers(0, 200_000), st.integers(1, 40))
def test_the_mean_of_a_dwelling_times_the_dwellings_is_bounds_and_bases_multiplied(
    rows: list[list[str | None]], thousandths: int, dwellings: int
) -> None:
    filas = ", ".join(f"[{upper or 'null'}, {', '.join(map(str, rest))}]" for upper, *rest in rows)
    compiled = program(
        f"""
entradas: {{m3: m3, viviendas: {{tipo: entero, minimo: 1}}}}
tablas:
  de_una: {{filas: [{filas}]}}
  de_todas: {{multiplica: viviendas, filas: [{filas}]}}
conceptos:
  por_media: {{formula: de_una(m3 / viviendas) * viviendas, objeto_iva: "01"}}
  multiplicada: {{formula: de_todas(m3), objeto_iva: "01"}}
"""
    )

    bill = compiled.rate({"m3": Decimal(thousandths).scaleb(-3), "viviendas": dwellings})

    mean, multiplied = bill.lines
    assert mean.exact_gross == multiplied.exact_gross


@thorough
@given(block_tariffs(), st.integers(0, 200_000))
def test_stored_bases_that_chain_are_blocks(
    tariff: tuple[str, list[list[str | None]]], thousandths: int
) -> None:
    base, rows = tariff
    volume = Decimal(thousandths).scaleb(-3)
    reached, lower, stored = Decimal(base), Decimal(0), []
    for upper, price in rows:
        stored.append(f"[{upper or 'null'}, {reached}, {price}]")
        if upper is not None:
            reached, lower = (
                reached + (Decimal(upper) - lower) * Decimal(price or 0),
                Decimal(upper),
            )
    chained = program(
        f"""
entradas: {{m3: m3}}
tablas: {{agua: {{modo: base_excedente, filas: [{", ".join(stored)}]}}}}
conceptos: {{agua: {{formula: agua(m3), objeto_iva: "01"}}}}
"""
    )

    line = chained.rate({"m3": volume}).lines[0]

    assert line.exact_gross == blocks_program(*tariff).rate({"m3": volume}).lines[0].exact_gross


@thorough
@given(block_tariffs(), st.integers(1, 999))
def test_blocks_do_not_jump_at_a_bound(
    tariff: tuple[str, list[list[str | None]]], thousandths: int
) -> None:
    _, rows = tariff
    compiled = blocks_program(*tariff)
    step = Fraction(thousandths, 1000)
    highest = max(Fraction(price or 0) for _, price in rows)
    for upper, _ in rows[:-1]:
        at = compiled.rate({"m3": upper}).lines[0].exact_gross
        beyond = Decimal(upper or 0) + Decimal(thousandths).scaleb(-3)
        after = compiled.rate({"m3": beyond}).lines[0].exact_gross
        assert 0 <= after - at <= step * highest
