"""One web process of the payments benchmark: its desks, a thread each, charge their accounts.

Run by ``benchmarks.payments``; the database comes in DATABASE_URL. Prints one line of JSON.
"""

import gc
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

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
    """Say when ready, wait for the common start, charge at each desk in a thread of its own, and
    tell how many and how much processor.
    """
    desks = json.loads(Path(sys.argv[1]).read_text())
    django.setup()
    gc.freeze()  # As a web process does.
    barrier = threading.Barrier(len(desks) + 1)
    with ThreadPoolExecutor(max_workers=len(desks)) as pool:
        counts = [pool.submit(_desk, desk, barrier) for desk in desks]
        barrier.wait()
        print("ready", flush=True)
        sys.stdin.readline()
        used = time.process_time()
        barrier.wait()
        payments = sum(count.result() for count in counts)
    print(json.dumps({"payments": payments, "cpu_seconds": time.process_time() - used}))


def _desk(task: dict[str, Any], barrier: threading.Barrier) -> int:
    amount, accounts = Decimal(task["amount"]), task["account_ids"]
    # The first payments connect, import and plan: they do not count.
    charge_until(
        end=time.time() + 0.5, session_id=task["session_id"], account_ids=accounts, amount=amount
    )
    barrier.wait()
    barrier.wait()
    return charge_until(
        end=time.time() + task["seconds"],
        session_id=task["session_id"],
        account_ids=accounts[len(accounts) // 10 :],
        amount=amount,
    )


if __name__ == "__main__":
    main()
