"""Edit one row of the register as a person saw it: nothing is overwritten unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from caudal.kernel.errors import Refusal

Data = Mapping[str, Any]


class ChangedMeanwhile(Refusal):
    """Somebody else changed the data while they were being edited."""

    def __init__(self) -> None:
        super().__init__(
            "Otra persona cambió estos datos mientras usted los editaba; no se guardó nada."
            " Abra de nuevo la página y revise antes de corregir."
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edit changes, datum by datum; both sides hold the same names."""

    before: dict[str, Any]
    after: dict[str, Any]

    def __bool__(self) -> bool:
        return bool(self.after)


def fingerprint(*, data: Data) -> str:
    """Tells whether two people look at the same data: a form carries it from opening to saving."""
    text = json.dumps(dict(data), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def refuse_if_changed(*, data: Data, seen: str) -> None:
    """Compare the locked data with what the person saw.

    :raises ChangedMeanwhile: if they are no longer the same
    """
    if fingerprint(data=data) != seen:
        raise ChangedMeanwhile


def difference(*, before: Data, after: Data) -> Difference:
    """The names whose values differ, for the audit log."""
    names = [name for name in after if before[name] != after[name]]
    return Difference({name: before[name] for name in names}, {name: after[name] for name in names})
