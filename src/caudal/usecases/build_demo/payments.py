"""A day of payments: desks open, people pay there and elsewhere, desks close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np

from caudal.domain.payments.models import CashDesk, CashSession, Payment
from caudal.domain.payments.operations import payments, sessions
from caudal.domain.payments.operations.bulk_payments import (
    BookedPayment,
    DeskOfPayment,
    PaymentDraft,
    take_payments,
)
from caudal.domain.payments.queries.cash import expected_cash
from caudal.domain.platform.models import User
from caudal.domain.platform.operations import audit
from caudal.domain.platform.operations.bulk_audit import BulkEntry, record_many
from caudal.domain.receivables.models import AccountDebt
from caudal.domain.receivables.operations import reversals, summary
from caudal.engines.demo_town.chance import Int64, Stream, generator
from caudal.engines.demo_town.description import ChannelKind
from caudal.engines.demo_town.paying import PaymentWave, amount_to_pay
from caudal.engines.tendering import DENOMINATIONS, Tender, TenderKind
from caudal.kernel.money import from_centavos, to_centavos
from caudal.usecases.build_demo.context import DemoContext

_BATCH = 5_000
_OPENING_HOUR = 8
_SECONDS_OPEN = 6 * 3600
_SUPERVISOR = "supervisor"
_NOTE = 50_00
_OVER_SHORT_CENTAVOS = (0, 0, 0, 0, 0, 0, 0, 50, -100, 200, -50_00)
_CANCELLED_ONE_OF = 150
_KEEP_IN_DRAWER = 2_000


@dataclass(slots=True)
class _OpenDesk:
    """A desk on its day."""

    desk: CashDesk
    cashier: User
    session: CashSession
    at_work: DeskOfPayment


@dataclass(frozen=True, slots=True)
class _Payer:
    """Somebody who pays that day."""

    account_id: int
    branch_id: int
    row: int
    owed: Decimal


def pay_day(*, context: DemoContext, month: int, day: int) -> None:
    """Book the payments of one paying day after the bills of a month."""
    wave = context.wave(month)
    first, last = np.searchsorted(wave.day, [day, day + 1]).tolist()
    on_date = context.town.paying_days(month)[day]
    rng = generator(context.town.seed, Stream.DESKS, month, day)
    desks: dict[int, _OpenDesk] = {}
    for start in range(first, last, _BATCH):
        payers = _payers(context, wave, np.arange(start, min(start + _BATCH, last)))
        drafts = _drafts(context, wave, payers, on_date, desks)
        booked = take_payments(business_date=on_date, drafts=drafts)
        _write_trail(drafts, booked)
        if start == first and rng.integers(0, _CANCELLED_ONE_OF) < len(drafts):
            _cancel_and_repeat(context, drafts, booked, on_date)
    for open_desk in desks.values():
        _close(context, open_desk, on_date, int(rng.choice(_OVER_SHORT_CENTAVOS)))


def _payers(context: DemoContext, wave: PaymentWave, rows: Int64) -> list[_Payer]:
    """Those of a batch who have an account that owes, or pay in advance."""
    places = wave.place[rows].tolist()
    ids = context.account_ids()[wave.place[rows]].tolist()
    owed = dict(AccountDebt.objects.filter(account_id__in=ids).values_list("account_id", "owed"))
    firsts = [route.first for route in context.town.routes]
    routes = np.searchsorted(firsts, places, side="right") - 1
    cycles = [context.town.routes[route].cycle for route in routes.tolist()]
    return [
        _Payer(
            account_id=account,
            branch_id=context.cycles[cycle].branch_id,
            row=row,
            owed=owed.get(account, Decimal(0)),
        )
        for account, cycle, row in zip(ids, cycles, rows.tolist(), strict=True)
    ]


def _drafts(
    context: DemoContext,
    wave: PaymentWave,
    payers: Sequence[_Payer],
    on_date: date,
    desks: dict[int, _OpenDesk],
) -> list[PaymentDraft]:
    """What each one pays, in the order of the day; people at a desk come one after another."""
    drafts = []
    for turn, payer in enumerate(payers):
        amount = amount_to_pay(
            owed=payer.owed,
            percent=int(wave.percent[payer.row]),
            extra_pesos=int(wave.extra_pesos[payer.row]),
        )
        if not amount:
            continue
        channel = context.town.plan.channels[int(wave.channel[payer.row])]
        paid_at = context.moment(on_date, _OPENING_HOUR, 5) + timedelta(
            seconds=_SECONDS_OPEN * turn // len(payers)
        )
        desk = None
        if channel.kind is ChannelKind.DESK:
            desk = _desk(context, payer, on_date, desks).at_work
        is_card = desk is not None and bool(wave.by_card[payer.row])
        kind = TenderKind.CARD if is_card else TenderKind(channel.tender)
        stored = context.channels[channel.code]
        drafts.append(
            PaymentDraft(
                account_id=payer.account_id,
                channel_id=stored.pk,
                channel_reference=f"{on_date:%Y%m%d}{stored.pk:03d}{payer.account_id:08d}",
                description=f"Pago en {desk.session.desk_name if desk else stored.name.lower()}",
                amount=amount,
                tenders=(_tender(kind, amount, payer.row, is_desk=desk is not None),),
                paid_at=paid_at,
                branch_id=payer.branch_id if desk else None,
                desk=desk,
            )
        )
    return drafts


def _tender(kind: TenderKind, amount: Decimal, row: int, *, is_desk: bool) -> Tender:
    """Cash at a desk comes in notes and gets change; everything else is exact."""
    if kind is not TenderKind.CASH:
        return Tender(kind, amount, f"{row * 7_919 % 1_000_000:06d}")
    centavos = to_centavos(amount)
    handed = -(-centavos // _NOTE) * _NOTE if is_desk and row % 3 else centavos
    return Tender(kind, from_centavos(handed))


def _desk(
    context: DemoContext, payer: _Payer, on_date: date, desks: dict[int, _OpenDesk]
) -> _OpenDesk:
    """The desk of the payer's branch whose turn it is, opened when the first one comes."""
    choice = context.desks.get(payer.branch_id) or next(iter(context.desks.values()))
    desk, cashier = choice[payer.row % len(choice)]
    if desk.pk not in desks:
        at = context.moment(on_date, _OPENING_HOUR)
        session = sessions.open_session(
            desk=desk,
            cashier=cashier,
            float_amount=Decimal(context.town.plan.float_amount),
            at=at,
        )
        audit.record(
            action="payments.session.opened",
            subject=session,
            acting_user=cashier,
            at=at,
            branch_id=desk.branch_id,
            amount=session.float_amount,
            after={"desk": desk.code, "business_date": on_date},
        )
        guarded = sessions.guard_open_session(session_id=session.pk, cashier=cashier, at=at)
        at_work = DeskOfPayment(session=guarded, cashier=cashier.full_name)
        desks[desk.pk] = _OpenDesk(desk, cashier, session, at_work)
    return desks[desk.pk]


