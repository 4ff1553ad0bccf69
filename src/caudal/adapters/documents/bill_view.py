"""A recibo as words: every amount, date and code already in the form the template prints."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from caudal.adapters.documents import codes, wording
from caudal.adapters.documents.bill_document import (
    BillDocument,
    FiscalBlock,
    HistoryMonth,
    PaymentChannelBlock,
    ReadingBasis,
    ReadingBlock,
)
from caudal.adapters.documents.parts import AmountLine, Notice, rows, total_of

LITRES_PER_M3: Final = 1000

# Characters of a concept and its calculation that share one line of the left column.
_LINE_CHARACTERS: Final = 52

_MESSAGE_CHARACTERS: Final = 36

_BASIS_NAMES: Final = {
    ReadingBasis.MEASURED: "Consumo medido",
    ReadingBasis.AVERAGE: "Consumo promedio",
    ReadingBasis.ESTIMATED: "Consumo estimado",
    ReadingBasis.ASSIGNED: "Consumo asignado",
}


def bill_view(bill: BillDocument) -> dict[str, object]:
    """What ``bill.typ`` reads."""
    return {
        "title": f"Recibo de {bill.period_name}",
        "folio": f"Folio {bill.folio} · emitido {wording.day(bill.issued_on)}",
        "holder": bill.holder,
        "address": list(bill.address),
        "total": _total(bill),
        "facts": _facts(bill),
        "reading": None if bill.reading is None else _reading(bill.reading),
        "charges": _charges(bill),
        "history": [_history_month(month) for month in bill.history],
        "no_history": "Todavía no hay consumos anteriores."
        if bill.reading
        else "Paga una cuota fija; su consumo no se mide.",
        "history_has_estimates": any(month.estimated for month in bill.history),
        "messages": _messages(bill.messages),
        "warning": None if bill.reduction_warning is None else _notice(bill.reduction_warning),
        "stub": _stub(bill),
        "channels": [_channel(channel) for channel in bill.channels],
        "fiscal": None if bill.fiscal is None else _fiscal(bill.fiscal),
    }


def _total(bill: BillDocument) -> dict[str, object]:
    if bill.total_mxn <= 0:
        credit = bill.credit_left_mxn - bill.total_mxn
        return {
            "label": "Total a pagar",
            "figure": "Nada que pagar",
            "due": f"Saldo a favor {wording.pesos(credit)}" if credit else "Gracias por su pago",
            "after": "Se descuenta de su próximo recibo." if credit else "",
            "after_figure": "",
        }
    changes_after = bill.total_after_due_mxn not in {None, bill.total_mxn}
    return {
        "label": "Total a pagar",
        "figure": wording.pesos(bill.total_mxn),
        "due": f"Antes del {wording.day_with_weekday(bill.due_date)}",
        "after": "Después de esa fecha: " if changes_after else "",
        "after_figure": wording.pesos(bill.total_after_due_mxn or bill.total_mxn)
        if changes_after
        else "",
    }


def _facts(bill: BillDocument) -> list[list[str]]:
    place = " · ".join(part for part in (bill.sector, bill.route, bill.sequence) if part)
    return [
        ["Número de cuenta", bill.account],
        ["Uso y tarifa", bill.use_and_tariff],
        ["Sector · ruta · secuencia", place or wording.UNKNOWN],
        ["Medidor", bill.meter or "Sin medidor"],
        ["Diámetro", bill.diameter or wording.UNKNOWN],
        ["Contrato", bill.contract or wording.UNKNOWN],
    ]


def _reading(reading: ReadingBlock) -> dict[str, object]:
    litres = (reading.consumption_m3 * LITRES_PER_M3 / max(reading.days, 1)).quantize(
        Decimal(1), rounding=ROUND_HALF_UP
    )
    return {
        "dials": _dials(reading),
        "basis": _BASIS_NAMES[reading.basis],
        "volume": f"{wording.volume(reading.consumption_m3)} m³",
        "daily_before": f"En {reading.days} días usó ",
        "daily": f"{litres:,} litros por día",
        "year_ago": _year_ago(reading),
    }


def _dials(reading: ReadingBlock) -> list[list[str]]:
    """The two readings, in the order of the subtraction; empty when the volume is not measured."""
    if reading.basis is not ReadingBasis.MEASURED:
        return []
    pairs = (
        ("Lectura actual", reading.present, reading.present_date),
        ("Anterior", reading.previous, reading.previous_date),
    )
    return [
        [
            f"{label}, {wording.day(on)}" if on else label,
            wording.UNKNOWN if figure is None else wording.volume(figure),
        ]
        for label, figure, on in pairs
    ]


def _year_ago(reading: ReadingBlock) -> str:
    if reading.year_ago_m3 is None:
        return "No hay dato de hace un año."
    month = f", en {reading.year_ago_name}," if reading.year_ago_name else ""
    return f"Hace un año{month} usó {wording.volume(reading.year_ago_m3)} m³."


def _charges(bill: BillDocument) -> dict[str, object]:
    debts, surcharges = bill.previous_debts, bill.surcharges
    after: list[AmountLine] = [bill.instalment] if bill.instalment else []
    if bill.credit_applied_mxn:
        after.append(AmountLine("Saldo a favor aplicado", -bill.credit_applied_mxn))
    return {
        "lines": rows(bill.lines),
        "period_name": bill.period_total_name,
        "period_total": wording.pesos(bill.period_total_mxn),
        "debts": rows(debts),
        # One summary for each number of debts that may be left out; the template takes the one
        # that fits.
        "rest": [_rest(debts[shown:], all_of_them=shown == 0) for shown in range(len(debts))],
        "surcharges": rows(surcharges),
        "previous_total": wording.pesos(bill.previous_total_mxn),
        "after": rows(after),
        "line_count": _line_count((*bill.lines, *debts, *surcharges, *after)),
    }


def _rest(debts: Sequence[AmountLine], *, all_of_them: bool) -> list[str]:
    noun = "recibo" if len(debts) == 1 else "recibos"
    words = f"{len(debts)} {noun} de antes" if all_of_them else f"y {len(debts)} {noun} más"
    return [words, "", wording.amount(total_of(debts))]


def _line_count(lines: Sequence[AmountLine]) -> int:
    """Lines of text that the rows surely do not exceed, for the template to skip measuring."""
    return sum(1 + (len(line.concept) + len(line.note)) // _LINE_CHARACTERS for line in lines)


def _history_month(month: HistoryMonth) -> dict[str, object]:
    return {
        "label": month.label,
        "volume": float(max(month.volume_m3, Decimal(0))),  # The height of a bar, not an amount.
        "figure": wording.volume(month.volume_m3.quantize(Decimal(1), rounding=ROUND_HALF_UP)),
        "estimated": month.estimated,
    }


def _notice(notice: Notice) -> list[str]:
    return [notice.title, notice.text]


def _messages(messages: Sequence[Notice]) -> dict[str, object]:
    lines = sum(2 + len(message.text) // _MESSAGE_CHARACTERS for message in messages)
    return {"items": [_notice(message) for message in messages], "line_count": lines}


def _stub(bill: BillDocument) -> str:
    if bill.total_mxn <= 0:
        return f"Cuenta {bill.account} · nada que pagar"
    return (
        f"Talón de pago · Cuenta {bill.account} · {wording.pesos(bill.total_mxn)} · "
        f"vence {wording.day(bill.due_date)}"
    )


def _channel(channel: PaymentChannelBlock) -> dict[str, object]:
    return {
        "title": channel.title,
        "lines": [[line.text, line.value] for line in channel.lines],
        "bars": None if channel.code128 is None else codes.code128_svg(channel.code128),
        "bars_text": channel.code128_text or channel.code128 or "",
        "qr": None if channel.qr is None else codes.qr_svg(channel.qr),
    }


def _fiscal(fiscal: FiscalBlock) -> dict[str, object]:
    return {"facts": [list(fact) for fact in fiscal.facts], "qr": codes.qr_svg(fiscal.qr)}
