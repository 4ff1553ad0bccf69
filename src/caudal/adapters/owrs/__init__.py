"""The Open Water Rate Specification (OWRS): its files as tariffs of ours, and back.

``read_file`` → ``OwrsFile`` → ``read_class`` → ``ClassTariff``, rated by ``engines.rating``. What
the format means is told in docs/algorithms/owrs.md.
"""

from caudal.adapters.owrs.billing import OwrsBiller
from caudal.adapters.owrs.class_tariff import ClassTariff, read_class
from caudal.adapters.owrs.document import OwrsFile, OwrsRefused, read_file
from caudal.adapters.owrs.export import export_tariff
from caudal.adapters.owrs.lint import lint_file

__all__ = [
    "ClassTariff",
    "OwrsBiller",
    "OwrsFile",
    "OwrsRefused",
    "export_tariff",
    "lint_file",
    "read_class",
    "read_file",
]
