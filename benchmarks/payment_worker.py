"""One cashier of the payments benchmark: a process that charges its accounts until told to stop.

Run by ``benchmarks.payments``; the database comes in DATABASE_URL. Prints one line of JSON.
"""

import json
import sys
import time
from decimal import Decimal
from pathlib import Path

import django


def charge_until(*, end: float, session_id: int, account_ids: list[int], amount: Decimal) -> int:
    """Take payments in order until the clock passes ``end``; returns how many were committed."""
    from caudal.domain.payments.models import CashSession
    from caudal.engines.tendering import Tender, TenderKind
    from caudal.interfaces.clock import now
    from caudal.usecases.take_payment import take_payment

    session = CashSession.objects.select_related("cashier").get(pk=session_id)
    tenders = [Tender(TenderKind.CASH, amount)]
    count = 0
    while time.time() < end:
        take_payment(
            account_id=account_ids[count % len(account_ids)],
            amount=amount,
            tenders=tenders,
            cash_session_id=session_id,
            key=f"medida-{session_id}-{time.time_ns()}",
            acting_user=session.cashier,
            at=now(),
        )
        count += 1
    return count


def main() -> None:
    """Say when ready, wait for the common start, charge, and tell how many and how much
    processor.
    """
    task = json.loads(Path(sys.argv[1]).read_text())
    django.setup()
    amount = Decimal(task["amount"])
    accounts = task["account_ids"]
    # The first payments connect, import and plan: they do not count.
    charge_until(
        end=time.time() + 0.5, session_id=task["session_id"], account_ids=accounts, amount=amount
    )
    print("ready", flush=True)
    sys.stdin.readline()
    used = time.process_time()
    count = charge_until(
        end=time.time() + task["seconds"],
        session_id=task["session_id"],
        account_ids=accounts[len(accounts) // 10 :],
        amount=amount,
    )
    print(json.dumps({"payments": count, "cpu_seconds": time.process_time() - used}))


if __name__ == "__main__":
    main()
