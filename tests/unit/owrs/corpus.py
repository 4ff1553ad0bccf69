"""The OWRS sample of ../shared: files of real utilities with bills by the reference implementation.

It is compared at a relative 1e-9: the reference works in binary floating point.
"""

import gzip
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.published import SHARED

from caudal.adapters.owrs import ClassTariff
from caudal.adapters.owrs.billing import OwrsBiller, columns
from caudal.adapters.owrs.class_tariff import BILL, COMMODITY, SERVICE, USAGE

OWRS = SHARED / "owrs"
NEAR = Fraction(1, 10**9)
_MAIN = {"service": SERVICE, "commodity": COMMODITY, "bill": BILL}
Value = list[Any] | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Record:
    """The expected bill of a class for one combination of inputs, at every usage."""

    number: int
    file: str
    name: str
    inputs: Mapping[str, Any]
    tags: tuple[str, ...]
    expected: Mapping[str, Value]


@cache
def usages() -> tuple[Any, ...]:
    """The usages of every record, exact."""
    return tuple(next(_lines())["usage"])


@cache
def records() -> tuple[Record, ...]:
    """All of them, in the order of the file."""
    lines = _lines()
    next(lines)
    return tuple(
        Record(
            number=line["id"],
            file=line["file"],
            name=line["class"],
            inputs=line["inputs"],
            tags=tuple(line["tags"]),
            expected={
                **{_MAIN[word]: line[word] for word in _MAIN},
                **line.get("parts", {}),
            },
        )
        for line in lines
    )


def batches(found: tuple[Record, ...]) -> Iterator[list[Record]]:
    """The records of a class that give the same inputs, which one program rates together."""
    keyed = sorted(found, key=_key)
    return (list(group) for _, group in groupby(keyed, key=_key))


def _key(record: Record) -> tuple[str, str, tuple[str, ...]]:
    return record.file, record.name, tuple(sorted(record.inputs))


def statuses(folder: Path) -> list[dict[str, Any]]:
    """Per file, whether it can be read, and why not."""
    text = (folder / "status.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def unpack(folder: Path) -> Path:
    """The files of the sample in a folder."""
    with tarfile.open(OWRS / "files.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder


def by_vector(biller: OwrsBiller, group: list[Record]) -> Iterator[str]:
    """What differs when all the records of a class are rated at once."""
    tariff = _tariff(biller, group[0])
    asked = [columns(tariff, record.inputs, list(usages())) for record in group]
    together = {name: [fact for one in asked for fact in one[name]] for name in asked[0]}
    if not together:
        yield from by_scalar(biller, group)
        return
    batch = tariff.valuation.value_many(together)
    for place, record in enumerate(group):
        rows = range(place * len(usages()), (place + 1) * len(usages()))
        for row in rows:
            if row in batch.errors:
                yield f"{record}: {batch.errors[row]}"
        values = {name: [found.at(row) for row in rows] for name, found in batch.values.items()}
        yield from differences(tariff, record, values)


def by_scalar(biller: OwrsBiller, group: list[Record]) -> Iterator[str]:
    """What differs when each record is rated alone, usage by usage."""
    for record in group:
        tariff = _tariff(biller, record)
        asked = columns(tariff, record.inputs, list(usages()))
        alone = [
            tariff.valuation.value({name: facts[row] for name, facts in asked.items()})
            for row in range(len(usages()))
        ]
        yield from differences(
            tariff, record, {name: [v[name] for v in alone] for name in alone[0]}
        )


def differences(
    tariff: ClassTariff, record: Record, values: Mapping[str, list[Fraction]]
) -> Iterator[str]:
    """Every value that is not the expected one, and every field that one side alone has."""
    assert USAGE not in values
    assert tariff.formulas.keys() == values.keys()
    for name, expected in record.expected.items():
        found = values.get(name)
        if (expected is None) != (found is None):
            yield f"{record}: {name} es {found}"
        if expected is None or found is None:
            continue
        each = expected if isinstance(expected, list) else [expected] * len(usages())
        for usage, wanted, value in zip(usages(), each, found, strict=True):
            limit = NEAR * max(Fraction(1), abs(Fraction(wanted)))
            if abs(value - Fraction(wanted)) > limit:
                yield f"{record}: {name} con {usage} es {value} y se espera {wanted}"


def _tariff(biller: OwrsBiller, record: Record) -> ClassTariff:
    return biller.tariff(record.file, record.name, given=frozenset(record.inputs))


def _lines() -> Iterator[dict[str, Any]]:
    with gzip.open(OWRS / "expected.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line, parse_float=Decimal)
