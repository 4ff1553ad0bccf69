"""The facts of a recibo, ready to print: plain values, no models, nothing left to look up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from caudal.adapters.documents.parts import AmountLine, Notice, total_of


class BillDoesNotAdd(ValueError):
    """The printed parts of a recibo do not add up to its total."""


class ReadingBasis(StrEnum):
    """Where the billed volume of an account with readings comes from, as the bill says it."""

    MEASURED = "medido"
    AVERAGE = "promedio"
    ESTIMATED = "estimado"
    ASSIGNED = "asignado"


@dataclass(frozen=True, slots=True)
class ReadingBlock:
    """How the volume was found and how it compares.

    :param present: figure on the dial; ``None`` where nobody could read it
    :param days: days of consumption, for the litres per day
    :param year_ago_m3: consumption of the same period a year ago; ``None`` if there is none
    """

    basis: ReadingBasis
    consumption_m3: Decimal
    days: int
    previous: Decimal | None = None
    previous_date: date | None = None
    present: Decimal | None = None
    present_date: date | None = None
    year_ago_m3: Decimal | None = None
    year_ago_name: str = ""


@dataclass(frozen=True, slots=True)
class HistoryMonth:
    """One bar of the chart."""

    label: str
    volume_m3: Decimal
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A line of a payment channel: plain words and a value to copy, set in bold."""

    text: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class PaymentChannelBlock:
    """A way to pay, printed on the stub.

    :param code128: payload of its bar code, if the channel scans one
    :param code128_text: the digits under the bars, grouped for the eye; the payload if empty
    :param qr: payload of its QR code
    """

    title: str
    lines: tuple[ChannelLine, ...] = ()
    code128: str | None = None
    code128_text: str = ""
    qr: str | None = None


@dataclass(frozen=True, slots=True)
class FiscalBlock:
    """What the printed form of a stamped CFDI must show (Anexo 20): labelled facts and its QR."""

    facts: tuple[tuple[str, str], ...]
    qr: str


@dataclass(frozen=True, slots=True)
class BillDocument:
    """One recibo. Its lines, earlier debts, instalment and applied credit add up to ``total_mxn``.

    :param account: number with its check digit
    :param reading: ``None`` for an account of fixed quota
    :param period_total_name: what the period's total is called, e.g. ``Octubre``
    :param previous_debts: earlier bills still owed, oldest first; what does not fit is summed up
    :param surcharges: surcharges and fines on them, always printed
    :param instalment: instalment of a payment agreement that falls due with this bill
    :param channels: where to pay; none when there is nothing to pay
    :param credit_applied_mxn: credit balance used on this bill, positive
    :param credit_left_mxn: credit balance that remains for later bills, positive
    :param total_mxn: what is to be paid; a negative total is read as credit balance too
    :param total_after_due_mxn: what is to be paid after the due date, if it changes
    """

    folio: str
    period_name: str
    issued_on: date
    holder: str
    address: tuple[str, ...]
    account: str
    use_and_tariff: str
    sector: str
    route: str
    sequence: str
    contract: str
    period_total_name: str
    lines: tuple[AmountLine, ...]
    total_mxn: Decimal
    due_date: date
    meter: str = ""
    diameter: str = ""
    reading: ReadingBlock | None = None
    history: tuple[HistoryMonth, ...] = ()
    previous_debts: tuple[AmountLine, ...] = ()
    surcharges: tuple[AmountLine, ...] = ()
    instalment: AmountLine | None = None
    credit_applied_mxn: Decimal = Decimal("0.00")
    credit_left_mxn: Decimal = Decimal("0.00")
    total_after_due_mxn: Decimal | None = None
    channels: tuple[PaymentChannelBlock, ...] = ()
    messages: tuple[Notice, ...] = ()
    reduction_warning: Notice | None = None
    fiscal: FiscalBlock | None = None

    def __post_init__(self) -> None:
        instalment = self.instalment.amount_mxn if self.instalment else Decimal(0)
        parts = self.period_total_mxn + self.previous_total_mxn + instalment
        if parts - self.credit_applied_mxn != self.total_mxn:
            message = (
                f"El recibo {self.folio} no suma: sus partes dan "
                f"{parts - self.credit_applied_mxn} y su total dice {self.total_mxn}"
            )
            raise BillDoesNotAdd(message)

    @property
    def period_total_mxn(self) -> Decimal:
        """What the lines of this period add up to."""
        return total_of(self.lines)

    @property
    def previous_total_mxn(self) -> Decimal:
        """What was owed before, with its surcharges."""
        return total_of((*self.previous_debts, *self.surcharges))
