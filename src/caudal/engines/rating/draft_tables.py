"""Tables of a draft as a person writes them: groups of rows by key, in plain text.

Whatever form the document uses (one amount, a list of rows, a section with its own mode) is read
into the same grid, and written back in the shortest form that says it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from caudal.engines.rating.definition import ANY_KEY, RowMode
from caudal.engines.rating.parse_tables import ROW_COLUMNS, join_key, split_key
from caudal.kernel.errors import Refusal

PlainRow = tuple[str | None, ...]
Content = dict[str, Any]

KEY_TABLE, RANGE_TABLE, SCHEDULE = "claves", "rangos", "escalonada"
_DEFAULT_MODE: Final = {RANGE_TABLE: RowMode.TABLE, SCHEDULE: RowMode.ROWS}
_EMPTY: Final[tuple[Any, ...]] = (None, "", {}, [])


class GroupKeyTaken(Refusal):
    """Two groups of rows, or two rows of a table of keys, would have the same key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"La clave «{key}» ya tiene renglones. Deje una sola.")


class GroupMissing(Refusal):
    """The group of rows is not there any more."""

    def __init__(self) -> None:
        super().__init__("Esos renglones ya no están en la tabla. Vuelva a abrirla.")


@dataclass(frozen=True, slots=True)
class PlainGroup:
    """The rows of one key, as typed. ``mode`` is never empty; a last bound of None has no end."""

    key: tuple[str, ...]
    mode: RowMode
    rows: tuple[PlainRow, ...] = ()
    fixed: str = ""
    after: str = ""


def as_mode(group: PlainGroup, mode: RowMode) -> PlainGroup:
    """The rows written another way: the cells that both ways have stay, the others are blank."""
    if group.mode is mode:
        return group
    was, is_now = ROW_COLUMNS[group.mode], ROW_COLUMNS[mode]
    kept = [dict(zip(was, row, strict=True)) for row in group.rows]
    rows = tuple(tuple(row.get(name) for name in is_now) for row in kept)
    after = group.after if mode is RowMode.TABLE else ""
    return replace(group, mode=mode, rows=rows[:1] if mode is RowMode.FIXED else rows, after=after)


def kind_of(content: Mapping[str, Any]) -> str:
    """Which of the three kinds of table it is, as the reader would take it."""
    return str(content.get("tipo") or (KEY_TABLE if "valores" in content else SCHEDULE))


def dimensions_of(content: Mapping[str, Any]) -> tuple[str, ...]:
    """What the table is looked up by."""
    value = content.get("por")
    if value is None:
        return ()
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


def mode_of(content: Mapping[str, Any]) -> RowMode:
    """How the rows of a table are written unless a group says otherwise."""
    return _mode(content.get("modo"), _DEFAULT_MODE.get(kind_of(content), RowMode.ROWS))


def key_rows(content: Mapping[str, Any]) -> list[PlainRow]:
    """The rows of a table of keys: the parts of the key, then the value."""
    values = content.get("valores")
    size = len(dimensions_of(content))
    found = values.items() if isinstance(values, Mapping) else ()
    return [(*_sized(split_key(str(key)), size), _text(value)) for key, value in found]


def with_key_rows(content: Mapping[str, Any], rows: Sequence[PlainRow]) -> Content:
    """The table with other rows.

    :raises GroupKeyTaken: if two rows have the same key
    """
    values: dict[str, str | None] = {}
    for *parts, value in rows:
        key = join_key(part or ANY_KEY for part in parts)
        if key in values:
            raise GroupKeyTaken(key)
        values[key] = value
    return {**content, "valores": values}


def groups_of(content: Mapping[str, Any]) -> list[PlainGroup]:
    """The groups of rows of a schedule, in order."""
    written, mode, size = content.get("filas"), mode_of(content), len(dimensions_of(content))
    if written is None:
        return []
    if not size:
        return [_read_group((), written, mode)]
    items = written.items() if isinstance(written, Mapping) else [("|".join("*" * size), written)]
    return [_read_group(_sized(split_key(str(key)), size), item, mode) for key, item in items]


def with_groups(content: Mapping[str, Any], groups: Sequence[PlainGroup]) -> Content:
    """The table with other groups.

    :raises GroupKeyTaken: if two groups have the same key
    """
    usual = mode_of(content)
    if not dimensions_of(content):
        return _with_one_group(content, groups[0]) if groups else dict(content)
    filas: dict[str, Any] = {}
    for group in groups:
        key = join_key(part or ANY_KEY for part in group.key)
        if key in filas:
            raise GroupKeyTaken(key)
        filas[key] = _write_group(group, usual)
    return {**content, "filas": filas}


