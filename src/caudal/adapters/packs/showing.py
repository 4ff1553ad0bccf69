"""A change that waits for a signature, as rows that a person reads before signing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from caudal.domain.platform.models import ConfigurationChange

UNKNOWN: Final = "–"
_DIGEST_SHOWN: Final = 12
"""Enough of a digest to tell two documents apart by eye."""
_LABELS: Final = {
    "bears_surcharges": "Causa recargos",
    "cap_rate": "Tope",
    "code": "Clave",
    "concepts": "Conceptos",
    "counting": "Meses que cuentan",
    "criteria": "Criterios, en orden",
    "digest": "Huella del documento",
    "excludes_disputed": "Aparta lo que está en aclaración",
    "grace_days": "Días de gracia",
    "kind": "Tipo",
    "limits": "Límites",
    "monthly_rate": "Tasa mensual",
    "name": "Nombre",
    "principal_includes_tax": "Se cobra también sobre el IVA",
    "priority": "Orden de aplicación",
    "rules": "Reglas",
    "source": "Fuente",
    "tariff": "Tarifa",
    "tax_rate": "IVA del recargo",
    "valid_from": "Desde",
    "value": "Valor",
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One fact before and after."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether the signature would change it."""
        return self.before != self.after


def shown_rows(*, change: ConfigurationChange) -> tuple[ShownRow, ...]:
    """The facts of a change, those of rules one by one, in the order in which they are written."""
    before = dict(_flat(change.before or {}))
    after = dict(_flat(change.after))
    labels = dict.fromkeys((*after, *before))
    return tuple(
        ShownRow(label, before.get(label, UNKNOWN), after.get(label, UNKNOWN)) for label in labels
    )


def _flat(facts: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        label = f"{above} · {_word(name)}" if above else _LABELS.get(name, _word(name))
        if isinstance(value, Mapping):
            yield from _flat(value, label)
        else:
            yield label, _said(value)[:_DIGEST_SHOWN] if name == "digest" else _said(value)


def _word(name: str) -> str:
    return name.replace("_", " ")


def _said(value: Any) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, list):
        return ", ".join(_word(str(item)) for item in value)
    try:
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    except ValueError:
        return {"si": "sí"}.get(str(value), str(value))
