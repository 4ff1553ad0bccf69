"""From the plain mapping of a pack to a definition, with every problem reported at once."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from caudal.engines.rating.check import check_definition
from caudal.engines.rating.definition import (
    AMOUNT_FIELDS,
    Calculation,
    Concept,
    Example,
    ExampleKind,
    ExpectedAmount,
    FieldRounding,
    InputKind,
    InputSpec,
    KeyValue,
    LegalSource,
    Parameter,
    TariffDefinition,
    Validity,
    ValidityCriterion,
)
from caudal.engines.rating.formula import parse_formula
from caudal.engines.rating.parse_tables import parse_tables
from caudal.engines.rating.reading import Problem, Problems, Section, as_bool
from caudal.kernel.errors import Refusal
from caudal.kernel.rounding import RoundingRule

DEFAULT_DECIMALS: Final = {InputKind.VOLUME: 3, InputKind.AMOUNT: 2, InputKind.NUMBER: 6}
DEFAULT_MINIMUM: Final = {InputKind.VOLUME: Decimal(0), InputKind.INTEGER: Decimal(0)}
_HEAD = ("clave", "nombre", "periodicidad", "vigencia", "fuente", "completa")
_BODY = ("entradas", "parametros", "tablas", "calculos", "conceptos", "redondeo_total", "ejemplos")


class TariffProblemsError(Refusal):
    """The document is not a tariff yet; ``problems`` says everything there is to correct."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def parse_tariff(document: Mapping[str, Any]) -> TariffDefinition:
    """Read and check a tariff.

    Numbers are taken exactly from text, integers or decimals; a float is a problem.

    :raises TariffProblemsError: with every problem of the document, each with its path
    """
    problems = Problems()
    definition = read_definition(document, problems)
    found = (*problems.found, *check_definition(definition))
    if found:
        raise TariffProblemsError(found)
    return definition


def read_definition(document: Mapping[str, Any], problems: Problems) -> TariffDefinition:
    """The definition as far as it can be read; what cannot is noted and replaced by a stand-in."""
    top = Section(document, "", problems)
    top.only(*_HEAD, *_BODY)
    if not top.section("conceptos").data:
        top.add("conceptos", "escriba al menos un concepto que se cobre")
    return TariffDefinition(
        code=top.text("clave"),
        name=top.text("nombre"),
        frequency=top.text("periodicidad", default="mensual"),
        validity=_validity(top.section("vigencia")),
        source=_source(top.section("fuente")),
        is_complete=top.flag("completa", default=True),
        inputs=tuple(
            _input(name, top.section("entradas")) for name in top.section("entradas").data
        ),
        parameters=tuple(_parameters(top.section("parametros"))),
        tables=parse_tables(top),
        calculations=tuple(_calculations(top.section("calculos"))),
        concepts=tuple(_concept(name, section) for name, section in top.sections("conceptos")),
        total_rounding=_total_rounding(top),
        examples=tuple(_examples(top)),
    )


def _total_rounding(top: Section) -> RoundingRule:
    rule = top.choice("redondeo_total", RoundingRule, default=RoundingRule.CENTAVO)
    if rule is RoundingRule.EXACT:
        top.add("redondeo_total", "un recibo se cobra en centavos; escriba centavo o peso")
    return rule


def _validity(section: Section) -> Validity:
    section.only("desde", "hasta", "criterio")
    start, last_day = section.day("desde"), section.day("hasta")
    if start is None:
        section.add("desde", "falta; escriba desde qué día rige, como 2026-02-01")
    elif last_day and last_day < start:
        section.add("hasta", "termina antes de empezar; corrija las fechas")
    criterion = section.choice(
        "criterio", ValidityCriterion, default=ValidityCriterion.READING_DATE
    )
    return Validity(start=start or date.min, last_day=last_day, criterion=criterion)


def _source(section: Section) -> LegalSource:
    section.only("norma", "publicada", "aprobo", "url", "nota")
    return LegalSource(
        norm=section.text("norma"),
        published=section.text("publicada", default=""),
        approved_by=section.text("aprobo", default=""),
        url=section.text("url", default=""),
        note=section.text("nota", default=""),
    )


def _input(name: str, inputs: Section) -> InputSpec:
    """An input is the word of its kind, or a section with the details."""
    if not isinstance(inputs.data[name], Mapping):
        kind = inputs.choice(name, InputKind)
        return InputSpec(
            name, kind, decimals=DEFAULT_DECIMALS.get(kind, 0), minimum=DEFAULT_MINIMUM.get(kind)
        )
    section = inputs.section(name)
    section.only("tipo", "nombre", "decimales", "defecto", "minimo", "valores")
    kind = section.choice("tipo", InputKind)
    decimals = section.number("decimales", default=Decimal(DEFAULT_DECIMALS.get(kind, 0)))
    if not (decimals == int(decimals) and 0 <= decimals <= 9):
        section.add("decimales", "escriba un entero de 0 a 9")
    minimum = section.number("minimo") if section.has("minimo") else DEFAULT_MINIMUM.get(kind)
    return InputSpec(
        name=name,
        kind=kind,
        label=section.text("nombre", default=""),
        decimals=int(decimals),
        default=_default(section, kind),
        minimum=minimum,
        values=_key_values(section),
    )


