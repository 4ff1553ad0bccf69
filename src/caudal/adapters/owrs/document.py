"""A file of the format as plain values: every scalar is text, every key is there once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from caudal.adapters.pack_text import PackUnreadable, read_text
from caudal.engines.rating import TariffTextError, load_tariff_yaml
from caudal.kernel.errors import Refusal

#: What may stand at the top of a file.
SECTIONS: Final = ("metadata", "rate_structure", "author_info", "capacity_charge")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_DATE_FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")

Values = str | None | list[Any]


class OwrsRefused(Refusal):
    """The file, or one of its classes, cannot be billed; the message names the line or the key."""


@dataclass(frozen=True, slots=True)
class ByKey:
    """A field whose value depends on others: the joined text of their values gives the value."""

    depends_on: tuple[str, ...]
    values: Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class OwrsFile:
    """The classes of a utility, each with its named fields, as they were written."""

    path: Path
    metadata: Mapping[str, Any]
    classes: Mapping[str, Any]
    #: Whatever stands at the top and means nothing there, often a class that lost its indent.
    strays: tuple[str, ...] = ()

    @property
    def utility(self) -> str:
        """Who charges these rates."""
        return str(self.metadata.get("utility_name") or self.path.parent.name)

    @property
    def effective_on(self) -> date | None:
        """From when the rates hold; None when the file does not say so in a form that is known."""
        written = str(self.metadata.get("effective_date") or "").strip()
        for form in _DATE_FORMS:
            try:
                return datetime.strptime(written, form).date()  # noqa: DTZ007 - a date has no zone
            except ValueError:
                continue
        return None

    def fields(self, name: str) -> Mapping[str, Any]:
        """The fields of a class, as written.

        :raises OwrsRefused: if the file has no such class, or it is not a mapping of fields
        """
        if name not in self.classes:
            known = ", ".join(self.classes) or "ninguna"
            raise OwrsRefused(f"El archivo no tiene la clase «{name}»; tiene: {known}.")
        fields = self.classes[name]
        if not isinstance(fields, Mapping):
            raise OwrsRefused(f"La clase «{name}» está vacía: escriba sus campos.")
        return fields


def read_file(*, path: Path) -> OwrsFile:
    """Read a file of rates.

    :raises OwrsRefused: if it is not YAML, repeats a key, or has no ``rate_structure``; the message
        gives the line or the key
    """
    try:
        document = load_tariff_yaml(read_text(path=path))
    except (TariffTextError, PackUnreadable) as error:
        raise OwrsRefused(f"{path.name}: {error}") from error
    classes, metadata = document.get("rate_structure"), document.get("metadata")
    if not isinstance(classes, Mapping) or not classes:
        raise OwrsRefused(f"{path.name}: falta «rate_structure» con una clase al menos.")
    strays = tuple(name for name in document if name not in SECTIONS)
    known = metadata if isinstance(metadata, Mapping) else {}
    return OwrsFile(path=path, metadata=known, classes=classes, strays=strays)


def by_key(written: Any, place: str) -> ByKey | None:
    """The map that a field was written as; None when it is not one.

    :raises OwrsRefused: if it is a mapping without ``depends_on`` or without ``values``
    """
    if not isinstance(written, Mapping):
        return None
    names, values = written.get("depends_on"), written.get("values")
    names = [names] if isinstance(names, str) else names
    is_whole = isinstance(names, list) and names and isinstance(values, Mapping) and values
    if not is_whole or not all(isinstance(name, str) for name in names or ()):
        raise OwrsRefused(f"{place}: un campo con claves lleva «depends_on» y «values».")
    return ByKey(depends_on=tuple(names or ()), values=values or {})


def as_number(written: object) -> Decimal | None:
    """The exact number of a text, or of a list that holds just one; None for anything else."""
    if isinstance(written, list) and len(written) == 1:
        written = written[0]
    text = written.strip() if isinstance(written, str) else ""
    return Decimal(text) if _NUMBER.fullmatch(text) else None
