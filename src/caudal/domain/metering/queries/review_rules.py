"""The rules of the crítica in force on a date."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from caudal.domain.metering.models import ReviewRules as StoredRules
from caudal.engines.reading_review.parse_rules import parse_rules
from caudal.engines.reading_review.rules import ReviewRules
from caudal.kernel.errors import Refusal

_FLAGS = {"si": True, "sí": True, "true": True, "no": False, "false": False}


class ReviewRulesMissing(Refusal):
    """No rules are in force."""

    def __init__(self, on_date: date) -> None:
        super().__init__(
            f"No hay reglas de crítica vigentes al {on_date:%d/%m/%Y}."
            " Pida a un administrador que las configure."
        )


def review_rules(*, on_date: date) -> ReviewRules:
    """The rules by which readings are reviewed on a date.

    :raises ReviewRulesMissing: if none are in force yet
    """
    stored = StoredRules.objects.filter(valid_from__lte=on_date).order_by("-valid_from").first()
    if stored is None:
        raise ReviewRulesMissing(on_date)
    return read_review_rules(words=stored.rules)


def read_review_rules(*, words: Mapping[str, Any]) -> ReviewRules:
    """The rules as a pack and the database write them; decimals are text, so that none is a float.

    :raises ReviewRulesInvalid: if the engine cannot follow them
    """
    return parse_rules({key: _exact(value) for key, value in words.items()})


def _exact(value: Any) -> Any:
    """Texts that are numbers or yes/no as what they are; ``si`` and ``no`` are the words of
    packs.
    """
    if isinstance(value, Mapping):
        return {key: _exact(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_exact(inner) for inner in value]
    return _exact_scalar(value) if isinstance(value, str) else value


def _exact_scalar(text: str) -> bool | int | Decimal | str:
    if text in _FLAGS:
        return _FLAGS[text]
    if text.isascii() and text.isdecimal():
        return int(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        return text
