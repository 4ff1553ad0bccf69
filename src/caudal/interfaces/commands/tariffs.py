"""``caudal tariffs``: rate, review and test a tariff without a database."""

import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import click

from caudal.engines.rating import Level, RatedBill, RatedLine, check_examples, lint
from caudal.engines.rating.definition import ExampleKind
from caudal.engines.rating.steps import Step
from caudal.engines.rating.words import exact_decimal, places
from caudal.interfaces.clock import now
from caudal.interfaces.commands.findings import show_findings
from caudal.interfaces.commands.json_lines import answer_lines, is_piped
from caudal.interfaces.commands.runtime import explained
from caudal.interfaces.commands.tariff_lines import rate_lines
from caudal.interfaces.commands.tariff_packs import (
    parse_inputs,
    program_on,
    read_tariff,
    shipped_packs,
)

_KINDS = {
    ExampleKind.PUBLISHED: "publicados",
    ExampleKind.DERIVED: "derivados",
    ExampleKind.AMBIGUOUS: "ambiguos",
}
PACK = click.argument("pack", metavar="PAQUETE")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Responder en JSON.")


class OptionsExcluded(click.UsageError):
    """Lines of accounts and one account do not go together."""

    def __init__(self) -> None:
        super().__init__("Con --stdin cada línea trae sus entradas: quite --input y --explain.")


@click.group()
def tariffs() -> None:
    """Calcula, revisa y prueba tarifas; no necesita base de datos.

    PAQUETE es la ruta de un archivo YAML o el nombre de una tarifa que trae Caudal.
    """


@tariffs.command()
@PACK
@click.option(
    "--input",
    "written",
    multiple=True,
    metavar="ENTRADA=VALOR",
    help="Un dato de la cuenta, como consumo=12.5 o uso=comercial; se repite.",
)
@click.option(
    "--on-date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="AAAA-MM-DD",
    help="La fecha que elige los parámetros; si falta, el día de hoy o el más cercano que rija.",
)
@click.option("--explain", is_flag=True, help="Decir paso por paso cómo se hizo cada importe.")
@click.option(
    "--stdin",
    "from_lines",
    is_flag=True,
    help="Leer cuentas de la entrada estándar, un objeto JSON por línea; responde igual.",
)
@AS_JSON
@explained
def rate(
    *,
    pack: str,
    written: tuple[str, ...],
    on_date: datetime | None,
    explain: bool,
    from_lines: bool,
    as_json: bool,
) -> None:
    """Calcula el recibo de una cuenta, o de muchas escritas como líneas JSON.

    Sin --input, las líneas que lleguen por una tubería o un archivo se leen como con --stdin: cada
    una es un objeto, como {"consumo": 17, "uso": "comercial"}, y recibe una línea con el recibo o
    con {"error": …}. Una línea mala nunca detiene las demás.
    """
    if from_lines and (written or explain):
        raise OptionsExcluded
    program = program_on(read_tariff(pack), on_date=_day(on_date), today=now().date())
    if from_lines or (not (written or explain) and is_piped()):
        answered = answer_lines(lambda lines: rate_lines(program=program, lines=lines))
        if from_lines or answered:
            return
    bill = program.rate(parse_inputs(written))
    if as_json:
        _echo_json(_bill_as_json(bill, explain=explain))
    else:
        _print_bill(bill, explain=explain)


@tariffs.command("lint")
@PACK
@AS_JSON
@explained
def lint_command(*, pack: str, as_json: bool) -> None:
    """Revisa una tarifa: errores, avisos y notas. Termina con código 1 si hay errores."""
    findings = lint(read_tariff(pack))
    show_findings(findings, as_json=as_json)
    if any(found.level is Level.ERROR for found in findings):
        raise SystemExit(1)


@tariffs.command()
@PACK
@explained
def check(*, pack: str) -> None:
    """Calcula los casos de prueba de una tarifa. Termina con código 1 si alguno no coincide."""
    definition = read_tariff(pack)
    mismatches = check_examples(definition)
    for mismatch in mismatches:
        click.echo(click.style("DISTINTO ", fg="red") + str(mismatch))
    counts = {kind: sum(e.kind is kind for e in definition.examples) for kind in ExampleKind}
    told = ", ".join(f"{count} {_KINDS[kind]}" for kind, count in counts.items() if count)
    click.echo(f"{definition.code}: {len(definition.examples)} casos ({told or 'ninguno'}).")
    if mismatches:
        raise SystemExit(1)
    click.echo("Todos coinciden al centavo.")


@tariffs.command("list")
@explained
def list_command() -> None:
    """Muestra las tarifas que trae Caudal."""
    for name in shipped_packs():
        definition = read_tariff(name)
        partial = "" if definition.is_complete else "  parcial"
        start = definition.validity.start
        click.echo(f"{name:32} desde {start:%d/%m/%Y}  {definition.name}{partial}")


def _day(written: datetime | None) -> date | None:
    return written.date() if written else None


def _echo_json(answer: object) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _bill_as_json(bill: RatedBill, *, explain: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "tariff": bill.tariff,
        "on_date": bill.on_date.isoformat(),
        "total": str(bill.total),
        "rounding": str(bill.rounding),
        "lines": [_line_as_json(line) for line in bill.lines],
    }
    if explain:
        steps = [*(step for line in bill.lines for step in line.steps), *bill.steps]
        answer["steps"] = [_step_as_json(step) for step in steps]
    return answer


def _line_as_json(line: RatedLine) -> dict[str, Any]:
    amounts = ("gross", "discount", "subsidy", "net", "tax", "amount")
    return {
        "concept": line.concept,
        "label": line.label,
        **{name: str(getattr(line, name)) for name in amounts},
        "tax_rate": None if line.tax_rate is None else str(line.tax_rate),
        "exact_gross": _exact(line.exact_gross),
        "detail": line.detail,
    }


def _step_as_json(step: Step) -> dict[str, Any]:
    amount = getattr(step, "amount", None)
    return {
        "concept": getattr(step, "concept", None),
        "title": step.title,
        "note": step.note,
        "arithmetic": step.arithmetic,
        "amount": None if amount is None else _exact(Fraction(amount)),
    }


def _exact(value: Fraction) -> str:
    """The decimal that the number is, or its fraction when no decimal is."""
    decimal: Decimal = exact_decimal(value)
    return (
        f"{decimal:f}" if Fraction(decimal) == value else f"{value.numerator}/{value.denominator}"
    )


def _print_bill(bill: RatedBill, *, explain: bool) -> None:
    click.echo(f"Tarifa {bill.tariff}, parámetros del {bill.on_date:%d/%m/%Y}")
    for line in bill.lines:
        click.echo(f"{line.label:40} {places(line.net, 2):>14}  IVA {places(line.tax, 2):>12}")
        for step in line.steps if explain else ():
            _print_step(step)
    if bill.rounding:
        click.echo(f"{'Redondeo del total':40} {places(bill.rounding, 2):>14}")
    click.echo(click.style(f"{'Total del recibo':40} {places(bill.total, 2):>14}", bold=True))
    for step in bill.steps[1:] if explain else ():
        _print_step(step)


def _print_step(step: Step) -> None:
    said = ": ".join(part for part in (step.title, step.arithmetic) if part)
    click.echo(f"    {said}" + (f"  ({step.note})" if step.note else ""))
