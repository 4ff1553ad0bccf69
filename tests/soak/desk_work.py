"""A cashier that may be killed at any moment: ``SESSION SEED ACTS LOG``.

What each act does follows from the seed and its number alone, so that after a kill the act that got
no answer is repeated as it was. Each answer is a line of the log, written when it has arrived.
"""

import json
import random
import sys
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from caudal.domain.payments.models import CashSession
    from caudal.domain.platform.models import User

_CANCEL, _WITHDRAW, _DOUBLE_CLICK = 0.08, 0.12, 0.2


def main() -> None:
    """Do the acts that the log does not have yet."""
    django.setup()
    session_id, seed, acts, log = sys.argv[1:]
    from caudal.domain.payments.models import CashSession

    session = CashSession.objects.select_related("cashier").get(pk=int(session_id))
    log_path = Path(log)
    for number in range(len(answers(log_path)), int(acts)):
        chance = random.Random(f"{seed}-{session_id}-{number}")  # noqa: S311 (no secret)
        answer = _act(session, number, chance, log_path)
        with log_path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(answer) + "\n")


def answers(log: Path) -> list[dict[str, str]]:
    """What a cashier was answered so far. A line cut by a kill is no answer."""
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True) if log.exists() else []
    whole = [line for line in lines if line.endswith("\n")]
    if len(whole) < len(lines):
        log.write_text("".join(whole), encoding="utf-8")
    return [json.loads(line) for line in whole]


def _act(session: "CashSession", number: int, chance: random.Random, log: Path) -> dict[str, str]:
    kind = chance.random()
    taken = [answer for answer in answers(log) if answer["act"] == "pay"]
    if kind < _CANCEL and taken:
        return _cancel(session, int(taken[-1]["payment"]))
    if kind < _WITHDRAW and taken:
        return _withdraw(session, number)
    return _pay(session, number, chance)


def _pay(session: "CashSession", number: int, chance: random.Random) -> dict[str, str]:
    from tests.factories.platform import AT

    from caudal.domain.registry.models import ServiceAccount
    from caudal.engines.tendering import Tender, TenderKind
    from caudal.usecases.take_payment import take_payment

    accounts = list(ServiceAccount.objects.order_by("pk").values_list("pk", flat=True))
    amount = Decimal(chance.randrange(1_00, 400_00)).scaleb(-2)
    take = partial(
        take_payment,
        account_id=chance.choice(accounts),
        amount=amount,
        tenders=[Tender(TenderKind.CASH, amount)],
        cash_session_id=session.pk,
        key=f"pago-{number}",
        acting_user=session.cashier,
        at=AT,
    )
    taken = take()
    if chance.random() < _DOUBLE_CLICK:
        assert take() == taken
    return {
        "act": "pay",
        "payment": str(taken.payment_id),
        "folio": taken.folio,
        "amount": str(taken.amount),
    }


def _cancel(session: "CashSession", payment_id: int) -> dict[str, str]:
    from tests.factories.platform import AT

    from caudal.domain.payments.models import PaymentReversal
    from caudal.domain.payments.operations.payments import PaymentNotReversible
    from caudal.usecases.cancel_receipt import cancel_receipt

    try:
        cancel_receipt(
            payment_id=payment_id,
            cash_session_id=session.pk,
            reason="prueba",
            acting_user=session.cashier,
            approver=_supervisor(),
            at=AT,
        )
    except PaymentNotReversible:  # it was cancelled before, or by the act that got no answer
        assert PaymentReversal.objects.filter(payment_id=payment_id).exists()
    return {"act": "cancel", "payment": str(payment_id)}


def _withdraw(session: "CashSession", number: int) -> dict[str, str]:
    from tests.factories.platform import AT

    from caudal.usecases.withdraw_cash import withdraw_cash

    amount = Decimal("10.00")
    withdraw_cash(
        cash_session_id=session.pk,
        amount=amount,
        key=f"retiro-{number}",
        acting_user=session.cashier,
        approver=_supervisor(),
        at=AT,
    )
    return {"act": "withdraw", "amount": str(amount)}


def _supervisor() -> "User":
    from caudal.domain.platform.models import User

    return User.objects.get(username="supervisora")


if __name__ == "__main__":
    main()
