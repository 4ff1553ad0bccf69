"""Which version of a tariff rates an account, compiled once per set of parameters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from caudal.domain.tariffs.models import TariffVersion
from caudal.domain.tariffs.queries.versions import definition_of
from caudal.engines.rating import Program, TariffDefinition, compile_tariff
from caudal.engines.rating.definition import ValidityCriterion


@dataclass(frozen=True, slots=True)
class RatingKey:
    """A version and the day from which its parameters have the values to use."""

    version_id: int
    rated_on: date


@dataclass(frozen=True, slots=True)
class _Version:
    pk: int
    start: date
    end: date | None
    definition: TariffDefinition
    parameter_days: tuple[date, ...]

    def holds(self, *, read_on: date, issued_on: date) -> date | None:
        """The day that its criterion looks at, if the version is in force then."""
        by_issue = self.definition.validity.criterion is ValidityCriterion.ISSUE_DATE
        day = issued_on if by_issue else read_on
        return day if self.start <= day and (self.end is None or day < self.end) else None


@dataclass(frozen=True, slots=True)
class TriedTariff:
    """What a tariff would say, tried in the place of everything it has published."""

    tariff_id: int
    definition: TariffDefinition


#: The version of a key of what is only tried.
TRIED = 0


class ProgramBook:
    """The published, complete versions of some tariffs, ready to rate.

    With ``tried``, that tariff says what is tried on every day, even before it would begin; its
    parameters are those of the day, or of its first day when they begin later.
    """

    def __init__(self, tariff_ids: Iterable[int], *, tried: TriedTariff | None = None) -> None:
        self._by_tariff: dict[int, list[_Version]] = {}
        self._by_id: dict[int, _Version] = {}
        self._programs: dict[RatingKey, Program] = {}
        self._found: dict[tuple[int, date, date], RatingKey | None] = {}
        stored = TariffVersion.objects.filter(
            tariff_id__in=set(tariff_ids), state=TariffVersion.State.PUBLISHED, is_complete=True
        )
        for version in stored.order_by("-valid_during"):
            dates = version.valid_during
            found = _version(version.pk, dates.lower, dates.upper, definition_of(version=version))
            self._by_tariff.setdefault(version.tariff_id, []).append(found)
            self._by_id[version.pk] = found
        if tried:
            only = _version(TRIED, tried.definition.validity.start, None, tried.definition)
            self._by_tariff[tried.tariff_id] = [only]
            self._by_id[TRIED] = only

    def find(self, *, tariff_id: int, read_on: date, issued_on: date) -> RatingKey | None:
        """The version of a tariff for an account, or None when none is in force.

        Days between two changes of parameters share one key, and so one compiled program.
        """
        asked = (tariff_id, read_on, issued_on)
        if asked not in self._found:
            self._found[asked] = self._search(*asked)
        return self._found[asked]

    def _search(self, tariff_id: int, read_on: date, issued_on: date) -> RatingKey | None:
        for version in self._by_tariff.get(tariff_id, ()):
            if version.pk == TRIED:
                read_on, issued_on = max(read_on, version.start), max(issued_on, version.start)
            day = version.holds(read_on=read_on, issued_on=issued_on)
            if day is not None:
                changes = [change for change in version.parameter_days if change <= day]
                return RatingKey(version.pk, max([version.start, *changes[-1:]]))
        return None

    def program(self, key: RatingKey) -> Program:
        """The compiled program of a key that ``find`` gave or that a bill froze."""
        if key not in self._programs:
            definition = self._by_id[key.version_id].definition
            self._programs[key] = compile_tariff(definition, on_date=key.rated_on)
        return self._programs[key]


def _version(pk: int, start: date, end: date | None, definition: TariffDefinition) -> _Version:
    days = {day for parameter in definition.parameters for day, _ in parameter.values}
    return _Version(pk, start, end, definition, tuple(sorted(days)))


def program_of(*, version: TariffVersion, rated_on: date) -> Program:
    """The program of one version on a day, whatever its state: for calculators and audits."""
    return compile_tariff(definition_of(version=version), on_date=rated_on)
