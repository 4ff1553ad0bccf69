"""What is still wrong in a draft: problems of reading, of the checks and of its golden cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from caudal.engines.rating.check import check_definition
from caudal.engines.rating.definition import TariffDefinition
from caudal.engines.rating.golden import Mismatch, check_examples
from caudal.engines.rating.lint import Finding, Level, lint
from caudal.engines.rating.parse import read_definition
from caudal.engines.rating.reading import Problems

#: Sections that decide no amount: with something wrong only there, a bill can be tried out.
_SAYS_NO_AMOUNT: Final = ("clave", "nombre", "fuente", "periodicidad", "ejemplos")


@dataclass(frozen=True, slots=True)
class DraftReview:
    """What a draft lacks. ``definition`` has stand-ins where it could not be read."""

    definition: TariffDefinition
    findings: tuple[Finding, ...]
    mismatches: tuple[Mismatch, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps it from being a tariff."""
        return tuple(found for found in self.findings if found.level is Level.ERROR)

    @property
    def is_tariff(self) -> bool:
        """Whether it could be published as it is, its golden cases apart."""
        return not self.errors

    @property
    def is_ready(self) -> bool:
        """Whether it may be signed: no error, and golden cases that all agree."""
        return self.is_tariff and not self.mismatches and bool(self.definition.examples)

    @property
    def can_rate(self) -> bool:
        """Whether a bill can be tried out with it."""
        return all(_section(found.path) in _SAYS_NO_AMOUNT for found in self.errors)


def review_draft(document: Mapping[str, Any]) -> DraftReview:
    """Everything to correct in a document, each with its path."""
    problems = Problems()
    definition = read_definition(document, problems)
    found = (*problems.found, *check_definition(definition))
    if found:
        errors = [Finding(Level.ERROR, each.path, each.message) for each in dict.fromkeys(found)]
        return DraftReview(definition, tuple(errors), ())
    findings = tuple(lint(definition))
    has_errors = any(each.level is Level.ERROR for each in findings)
    return DraftReview(definition, findings, () if has_errors else check_examples(definition))


def _section(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]