def _default(section: Section, kind: InputKind) -> Decimal | str | bool | None:
    if not section.has("defecto"):
        return None
    if kind is InputKind.KEY:
        return section.text("defecto")
    if kind is InputKind.FLAG:
        if as_bool(section.data["defecto"]) is None:
            section.add("defecto", "escriba si o no")
        return section.flag("defecto", default=False)
    return section.number("defecto")


def _key_values(section: Section) -> tuple[KeyValue, ...]:
    """Keys as a list, or as key → name on the screen."""
    if isinstance(section.data.get("valores"), list):
        return tuple(KeyValue(str(key), "") for key in section.items("valores"))
    named = section.section("valores")
    return tuple(KeyValue(key, named.text(key)) for key in named.data)


def _parameters(section: Section) -> list[Parameter]:
    found = []
    for name in section.data:
        values, source = section.section(name), ""
        if values.has("valores"):
            values.only("valores", "fuente")
            source, values = values.text("fuente", default=""), values.section("valores")
        dated = [
            (day, values.number_of(value, text))
            for text, value in values.data.items()
            if (day := values.day_of(text, text))
        ]
        if not dated:
            section.add(name, "escriba al menos un valor con su fecha, como {2026-02-01: 117.31}")
        found.append(Parameter(name=name, values=tuple(sorted(dated)), source=source))
    return found


def _calculations(section: Section) -> list[Calculation]:
    return [
        Calculation(name=name, formula=section.formula_of(value, name))
        for name, value in section.data.items()
    ]


def _concept(name: str, section: Section) -> Concept:
    section.only(
        "nombre", "formula", "descuento", "subsidio", "si", "tasa_iva", "objeto_iva",
        "incluye_iva", "redondeo",
    )  # fmt: skip
    if not section.has("formula"):
        section.add("formula", "falta; escriba cómo se calcula el concepto")
    return Concept(
        name=name,
        label=section.text("nombre", default=name),
        formula=section.formula("formula") or parse_formula("0"),
        discount=section.formula("descuento"),
        subsidy=section.formula("subsidio"),
        condition=section.formula("si"),
        tax_rate=section.formula("tasa_iva"),
        tax_object=section.text("objeto_iva", default="02" if section.has("tasa_iva") else ""),
        tax_included=section.flag("incluye_iva", default=False),
        rounding=_field_rounding(section),
    )


def _field_rounding(section: Section) -> FieldRounding:
    """One rule for all, or one per field."""
    if not isinstance(section.data.get("redondeo"), Mapping):
        rule = section.choice("redondeo", RoundingRule, default=RoundingRule.CENTAVO)
        rules = FieldRounding(gross=rule, discount=rule, subsidy=rule)
    else:
        inside = section.section("redondeo")
        inside.only("bruto", "descuento", "subsidio")
        bruto, descuento, subsidio = (
            inside.choice(key, RoundingRule, default=RoundingRule.CENTAVO)
            for key in ("bruto", "descuento", "subsidio")
        )
        rules = FieldRounding(gross=bruto, discount=descuento, subsidy=subsidio)
    if RoundingRule.EXACT in (rules.gross, rules.discount, rules.subsidy):
        section.add("redondeo", "un concepto se cobra en centavos; escriba centavo o peso")
    return rules


def _examples(top: Section) -> list[Example]:
    found = []
    for index, item in enumerate(top.items("ejemplos")):
        place = f"ejemplos[{index}]"
        if not isinstance(item, Mapping):
            top.add(place, "escriba {entradas, total o conceptos, tipo}")
            continue
        found.append(_example(Section(item, place, top.problems)))
    return found


def _example(section: Section) -> Example:
    section.only("entradas", "total", "conceptos", "tipo", "fecha", "fuente")
    inputs = section.section("entradas")
    amounts = tuple(_expected(section.section("conceptos")))
    if not section.has("total") and not amounts:
        section.add("total", "diga qué importe se espera, en total o por concepto")
    return Example(
        inputs=tuple((name, inputs.text(name)) for name in inputs.data),
        kind=section.choice("tipo", ExampleKind),
        total=section.number("total") if section.has("total") else None,
        amounts=amounts,
        on_date=section.day("fecha"),
        source=section.text("fuente", default=""),
    )


def _expected(section: Section) -> list[ExpectedAmount]:
    """Per concept its net, or a section with the fields that matter."""
    found = []
    for concept, value in section.data.items():
        if not isinstance(value, Mapping):
            amount = section.number_of(value, concept)
            found.append(ExpectedAmount(concept, "net", amount))
            continue
        fields = section.section(concept)
        fields.only(*AMOUNT_FIELDS)
        found.extend(
            ExpectedAmount(concept, AMOUNT_FIELDS[word], fields.number(word))
            for word in fields.data
            if word in AMOUNT_FIELDS
        )
    return found
