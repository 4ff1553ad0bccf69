"""The editable grid of a table: what was typed in its cells, acts on its rows, and pasted cells.

Every act is sent with all the cells, so that nothing typed is lost; the whole grid is then kept in
the draft, right or wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from caudal.adapters.tabular.pasted import Pasted, PastedColumn, PastedKind, read_pasted
from caudal.engines.layouts.numbers import DecimalMark, parse_decimal
from caudal.engines.layouts.refusals import CellRefused
from caudal.engines.rating.definition import ANY_KEY, RowMode, TariffDefinition
from caudal.engines.rating.draft_tables import PlainRow
from caudal.engines.rating.parse_tables import ROW_COLUMNS

ACT, PASTE, ADDS = "acto", "pegado", "pegar_al_final"
_TITLES: Final = {"upper": "Hasta", "base": "Base", "price": "Precio", "over": "Sobre"}
_AMOUNT: Final = {RowMode.TABLE: "Importe", RowMode.FIXED: "Importe"}


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column of the grid; ``choices`` are the keys that it may hold."""

    title: str
    kind: PastedKind = PastedKind.NUMBER
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def is_bound(self) -> bool:
        """Whether a blank cell means "and more"."""
        return self.kind is PastedKind.BOUND

    @property
    def is_key(self) -> bool:
        """Whether it holds a part of the key."""
        return self.kind is PastedKind.KEY


@dataclass(frozen=True, slots=True)
class Typed:
    """What came from the page: the rows, what happened to what was pasted, and the row that is to
    be written next.
    """

    rows: tuple[PlainRow, ...]
    pasted: Pasted | None = None
    focus: int | None = None

    @property
    def written(self) -> tuple[PlainRow, ...]:
        """The rows that say something: those are kept."""
        return _filled(self.rows)


def row_columns(mode: RowMode, *, is_range: bool = False) -> tuple[GridColumn, ...]:
    """The columns of the rows of a schedule, by its way of writing."""
    amount = "Valor" if is_range else _AMOUNT.get(mode, _TITLES["base"])
    return tuple(
        GridColumn(
            amount if name == "base" else _TITLES[name],
            PastedKind.BOUND if name == "upper" else PastedKind.NUMBER,
        )
        for name in ROW_COLUMNS[mode]
    )


def key_columns(definition: TariffDefinition, dimensions: Sequence[str]) -> tuple[GridColumn, ...]:
    """The columns of a key: a choice where the tariff lists the values."""
    found = []
    for name in dimensions:
        spec = definition.input(name)
        listed = [(value.key, value.label or value.key) for value in spec.values] if spec else []
        choices = (*listed, (ANY_KEY, "Los demás")) if listed else ()
        label = (spec.label if spec else "") or name.replace("_", " ").capitalize()
        found.append(GridColumn(label, PastedKind.KEY, choices))
    return tuple(found)


def typed_rows(post: Mapping[str, str], columns: Sequence[GridColumn]) -> Typed:
    """The rows of the page after the act that its button asked for."""
    rows = _cells(post, columns)
    act, _, place = post.get(ACT, "").partition(":")
    index = int(place) if place.isascii() and place.isdecimal() and len(place) < 6 else len(rows)
    if act == "pegar":
        return _paste(post, columns, rows, index if place else None)
    if act == "agregar":
        written = _filled(rows)
        return Typed((*written, _blank(columns)), focus=len(written))
    if act == "insertar" and index < len(rows):
        rows.insert(index, _blank(columns))
        return Typed(tuple(rows), focus=index)
    if index < len(rows):
        _move(rows, act, index)
    return Typed(_filled(rows))


def _move(rows: list[PlainRow], act: str, index: int) -> None:
    if act == "quitar":
        rows.pop(index)
    elif act == "subir":
        rows.insert(max(0, index - 1), rows.pop(index))
    elif act == "bajar":
        rows.insert(index + 1, rows.pop(index))


def _cells(post: Mapping[str, str], columns: Sequence[GridColumn]) -> list[PlainRow]:
    """The cells in order; a name of a cell is ``c-row-column``."""
    rows: list[PlainRow] = []
    while f"c-{len(rows)}-0" in post:
        row = len(rows)
        rows.append(
            tuple(
                _typed(post.get(f"c-{row}-{place}", ""), column)
                for place, column in enumerate(columns)
            )
        )
    return rows


def _typed(text: str, column: GridColumn) -> str | None:
    """A number without its dress, a formula as it is; None where nothing is written."""
    text = " ".join(text.split())
    if column.is_key:
        return text or ANY_KEY
    try:
        return f"{parse_decimal(text, mark=DecimalMark.POINT):f}" if text else None
    except CellRefused:
        return text


def _filled(rows: Sequence[PlainRow]) -> tuple[PlainRow, ...]:
    return tuple(row for row in rows if any(cell not in (None, ANY_KEY) for cell in row))


def _blank(columns: Sequence[GridColumn]) -> PlainRow:
    return tuple(ANY_KEY if column.is_key else None for column in columns)


def _paste(
    post: Mapping[str, str],
    columns: Sequence[GridColumn],
    rows: Sequence[PlainRow],
    index: int | None,
) -> Typed:
    """From a row on, where one pasted in a cell; else instead of the rows, or after them."""
    wanted = [PastedColumn(column.title, column.kind) for column in columns]
    pasted = read_pasted(post.get(PASTE, ""), columns=wanted)
    if index is not None:
        kept, rest = rows[:index], rows[index + len(pasted.rows) :]
    elif ADDS in post:
        kept, rest = rows, ()
    else:
        kept, rest = (rows, ()) if not pasted.rows else ((), ())
    return Typed(_filled((*kept, *pasted.rows, *rest)), pasted)
