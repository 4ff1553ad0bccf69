"""A padrón as a utility would send it, with defects of twelve kinds whose places are known."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.factories.registry import (
    make_cycle,
    make_route,
    make_tariff,
    make_use_class,
)

from caudal.domain.registry.models import BillingCycle, Sector
from caudal.engines.layouts.rows import ErrorCode

SECTORS = ("01", "02", "03", "04")
#: Code of the route → code of its sector.
ROUTES = {f"{number:04d}": SECTORS[(number - 1) % 4] for number in range(1, 21)}
USES = {
    "domestico_medio": "Doméstico medio",
    "domestico_popular": "Doméstico popular",
    "comercial": "Comercial",
}
#: As the utility heads its columns: its own order, accents and short forms.
HEADINGS = (
    "No. Cuenta", "Contrato", "NOMBRE DEL TITULAR", "R.F.C.", "Calle", "Num Ext", "Num Int",
    "Colonia", "C.P.", "Sector", "Ruta", "Sec.", "Tipo de Uso", "Estatus", "Fecha Alta",
    "Fecha de baja", "Viviendas", "Drenaje", "Diámetro", "Medidor", "Latitud", "Longitud",
    "Celular", "Correo Electrónico",
)  # fmt: skip
_FIRST = ("José", "María Guadalupe", "Ángel", "Íñigo", "Belén", "Úrsula", "Óscar", "Zoé")
_LAST = ("Núñez", "Peñúñuri", "Ibáñez", "Güereña", "Muñoz", "Ruiz", "Öhlin", "Valenzuela")
_STREETS = ("Av. Álvaro Obregón", "Calle Nº 5", "Blvd. García Morales", "Priv. Señora de la Luz")
_COLONIAS = (("Centro", "85400"), ("Peñón Blanco", "85410"), ("Lomas del Mar", "85430"))
_STATES = ("Activa", "A", "Suspendida", "Baja")

Row = dict[str, str]


@dataclass(frozen=True)
class Defect:
    """A way to spoil a row, and what must be said of it."""

    code: ErrorCode
    heading: str
    spoil: Callable[[Row], object]


def _set(heading: str, value: str) -> Callable[[Row], object]:
    return lambda row: row.__setitem__(heading, value)


def _cut(row: Row) -> None:
    for heading in HEADINGS[15:]:
        del row[heading]


def _other_sector(row: Row) -> None:
    row["Sector"] = next(code for code in SECTORS if code != row["Sector"])


DEFECTS = (
    Defect(ErrorCode.REQUIRED_MISSING, "NOMBRE DEL TITULAR", _set("NOMBRE DEL TITULAR", "  ")),
    Defect(ErrorCode.REPEATED_VALUE, "No. Cuenta", _set("No. Cuenta", "00000000")),
    Defect(ErrorCode.UNKNOWN_REFERENCE, "Ruta", _set("Ruta", "9")),
    Defect(ErrorCode.UNKNOWN_REFERENCE, "Tipo de Uso", _set("Tipo de Uso", "Domestico mdio")),
    Defect(ErrorCode.CONTRADICTS_REGISTER, "Sector", _other_sector),
    Defect(ErrorCode.NOT_A_DATE, "Fecha Alta", _set("Fecha Alta", "31/02/2015")),
    Defect(ErrorCode.NOT_AN_INTEGER, "Sec.", _set("Sec.", "12.5")),
    Defect(ErrorCode.NOT_AN_RFC, "R.F.C.", _set("R.F.C.", "XAXX01010100")),
    Defect(ErrorCode.NOT_A_POSTAL_CODE, "C.P.", _set("C.P.", "8540")),
    Defect(ErrorCode.INCONSISTENT, "Fecha de baja", lambda row: row.update(
        {"Estatus": "Baja", "Fecha de baja": ""}
    )),
    Defect(ErrorCode.NOT_A_CHOICE, "Diámetro", _set("Diámetro", "7/8")),
    Defect(ErrorCode.MISSING_CELLS, "Fecha de baja", _cut),
)  # fmt: skip


@dataclass
class PadronFile:
    """The file and what was planted in it: (row as a spreadsheet counts, column, code)."""

    content: bytes
    planted: list[tuple[int, str, ErrorCode]] = field(default_factory=list)
    row_count: int = 0

    @property
    def good_count(self) -> int:
        """Rows without defect."""
        return self.row_count - len(self.planted)

    @property
    def kinds(self) -> Counter[tuple[ErrorCode, str]]:
        """How many of each kind."""
        return Counter((code, heading) for _, heading, code in self.planted)


def make_world() -> BillingCycle:
    """What the padrón refers to: uses, one tariff, sectors and routes of one cycle."""
    for code, name in USES.items():
        make_use_class(code=code, name=name)
    make_tariff()
    cycle = make_cycle(code="MENSUAL")
    by_code = {code: Sector.objects.create(code=code, name=f"Sector {code}") for code in SECTORS}
    for code, sector in ROUTES.items():
        make_route(code=code, cycle=cycle, sector=by_code[sector])
    return cycle


def good_row(number: int, routes: Mapping[str, str] = ROUTES) -> Row:
    """One row without defect; the same number gives the same row for ever."""
    route = tuple(routes)[number % len(routes)]
    colonia, postal_code = _COLONIAS[number % len(_COLONIAS)]
    state = _STATES[number % 40 if number % 40 < len(_STATES) else 0]
    opened = date(2000, 1, 1) + timedelta(days=number % 9_000)
    values = (
        f"{number:08d}",
        f"CT-{number:06d}",
        f"{_FIRST[number % 8]} {_LAST[number // 8 % 8]} {_LAST[number // 64 % 8]}",
        "XAXX010101000" if number % 5 == 0 else "",
        _STREETS[number % len(_STREETS)],
        str(100 + number % 900),
        "A" if number % 30 == 0 else "",
        colonia,
        postal_code,
        routes[route],
        route,
        str(number * 10),
        tuple(USES.values())[number % len(USES)].upper(),
        state,
        f"{opened:%d/%m/%Y}",
        "30/06/2024" if state == "Baja" else "",
        "1" if number % 25 else "3",
        "Sí" if number % 7 else "No",
        '1/2"' if number % 3 else "19",
        f"ITR{number:07d}",
        f"27.{number % 1_000_000:06d}",
        f"-110.{number % 999_983:06d}",
        f"(622) 2{number % 1_000_000:06d}",
        f"usuario{number}@ejemplo.mx" if number % 4 == 0 else "",
    )
    return dict(zip(HEADINGS, values, strict=True))


def make_padron_file(
    *,
    rows: int,
    defects: int | Sequence[int] = 0,
    seed: int = 20_261_117,
    first: int = 0,
    routes: Mapping[str, str] = ROUTES,
) -> PadronFile:
    """A padrón in Windows-1252 with semicolons and CRLF, ``defects`` of its rows spoilt.

    The twelve kinds take turns, or have as many rows each as ``defects`` lists, at places drawn by
    ``seed``; the first row is good. ``routes`` are those of the utility: code → code of the sector.
    """
    dice = random.Random(seed)  # noqa: S311 - a reproducible file, not a secret
    kinds = _kinds(defects, dice)
    places = sorted(dice.sample(range(1, rows), len(kinds)))
    spoilt = dict(zip(places, kinds, strict=True))
    made = PadronFile(b"", row_count=rows)
    lines = [_line(HEADINGS)]
    for index in range(rows):
        row = good_row(first + index, routes)
        if defect := spoilt.get(index):
            defect.spoil(row)
            made.planted.append((index + 2, defect.heading, defect.code))
        lines.append(_line([row[heading] for heading in HEADINGS if heading in row]))
    made.content = "".join(lines).encode("cp1252")
    return made


def _kinds(defects: int | Sequence[int], dice: random.Random) -> list[Defect]:
    if isinstance(defects, int):
        return [DEFECTS[turn % len(DEFECTS)] for turn in range(defects)]
    pairs = zip(DEFECTS, defects, strict=True)
    kinds = [defect for defect, count in pairs for _ in range(count)]
    dice.shuffle(kinds)
    return kinds


def _line(cells: Sequence[str]) -> str:
    return ";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in cells) + "\r\n"
