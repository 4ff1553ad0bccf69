"""The figures of a trial as its page reads them: everything formatted, nothing calculated anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse

from caudal.domain.billing.models import RunAccount, TariffTrial
from caudal.domain.billing.queries.trials import ColoniaPlace
from caudal.domain.registry.queries.account_list import listed_accounts
from caudal.domain.tariffs.models import UseClass
from caudal.interfaces.staff.facturacion.words import reason as reason_in_words
from caudal.interfaces.staff.jobs.presenters import JobCard
from caudal.interfaces.staff.laboratorio import words
from caudal.kernel.money import format_mxn

Figures = Mapping[str, Any]
_OUTCOMES: Final = {
    RunAccount.Outcome.HELD.value: "Retenidas",
    RunAccount.Outcome.EXCLUDED.value: "Excluidas",
}
MAP_SIDE: Final = 1_000
_MAP_MARGIN: Final = 60
_ACCOUNTS_SHOWN: Final = 10
_CIRCLES: Final = (9, 34)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A use, a band or a colonia."""

    name: str
    accounts: str
    volume: str
    today: str
    then: str
    difference: str
    share: str
    up: str
    down: str
    most_up: str
    tone: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account whose bill changes much."""

    number: str
    url: str
    holder: str
    use: str
    volume: str
    today: str
    then: str
    difference: str


@dataclass(frozen=True, slots=True)
class Circle:
    """A colonia on the picture of the town, in whole units of its square."""

    x: int
    y: int
    radius: int
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class AsideRow:
    """Accounts that are not billed, by each tariff."""

    outcome: str
    reason: str
    today: str
    then: str


def amount(centavos: int) -> Decimal:
    """An amount of the figures, in pesos."""
    return Decimal(centavos).scaleb(-2)


def cubic_metres(litres: int) -> Decimal:
    """A volume of the figures, in m³."""
    return Decimal(litres).scaleb(-3)


def pesos(centavos: int) -> str:
    """An amount of the figures as it is read."""
    return format_mxn(amount(centavos))


def difference(today: int, then: int) -> str:
    """What is paid more or less, with its sign."""
    change = then - today
    return f"{words.sign(change)}{pesos(abs(change))}"


def main_figures(figures: Figures) -> dict[str, str]:
    """What the utility would bill, and who pays more."""
    today, then, whole = figures["today"]["total"], figures["then"]["total"], figures["whole"]
    apart = figures["only_today"] + figures["only_then"]
    same = whole["accounts"] - whole["up"] - whole["down"]
    return {
        "today": pesos(today),
        "today_note": f"{figures['today']['billed']:,} recibos",
        "then": pesos(then),
        "then_note": f"{figures['then']['billed']:,} recibos",
        "difference": difference(today, then),
        "share": words.share(today, then),
        "share_tone": "ok" if then >= today else "bad",
        "compared": f"{whole['accounts']:,}",
        "up": f"{whole['up']:,}",
        "down": f"{whole['down']:,}",
        "same": f"{same:,}",
        "most_up": pesos(whole["most_up"]),
        "apart": f"{apart:,}" if apart else "",
    }


def bar(figures: Figures) -> list[dict[str, Any]]:
    """Those that pay less, the same and more, in shares of a hundred."""
    whole = figures["whole"]
    same = whole["accounts"] - whole["up"] - whole["down"]
    found, start = [], Decimal(0)
    for count, tone in ((whole["down"], "3"), (same, "neutral"), (whole["up"], "attention")):
        width = (Decimal(count) * 100 / max(whole["accounts"], 1)).quantize(Decimal("0.01"))
        found.append({"start": start, "share": width, "tone": tone})
        start += width
    return found


def spread_chart(figures: Figures) -> dict[str, Any] | None:
    """How many bills change by each share; None when nobody was compared."""
    if not any(figures["shares"]):
        return None
    middle = len(figures["shares"]) // 2
    return {
        "labels": words.share_labels(),
        "values": figures["shares"],
        "tones": ["attention" if place > middle else "2" for place in range(2 * middle + 1)],
        "unit": "recibos",
        "name": "Recibos",
    }


def groups(figures: Figures, dimension: str, names: Mapping[str, str]) -> list[GroupRow]:
    """The rows of a dimension: bands in their order, the rest by what they change most."""
    found = list(figures["groups"].get(dimension, {}).items())
    if dimension != "band":
        found.sort(key=lambda item: (-abs(item[1]["then"] - item[1]["today"]), item[0]))
    return [_group(names.get(word, word), group) for word, group in found]


def whole_row(figures: Figures) -> GroupRow:
    """The last line of each table."""
    return _group("Total", figures["whole"])


def _group(name: str, group: Figures) -> GroupRow:
    today, then = group["today"], group["then"]
    return GroupRow(
        name=name,
        accounts=f"{group['accounts']:,}",
        volume=f"{group['litres'] // 1_000:,}",
        today=pesos(today),
        then=pesos(then),
        difference=difference(today, then),
        share=words.share(today, then),
        up=f"{group['up']:,}",
        down=f"{group['down']:,}",
        most_up=pesos(group["most_up"]) if group["most_up"] else "–",
        tone=words.tone(today, then),
    )


def names_of(
    dimension: str, figures: Figures, places: Mapping[str, ColoniaPlace]
) -> dict[str, str]:
    """The name of each word of a dimension."""
    if dimension == "use":
        return dict(UseClass.objects.values_list("code", "name"))
    if dimension == "colonia":
        return {key: place.name for key, place in places.items()}
    return {word: words.band(word) for word in figures["groups"].get("band", {})}


def town_map(figures: Figures, places: Mapping[str, ColoniaPlace]) -> list[Circle]:
    """The colonias where they are, as large as they are and coloured by their change; north is up.
    Empty when fewer than two have a position.
    """
    found = [
        (places[key], group)
        for key, group in figures["groups"].get("colonia", {}).items()
        if key in places and places[key].latitude is not None
    ]
    if len(found) < 2:
        return []
    spots = [(place.longitude or Decimal(0), place.latitude or Decimal(0)) for place, _ in found]
    west, south = (min(spot[axis] for spot in spots) for axis in (0, 1))
    extent = max(*(max(s[axis] for s in spots) - low for axis, low in ((0, west), (1, south))))
    scale = Decimal(MAP_SIDE - 2 * _MAP_MARGIN) / (extent or Decimal(1))
    most = max(group["accounts"] for _, group in found)
    least, largest = _CIRCLES
    circles = [
        Circle(
            x=_MAP_MARGIN + int((longitude - west) * scale),
            y=MAP_SIDE - _MAP_MARGIN - int((latitude - south) * scale),
            radius=least + int((largest - least) * (Decimal(group["accounts"]) / most).sqrt()),
            tone=words.tone(group["today"], group["then"]),
            title=f"{place.name}: {words.share(group['today'], group['then'])},"
            f" {group['accounts']:,} cuentas",
        )
        for (place, group), (longitude, latitude) in zip(found, spots, strict=True)
    ]
    return sorted(circles, key=lambda circle: -circle.radius)


def accounts(figures: Figures, side: str) -> list[AccountRow]:
    """The accounts that would pay most more (``rises``), or most less (``falls``)."""
    changes = figures[side][:_ACCOUNTS_SHOWN]
    known = listed_accounts(account_ids=[change["account_id"] for change in changes])
    return [
        AccountRow(
            number=account.number,
            url=reverse("cuentas:account", args=[account.number]),
            holder=account.holder,
            use=account.use_class,
            volume=f"{change['litres'] // 1_000:,}",
            today=pesos(change["today"]),
            then=pesos(change["then"]),
            difference=difference(change["today"], change["then"]),
        )
        for change in changes
        if (account := known.get(change["account_id"]))
    ]


def set_aside(figures: Figures) -> list[AsideRow]:
    """Who is held or excluded by each of the two tariffs, the most frequent first."""
    sides = [
        {(each["outcome"], each["reason"]): each["count"] for each in figures[side]["set_aside"]}
        for side in ("today", "then")
    ]
    keys = sorted({*sides[0], *sides[1]}, key=lambda key: (-sides[1].get(key, 0), key))
    return [
        AsideRow(
            outcome=_OUTCOMES.get(outcome, outcome),
            reason=reason_in_words(reason),
            today=f"{sides[0].get((outcome, reason), 0):,}",
            then=f"{sides[1].get((outcome, reason), 0):,}",
        )
        for outcome, reason in keys
    ]


def refused(figures: Figures) -> list[dict[str, str]]:
    """Why the tariff that is tried could not rate some accounts."""
    return [
        {"message": each["message"], "count": f"{each['count']:,}"}
        for each in figures["then"]["refused"]
    ]


def waiting_card(card: JobCard, *, status_url: str) -> JobCard:
    """The card of a trial that is being made."""
    return replace(card, title="Calculando la prueba", status_url=status_url)


def facts(trial: TariffTrial) -> list[dict[str, str]]:
    """What was tried, on whom."""
    return [
        {"label": "Tarifa", "value": trial.tariff.name},
        {"label": "Periodo", "value": words.months(trial.during)},
        {"label": "Pidió", "value": trial.asked_by.full_name},
    ]
