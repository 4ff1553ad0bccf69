"""Rating alone: accounts per CPU second of ``rate_many``, structure by structure, no database.

To hold: at least 400,000 accounts per CPU second for blocks. Columns are given as a run has them at
hand, volumes to the litre and uses as texts; compiling the tariff is not counted.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import numpy as np

from caudal.engines.rating import (
    Program,
    ScaledIntegers,
    compile_tariff,
    load_tariff_yaml,
    parse_tariff,
)
from caudal.engines.rating.inputs import Column

BLOCKS = """
clave: BLOQUES
nombre: Bloques
vigencia: {desde: 2026-01-01}
fuente: {norma: Ninguna}
entradas:
  consumo: m3
  uso: {tipo: clave, valores: [domestico_medio, domestico_popular, comercial]}
tablas:
  agua:
    por: [uso]
    modo: bloques
    filas:
      domestico_medio:
        base: 118.40
        filas: [[10, 0], [15, 13.265], [20, 14.832], [30, 18.4075], [50, 24.961], [null, 33.118]]
      domestico_popular:
        base: 79.60
        filas: [[10, 0], [15, 8.9140], [20, 9.9870], [30, 12.7350], [50, 18.2460], [null, 25.3100]]
      comercial:
        base: 286.50
        filas: [[10, 0], [15, 29.864], [20, 32.1175], [30, 35.902], [50, 40.7735], [null, 46.331]]
conceptos:
  agua: {formula: agua(consumo), tasa_iva: 0}
"""
USES = ("domestico_medio", "domestico_popular", "comercial", "domestico_medio")
TWO_USES = ("domestico", "comercial", "domestico", "domestico")
Columns = dict[str, Column]


@dataclass(frozen=True, slots=True)
class RatingSpeed:
    """How fast a structure is rated."""

    structure: str
    accounts: int
    cpu_seconds: float

    @property
    def per_second(self) -> int:
        """Accounts per CPU second."""
        return round(self.accounts / self.cpu_seconds)


def measure(*, accounts: int, times: int = 7) -> list[RatingSpeed]:
    """The median speed of each structure, blocks first."""
    rows = np.arange(accounts)
    volumes = ScaledIntegers((rows * 7_919 + 137) % 64_000, 3)

    def uses(of: tuple[str, ...]) -> list[str]:
        return [of[row % len(of)] for row in range(accounts)]

    whole: Columns = {
        "consumo": volumes,
        "uso": uses(USES),
        "viviendas": 1 + (rows % 20 == 0) * (rows % 5),
        "adulto_mayor": rows % 11 == 0,
        "con_drenaje": rows % 9 != 0,
    }
    table: Columns = {
        "consumo": volumes,
        "uso": uses(TWO_USES),
        "consumo_12": ScaledIntegers((rows * 104_729) % 720_000, 3),
        "meses_12": rows % 13,
    }
    mean: Columns = {
        "consumo": volumes,
        "uso": uses(TWO_USES),
        "viviendas": whole["viviendas"],
        "bimestre": 1 + rows % 6,
        "colonia_en_lista": rows % 3 == 0,
    }
    return [
        _speed(
            "blocks by use", _compiled(BLOCKS), {"consumo": volumes, "uso": whole["uso"]}, times
        ),
        _speed(
            "blocks, dwellings, discount, IVA, 3 concepts", _pack("san-telmo-2026"), whole, times
        ),
        _speed("table per m³ and mean of twelve months", _pack("sierra-alta-2026"), table, times),
        _speed("mean of a dwelling at the block reached", _pack("altavista-2026"), mean, times),
    ]


def _pack(name: str) -> Program:
    text = (files("caudal") / "packs" / "tariffs" / f"{name}.yaml").read_text(encoding="utf-8")
    return _compiled(text)


def _compiled(text: str) -> Program:
    return compile_tariff(parse_tariff(load_tariff_yaml(text)), on_date=date(2026, 6, 1))


def _speed(structure: str, program: Program, columns: Columns, times: int) -> RatingSpeed:
    def run() -> None:
        batch = program.rate_many(columns)
        assert not batch.errors
        assert batch.total.min() >= 0

    accounts = len(columns["uso"])  # type: ignore[arg-type]
    return RatingSpeed(structure, accounts, statistics.median(_cpu(run) for _ in range(times)))


def _cpu(run: Callable[[], None]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


if __name__ == "__main__":
    for found in measure(accounts=200_000):
        print(f"{found.structure:45} {found.per_second:>10,} accounts per CPU second")
