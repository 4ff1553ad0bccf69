"""What was found about one reading, in the words that the screens use for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from caudal.engines.reading_review.rules import Action, FindingCode, Severity
from caudal.engines.reading_review.volumes import show_m3

Facts = Mapping[str, int]
"""Numbers behind a finding; volumes and readings in litres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason to look at a reading before it is billed."""

    code: FindingCode
    severity: Severity
    blocks: bool
    facts: Facts
    label: str
    """The words of the chip: «Cero, 5.ª vez»."""
    sentence: str
    actions: tuple[Action, ...]
    """The possible ones, in the order in which they are offered."""
    proposed_action: Action
    proposed_volume_litres: int | None
    """What the proposed action would bill; ``None`` if that is still to be known."""


def label_of(code: FindingCode, facts: Facts) -> str:
    """The few words that name a finding on its chip."""
    match code:
        case FindingCode.ZERO_AGAIN:
            return f"Cero, {facts['times']}.ª vez"
        case FindingCode.ESTIMATED_AGAIN:
            return f"Estimada, {facts['times']}.ª vez"
        case FindingCode.FAR_AWAY:
            return f"A {facts['distance_m']:,} m de la toma"
        case _:
            return _LABELS[code]


_LABELS = {
    FindingCode.BELOW_PREVIOUS: "Menor a la anterior",
    FindingCode.OVER_DIAMETER: "Pasa el diámetro",
    FindingCode.VERY_HIGH: "Muy alta",
    FindingCode.MISSING: "Sin lectura",
    FindingCode.SAME_READING: "Igual a la anterior",
    FindingCode.VERY_LOW: "Muy baja",
    FindingCode.ROLLOVER: "Vuelta del medidor",
    FindingCode.MISSING_PHOTO: "Sin foto",
}

_SENTENCES = {
    FindingCode.BELOW_PREVIOUS: "La lectura baja {drop}: de {previous} a {current}.",
    FindingCode.OVER_DIAMETER: (
        "El consumo de {volume} es más de lo que un medidor de {diameter_mm} mm deja pasar en el "
        "periodo ({limit})."
    ),
    FindingCode.VERY_HIGH: "El consumo de {volume} pasa por {excess} su promedio de {mean}.",
    FindingCode.ESTIMATED_AGAIN: (
        "Sería la {times}.ª estimación seguida y se permiten {allowed}: hay que leer el medidor."
    ),
    FindingCode.MISSING: "No hay lectura de este periodo.",
    FindingCode.ZERO_AGAIN: "El consumo es cero por {times}.ª vez seguida.",
    FindingCode.SAME_READING: (
        "La lectura es igual a la anterior ({current}) y el promedio es {mean}."
    ),
    FindingCode.VERY_LOW: "El consumo de {volume} está {shortfall} bajo su promedio de {mean}.",
    FindingCode.ROLLOVER: "El medidor dio la vuelta: de {previous} a {current} son {volume}.",
    FindingCode.FAR_AWAY: (
        "La lectura se tomó a {distance_m} m de la toma y se aceptan {allowed_m} m."
    ),
    FindingCode.MISSING_PHOTO: "La lectura no trae foto.",
}
_READINGS = frozenset({"previous", "current"})
_VOLUMES = frozenset({"drop", "volume", "limit", "excess", "mean", "shortfall"})


def sentence_of(code: FindingCode, facts: Facts) -> str:
    """One sentence that says why a person should look, with its numbers."""
    return _SENTENCES[code].format_map({name: _shown(name, facts[name]) for name in facts})


def _shown(name: str, number: int) -> str:
    if name in _VOLUMES:
        return f"{show_m3(number)} m³"
    return show_m3(number) if name in _READINGS else f"{number:,}"