def _write_trail(drafts: Sequence[PaymentDraft], booked: Sequence[BookedPayment]) -> None:
    """One entry per receipt of a desk, as the desk writes them."""
    by_desk: dict[int, list[tuple[PaymentDraft, BookedPayment]]] = {}
    for draft, payment in zip(drafts, booked, strict=True):
        if draft.desk is not None:
            by_desk.setdefault(draft.desk.session.session_id, []).append((draft, payment))
    cashiers = CashSession.objects.select_related("cashier").in_bulk(by_desk)
    for session_id, taken in by_desk.items():
        record_many(
            action="payments.payment.taken",
            subject_kind="payments.payment",
            entries=[
                BulkEntry(
                    subject_id=payment.payment_id,
                    account_id=draft.account_id,
                    amount=draft.amount,
                    after={"folio": payment.document.folio},
                )
                for draft, payment in taken
            ],
            acting_user=cashiers[session_id].cashier,
            at=taken[0][0].paid_at,
        )


def _cancel_and_repeat(
    context: DemoContext,
    drafts: Sequence[PaymentDraft],
    booked: Sequence[BookedPayment],
    on_date: date,
) -> None:
    """The last receipt of a desk was a mistake: the supervisor cancels it, and it is taken
    again.
    """
    found = [
        (draft, payment)
        for draft, payment in zip(drafts, booked, strict=True)
        if draft.desk is not None
    ]
    if not found:
        return
    draft, mistaken = found[-1]
    payment = Payment.objects.select_related("movement", "session__cashier").get(
        pk=mistaken.payment_id
    )
    at = draft.paid_at + timedelta(minutes=3)
    supervisor = context.role(_SUPERVISOR)
    cashier = payment.session.cashier if payment.session else supervisor
    _cancel(payment, cashier=cashier, supervisor=supervisor, on_date=on_date, at=at)
    again = PaymentDraft(
        account_id=draft.account_id,
        channel_id=draft.channel_id,
        channel_reference="",
        description=draft.description,
        amount=draft.amount,
        tenders=draft.tenders,
        paid_at=at + timedelta(minutes=2),
        branch_id=draft.branch_id,
        desk=draft.desk,
    )
    _write_trail([again], take_payments(business_date=on_date, drafts=[again]))


