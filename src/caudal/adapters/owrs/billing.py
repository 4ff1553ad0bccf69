"""Bills of a stream of requests, each with its file, its class, its inputs and its usages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from caudal.adapters.json_text import object_of_line
from caudal.adapters.owrs.class_tariff import (
    BILL,
    COMMODITY,
    SERVICE,
    USAGE,
    ClassTariff,
    read_class,
)
from caudal.adapters.owrs.document import OwrsFile, OwrsRefused, read_file
from caudal.adapters.owrs.text import decimal_text
from caudal.kernel.errors import Refusal

#: Files and classes kept at a time; the whole published collection has some 500 files.
_MOST_KEPT: Final = 1_000
_MOST_USAGES: Final = 100_000


class RequestRefused(Refusal):
    """A line is not a request."""


@dataclass(slots=True)
class OwrsBiller:
    """Answers requests one after another; what was read of a file serves the next ones."""

    folder: Path
    _files: dict[str, OwrsFile | OwrsRefused] = field(default_factory=dict)
    _classes: dict[tuple[str, str, frozenset[str]], ClassTariff | OwrsRefused] = field(
        default_factory=dict
    )

    def answer(self, line: bytes | str) -> dict[str, Any]:
        """``{service, commodity, bill, parts}`` with lists parallel to ``usage``, or
        ``{error}``.
        """
        try:
            request = _request(line)
            given = frozenset(request["inputs"])
            tariff = self.tariff(request["file"], request["class"], given=given)
            return _bill(tariff, request["inputs"], request["usage"])
        except Refusal as refusal:
            return {"error": str(refusal)}

    def tariff(self, file: str, name: str, *, given: frozenset[str]) -> ClassTariff:
        """The tariff of a class of a file below the folder, for the inputs that are given.

        :raises OwrsRefused: if the file or the class cannot be billed
        """
        key = (file, name, given)
        if key not in self._classes:
            self._classes[key] = self._read(file, name, given)
            _forget_oldest(self._classes)
        found = self._classes[key]
        if isinstance(found, OwrsRefused):
            raise found
        return found

    def _read(self, file: str, name: str, given: frozenset[str]) -> ClassTariff | OwrsRefused:
        try:
            if file not in self._files:
                self._files[file] = read_file(path=self.folder / file)
                _forget_oldest(self._files)
            found = self._files[file]
            return found if isinstance(found, OwrsRefused) else read_class(found, name, given=given)
        except OwrsRefused as refusal:
            return refusal
        except RecursionError:
            return OwrsRefused(f"{name}: sus fórmulas se encadenan demasiado; divídalas.")


def _forget_oldest(kept: dict[Any, Any]) -> None:
    if len(kept) > _MOST_KEPT:
        del kept[next(iter(kept))]


def _request(line: bytes | str) -> dict[str, Any]:
    request = object_of_line(line)
    for name in ("file", "class"):
        if not isinstance(request.get(name), str):
            raise RequestRefused(f"Falta «{name}»; escriba un texto.")
    request.setdefault("inputs", {})
    if not isinstance(request["inputs"], dict):
        raise RequestRefused("«inputs» debe ser un objeto con el valor de cada dato.")
    usage = request.get("usage")
    if not isinstance(usage, list) or len(usage) > _MOST_USAGES:
        raise RequestRefused(f"«usage» debe ser una lista de a lo más {_MOST_USAGES:,} consumos.")
    return request


def _bill(tariff: ClassTariff, inputs: Mapping[str, Any], usage: list[Any]) -> dict[str, Any]:
    values = {} if not usage else values_at(tariff, inputs, usage)
    lists = {name: values.get(name, []) for name in tariff.formulas}
    main = {"service": SERVICE, "commodity": COMMODITY, "bill": BILL}
    parts = {name: found for name, found in lists.items() if name not in main.values()}
    return {word: lists.get(name) for word, name in main.items()} | {"parts": parts}


def values_at(
    tariff: ClassTariff, inputs: Mapping[str, Any], usage: list[Any]
) -> dict[str, list[str]]:
    """The exact decimals of every field at each usage.

    :raises Refusal: for the first usage that cannot be billed
    """
    asked = columns(tariff, inputs, usage)
    if not asked:  # The same for everybody.
        values = tariff.valuation.value({})
        return {name: [decimal_text(value)] * len(usage) for name, value in values.items()}
    batch = tariff.valuation.value_many(asked)
    for row in sorted(batch.errors):
        raise batch.errors[row]
    return {
        name: [decimal_text(column.at(row)) for row in range(batch.count)]
        for name, column in batch.values.items()
    }


def columns(
    tariff: ClassTariff, inputs: Mapping[str, Any], usage: list[Any]
) -> dict[str, list[Any]]:
    """What the tariff asks, as columns; inputs that it does not ask for are left aside.

    :raises RequestRefused: if a name is neither a field of the class nor given
    """
    for name in tariff.inputs:
        if name != USAGE and inputs.get(name) is None:
            raise RequestRefused(
                f"«{name}» no es un campo de la clase ni viene en «inputs»; agréguelo o corrija el"
                " nombre."
            )
    return {
        word: usage if name == USAGE else [_fact(inputs.get(name))] * len(usage)
        for name, word in tariff.inputs.items()
    }


def _fact(value: Any) -> Any:
    """A number of a request as text, which serves as a number and as a key alike."""
    return f"{value:f}" if isinstance(value, Decimal) else value
