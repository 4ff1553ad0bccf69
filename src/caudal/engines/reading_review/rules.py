"""What a utility wants looked at before it bills a reading. Every number here is data of a pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from caudal.engines.reading_review.consumption import RolloverRule
from caudal.engines.reading_review.estimate import EstimateRule


class FindingCode(StrEnum):
    """What can be found. Values are the words of a pack; among equals the first one leads."""

    BELOW_PREVIOUS = "menor_a_la_anterior"
    OVER_DIAMETER = "pasa_el_diametro"
    VERY_HIGH = "muy_alta"
    ESTIMATED_AGAIN = "estimada"
    MISSING = "sin_lectura"
    ZERO_AGAIN = "cero"
    SAME_READING = "igual_a_la_anterior"
    VERY_LOW = "muy_baja"
    ROLLOVER = "vuelta_del_medidor"
    FAR_AWAY = "lejos_de_la_toma"
    MISSING_PHOTO = "sin_foto"


class Severity(IntEnum):
    """How loudly a finding speaks; the larger the graver."""

    NOTICE = 1
    ATTENTION = 2
    SEVERE = 3


class Action(StrEnum):
    """What can be decided about a reading. Values are the words of a pack."""

    ACCEPT = "aceptar"
    ESTIMATE = "estimar"
    CORRECT = "corregir"
    RE_READ = "releer"
    HOLD = "retener"


ALWAYS_POSSIBLE = frozenset({Action.CORRECT, Action.RE_READ, Action.HOLD})
"""These need no volume; accepting needs one by the meter, estimating one by a method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one finding is treated."""

    severity: Severity
    blocks: bool
    """The reading is not billed until somebody decides."""
    actions: tuple[Action, ...]
    """In the order in which they are offered; holding is always among them."""
    proposes: Action

    @property
    def fallback(self) -> Action:
        """What is proposed when the proposal needs a volume that there is not."""
        return Action.RE_READ if Action.RE_READ in self.actions else Action.HOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationRule(Rule):
    """Beyond the own mean by more than a percentage and by more than a volume, both."""

    percent: int
    over_litres: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesRule(Rule):
    """From so many periods in a row on."""

    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceRule(Rule):
    """Farther than so many metres."""

    metres: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiameterRule(Rule):
    """More litres than a meter of so many millimetres can pass in a period."""

    limit_litres: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRules:
    """All rules of a cycle. ``None`` is a finding that the utility does not look for.

    A lower reading and a missing one are always found: they have no volume to bill.
    """

    mean_periods: int
    mean_minimum_periods: int
    estimate: EstimateRule
    rollover_limit: RolloverRule
    below_previous: Rule
    missing: Rule
    rollover: Rule | None = None
    zero_again: TimesRule | None = None
    same_reading: Rule | None = None
    very_high: DeviationRule | None = None
    very_low: DeviationRule | None = None
    over_diameter: DiameterRule | None = None
    estimated_again: TimesRule | None = None
    """``times`` is how many estimates in a row are still allowed."""
    missing_photo: Rule | None = None
    far_away: DistanceRule | None = None

    def of(self, code: FindingCode) -> Rule | None:
        """The rule of one finding."""
        return self._by_code()[code]

    def _by_code(self) -> dict[FindingCode, Rule | None]:
        return {
            FindingCode.BELOW_PREVIOUS: self.below_previous,
            FindingCode.OVER_DIAMETER: self.over_diameter,
            FindingCode.VERY_HIGH: self.very_high,
            FindingCode.ESTIMATED_AGAIN: self.estimated_again,
            FindingCode.MISSING: self.missing,
            FindingCode.ZERO_AGAIN: self.zero_again,
            FindingCode.SAME_READING: self.same_reading,
            FindingCode.VERY_LOW: self.very_low,
            FindingCode.ROLLOVER: self.rollover,
            FindingCode.FAR_AWAY: self.far_away,
            FindingCode.MISSING_PHOTO: self.missing_photo,
        }

    def in_order(self) -> list[tuple[FindingCode, Rule]]:
        """The findings that are looked for, gravest first: the first one found leads."""
        by_code = self._by_code()
        wanted = [(code, rule) for code in FindingCode if (rule := by_code[code]) is not None]
        return sorted(wanted, key=lambda pair: -pair[1].severity)