def _cancel(
    payment: Payment, *, cashier: User, supervisor: User, on_date: date, at: datetime
) -> None:
    reason = "La forma de pago era otra"
    document = reversals.reverse_payment(
        payment_movement=payment.movement, business_date=on_date, at=at
    )
    payments.record_reversal(
        payment=payment,
        movement_id=document.movement_id,
        reason=reason,
        requested_by=cashier,
        approved_by=supervisor,
        at=at,
    )
    summary.refresh_debt(account_ids=[payment.account_id], on_date=on_date)
    audit.record(
        action="payments.payment.cancelled",
        subject=payment,
        acting_user=cashier,
        approver=supervisor,
        at=at,
        account_id=payment.account_id,
        branch_id=payment.movement.branch_id,
        reason=reason,
        amount=payment.amount,
        before={"folio": payment.movement.folio},
    )


def _close(context: DemoContext, open_desk: _OpenDesk, on_date: date, over_short: int) -> None:
    """Take what is too much to the vault, count the rest and close."""
    session_id = open_desk.session.pk
    expected = expected_cash(session_id=session_id)
    if expected.cash > open_desk.desk.vault_warning:
        supervisor = context.role(_SUPERVISOR)
        notes = expected.cash // 100 * 100 - _KEEP_IN_DRAWER
        sessions.withdraw(
            session_id=session_id,
            amount=notes,
            expected=expected,
            approver=supervisor,
            at=context.moment(on_date, 14, 30),
        )
        expected = expected_cash(session_id=session_id)
    declared = max(to_centavos(expected.cash) + over_short, 0) // 10 * 10
    at = context.moment(on_date, 15, 10)
    difference = from_centavos(declared) - expected.cash
    explanation = "Se buscó y no apareció" if abs(difference) >= 1 else ""
    closing = sessions.close(
        session_id=session_id,
        denominations=_count(declared),
        declared_cash=from_centavos(declared),
        expected=expected,
        explanation=explanation,
        closed_by=open_desk.cashier,
        at=at,
    )
    audit.record(
        action="payments.session.closed",
        subject=closing,
        acting_user=open_desk.cashier,
        at=at,
        branch_id=open_desk.desk.branch_id,
        reason=explanation,
        amount=difference,
        after={
            "folio": closing.folio,
            "declared": from_centavos(declared),
            "expected": expected.cash,
        },
    )


def _count(centavos: int) -> dict[str, int]:
    """Fewest notes and coins of an amount of tens of centavos."""
    counts = {}
    for value in DENOMINATIONS:
        pieces, centavos = divmod(centavos, int(value * 100))
        if pieces:
            counts[str(value)] = pieces
    return counts
