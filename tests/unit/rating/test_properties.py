"""What holds for any tariff and any account."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.rating.documents import ON, program
from tests.unit.rating.packs import PACK_NAMES, pack
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


@pytest.mark.parametrize(
    ("name", "limit"), [(name, limit) for name in PACK_NAMES for limit in (5, 10, 20, 120)]
)
def test_published_tariffs_grow_with_the_volume_where_their_law_does(name: str, limit: int) -> None:
    """Cuautitlán's stored bases do fall at three bounds; the linter says so."""
    definition = pack(name)
    if definition.input("m3") is None or name == "cuautitlan-izcalli-2023":
        return
    compiled = compile_tariff(definition, on_date=definition.validity.start)
    keys = next((spec for spec in compiled.inputs if spec.values), None)
    for key in keys.values if keys else [None]:
        chosen = {keys.name: key.key} if keys and key else {}
        columns = {n: [v] * (limit + 1) for n, v in chosen.items()}
        batch = compiled.rate_many({"m3": list(range(limit + 1)), **columns})
        totals = [int(total) for row, total in enumerate(batch.total) if row not in batch.errors]
        assert totals == sorted(totals)
        assert totals
