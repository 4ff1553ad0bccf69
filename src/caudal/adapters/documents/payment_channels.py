"""The stub of a recibo: one block per way to pay, each with the reference that it understands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from caudal.adapters.documents.bill_document import ChannelLine, PaymentChannelBlock
from caudal.domain.payments.models import CollectionChannel
from caudal.engines.references import (
    BarCode,
    ReferenceAlgorithm,
    ReferenceFieldsInvalid,
    ReferenceSettings,
    build_reference,
    write_bar_code,
)
from caudal.kernel.identifiers import AccountNumber, AccountNumberInvalid

_BAR_CODED: Final = frozenset({CollectionChannel.Kind.STORE, CollectionChannel.Kind.KIOSK})
_SETTINGS: Final = ("prefix", "bank_branch", "bank_account")
_LINK: Final = "liga"
_NOT_PRINTED: Final = frozenset({*_SETTINGS, "width", "base_year", _LINK})
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Payable:
    """What is to be paid, of which account and document."""

    account_number: str
    document_number: int
    amount: Decimal
    due_date: date


@dataclass(frozen=True, slots=True)
class PrintedChannel:
    """A channel as its configuration describes it; ``words`` are printed as they are."""

    title: str
    kind: str
    settings: ReferenceSettings | None
    words: tuple[tuple[str, str], ...]
    link: str

    @classmethod
    def of(cls, channel: CollectionChannel) -> "PrintedChannel":
        """Read a channel's configuration.

        :raises ReferenceSettingsInvalid: if its references cannot be built
        """
        fields: Mapping[str, str] = channel.reference_fields
        return cls(
            title=channel.name,
            kind=channel.kind,
            settings=_settings(channel.reference_algorithm, fields),
            words=tuple(
                (name.upper() if name == "clabe" else name.replace("_", " ").capitalize(), value)
                for name, value in fields.items()
                if name not in _NOT_PRINTED
            ),
            link=fields.get(_LINK, ""),
        )


def _settings(algorithm: str, fields: Mapping[str, str]) -> ReferenceSettings | None:
    if not algorithm:
        return None
    return ReferenceSettings(
        algorithm=ReferenceAlgorithm(algorithm),
        width=int(fields.get("width", "0")),
        base_year=int(fields["base_year"]) if fields.get("base_year") else None,
        **{name: fields[name] for name in _SETTINGS if name in fields},
    )


def printed_channels() -> list[PrintedChannel]:
    """The channels of the utility that stand on a bill."""
    return list(map(PrintedChannel.of, CollectionChannel.objects.filter(is_printed=True)))


def channel_blocks(
    *, channels: Sequence[PrintedChannel], payable: Payable
) -> tuple[PaymentChannelBlock, ...]:
    """Where and how to pay; nothing when there is nothing to pay.

    An account whose number has another form than this system's carries no bar code and no
    reference: it is paid by quoting its number.
    """
    if payable.amount <= 0:
        return ()
    try:
        account = AccountNumber.parse(payable.account_number)
    except AccountNumberInvalid:
        return tuple(_by_number(channel, payable) for channel in channels)
    return tuple(_block(channel, payable, account) for channel in channels)


def _by_number(channel: PrintedChannel, payable: Payable) -> PaymentChannelBlock:
    lines = (*_words(channel), ChannelLine("Cuenta", payable.account_number))
    return PaymentChannelBlock(title=channel.title, lines=lines, qr=_qr(channel, payable))


def _block(
    channel: PrintedChannel, payable: Payable, account: AccountNumber
) -> PaymentChannelBlock:
    lines = list(_words(channel))
    if reference := _reference(channel, payable, account):
        lines.append(ChannelLine("Referencia", _grouped(reference)))
    code = _bar_code(payable, account) if channel.kind in _BAR_CODED else None
    return PaymentChannelBlock(
        title=channel.title,
        lines=tuple(lines),
        code128=code,
        code128_text=_grouped(code) if code else "",
        qr=_qr(channel, payable),
    )


def _words(channel: PrintedChannel) -> tuple[ChannelLine, ...]:
    return tuple(ChannelLine(name, value) for name, value in channel.words)


def _reference(channel: PrintedChannel, payable: Payable, account: AccountNumber) -> str:
    if channel.settings is None:
        return ""
    try:
        return build_reference(
            settings=channel.settings,
            number=account.digits,
            amount=payable.amount,
            due_date=payable.due_date,
        )
    except ReferenceFieldsInvalid:
        return ""


def _bar_code(payable: Payable, account: AccountNumber) -> str:
    return write_bar_code(
        bar_code=BarCode(account, payable.document_number, payable.amount, payable.due_date)
    )


def _qr(channel: PrintedChannel, payable: Payable) -> str | None:
    return channel.link.replace("{cuenta}", payable.account_number) if channel.link else None


def _grouped(digits: str) -> str:
    """In fours, for the eye."""
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
