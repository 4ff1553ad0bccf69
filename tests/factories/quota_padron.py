"""The padrón of a rural utility without meters, as a committee keeps it in a spreadsheet."""

from collections.abc import Sequence

from tests.factories.padron_file import PadronFile

from caudal.engines.layouts.rows import ErrorCode

HEADINGS = ("Cuenta", "Usuario", "Calle", "Número", "Comunidad", "Ruta", "Orden", "Uso", "Medido",
            "Drenaje", "Viviendas")  # fmt: skip
_FIRST = ("Guadalupe", "J. Jesús", "Ma. Elena", "Ramón", "Socorro", "Trinidad", "Efraín")
_LAST = ("Zepeda", "Magaña", "Contreras", "Tapia", "Vázquez", "Ávalos", "Oseguera", "Peña")
_STREETS = ("Hidalgo", "5 de Mayo", "Camino a La Joya", "Morelos", "Allende")
_COMMUNITIES = ("Cabecera", "San Isidro", "El Llano")


def make_quota_padron(*, rows: int, routes: Sequence[str]) -> PadronFile:
    """A CSV in Windows-1252 with three rows that cannot enter, of three kinds."""
    made = PadronFile(b"", row_count=rows)
    lines = [list(HEADINGS)]
    spoilt = {
        10: ("Usuario", "", ErrorCode.REQUIRED_MISSING),
        20: ("Uso", "Domiciliaria", ErrorCode.UNKNOWN_REFERENCE),
        30: ("Viviendas", "dos", ErrorCode.NOT_A_NUMBER),
    }
    for index in range(rows):
        row = _row(index, routes)
        if index in spoilt:
            heading, value, code = spoilt[index]
            row[HEADINGS.index(heading)] = value
            made.planted.append((index + 2, heading, code))
        lines.append(row)
    made.content = "".join(f"{','.join(line)}\r\n" for line in lines).encode("cp1252")
    return made


def _row(index: int, routes: Sequence[str]) -> list[str]:
    surnames = f"{_LAST[index % 8]} {_LAST[index // 8 % 8]}"
    return [
        str(index + 1),
        f"{_FIRST[index % 7]} {surnames}",
        _STREETS[index % 5],
        str(index % 90 + 1),
        _COMMUNITIES[index % 3],
        routes[index % len(routes)],
        str(index * 10),
        "Comercial" if index % 12 == 5 else "Doméstica",
        "No",
        "Sí" if index % 4 == 0 else "No",
        "1",
    ]
