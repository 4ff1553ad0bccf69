"""Printing a run: letter pages of recibos per CPU second, with chart, bar code and QR.

The limit of a small server: 50,000 recibos in a quarter of an hour of one core.
"""

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from caudal.adapters.documents.bill_document import (
    BillDocument,
    ChannelLine,
    HistoryMonth,
    PaymentChannelBlock,
    ReadingBasis,
    ReadingBlock,
)
from caudal.adapters.documents.bills import iter_bill_pdfs
from caudal.adapters.documents.identity import IssuerIdentity
from caudal.adapters.documents.parts import AmountLine, Notice, total_of

_ISSUER = IssuerIdentity(
    name="Aguas de San Telmo",
    long_name="Organismo Operador Municipal de Agua Potable, Alcantarillado y Saneamiento",
    address="Blvd. Costero 100, Col. Centro, C.P. 85400, San Telmo, Sonora",
    rfc="OOM980101XX0",
    website="www.aguasantelmo.example",
)
_NAMES = ("María", "Guadalupe", "José", "Luis", "Ontiveros", "Félix", "Robles", "Cota", "Ibarra")
_MONTHS = ("nov", "dic", "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct")
_MESSAGE = Notice(
    "¿No está de acuerdo?", "Llame al 073 o venga. Lo que reclama no se cobra mientras se resuelve."
)


@dataclass(frozen=True, slots=True)
class PrintingRate:
    """What a run of printing cost."""

    pages: int
    cpu_seconds: float
    wall_seconds: float
    pdf_megabytes: float

    @property
    def pages_per_cpu_second(self) -> float:
        """The figure to hold: at least 100."""
        return self.pages / self.cpu_seconds


def measure(pages: int = 2000) -> PrintingRate:
    """Print ``pages`` different recibos in batches, print one line, and return what it cost."""
    chance = random.Random(pages)  # noqa: S311 (sample data)
    bills = [_bill(number, chance) for number in range(pages)]
    cpu, wall = time.process_time(), time.perf_counter()
    size = sum(len(pdf) for pdf in iter_bill_pdfs(bills, issuer=_ISSUER))
    rate = PrintingRate(
        pages=pages,
        cpu_seconds=time.process_time() - cpu,
        wall_seconds=time.perf_counter() - wall,
        pdf_megabytes=size / 1e6,
    )
    print(
        f"recibos: {rate.pages_per_cpu_second:.0f} pages per CPU second "
        f"({pages} pages, {rate.wall_seconds:.1f} s, {rate.pdf_megabytes:.1f} MB)"
    )
    return rate


def _bill(number: int, chance: random.Random) -> BillDocument:
    """A bill that shares with its neighbours only what real ones share."""
    volume = chance.randint(8, 60)
    lines = _lines(volume, chance)
    debts = tuple(
        AmountLine(f"Recibo de {month}", _money(chance), "venció 21/09/2026")
        for month in _MONTHS[: chance.choice((0, 0, 0, 1, 2))]
    )
    total = total_of((*lines, *debts))
    account = f"{number:07d}-{number % 10}"
    return BillDocument(
        folio=f"R-{number}",
        period_name="octubre 2026",
        issued_on=date(2026, 11, 6),
        holder=" ".join(chance.sample(_NAMES, 4)),
        address=(
            f"Av. Bahía de San Carlos {number}",
            "Col. Lomas del Mar, C.P. 85430",
            "San Telmo",
        ),
        account=account,
        use_and_tariff="Doméstico medio",
        sector="04",
        route="0412",
        sequence=f"{number:04d}",
        contract=f"C-2009-{number:05d}",
        meter=f"14-{number:06d}",
        diameter="13 mm",
        reading=_reading(volume, chance),
        history=tuple(HistoryMonth(label, Decimal(chance.randint(5, 60))) for label in _MONTHS),
        period_total_name="Octubre",
        lines=lines,
        previous_debts=debts,
        total_mxn=total,
        total_after_due_mxn=total + Decimal("25.09"),
        due_date=date(2026, 11, 20),
        channels=_channels(account, total),
        messages=(_MESSAGE,),
    )


def _lines(volume: int, chance: random.Random) -> tuple[AmountLine, ...]:
    return (
        AmountLine("Agua potable", _money(chance), f"118.40 + {volume} × 13.2650"),
        AmountLine("Alcantarillado", _money(chance), "35 % del agua"),
        AmountLine("Saneamiento", _money(chance), "10 % del agua"),
        AmountLine("IVA 16 %", _money(chance), "de alcantarillado y saneamiento"),
    )


def _reading(volume: int, chance: random.Random) -> ReadingBlock:
    previous, read_on = Decimal(chance.randint(0, 9999)), date(2026, 10, 30)
    return ReadingBlock(
        basis=ReadingBasis.MEASURED,
        consumption_m3=Decimal(volume),
        days=31,
        previous=previous,
        previous_date=read_on - timedelta(days=31),
        present=previous + volume,
        present_date=read_on,
        year_ago_m3=Decimal(chance.randint(8, 60)),
        year_ago_name="octubre",
    )


def _channels(account: str, total: Decimal) -> tuple[PaymentChannelBlock, ...]:
    digits = f"{account.replace('-', '')}{int(total * 100):010d}"
    return (
        PaymentChannelBlock(title="Tiendas y cajas", code128=digits),
        PaymentChannelBlock(
            title="Banco o transferencia",
            lines=(ChannelLine("Convenio CIE", "1402207"), ChannelLine("Referencia", digits)),
        ),
        PaymentChannelBlock(
            title="En línea", qr=f"https://pago.aguasantelmo.example/r/{account}?t={total}"
        ),
    )


def _money(chance: random.Random) -> Decimal:
    return Decimal(chance.randint(1000, 99999)) / 100


if __name__ == "__main__":
    measure()
