"""What a person should see in a file of rates before anybody is billed by it."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from caudal.adapters.owrs.class_tariff import (
    ALIAS_SUFFIX,
    BILL,
    COMMODITY,
    SERVICE,
    USAGE,
    ClassTariff,
    read_class,
)
from caudal.adapters.owrs.document import OwrsFile, OwrsRefused, as_number, by_key
from caudal.adapters.owrs.tiers import BUDGET, TIER_FIELDS, TIERED, falls_back, lists_of, tier_lists
from caudal.engines.rating import Finding, InputKind, Level

#: Names that a formula asks for and that only a field can be: a fact of an account is not a price.
_LOOKS_LIKE_A_FIELD: Final = re.compile(r"(charge|rate|rates|surcharge|price|prices|discount)$")
_ALIKE: Final = 0.8


def lint_file(file: OwrsFile) -> list[Finding]:
    """Everything worth a look in a file, class by class: errors cannot be billed, warnings are
    probably not what was meant.
    """
    return [
        *_head(file),
        *(finding for name in file.classes for finding in _class(file, name)),
    ]


def _head(file: OwrsFile) -> Iterator[Finding]:
    if file.effective_on is None:
        yield Finding(
            Level.WARNING,
            "metadata.effective_date",
            "falta o no es una fecha como 2018-01-31 o 01/31/2018",
        )
    for stray in file.strays:
        yield Finding(
            Level.WARNING,
            stray,
            "no significa nada en este lugar; si es una clase, va dentro de rate_structure",
        )


def _class(file: OwrsFile, name: str) -> Iterator[Finding]:
    try:
        fields = file.fields(name)
        tariff = read_class(file, name)
    except OwrsRefused as refusal:
        yield Finding(Level.ERROR, name, str(refusal).removeprefix(f"{name}."))
        return
    if BILL not in fields:
        yield Finding(Level.ERROR, f"{name}.{BILL}", "falta; sin ella no se cobra nada")
    yield from _undefined_names(file, name, tariff)
    yield from _never_billed(name, fields, tariff)
    yield from _tiers(name, fields)
    yield from _keys(name, fields, tariff)


def _undefined_names(file: OwrsFile, name: str, tariff: ClassTariff) -> Iterator[Finding]:
    fields = file.fields(name)
    elsewhere = {
        field.removesuffix(ALIAS_SUFFIX)
        for other in file.classes.values()
        if isinstance(other, Mapping)
        for field in other
    }
    numbers = {spec.name for spec in tariff.definition.inputs if spec.kind is InputKind.NUMBER}
    for asked, word in tariff.inputs.items():
        if word not in numbers or asked == USAGE:
            continue
        alike = get_close_matches(asked, [*fields, TIERED, BUDGET], n=1, cutoff=_ALIKE)
        hint = f"; ¿es «{alike[0]}»?" if alike else ""
        if alike or asked in elsewhere or _LOOKS_LIKE_A_FIELD.search(asked):
            yield Finding(
                Level.ERROR, name, f"«{asked}» no está definido; agréguelo o corrija{hint}"
            )


def _never_billed(name: str, fields: Mapping[str, Any], tariff: ClassTariff) -> Iterator[Finding]:
    """Fields that the bill does not reach; one that is zero is declared for completeness."""
    if BILL not in fields:
        return
    unreached = [f for f in fields if f not in tariff.fields_used and not _is_zero(fields[f])]
    is_billed = {SERVICE, COMMODITY} & _terms(tariff)
    for field in (*unreached, *({SERVICE, COMMODITY} & set(fields) - is_billed)):
        if not _is_zero(fields[field]):
            yield Finding(Level.WARNING, f"{name}.{field}", "se declara y el recibo no lo cobra")


def _terms(tariff: ClassTariff) -> set[str]:
    """The names from which the bill is reached, followed through its concepts."""
    known = {c.name: c.formula.text for c in tariff.definition.calculations}
    pending, reached = [tariff.formulas.get(BILL, "")], set[str]()
    while pending:
        for word in re.findall(r"[^\W\d]\w*", pending.pop()):
            if word in known and word not in reached:
                reached.add(word)
                pending.append(known[word])
    return reached


def _is_zero(written: Any) -> bool:
    if isinstance(written, Mapping):
        values = written.get("values")
        return isinstance(values, Mapping) and all(_is_zero(value) for value in values.values())
    items = written if isinstance(written, list) else [written]
    return all(item is None or as_number(item) == 0 for item in items)


def _tiers(name: str, fields: Mapping[str, Any]) -> Iterator[Finding]:
    for charge, (starts_name, prices_name, _) in TIER_FIELDS.items():
        starts, prices = (_found(fields, wanted) for wanted in (starts_name, prices_name))
        if starts is None or prices is None or fields.get(charge) is None:
            continue
        path = f"{name}.{starts}"
        for key in tier_lists(fields[starts], fields[prices], path).mismatched():
            text = f"con la clave «{key}» " if key else ""
            yield Finding(Level.ERROR, path, f"{text}no hay un precio por cada inicio")
        for key, listed in lists_of(fields[starts], path).items():
            text = f" con la clave «{key}»" if key else ""
            if falls_back(listed):
                yield Finding(
                    Level.WARNING, path, f"los inicios no crecen{text}: un rango queda vacío"
                )
            if fields.get(charge) != BUDGET and as_number(listed[0]) not in (0, 1):
                yield Finding(
                    Level.WARNING, path, f"el primer inicio es {listed[0]}{text}: se toma como cero"
                )


def _found(fields: Mapping[str, Any], name: str) -> str | None:
    return next((n for n in (name, name + ALIAS_SUFFIX) if n in fields), None)


def _keys(name: str, fields: Mapping[str, Any], tariff: ClassTariff) -> Iterator[Finding]:
    """Keys that some fields have and others that depend on the same do not."""
    maps = {f: by_key(fields[f], f) for f in fields if f in tariff.fields_used}
    keyed = {f: found for f, found in maps.items() if found is not None}
    every: dict[tuple[str, ...], dict[str, None]] = {}
    for found in keyed.values():
        every.setdefault(found.depends_on, {}).update(dict.fromkeys(found.values))
    for field, found in keyed.items():
        least = len(found.depends_on)
        for text in found.values:
            if text.count("|") + 1 < least:
                wanted = "|".join(found.depends_on)
                yield Finding(Level.ERROR, f"{name}.{field}", f"la clave «{text}» no dice {wanted}")
        missing = [key for key in every[found.depends_on] if key not in found.values]
        if missing:
            keys = ", ".join(f"«{key}»" for key in missing[:5])
            more = f" y {len(missing) - 5} más" if len(missing) > 5 else ""
            yield Finding(
                Level.WARNING,
                f"{name}.{field}",
                f"no tiene {keys}{more}, que otros campos sí tienen",
            )
