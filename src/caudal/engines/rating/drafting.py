"""A tariff that is still being written: changes to its plain document, one item at a time.

A draft may be wrong or unfinished. A change only asks that the document keeps its shape: sections
with names, each name once. Whether it is a tariff yet, ``draft_review`` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from caudal.kernel.errors import Refusal

Document = dict[str, Any]


class Section(StrEnum):
    """A part of the document that holds items; the value is its word there."""

    INPUTS = "entradas"
    PARAMETERS = "parametros"
    TABLES = "tablas"
    CALCULATIONS = "calculos"
    CONCEPTS = "conceptos"
    EXAMPLES = "ejemplos"


HEAD_KEYS: Final = (
    "clave",
    "nombre",
    "periodicidad",
    "vigencia",
    "fuente",
    "completa",
    "redondeo_total",
)


class ItemNameMissing(Refusal):
    """An item without a name could not be told from the others."""

    def __init__(self) -> None:
        super().__init__("Escriba la clave: con ella la llaman las fórmulas.")


class ItemNameTaken(Refusal):
    """Two items of a section would have the same name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Ya hay «{name}» en esta sección. Escriba otra clave.")


class ItemMissing(Refusal):
    """The item is not there any more."""

    def __init__(self) -> None:
        super().__init__("Ese renglón ya no está en el borrador. Vuelva a abrir la sección.")


class DocumentShapeRefused(Refusal):
    """The document has something else where its sections go."""

    def __init__(self, section: str) -> None:
        super().__init__(
            f"«{section}» no tiene la forma de una tarifa y no se puede editar aquí."
            " Corrija el archivo."
        )


@dataclass(frozen=True, slots=True)
class SetHead:
    """Write some keys of the head; what says nothing is taken out."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PutItem:
    """Write an item: in the place of another one, or after the last. Examples have no name."""

    section: Section
    name: str
    content: Any
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveItem:
    """Take an item out."""

    section: Section
    position: int


@dataclass(frozen=True, slots=True)
class MoveItem:
    """Put an item so many places further; a negative number brings it forward."""

    section: Section
    position: int
    places: int


Edit = SetHead | PutItem | RemoveItem | MoveItem


def blank_document(*, name: str) -> Document:
    """What a draft starts from when nothing is copied."""
    return {"nombre": name, "completa": "si", "entradas": {"consumo": {"tipo": "m3"}}}


def checked_shape(document: Mapping[str, Any]) -> Document:
    """The document, if its sections can be edited item by item.

    :raises DocumentShapeRefused: naming the section that cannot
    """
    for section in Section:
        value = document.get(section)
        wanted = list if section is Section.EXAMPLES else Mapping
        if value is not None and not isinstance(value, wanted):
            raise DocumentShapeRefused(section)
    for key in ("vigencia", "fuente"):
        if document.get(key) is not None and not isinstance(document[key], Mapping):
            raise DocumentShapeRefused(key)
    return dict(document)


def items_of(document: Mapping[str, Any], section: Section) -> list[tuple[str, Any]]:
    """The items of a section in order, each with its name; those of a list have none."""
    value = document.get(section)
    if isinstance(value, Mapping):
        return list(value.items())
    return [("", item) for item in value or ()]


def item_at(document: Mapping[str, Any], section: Section, position: int) -> tuple[str, Any]:
    """One item with its name.

    :raises ItemMissing: if there are not so many
    """
    items = items_of(document, section)
    if not 0 <= position < len(items):
        raise ItemMissing
    return items[position]


def edited(document: Mapping[str, Any], edit: Edit) -> Document:
    """The document after a change.

    :raises ItemNameMissing: if an item comes without its name
    :raises ItemNameTaken: if another item of the section has that name
    :raises ItemMissing: if the item to change is not there
    """
    if isinstance(edit, SetHead):
        kept = {**document, **{key: edit.fields[key] for key in HEAD_KEYS if key in edit.fields}}
        return {key: value for key, value in kept.items() if value not in (None, "", {})}
    items = items_of(document, edit.section)
    if isinstance(edit, PutItem):
        items = _put(items, edit)
    else:
        _, moved = item_at(document, edit.section, edit.position), items.pop(edit.position)
        if isinstance(edit, MoveItem):
            items.insert(max(0, edit.position + edit.places), moved)
    return {**document, edit.section: _written(items, edit.section)}


def _put(items: list[tuple[str, Any]], edit: PutItem) -> list[tuple[str, Any]]:
    name = edit.name.strip()
    if edit.section is not Section.EXAMPLES and not name:
        raise ItemNameMissing
    if edit.replaces is not None and not 0 <= edit.replaces < len(items):
        raise ItemMissing
    others = [each for index, (each, _) in enumerate(items) if index != edit.replaces]
    if name and name in others:
        raise ItemNameTaken(name)
    item = (name, edit.content)
    if edit.replaces is None:
        return [*items, item]
    return [*items[: edit.replaces], item, *items[edit.replaces + 1 :]]


def _written(items: list[tuple[str, Any]], section: Section) -> Any:
    return [content for _, content in items] if section is Section.EXAMPLES else dict(items)
