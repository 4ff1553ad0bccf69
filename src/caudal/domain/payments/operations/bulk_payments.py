"""Take many payments of one day at once: from a channel's file, or to make a history."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from caudal.domain.payments.models import Payment, PaymentTender
from caudal.domain.payments.operations.receipts import receipt_body
from caudal.domain.payments.operations.sessions import OpenSession
from caudal.domain.platform.bulk_load import (
    bulk_load_role,
    check_references,
    copy_rows,
    reserve_ids,
)
from caudal.domain.receivables.models import Movement
from caudal.domain.receivables.operations import locking, settlement, summary
from caudal.domain.receivables.operations.bulk_credits import CreditDraft, write_credit_documents
from caudal.domain.receivables.operations.documents import RecordedDocument
from caudal.domain.receivables.operations.locking import (
    ACCOUNT_COLUMNS,
    ACCOUNT_TABLES,
    LockedAccount,
)
from caudal.domain.receivables.operations.settlement import Settlement
from caudal.domain.receivables.queries.open_items import OpenCharge, open_charges_of
from caudal.domain.receivables.queries.policies import allocation_policy
from caudal.engines.allocation import AllocationPlan, allocate
from caudal.engines.tendering import Tender, check_tenders

_PAYMENT = (
    "id", "movement_id", "account_id", "channel_id", "channel_reference", "session_id", "amount",
    "received", "change", "business_date", "paid_at", "receipt",
)  # fmt: skip
_TENDER = ("payment_id", "kind", "amount", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskOfPayment:
    """The open session that took a payment, and who sat there."""

    session: OpenSession
    cashier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """One payment. At a desk its folio is the channel's reference, elsewhere it comes from
    there.
    """

    account_id: int
    channel_id: int
    channel_reference: str
    description: str
    amount: Decimal
    tenders: tuple[Tender, ...]
    paid_at: datetime
    branch_id: int | None = None
    desk: DeskOfPayment | None = None


@dataclass(frozen=True, slots=True)
class BookedPayment:
    """A payment in the books."""

    payment_id: int
    document: RecordedDocument


def take_payments(*, business_date: date, drafts: Sequence[PaymentDraft]) -> list[BookedPayment]:
    """Book payments of one day, at most one per account: each settles debts in the order of the
    policy in force and leaves the rest as credit balance, as a payment taken alone does.

    Locks the accounts and keeps their summaries. Runs inside the caller's transaction.

    :raises BrokenReference: if something referred to does not exist; nothing is kept
    """
    if not drafts:
        return []
    accounts = [one.account_id for one in drafts]
    locking.lock_accounts(account_ids=accounts)
    debts = open_charges_of(account_ids=accounts)
    policy = allocation_policy(on_date=business_date)
    plans = [
        allocate(
            amount=one.amount,
            open_items=[charge.item for charge in debts.get(one.account_id, ())],
            policy=policy,
            on_date=business_date,
            chosen=(),
        )
        for one in drafts
    ]
    documents = write_credit_documents(
        kind=Movement.Kind.PAYMENT,
        business_date=business_date,
        drafts=[_credit(one) for one in drafts],
    )
    settlement.settle_all(
        settlements=[
            Settlement(document.credit_id, document.movement_id, line)
            for document, plan in zip(documents, plans, strict=True)
            if document.credit_id is not None
            for line in plan.lines
        ],
        business_date=business_date,
    )
    receipts = _receipts(drafts, documents, plans, debts)
    keys = _write(business_date, drafts, documents, receipts)
    summary.refresh_debt(account_ids=accounts, on_date=business_date)
    return [BookedPayment(key, document) for key, document in zip(keys, documents, strict=True)]


def _credit(draft: PaymentDraft) -> CreditDraft:
    return CreditDraft(
        account_id=draft.account_id,
        description=draft.description,
        amount=draft.amount,
        recorded_at=draft.paid_at,
        branch_id=draft.branch_id,
        series_code=draft.desk.session.series_code if draft.desk else None,
    )


def _write(
    business_date: date,
    drafts: Sequence[PaymentDraft],
    documents: Sequence[RecordedDocument],
    receipts: Sequence[str | None],
) -> list[int]:
    keys = reserve_ids(model=Payment, count=len(drafts))
    with bulk_load_role():
        copy_rows(
            model=Payment,
            columns=_PAYMENT,
            rows=_payments(keys, business_date, drafts, documents, receipts),
        )
        copy_rows(
            model=PaymentTender,
            columns=_TENDER,
            rows=(
                (key, tender.kind.value, tender.amount, tender.reference.strip())
                for key, one in zip(keys, drafts, strict=True)
                for tender in one.tenders
            ),
        )
    check_references(model=Payment, first_id=keys[0], last_id=keys[-1])
    return keys


def _payments(
    keys: Sequence[int],
    business_date: date,
    drafts: Sequence[PaymentDraft],
    documents: Sequence[RecordedDocument],
    receipts: Sequence[str | None],
) -> Iterator[Sequence[Any]]:
    for key, one, document, receipt in zip(keys, drafts, documents, receipts, strict=True):
        tendered = check_tenders(amount=one.amount, tenders=one.tenders)
        yield (
            key, document.movement_id, one.account_id, one.channel_id,
            document.folio if one.desk else one.channel_reference,
            one.desk.session.session_id if one.desk else None,
            one.amount, tendered.received, tendered.change, business_date, one.paid_at,
            receipt,
        )  # fmt: skip


def _receipts(
    drafts: Sequence[PaymentDraft],
    documents: Sequence[RecordedDocument],
    plans: Sequence[AllocationPlan],
    debts: dict[int, list[OpenCharge]],
) -> list[str | None]:
    """The receipt of each payment, if a desk took it."""
    people = _holders([one.account_id for one in drafts if one.desk])
    receipts: list[str | None] = []
    for one, document, plan in zip(drafts, documents, plans, strict=True):
        if one.desk is None:
            receipts.append(None)
            continue
        body = receipt_body(
            account=people[one.account_id],
            session=one.desk.session,
            debt=debts.get(one.account_id, []),
            plan=plan,
            cashier=one.desk.cashier,
        )
        receipts.append(
            json.dumps(body | {"folio": document.folio}, cls=DjangoJSONEncoder, ensure_ascii=False)
        )
    return receipts


_HOLDERS = f"SELECT {ACCOUNT_COLUMNS} FROM {ACCOUNT_TABLES} WHERE a.id = ANY(%s)"


def _holders(account_ids: Collection[int]) -> dict[int, LockedAccount]:
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [list(account_ids)])
        return {row[0]: LockedAccount(*row) for row in cursor.fetchall()}