def _with_one_group(content: Mapping[str, Any], group: PlainGroup) -> Content:
    """A table without keys: its rows are written the way that the table says."""
    usual = mode_of(content) if group.mode is RowMode.FIXED else group.mode
    return {**content, "modo": str(usual), "filas": _write_group(group, usual)}


def with_group(content: Mapping[str, Any], position: int | None, group: PlainGroup) -> Content:
    """The table with one group written: in the place of another, or after the last.

    :raises GroupMissing: if the group to replace is not there
    :raises GroupKeyTaken: if another group has its key
    """
    groups = groups_of(content)
    if position is None:
        return with_groups(content, [*groups, group])
    if not 0 <= position < len(groups):
        raise GroupMissing
    groups[position] = group
    return with_groups(content, groups)


def without_group(content: Mapping[str, Any], position: int) -> Content:
    """The table without one of its groups.

    :raises GroupMissing: if it is not there
    """
    groups = groups_of(content)
    if not 0 <= position < len(groups):
        raise GroupMissing
    return with_groups(content, [*groups[:position], *groups[position + 1 :]])


def moved_group(content: Mapping[str, Any], position: int, places: int) -> Content:
    """The table with a group so many places further.

    :raises GroupMissing: if it is not there
    """
    groups = groups_of(content)
    if not 0 <= position < len(groups):
        raise GroupMissing
    group = groups.pop(position)
    groups.insert(max(0, position + places), group)
    return with_groups(content, groups)


def with_head(content: Mapping[str, Any], head: Mapping[str, Any]) -> Content:
    """The table with another head, keeping its rows: keys follow what it is looked up by, and
    groups written as the table says go on doing so.

    :raises GroupKeyTaken: if two keys would be the same without what was taken out
    """
    said = {key: value for key, value in {**content, **head}.items() if value not in _EMPTY}
    before, after = dimensions_of(content), dimensions_of(said)
    if kind_of(said) == KEY_TABLE:
        old = key_rows(content) if kind_of(content) == KEY_TABLE else []
        said.pop("filas", None)
        rows = [(*_followed(row[:-1], before, after), row[-1]) for row in old]
        return with_key_rows(said, rows)
    said.pop("valores", None)
    if kind_of(content) == KEY_TABLE or not (groups := groups_of(content)):
        return said
    usual, wanted = mode_of(content), mode_of(said)
    moved = [
        replace(
            as_mode(each, wanted) if each.mode is usual else each,
            key=_followed(each.key, before, after),
        )
        for each in groups
    ]
    if not after and len(moved) > 1:
        raise GroupKeyTaken(join_key(groups[1].key))
    return with_groups(said, moved)


def _followed(
    key: Sequence[str | None], before: tuple[str, ...], after: tuple[str, ...]
) -> tuple[str, ...]:
    """The parts of a key under other dimensions; a new one takes them all."""
    parts = dict(zip(before, key, strict=True))
    return tuple(parts.get(name) or ANY_KEY for name in after)


def _read_group(key: tuple[str, ...], written: Any, mode: RowMode) -> PlainGroup:
    if isinstance(written, list):
        return PlainGroup(key, mode, tuple(_read_row(row, mode) for row in written))
    if not isinstance(written, Mapping):
        return PlainGroup(key, RowMode.FIXED, ((_text(written),),))
    own = _mode(written.get("modo"), mode)
    if own is RowMode.FIXED:
        return PlainGroup(key, own, ((_text(written.get("importe")),),))
    rows = written.get("filas")
    return PlainGroup(
        key=key,
        mode=own,
        rows=tuple(_read_row(row, own) for row in rows) if isinstance(rows, list) else (),
        fixed=_text(written.get("base")) or "",
        after=_text(written.get("despues")) or "",
    )


def _read_row(row: Any, mode: RowMode) -> PlainRow:
    cells = [_text(cell) for cell in row] if isinstance(row, list) else [_text(row)]
    size = len(ROW_COLUMNS[mode])
    return tuple([*cells, *[None] * size][:size])


def _write_group(group: PlainGroup, usual: RowMode) -> Any:
    if group.mode is RowMode.FIXED:
        amount = group.rows[0][-1] if group.rows else None
        return {"modo": str(group.mode), "importe": amount}
    rows = [list(row) for row in group.rows]
    if group.mode is usual and not group.fixed and not group.after:
        return rows
    said = {
        "modo": "" if group.mode is usual else str(group.mode),
        "base": group.fixed,
        "filas": rows,
        "despues": group.after,
    }
    return {key: value for key, value in said.items() if value != ""}


def _mode(value: Any, usual: RowMode) -> RowMode:
    return RowMode(value) if value in [str(mode) for mode in RowMode] else usual


def _sized(parts: Sequence[str], size: int) -> tuple[str, ...]:
    return tuple([*parts, *[ANY_KEY] * size][:size])


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
