"""What the walk leaves: figures of the dashboard, and ``caudal verify`` over the same database."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Sum
from playwright.sync_api import Page, expect
from tests.database import TestServer

from caudal.domain.billing.models import Bill
from caudal.domain.payments.models import Payment
from caudal.kernel.money import format_mxn
from caudal.usecases.verify_books import INVARIANTS


def billed() -> Decimal:
    """What was issued."""
    return _sum(Bill.objects.aggregate(sum=Sum("total")))


def collected() -> Decimal:
    """What was paid."""
    return _sum(Payment.objects.aggregate(sum=Sum("amount")))


def dashboard_agrees(page: Page) -> None:
    """The month on the dashboard is what was issued and paid."""
    page.goto("/tablero/")
    page.get_by_role("link", name="Este mes").click()
    expect(page.locator("[aria-current]", has_text="Este mes")).to_be_visible()
    figures = page.locator(".c-board-figures")
    expect(figures).to_contain_text(format_mxn(billed()))
    expect(figures).to_contain_text(f"{Bill.objects.count():,} recibos")
    expect(figures).to_contain_text(format_mxn(collected()))
    expect(figures).to_contain_text(f"{Payment.objects.count()} pagos")


def verified(server: TestServer, database: str) -> None:
    """``caudal verify`` as a process of its own finds every promise kept."""
    environment = {**os.environ, "DATABASE_URL": server.endpoint.url("caudal_app", database)}
    done = subprocess.run(
        [sys.executable, "-m", "caudal.interfaces.commands", "verify", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [verdict["name"] for verdict in verdicts if not verdict["holds"]] == []
    assert (done.returncode, len(verdicts)) == (0, len(INVARIANTS)), done.stderr


def _sum(found: Mapping[str, Decimal | None]) -> Decimal:
    return found["sum"] or Decimal(0)
