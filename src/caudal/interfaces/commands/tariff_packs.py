"""Tariff packs as a command reads them: a file, or one that comes with the product; no database."""

from datetime import date
from importlib.resources import files
from pathlib import Path

from caudal.adapters.pack_text import PackUnreadable, read_text
from caudal.engines.rating import (
    Program,
    TariffDefinition,
    TariffTextError,
    compile_tariff,
    load_tariff_yaml,
    parse_tariff,
)
from caudal.kernel.errors import Refusal


class NotInForce(Refusal):
    """The tariff does not hold on that day."""

    def __init__(self, definition: TariffDefinition, day: date) -> None:
        start, last = definition.validity.start, definition.validity.last_day
        until = f" al {last:%d/%m/%Y}" if last else " en adelante"
        super().__init__(
            f"{definition.code} no rige el {day:%d/%m/%Y}: su vigencia es del"
            f" {start:%d/%m/%Y}{until}. Escriba en --on-date una fecha dentro de ella."
        )


class InputNotGiven(Refusal):
    """An input was not written as a name, an equals sign and a value, or was written twice."""


def shipped_packs() -> dict[str, Path]:
    """The tariffs that come with the product, by name."""
    folder = Path(str(files("caudal") / "packs" / "tariffs"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_tariff(name: str) -> TariffDefinition:
    """The checked tariff of a file or of a shipped name.

    :raises PackUnreadable: if there is none, or it is not a text of YAML
    :raises TariffProblemsError: with everything that is wrong in it, each with its path
    """
    try:
        return parse_tariff(load_tariff_yaml(read_text(path=_locate(name))))
    except TariffTextError as error:
        raise PackUnreadable(f"{name}: {error}") from error


def program_on(definition: TariffDefinition, *, on_date: date | None, today: date) -> Program:
    """The tariff compiled for a day of its validity: the one given, else the nearest to today.

    :raises NotInForce: if the day that was given is outside
    """
    validity = definition.validity
    last = validity.last_day or date.max
    day = on_date or min(max(today, validity.start), last)
    if not validity.start <= day <= last:
        raise NotInForce(definition, day)
    return compile_tariff(definition, on_date=day)


def parse_inputs(written: tuple[str, ...]) -> dict[str, str]:
    """``consumo=12.5`` one by one, as the facts of an account.

    :raises InputNotGiven: naming the one that cannot be understood
    """
    inputs: dict[str, str] = {}
    for text in written:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (equals and name and value):
            raise InputNotGiven(f"«{text}» no dice una entrada; escriba --input consumo=12.5")
        if name in inputs:
            raise InputNotGiven(f"«{name}» está dos veces; deje un solo --input {name}=…")
        inputs[name] = value
    return inputs


def _locate(name: str) -> Path:
    path = Path(name)
    if path.is_file():
        return path
    shipped = shipped_packs()
    found = shipped.get(name.removesuffix(".yaml"))
    if found is None:
        raise PackUnreadable(
            f"No se encontró {name}. Escriba la ruta de un archivo o uno de: {', '.join(shipped)}."
        )
    return found
