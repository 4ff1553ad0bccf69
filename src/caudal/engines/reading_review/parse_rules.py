"""Reads the review rules of a pack. Whatever is unknown, missing or contradictory is refused."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from caudal.engines.reading_review.consumption import RolloverRule
from caudal.engines.reading_review.estimate import EstimateMethod, EstimateRule, VolumeRounding
from caudal.engines.reading_review.rules import (
    Action,
    DeviationRule,
    DiameterRule,
    DistanceRule,
    FindingCode,
    ReviewRules,
    Rule,
    Severity,
    TimesRule,
)
from caudal.engines.reading_review.volumes import VolumeNotExact, to_litres
from caudal.kernel.errors import Refusal

_Word = TypeVar("_Word", bound=StrEnum)
_SEVERITIES = {
    "aviso": Severity.NOTICE,
    "atencion": Severity.ATTENTION,
    "grave": Severity.SEVERE,
}
_WITHOUT_VOLUME = (FindingCode.BELOW_PREVIOUS, FindingCode.MISSING, FindingCode.ESTIMATED_AGAIN)


class ReviewRulesInvalid(Refusal):
    """The rules of a pack cannot be used; the message says where and why."""


class _Section:
    """One mapping of the pack, which must be read whole: what is left over is a mistake."""

    def __init__(self, raw: object, path: str) -> None:
        if not isinstance(raw, Mapping):
            raise ReviewRulesInvalid(f"«{path}» debe ser una lista de claves y valores")
        self._left = {str(key): value for key, value in raw.items()}
        self.path = path

    def fail(self, key: str, problem: str) -> ReviewRulesInvalid:
        return ReviewRulesInvalid(f"«{self.path}.{key}»: {problem}")

    def take(self, key: str) -> Any:
        if key not in self._left:
            raise self.fail(key, "falta")
        return self._left.pop(key)

    def has(self, key: str) -> bool:
        return key in self._left

    def whole(self, key: str, *, least: int = 1) -> int:
        value = self.take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.fail(key, f"escriba un número entero de {least} o más")
        return value

    def litres(self, key: str) -> int:
        return self.as_litres(key, self.take(key))

    def as_litres(self, key: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
            raise self.fail(key, "escriba los m³ como entero o decimal exacto, cero o más")
        try:
            return to_litres(value)
        except VolumeNotExact as error:
            raise self.fail(key, str(error)) from error

    def word(self, key: str, words: type[_Word]) -> _Word:
        return self.as_word(key, self.take(key), words)

    def as_word(self, key: str, value: object, words: type[_Word]) -> _Word:
        if value not in [*words]:
            raise self.fail(key, f"«{value}» no se conoce; use {', '.join(words)}")
        return words(str(value))

    def words(self, key: str, words: type[_Word]) -> tuple[_Word, ...]:
        value = self.take(key)
        if not isinstance(value, list) or not value or len(set(map(str, value))) != len(value):
            raise self.fail(key, "escriba una lista sin repetidos, con al menos uno")
        return tuple(self.as_word(key, item, words) for item in value)

    def section(self, key: str) -> "_Section":
        return _Section(self.take(key), f"{self.path}.{key}")

    def close(self) -> None:
        if self._left:
            raise ReviewRulesInvalid(f"«{self.path}»: no se conoce {', '.join(self._left)}")


def parse_rules(raw: Mapping[str, object]) -> ReviewRules:
    """Rules from the mapping of a pack, as in docs/algorithms/reading-review.md.

    :raises ReviewRulesInvalid: naming the key and what to write in it
    """
    root = _Section(raw, "critica")
    mean = root.section("promedio")
    found = root.section("hallazgos")
    rules = ReviewRules(
        mean_periods=mean.whole("periodos"),
        mean_minimum_periods=mean.whole("minimo"),
        estimate=_estimate(root.section("estimacion")),
        rollover_limit=_rollover_limit(root.section("vuelta")),
        below_previous=_rule(found, FindingCode.BELOW_PREVIOUS),
        missing=_rule(found, FindingCode.MISSING),
        rollover=_optional(found, FindingCode.ROLLOVER),
        zero_again=_times(found, FindingCode.ZERO_AGAIN),
        same_reading=_optional(found, FindingCode.SAME_READING),
        very_high=_deviation(found, FindingCode.VERY_HIGH),
        very_low=_deviation(found, FindingCode.VERY_LOW),
        over_diameter=_diameter(found),
        estimated_again=_times(found, FindingCode.ESTIMATED_AGAIN),
        missing_photo=_optional(found, FindingCode.MISSING_PHOTO),
        far_away=_distance(found),
    )
    for section in (mean, found, root):
        section.close()
    return rules


def _estimate(section: _Section) -> EstimateRule:
    rule = EstimateRule(
        methods=section.words("metodos", EstimateMethod),
        minimum_periods=section.whole("minimo"),
        periods_per_year=section.whole("periodos_por_anio"),
        rounding=section.word("redondeo", VolumeRounding),
    )
    section.close()
    return rule


def _rollover_limit(section: _Section) -> RolloverRule:
    rule = RolloverRule(
        mean_percent=section.whole("por_ciento_del_promedio", least=0),
        floor_litres=section.litres("minimo_m3"),
    )
    section.close()
    return rule


def _common(section: _Section, code: FindingCode) -> dict[str, Any]:
    severity, blocks = section.take("gravedad"), section.take("bloquea")
    if severity not in _SEVERITIES:
        raise section.fail("gravedad", f"use {', '.join(_SEVERITIES)}")
    if not isinstance(blocks, bool):
        raise section.fail("bloquea", "escriba true o false")
    actions = section.words("acciones", Action)
    proposes = section.word("propone", Action)
    if proposes not in actions:
        raise section.fail("propone", f"«{proposes}» no está entre las acciones")
    if code in _WITHOUT_VOLUME and (Action.ACCEPT in actions or not blocks):
        raise section.fail("acciones", "sin un volumen medido bloquea y no se puede aceptar")
    return {
        "severity": _SEVERITIES[severity],
        "blocks": blocks,
        "actions": tuple(dict.fromkeys((*actions, Action.HOLD))),
        "proposes": proposes,
    }


def _rule(found: _Section, code: FindingCode) -> Rule:
    section = found.section(code)
    rule = Rule(**_common(section, code))
    section.close()
    return rule


def _optional(found: _Section, code: FindingCode) -> Rule | None:
    return _rule(found, code) if found.has(code) else None


def _times(found: _Section, code: FindingCode) -> TimesRule | None:
    if not found.has(code):
        return None
    section = found.section(code)
    rule = TimesRule(times=section.whole("veces"), **_common(section, code))
    section.close()
    return rule


def _deviation(found: _Section, code: FindingCode) -> DeviationRule | None:
    if not found.has(code):
        return None
    section = found.section(code)
    rule = DeviationRule(
        percent=section.whole("por_ciento"),
        over_litres=section.litres("m3"),
        **_common(section, code),
    )
    section.close()
    return rule


def _diameter(found: _Section) -> DiameterRule | None:
    code = FindingCode.OVER_DIAMETER
    if not found.has(code):
        return None
    section = found.section(code)
    table = section.take("m3_por_mm")
    if not isinstance(table, Mapping) or not all(str(mm).isdecimal() for mm in table):
        raise section.fail("m3_por_mm", "escriba milímetros: m³ por periodo")
    limits = {int(mm): section.as_litres("m3_por_mm", volume) for mm, volume in table.items()}
    rule = DiameterRule(limit_litres=limits, **_common(section, code))
    section.close()
    return rule


def _distance(found: _Section) -> DistanceRule | None:
    code = FindingCode.FAR_AWAY
    if not found.has(code):
        return None
    section = found.section(code)
    rule = DistanceRule(metres=section.whole("metros"), **_common(section, code))
    section.close()
    return rule
