"""What a pack would change in a database, and what it may not change by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256
from typing import Any, Final

from caudal.adapters.packs.catalogues import CATALOGUES
from caudal.adapters.packs.pack import UtilityPack
from caudal.adapters.packs.words import WORDS
from caudal.domain.platform.models import ConfigurationChange
from caudal.engines.rating import dump_tariff_yaml

Kind = ConfigurationChange.Kind
_NESTED = {"versions", "years", "periods"}
_TOO_LONG = {"document", "digest", "logo", "rules", "limits"}


class Guard(Enum):
    """Who may make a change."""

    FREE = auto()  # setup itself
    TWO_SIGNATURES = auto()  # money depends on it
    FIXED = auto()  # nobody: documents rest on it


@dataclass(frozen=True, slots=True)
class SectionRule:
    """How a section may change once the utility exists."""

    label: str
    new: Guard = Guard.FREE
    changed: Guard = Guard.FREE
    guarded: frozenset[str] | None = None  # only these fields are guarded; None: all of them
    kind: ConfigurationChange.Kind | None = None


def _money(label: str, kind: ConfigurationChange.Kind) -> SectionRule:
    return SectionRule(label, new=Guard.TWO_SIGNATURES, changed=Guard.FIXED, kind=kind)


SECTIONS: Final = {
    "utility": SectionRule("Organismo"),
    "branches": SectionRule("Sucursal"),
    "series": SectionRule("Serie de folios", changed=Guard.FIXED),
    "desks": SectionRule(
        "Caja", changed=Guard.FIXED, guarded=frozenset({"series", "closing_series"})
    ),
    "channels": SectionRule("Canal de cobro"),
    "messages": SectionRule("Mensaje del recibo"),
    "roles": SectionRule("Rol"),
    "uses": SectionRule("Uso"),
    "concepts": SectionRule(
        "Concepto",
        changed=Guard.TWO_SIGNATURES,
        guarded=frozenset({"kind", "priority", "bears_surcharges"}),
        kind=Kind.CHARGE_CONCEPT,
    ),
    "tariffs": SectionRule("Tarifa"),
    "versions": _money("Versión de tarifa", Kind.TARIFF_VERSION),
    "programmes": SectionRule(
        "Programa de descuento", changed=Guard.FIXED, guarded=frozenset({"tariff_input"})
    ),
    "cycles": SectionRule("Ciclo", changed=Guard.FIXED, guarded=frozenset({"months"})),
    "periods": SectionRule("Periodo", changed=Guard.FIXED),
    "sectors": SectionRule("Sector"),
    "routes": SectionRule("Ruta"),
    "remarks": SectionRule("Anomalía"),
    "parameters": _money("Parámetro", Kind.MONEY_PARAMETER),
    "allocation_policies": _money("Orden de aplicación", Kind.ALLOCATION_POLICY),
    "surcharge_rules": _money("Regla de recargos", Kind.SURCHARGE_RULE),
    "review_rules": _money("Reglas de crítica", Kind.REVIEW_RULES),
    "sentinels": _money("Centinelas", Kind.RUN_SENTINELS),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the pack says and the database does not, or says otherwise."""

    section: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def label(self) -> str:
        """How people name it: ``Ruta 0412``."""
        return f"{SECTIONS[self.section].label} {self.key}".strip()

    @property
    def changed_fields(self) -> tuple[str, ...]:
        """What is otherwise; everything when it is new."""
        before = self.before or {}
        return tuple(
            name
            for name in self.after
            if self.before is None or before.get(name) != self.after[name]
        )

    @property
    def guard(self) -> Guard:
        """Who may make it so in a utility that exists."""
        rule = SECTIONS[self.section]
        if self.before is None:
            return rule.new
        touches = rule.guarded is None or not rule.guarded.isdisjoint(self.changed_fields)
        return rule.changed if touches else Guard.FREE

    @property
    def sentence(self) -> str:
        """What is new or otherwise, for a person: ``Ruta 0412: sector 03 → 04``."""
        if self.before is None:
            return f"{self.label}: por agregar"
        shown = [name for name in self.changed_fields if name not in _TOO_LONG]
        said = [f"{WORDS[name]} {self.before.get(name)} → {self.after[name]}" for name in shown]
        return f"{self.label}: {'; '.join(said) or 'el documento es otro'}"

    @property
    def kind(self) -> ConfigurationChange.Kind | None:
        """As what two people would sign it."""
        return SECTIONS[self.section].kind


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, in the order of the sections, and what only the database has."""

    differences: tuple[Difference, ...]
    only_in_database: tuple[str, ...]

    def guarded(self, guard: Guard) -> tuple[Difference, ...]:
        """The differences that only so may be settled."""
        return tuple(found for found in self.differences if found.guard is guard)


def compare(*, pack: UtilityPack, current: UtilityPack | None) -> Comparison:
    """What the pack would change; everything is new when there is no utility yet."""
    wanted = dict(_items(pack))
    existing = dict(_items(current)) if current else {}
    return Comparison(
        differences=tuple(
            Difference(section, key, existing.get((section, key)), facts)
            for (section, key), facts in wanted.items()
            if existing.get((section, key)) != facts
        ),
        only_in_database=tuple(
            f"{SECTIONS[section].label} {key}"
            for section, key in existing
            if (section, key) not in wanted
        ),
    )


def _items(pack: UtilityPack) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Everything that a pack says, one thing at a time: its section and key, and the facts."""
    yield ("utility", ""), _utility_facts(pack)
    for role in pack.roles:
        yield ("roles", role.name), role.facts()
    for catalogue in CATALOGUES:
        for entry in getattr(pack, catalogue.section):
            facts = {name: fact for name, fact in entry.facts().items() if name not in _NESTED}
            yield (catalogue.section, entry.code), facts
    for tariff in pack.tariffs:
        for document in sorted(tariff.versions, key=lambda found: found["vigencia"]["desde"]):
            text = dump_tariff_yaml(document)
            facts = {"tariff": tariff.code, "digest": sha256(text.encode()).hexdigest()}
            yield ("versions", document["clave"]), {**facts, "document": text}
    for cycle in pack.cycles:
        for period in cycle.open_periods():
            facts = {"cycle": cycle.code, **period.facts()}
            yield ("periods", f"{period.code} del ciclo {cycle.code}"), facts
    yield from _money_items(pack)


def _utility_facts(pack: UtilityPack) -> dict[str, Any]:
    facts = pack.utility.facts()
    if pack.utility.logo:
        digest = sha256(pack.utility.logo.content.encode()).hexdigest()
        facts["logo"] = {"name": pack.utility.logo.name, "digest": digest}
    return facts


def _money_items(pack: UtilityPack) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for parameter in pack.parameters:
        key = f"{parameter.code} desde {parameter.valid_from}"
        yield ("parameters", key), parameter.facts()
    for section in ("allocation_policies", "surcharge_rules", "review_rules", "sentinels"):
        for entry in getattr(pack, section):
            yield (section, f"desde {entry.valid_from}"), entry.facts()
