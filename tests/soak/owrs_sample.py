"""The whole OWRS sample on both carriers, and both carriers equal at usages nobody published."""

import tempfile
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random

from tests.unit.owrs import corpus

from caudal.adapters.owrs import OwrsBiller
from caudal.adapters.owrs.billing import columns

_USAGES = 20


class SampleDiffers(AssertionError):
    """A bill is not the expected one, or the carriers do not agree."""


def soak_round(seed: int) -> str:
    """Every record twice, then a twentieth of them at random usages, where equal means equal."""
    with tempfile.TemporaryDirectory() as folder:
        biller = OwrsBiller(corpus.unpack(Path(folder)) / "files")
        for group in corpus.batches(corpus.records()):
            for differing in (corpus.by_vector, corpus.by_scalar):
                if found := list(islice(differing(biller, group), 5)):
                    raise SampleDiffers("\n".join(found))
        count = _random_usages(biller, Random(seed))  # noqa: S311 - a test, repeatable by its seed
    return f"{len(corpus.records()):,} records equal on both carriers, {count:,} bills more alike"


def _random_usages(biller: OwrsBiller, random: Random) -> int:
    chosen = random.sample(corpus.records(), len(corpus.records()) // 20)
    for record in chosen:
        texts = [str(Decimal(random.randrange(2_000_000)).scaleb(-3)) for _ in range(_USAGES)]
        tariff = biller.tariff(record.file, record.name, given=frozenset(record.inputs))
        asked = columns(tariff, record.inputs, texts)
        if not asked:
            continue
        batch = tariff.valuation.value_many(asked)
        for row in range(_USAGES):
            alone = tariff.valuation.value({name: facts[row] for name, facts in asked.items()})
            for name, value in alone.items():
                if batch.values[name].at(row) != value:
                    raise SampleDiffers(f"{record}: {name} con {texts[row]}")
    return len(chosen) * _USAGES
