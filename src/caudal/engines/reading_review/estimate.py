"""The volume of a period without a usable reading, from what the account used before."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from caudal.engines.reading_review.volumes import LITRES_PER_M3
from caudal.kernel.errors import Refusal
from caudal.kernel.rounding import Tie, divide_rounding


class Basis(IntEnum):
    """Where the volume of a period comes from; it is printed on the bill.

    The number is its code in columns, where zero means that there is no such period.
    """

    MEASURED = 1
    AVERAGE = 2
    ESTIMATED = 3
    ASSIGNED = 4
    FIXED = 5

    @property
    def counts_as_estimate(self) -> bool:
        """Whether the meter should have been read and was not."""
        return self in ESTIMATED_BASES


ESTIMATED_BASES = frozenset({Basis.AVERAGE, Basis.ESTIMATED, Basis.ASSIGNED})


class EstimateMethod(StrEnum):
    """Ways to estimate. Values are the words of a pack."""

    AVERAGE_6 = "promedio_6"
    AVERAGE_12 = "promedio_12"
    SAME_PERIOD_LAST_YEAR = "mismo_periodo_anterior"
    ASSIGNED = "asignado"


AVERAGED_PERIODS = {EstimateMethod.AVERAGE_6: 6, EstimateMethod.AVERAGE_12: 12}


class VolumeRounding(StrEnum):
    """To what an estimate is rounded, ties up. Values are the words of a pack."""

    M3 = "m3"
    LITRE = "litro"

    @property
    def step_litres(self) -> int:
        """The rounding step."""
        return LITRES_PER_M3 if self is VolumeRounding.M3 else 1


class NothingToEstimateFrom(Refusal):
    """No method of the rule has what it needs; the reading must be taken or a volume assigned."""


@dataclass(frozen=True, slots=True)
class PastPeriod:
    """What was billed in an earlier period; never less than nothing."""

    volume_litres: int
    basis: Basis

    def __post_init__(self) -> None:
        if self.volume_litres < 0:
            message = f"Un periodo facturado no tiene volumen negativo: {self.volume_litres} l"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateRule:
    """Methods in the order in which they are tried, and what each needs."""

    methods: tuple[EstimateMethod, ...]
    minimum_periods: int
    """An average of fewer measured periods is none."""
    periods_per_year: int
    rounding: VolumeRounding


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimated volume, and how it was made."""

    volume_litres: int
    method: EstimateMethod

    @property
    def basis(self) -> Basis:
        """What the bill says of it."""
        match self.method:
            case EstimateMethod.ASSIGNED:
                return Basis.ASSIGNED
            case EstimateMethod.SAME_PERIOD_LAST_YEAR:
                return Basis.ESTIMATED
            case EstimateMethod.AVERAGE_6 | EstimateMethod.AVERAGE_12:
                return Basis.AVERAGE


def estimate(
    *, history: Sequence[PastPeriod], rule: EstimateRule, assigned_litres: int | None = None
) -> Estimate:
    """Volume by the first method that has what it needs. ``history`` is oldest first.

    :raises NothingToEstimateFrom: if none has
    """
    for method in rule.methods:
        volume = _by_method(method, history, rule, assigned_litres)
        if volume is not None:
            return Estimate(volume, method)
    message = "No hay con qué estimar: faltan periodos medidos. Tome la lectura o asigne un volumen"
    raise NothingToEstimateFrom(message)


def mean_of_measured(
    *, history: Sequence[PastPeriod], periods: int, minimum: int, step_litres: int = 1
) -> int | None:
    """Mean of the last measured periods, in litres; ``None`` if they are fewer than the minimum."""
    measured = [past.volume_litres for past in history if past.basis is Basis.MEASURED][-periods:]
    if len(measured) < minimum:
        return None
    return step_litres * divide_rounding(sum(measured), step_litres * len(measured), Tie.HALF_UP)


def _by_method(
    method: EstimateMethod,
    history: Sequence[PastPeriod],
    rule: EstimateRule,
    assigned_litres: int | None,
) -> int | None:
    if method is EstimateMethod.ASSIGNED:
        return assigned_litres
    if method is EstimateMethod.SAME_PERIOD_LAST_YEAR:
        if len(history) < rule.periods_per_year:
            return None
        past = history[-rule.periods_per_year]
        step = rule.rounding.step_litres
        if past.basis is not Basis.MEASURED:
            return None
        return step * divide_rounding(past.volume_litres, step, Tie.HALF_UP)
    return mean_of_measured(
        history=history,
        periods=AVERAGED_PERIODS[method],
        minimum=rule.minimum_periods,
        step_litres=rule.rounding.step_litres,
    )
