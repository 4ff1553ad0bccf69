"""From a definition back to the plain mapping of a pack: export equals import."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from caudal.engines.rating.definition import (
    AMOUNT_FIELDS,
    CUBIC_METRE,
    PESOS,
    AuthoredRow,
    Cell,
    Concept,
    Example,
    InputSpec,
    KeyTable,
    Parameter,
    RowGroup,
    RowMode,
    ScheduleTable,
    TariffDefinition,
)
from caudal.engines.rating.formula import Formula
from caudal.engines.rating.parse import DEFAULT_DECIMALS, DEFAULT_MINIMUM
from caudal.engines.rating.parse_tables import ROW_COLUMNS, join_key
from caudal.kernel.rounding import RoundingRule

Document = dict[str, Any]


def dump_tariff(definition: TariffDefinition) -> Document:
    """Text, None, lists and mappings only, so that it can be written as YAML or stored as JSON.

    ``parse_tariff(dump_tariff(x)) == x``.
    """
    validity, source = definition.validity, definition.source
    return {
        "clave": definition.code,
        "nombre": definition.name,
        "periodicidad": definition.frequency,
        "vigencia": _written(
            desde=validity.start.isoformat(),
            hasta=_day(validity.last_day),
            criterio=str(validity.criterion),
        ),
        "fuente": _written(
            norma=source.norm,
            publicada=source.published,
            aprobo=source.approved_by,
            url=source.url,
            nota=source.note,
        ),
        "completa": _yes_no(definition.is_complete),
        "entradas": {spec.name: _input(spec) for spec in definition.inputs},
        "parametros": {item.name: _parameter(item) for item in definition.parameters},
        "tablas": {
            table.name: _key_table(table) if isinstance(table, KeyTable) else _schedule(table)
            for table in definition.tables
        },
        "calculos": {item.name: item.formula.text for item in definition.calculations},
        "conceptos": {concept.name: _concept(concept) for concept in definition.concepts},
        "redondeo_total": str(definition.total_rounding),
        "ejemplos": [_example(example) for example in definition.examples],
    }


def _written(**fields: Any) -> Document:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", {}, [])}


def _yes_no(value: bool) -> str:  # noqa: FBT001 - the value itself is what is written
    return "si" if value else "no"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal) -> str:
    return f"{value:f}"


def _unless_exact(rule: RoundingRule) -> str | None:
    return None if rule is RoundingRule.EXACT else str(rule)


def _cell(cell: Cell | None) -> str | None:
    if isinstance(cell, Formula):
        return cell.text
    return None if cell is None else _number(cell)


def _scalar(value: Decimal | str | bool | None) -> str | None:  # noqa: FBT001 - idem
    if isinstance(value, bool):
        return _yes_no(value)
    return _number(value) if isinstance(value, Decimal) else value


def _input(spec: InputSpec) -> Document:
    named = {value.key: value.label for value in spec.values}
    decimals, minimum = DEFAULT_DECIMALS.get(spec.kind, 0), DEFAULT_MINIMUM.get(spec.kind)
    return _written(
        tipo=str(spec.kind),
        nombre=spec.label,
        decimales=None if spec.decimals == decimals else str(spec.decimals),
        defecto=_scalar(spec.default),
        minimo=None if spec.minimum == minimum else _scalar(spec.minimum),
        valores=named if any(named.values()) else list(named),
    )


def _parameter(parameter: Parameter) -> Document:
    values = {day.isoformat(): _number(value) for day, value in parameter.values}
    return _written(valores=values, fuente=parameter.source)


def _key_table(table: KeyTable) -> Document:
    return _written(
        tipo="claves",
        nombre=table.label,
        por=list(table.dimensions),
        unidad=table.unit,
        redondeo=_unless_exact(table.rounding),
        valores={join_key(key): _number(value) for key, value in table.rows},
    )


def _schedule(table: ScheduleTable) -> Document:
    groups = {join_key(group.key): _group(group, table.mode) for group in table.groups}
    usual_unit = "" if table.is_range else PESOS
    return _written(
        tipo="rangos" if table.is_range else "escalonada",
        nombre=table.label,
        por=list(table.dimensions),
        mide=None if table.measure == CUBIC_METRE else table.measure,
        unidad=None if table.unit == usual_unit else table.unit,
        modo=str(table.mode),
        redondeo=_written(
            base=_unless_exact(table.base_rounding), precio=_unless_exact(table.price_rounding)
        ),
        multiplica=table.multiplier.text if table.multiplier else None,
        filas=groups if table.dimensions else next(iter(groups.values())),
    )


def _group(group: RowGroup, table_mode: RowMode) -> Any:
    """A bare list of rows where that says it all."""
    if group.mode is RowMode.FIXED:
        return {"modo": "fija", "importe": _cell(group.rows[0].base)}
    rows = [_row(row, group.mode) for row in group.rows]
    has_fixed = isinstance(group.fixed, Formula) or group.fixed != 0
    if group.mode is table_mode and not has_fixed and group.after is None:
        return rows
    return _written(
        modo=None if group.mode is table_mode else str(group.mode),
        base=_cell(group.fixed) if has_fixed else None,
        filas=rows,
        despues=_cell(group.after),
    )


def _row(row: AuthoredRow, mode: RowMode) -> list[str | None]:
    return [_cell(getattr(row, column)) for column in ROW_COLUMNS[mode]]


def _texts(**formulas: Formula | None) -> Iterable[tuple[str, str]]:
    return ((name, formula.text) for name, formula in formulas.items() if formula)


def _concept(concept: Concept) -> Document:
    rules = concept.rounding
    return _written(
        nombre=concept.label,
        **dict(
            _texts(
                si=concept.condition,
                formula=concept.formula,
                descuento=concept.discount,
                subsidio=concept.subsidy,
                tasa_iva=concept.tax_rate,
            )
        ),
        objeto_iva=concept.tax_object,
        incluye_iva="si" if concept.tax_included else None,
        redondeo=_rounding(rules.gross, rules.discount, rules.subsidy),
    )


def _rounding(*rules: RoundingRule) -> str | Document:
    if len(set(rules)) == 1:
        return str(rules[0])
    return dict(zip(("bruto", "descuento", "subsidio"), map(str, rules), strict=True))


def _example(example: Example) -> Document:
    words = {field: word for word, field in AMOUNT_FIELDS.items()}
    expected: dict[str, Document] = {}
    for item in example.amounts:
        expected.setdefault(item.concept, {})[words[item.field]] = _number(item.amount)
    return _written(
        entradas=dict(example.inputs),
        total=_scalar(example.total),
        conceptos=expected,
        tipo=str(example.kind),
        fecha=_day(example.on_date),
        fuente=example.source,
    )
