"""Files of meters and readings for the accounts of ``padron_file``, with dirt that is known."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.factories.padron_file import good_row

from caudal.engines.layouts.rows import ErrorCode

OPENED_ON = date(2026, 9, 30)
READ_ON = date(2026, 10, 30)
ACCOUNT, DAY, VALUE = "No. de Cuenta", "Fecha de lectura", "Lectura Actual"


def meters_file(*, numbers: Sequence[str]) -> bytes:
    """The meter of each account, as the padrón names it, in an order of columns of its own."""
    lines = [
        "No. Medidor;Cuenta;Marca;Diámetro;Dígitos;Fecha de instalación;Lectura de instalación"
    ]
    for number in numbers:
        row = good_row(int(number))
        diameter = row["Diámetro"].replace('"', '""')
        lines.append(f'{row["Medidor"]};{number};Itron;"{diameter}";5;15/03/2022;0')
    return _text(lines)


def opening_file(*, numbers: Sequence[str]) -> bytes:
    """The last reading of the system before, at the end of September."""
    lines = ["Cuenta;Última lectura;Fecha"]
    lines += [f"{number};{opening_of(number)};{OPENED_ON:%d/%m/%Y}" for number in numbers]
    return _text(lines)


def opening_of(number: str) -> int:
    """What the meter of an account marked then."""
    return 400 + int(number) * 37 % 5_000


def volume_of(number: str) -> int:
    """What an account uses in October, m³: between 8 and 30."""
    return 8 + int(number) * 7 % 23


def true_reading(number: str) -> int:
    """What the meter of an account marks at the end of October."""
    return opening_of(number) + volume_of(number)


def readings_file(
    *, numbers: Sequence[str], said: Mapping[str, str] | None = None, read_on: date = READ_ON
) -> bytes:
    """The true readings of these accounts, but for those of which ``said`` says otherwise: a
    number, or an anomaly.
    """
    lines = [f"{ACCOUNT};{DAY};{VALUE};Anomalía;Lecturista"]
    for number in numbers:
        text = (said or {}).get(number, str(true_reading(number)))
        cells = f"{text};" if text.isdecimal() else f";{text}"
        lines.append(f"{number};{read_on:%d/%m/%Y};{cells};R. Castro")
    return _text(lines)


@dataclass(frozen=True)
class BadRows:
    """Rows to put after those of a file of readings, and how many there are of each kind."""

    content: bytes
    kinds: Counter[tuple[ErrorCode, str]]


def bad_reading_rows(*, numbers: Sequence[str]) -> BadRows:
    """Two accounts that nobody knows, one read twice, a day that does not exist, «casi 500»."""
    day = f"{READ_ON:%d/%m/%Y}"
    lines = [
        f"99999901;{day};517;;R. Castro",
        f"99999902;{day};48;;R. Castro",
        f"{numbers[0]};{day};{true_reading(numbers[0]) + 1};;R. Castro",
        f"{numbers[1]};31/09/2026;517;;R. Castro",
        f"{numbers[2]};{day};casi 500;;R. Castro",
    ]
    kinds = Counter(
        {
            (ErrorCode.UNKNOWN_REFERENCE, ACCOUNT): 2,
            (ErrorCode.REPEATED_VALUE, ACCOUNT): 1,
            (ErrorCode.NOT_A_DATE, DAY): 1,
            (ErrorCode.NOT_A_NUMBER, VALUE): 1,
        }
    )
    return BadRows(_text(lines), kinds)


def _text(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252")
