"""Tables of a document: exact keys, numeric ranges and schedules, however they are written."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from caudal.engines.rating.definition import (
    CUBIC_METRE,
    PESOS,
    AuthoredRow,
    Cell,
    KeyTable,
    RowGroup,
    RowMode,
    ScheduleTable,
    Table,
)
from caudal.engines.rating.reading import Section, as_number
from caudal.kernel.rounding import RoundingRule

#: What each column of a written row is, by mode.
ROW_COLUMNS: Final[dict[RowMode, tuple[str, ...]]] = {
    RowMode.ROWS: ("upper", "base", "price", "over"),
    RowMode.BLOCKS: ("upper", "price"),
    RowMode.REACHED: ("upper", "price"),
    RowMode.BASE_AND_EXCESS: ("upper", "base", "price"),
    RowMode.TABLE: ("upper", "base"),
    RowMode.FIXED: ("base",),
}
_COLUMN_WORDS = {"upper": "hasta", "base": "base", "price": "precio", "over": "sobre"}
_KEY_TABLE_KEYS = ("tipo", "nombre", "por", "unidad", "redondeo", "valores")
_SCHEDULE_KEYS = (
    "tipo", "nombre", "por", "mide", "unidad", "redondeo", "modo", "multiplica", "filas",
)  # fmt: skip


def parse_tables(document: Section) -> tuple[Table, ...]:
    """Every table of the document."""
    return tuple(_parse_table(name, section) for name, section in document.sections("tablas"))


def split_key(text: str) -> tuple[str, ...]:
    r"""``domestica|1`` in its parts; ``\|`` is a bar inside a part."""
    parts = text.replace("\\|", "\0").split("|")
    return tuple(part.replace("\0", "|").strip() for part in parts)


def join_key(parts: Iterable[str]) -> str:
    """The written form of a key."""
    return "|".join(part.replace("|", "\\|") for part in parts)


def _parse_table(name: str, section: Section) -> Table:
    kind = section.text("tipo", default="claves" if section.has("valores") else "escalonada")
    if kind == "claves":
        return _parse_key_table(name, section)
    if kind not in ("escalonada", "rangos"):
        section.add("tipo", f"«{kind}» no existe; escriba claves, rangos o escalonada")
    return _parse_schedule(name, section, is_range=kind == "rangos")


def _dimensions(section: Section) -> tuple[str, ...]:
    value = section.data.get("por")
    if value is None:
        return ()
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


def _key(section: Section, text: str, dimensions: tuple[str, ...]) -> tuple[str, ...]:
    parts = split_key(text)
    if len(parts) != len(dimensions):
        wanted = "|".join(dimensions) or "sin clave"
        section.add(text, f"la clave debe tener {len(dimensions)} partes: {wanted}")
        return (*parts, *dimensions)[: len(dimensions)]
    return parts


def _parse_key_table(name: str, section: Section) -> KeyTable:
    section.only(*_KEY_TABLE_KEYS)
    dimensions = _dimensions(section)
    values = section.section("valores")
    if not dimensions:
        section.add("por", "falta; diga de qué entradas depende, como [uso, zona]")
    return KeyTable(
        name=name,
        label=section.text("nombre", default=""),
        dimensions=dimensions,
        unit=section.text("unidad", default=""),
        rounding=section.choice("redondeo", RoundingRule, default=RoundingRule.EXACT),
        rows=tuple(
            (_key(values, text, dimensions), values.number_of(value, text))
            for text, value in values.data.items()
        ),
    )


def _parse_schedule(name: str, section: Section, *, is_range: bool) -> ScheduleTable:
    section.only(*_SCHEDULE_KEYS)
    dimensions = _dimensions(section)
    default_mode = RowMode.TABLE if is_range else RowMode.ROWS
    mode = section.choice("modo", RowMode, default=default_mode)
    rounding = section.section("redondeo")
    rounding.only("base", "precio")
    return ScheduleTable(
        name=name,
        label=section.text("nombre", default=""),
        dimensions=dimensions,
        mode=mode,
        groups=_groups(section, dimensions, mode),
        unit=section.text("unidad", default="" if is_range else PESOS),
        is_range=is_range,
        base_rounding=rounding.choice("base", RoundingRule, default=RoundingRule.EXACT),
        price_rounding=rounding.choice("precio", RoundingRule, default=RoundingRule.EXACT),
        multiplier=section.formula("multiplica"),
        measure=section.text("mide", default=CUBIC_METRE),
    )


def _groups(section: Section, dimensions: tuple[str, ...], mode: RowMode) -> tuple[RowGroup, ...]:
    written = section.data.get("filas")
    if written is None:
        section.add("filas", "faltan las filas de la tabla")
        return ()
    if not dimensions:
        return (_group((), written, "filas", section, mode),)
    rows = section.section("filas")
    return tuple(
        _group(_key(rows, text, dimensions), value, text, rows, mode)
        for text, value in rows.data.items()
    )


def _group(
    key: tuple[str, ...], written: Any, place: str, section: Section, mode: RowMode
) -> RowGroup:
    """One group: a single amount, a list of rows, or a section with its own mode."""
    if isinstance(written, list):
        rows = tuple(_row(row, f"{place}[{i}]", section, mode) for i, row in enumerate(written))
        return RowGroup(key=key, mode=mode, rows=rows)
    if not isinstance(written, dict):
        return _fixed_group(key, _cell(written, place, section))
    inside = section.section(place)
    inside.only("modo", "base", "filas", "despues", "importe")
    mode = inside.choice("modo", RowMode, default=mode)
    if mode is RowMode.FIXED:
        return _fixed_group(key, _cell(inside.data.get("importe"), "importe", inside))
    items = enumerate(inside.items("filas"))
    return RowGroup(
        key=key,
        mode=mode,
        rows=tuple(_row(row, f"filas[{i}]", inside, mode) for i, row in items),
        fixed=_cell(inside.data.get("base", "0"), "base", inside),
        after=_cell(inside.data["despues"], "despues", inside) if inside.has("despues") else None,
    )


def _fixed_group(key: tuple[str, ...], amount: Cell) -> RowGroup:
    return RowGroup(key=key, mode=RowMode.FIXED, rows=(AuthoredRow(upper=None, base=amount),))


def _row(written: Any, place: str, section: Section, mode: RowMode) -> AuthoredRow:
    columns = ROW_COLUMNS[mode]
    if not isinstance(written, list) or len(written) != len(columns):
        words = ", ".join(_COLUMN_WORDS[column] for column in columns)
        section.add(place, f"en modo {mode} cada fila es [{words}]")
        return AuthoredRow(upper=None)
    cells = dict(zip(columns, written, strict=True))
    upper = cells.pop("upper", None)
    return AuthoredRow(
        upper=None if upper is None else _cell(upper, place, section),
        **{column: _cell(value, place, section) for column, value in cells.items()},
    )


def _cell(value: Any, place: str, section: Section) -> Cell:
    """A number, or a formula when the text is not one."""
    number = as_number(value)
    if number is not None:
        return number
    if value is None:
        section.add(place, "falta; escriba un número o una fórmula")
        return Decimal(0)
    return section.formula_of(value, place)
