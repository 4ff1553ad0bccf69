"""Files of rates written by hand."""

from pathlib import Path

from caudal.adapters.owrs import ClassTariff, OwrsFile, read_class, read_file

HEAD = """metadata:
  effective_date: 2018-01-01
  utility_name: Agua de San Telmo
  bill_frequency: Monthly
  bill_unit: ccf
rate_structure:
"""


def write(folder: Path, classes: str, *, head: str = HEAD, name: str = "rates.owrs") -> Path:
    """A file with the classes, written as they stand below ``rate_structure``."""
    path = folder / name
    path.write_text(head + classes, encoding="utf-8")
    return path


def file_of(folder: Path, classes: str, *, head: str = HEAD) -> OwrsFile:
    return read_file(path=write(folder, classes, head=head))


def class_of(folder: Path, fields: str, *, given: frozenset[str] = frozenset()) -> ClassTariff:
    """A class ``HOME`` with its fields, one per line and not indented."""
    lines = "".join(f"    {line}\n" for line in fields.strip().splitlines())
    return read_class(file_of(folder, f"  HOME:\n{lines}"), "HOME", given=given)
