"""Rules in force from a date, one row per date, written once: what every kind of them shares."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import models

from caudal.domain.platform.operations.signatures import Signatures
from caudal.kernel.errors import Refusal

Rule = TypeVar("Rule", bound=models.Model)


class RuleDateTaken(Refusal):
    """Another rule of the kind begins that day."""

    def __init__(self, name: str, valid_from: date) -> None:
        super().__init__(
            f"Ya hay {name} desde el {valid_from:%d/%m/%Y} y no se puede cambiar."
            " Proponga la correcta con otra fecha."
        )


def check_date_free(*, model: type[models.Model], valid_from: date) -> None:
    """See that no rule of the kind begins that day.

    :raises RuleDateTaken: if one does
    """
    if models.QuerySet(model).filter(valid_from=valid_from).exists():
        raise RuleDateTaken(str(model._meta.verbose_name), valid_from)


def add_dated_rule(
    *,
    model: type[Rule],
    action: str,
    valid_from: date,
    content: Mapping[str, Any],
    source: str,
    signatures: Signatures,
) -> Rule:
    """Put a rule in force from a day. ``content`` holds the one field that the kind has besides.

    :raises RuleDateTaken: if another one begins that day
    """
    check_date_free(model=model, valid_from=valid_from)
    rows: models.QuerySet[Rule] = models.QuerySet(model)
    row = rows.create(valid_from=valid_from, source=source, **content)
    signatures.record(
        action=action,
        subject=row,
        after={"valid_from": valid_from, "source": source, **content},
    )
    return row
