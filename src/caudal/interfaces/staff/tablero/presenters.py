"""The figures as the page shows them."""

from decimal import Decimal
from typing import Any

from caudal.domain.platform.models import User
from caudal.domain.reports.queries.overdue import AGES, NOTHING, OverdueSector, by_age
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.tablero import links, words
from caudal.interfaces.staff.tablero.board import Board
from caudal.kernel.periods import MONTH_NAMES

SECTORS_SHOWN = 8


def figures(board: Board, user: User) -> list[dict[str, str]]:
    """The row at the top; each opens the list that makes it where there is one."""
    now, before = board.now, board.before
    return [
        {
            "label": "Facturado",
            "value": words.pesos(now.billed),
            "note": counted(now.bill_count, "recibo", "recibos"),
            "url": links.runs(user),
            **_change(words.change(now.billed, before.billed), "%"),
        },
        {
            "label": "Cobrado",
            "value": words.pesos(now.collected),
            "note": counted(now.payment_count, "pago", "pagos"),
            "url": "",
            **_change(words.change(now.collected, before.collected), "%"),
        },
        {
            "label": "Eficiencia comercial",
            "value": words.share(now.efficiency),
            "note": "cobrado entre facturado",
            "url": "",
            **_change(_difference(now.efficiency, before.efficiency), "pts"),
        },
        *_standing(board, user),
    ]


def _standing(board: Board, user: User) -> list[dict[str, str]]:
    """Figures of today, of which the past is not kept."""
    metered = board.metered
    return [
        {
            "label": "Cartera vencida",
            "value": words.pesos(overdue_total(board.overdue)),
            "note": _accounts(board),
            "url": links.overdue_accounts(user, sector_id=board.choice.sector_id),
        },
        {
            "label": "Micromedición",
            "value": words.share(metered.share),
            "note": f"{metered.metered:,} de {metered.active:,} cuentas activas",
            "url": "",
        },
    ]


def chart(board: Board) -> dict[str, Any]:
    """What ``charts.js`` draws and what its head says; empty when nothing moved in the year."""
    months = [totals for _, totals in board.months]
    if not any(each.bill_count or each.payment_count for each in months):
        return {}
    largest = max(max(abs(each.billed), abs(each.collected)) for each in months)
    unit, word = (words.MILLION, "millones de") if largest >= words.MILLION else (Decimal(1), "")
    return {
        "unit": f"{word} pesos".strip(),
        "running": f"{MONTH_NAMES[board.choice.today.month - 1]} hasta hoy",
        "data": {
            "labels": [words.short_month(day) for day, _ in board.months],
            "billed": [float(round(each.billed / unit, 2)) for each in months],
            "collected": [float(round(each.collected / unit, 2)) for each in months],
            "ratios": [
                words.share(each.efficiency, digits="1") if each.efficiency is not None else ""
                for each in months
            ],
            "unit": "M" if word else "",
        },
    }


def ageing(board: Board, user: User) -> dict[str, Any]:
    """Overdue by age: a bar and its lines; empty when nothing is overdue."""
    amounts, total = by_age(sectors=board.overdue), overdue_total(board.overdue)
    if not total:
        return {}
    shares = [words.percent(amount, total) for amount in amounts]
    sector_id = board.choice.sector_id
    oldest = links.overdue_accounts(user, sector_id=sector_id, debt="12")
    return {
        "total": words.pesos(total),
        "accounts": _accounts(board),
        "url": links.overdue_accounts(user, sector_id=sector_id),
        "segments": [
            {"start": round(sum(shares[:at]), 2), "share": part, "tone": f"age-{at + 1}"}
            for at, part in enumerate(shares)
            if part
        ],
        "rows": [
            {
                "label": label,
                "tone": f"age-{at + 1}",
                "amount": words.pesos(amounts[at]),
                "share": words.share(amounts[at] / total),
                "url": oldest if at == len(AGES) - 1 else "",
            }
            for at, label in enumerate(AGES)
        ],
    }


def channels(board: Board, user: User) -> dict[str, Any]:
    """Collection by channel, the largest first; bars against the largest."""
    largest = board.channels[0].collected if board.channels else NOTHING
    return {
        "total": words.pesos(board.now.collected),
        "sessions_url": links.sessions(user),
        "rows": [
            {
                "label": each.name,
                "amount": words.pesos(each.collected),
                "note": counted(each.payment_count, "pago", "pagos"),
                "segments": _bar(each.collected, largest, "1"),
            }
            for each in board.channels
        ],
    }


def sectors(board: Board, user: User) -> dict[str, Any]:
    """Overdue by sector, the largest first; those beyond the first ones as one line."""
    found = sorted(board.overdue, key=lambda each: -each.total)
    largest = found[0].total if found else NOTHING
    rest = found[SECTORS_SHOWN:]
    return {
        "rows": [
            {
                "label": f"{each.code} · {each.name}",
                "amount": words.pesos(each.total),
                "note": counted(each.account_count, "cuenta", "cuentas"),
                "url": links.overdue_accounts(user, sector_id=each.sector_id),
                "segments": _bar(each.total, largest, "bad"),
            }
            for each in found[:SECTORS_SHOWN]
        ],
        "rest": f"{counted(len(rest), 'sector', 'sectores')} más, "
        f"{words.pesos(overdue_total(rest))}"
        if rest
        else "",
    }


def overdue_total(sectors: list[OverdueSector]) -> Decimal:
    """Pesos overdue in some sectors."""
    return sum((each.total for each in sectors), NOTHING)


def _accounts(board: Board) -> str:
    return counted(sum(each.account_count for each in board.overdue), "cuenta", "cuentas")


def _bar(amount: Decimal, largest: Decimal, tone: str) -> list[dict[str, Any]]:
    return [{"start": 0, "share": words.percent(amount, largest), "tone": tone}]


def _difference(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else now - before


def _change(value: Decimal | None, unit: str) -> dict[str, str]:
    """What a figure says of its past: good when it grows."""
    tone = "secondary" if not value else "ok" if value > 0 else "bad"
    return {"change": words.signed(value, unit), "change_tone": tone}
