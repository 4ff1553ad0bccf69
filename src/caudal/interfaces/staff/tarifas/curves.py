"""The total of a bill under two versions, over a range of m³ and for chosen keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.http import QueryDict

from caudal.engines.rating import InputKind, TariffDefinition
from caudal.engines.rating.curve import NoVolumeAsked, totals_by_volume
from caudal.interfaces.staff.tarifas.calculator import CalculatorForm, starting_values
from caudal.interfaces.staff.tarifas.printed import tab_input
from caudal.kernel.money import format_mxn

TOP: Final = "hasta"
NOTHING: Final = "–"
_USUAL_TOP, _LARGEST_TOP = 60, 1_000
_POINTS: Final = 61
_SHOWN_POINTS: Final = 12


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a version, or a draft."""

    code: str
    value: str
    definition: TariffDefinition


def percent_change(share: Decimal) -> str:
    """``+4.2 %``, ``−1.0 %``."""
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return f"{sign}{abs(share * 100):.1f} %"


def curves(given: QueryDict, before: Side, after: Side) -> dict[str, Any]:
    """The total of both over a range of m³, for the chosen keys."""
    definition = after.definition
    form = _inputs_form(definition, given)
    volume = next((s.name for s in definition.inputs if s.kind is InputKind.VOLUME), "")
    if volume:
        del form.fields[volume]
    inputs = {name: value for name, value in form.data.items() if value}
    top = _top(given)
    step = max(1, -(-top // (_POINTS - 1)))
    volumes = list(range(0, top + 1, step))
    try:
        lines = [
            totals_by_volume(
                side.definition,
                inputs=_known(side.definition, inputs),
                volumes_m3=volumes,
                on_date=side.definition.validity.start,
            )
            for side in (before, after)
        ]
    except NoVolumeAsked as refusal:
        return {"curve_problem": str(refusal)}
    series = [
        {
            "name": side.code,
            "values": [None if total is None else float(total) for total in line],
            "tone": tone,
        }
        for side, line, tone in zip((before, after), lines, ("line", "1"), strict=True)
    ]
    return {
        "curve": {
            "labels": [f"{each} m³" for each in volumes],
            "series": series,
            "unit": "pesos",
        },
        "inputs_form": form,
        "top": top,
        "steps": list(_steps(volumes, *lines)),
    }


def _steps(
    volumes: Sequence[int], before: Sequence[Decimal | None], after: Sequence[Decimal | None]
) -> Iterator[dict[str, str]]:
    """Some of the volumes, in figures."""
    every = max(1, len(volumes) // _SHOWN_POINTS)
    for index in range(0, len(volumes), every):
        was, is_now = before[index], after[index]
        share = is_now / was - 1 if was and is_now is not None else None
        yield {
            "volume": f"{volumes[index]:,} m³",
            "before": format_mxn(was) if was is not None else NOTHING,
            "after": format_mxn(is_now) if is_now is not None else NOTHING,
            "share": percent_change(share) if share is not None else NOTHING,
        }


def _inputs_form(definition: TariffDefinition, given: QueryDict) -> CalculatorForm:
    spec = tab_input(definition)
    keys = [value.key for value in spec.values] if spec else []
    wanted = given.get(spec.name, "") if spec else ""
    tab = wanted if wanted in keys else (keys or [""])[0]
    values = starting_values(
        definition,
        tab=tab,
        on_date=definition.validity.start,
        given={name: str(given[name]) for name in given},
    )
    form = CalculatorForm(definition, values, hides_tab=False)
    del form.fields["fecha"]
    return form


def _known(definition: TariffDefinition, inputs: dict[str, str]) -> dict[str, str]:
    """The inputs that a version asks for; the other one may ask for more."""
    names = {spec.name for spec in definition.inputs}
    return {name: value for name, value in inputs.items() if name in names}


def _top(given: QueryDict) -> int:
    typed = given.get(TOP, "")
    top = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else _USUAL_TOP
    return min(max(top, 1), _LARGEST_TOP)
