"""The tabs that list what an account has: bills, payments, readings, meters."""

from typing import Any

from django.http import HttpResponse

from caudal.domain.billing.queries.bills import bills_of
from caudal.domain.metering.queries.meters import (
    InstalledMeter,
    ReadingLine,
    installed_meters,
    readings_of,
)
from caudal.domain.payments.queries.account_payments import payments_of
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.cuentas import paging, words
from caudal.interfaces.staff.cuentas.account import open_account
from caudal.interfaces.staff.cuentas.money_rows import bill_rows, payment_rows
from caudal.interfaces.staff.cuentas.tabs import answer_tab


def bills(request: StaffRequest, number: str) -> HttpResponse:
    """Every recibo, the last issued first."""
    account = open_account(request, number)
    found = bills_of(
        account_id=account.head.account_id,
        limit=paging.ROWS + 1,
        before=paging.key_before(request),
    )
    shown, links = paging.cut(request, found, place=lambda line: (line.bill_id,))
    rows = bill_rows(shown, today=account.head.on_date)
    return answer_tab(request, account, "bills", {"bills": rows, "links": links})


def payments(request: StaffRequest, number: str) -> HttpResponse:
    """Every payment, cancelled ones too."""
    account = open_account(request, number)
    found = payments_of(
        account_id=account.head.account_id,
        limit=paging.ROWS + 1,
        before=paging.instant_before(request),
    )
    shown, links = paging.cut(request, found, place=lambda line: (line.paid_at, line.payment_id))
    rows = payment_rows(shown, zone=account.head.time_zone, user=request.user)
    return answer_tab(request, account, "payments", {"payments": rows, "links": links})


def readings(request: StaffRequest, number: str) -> HttpResponse:
    """Every look at a dial."""
    account = open_account(request, number)
    found = readings_of(
        account_id=account.head.account_id,
        limit=paging.ROWS + 1,
        before=paging.day_before(request),
    )
    shown, links = paging.cut(request, found, place=lambda line: (line.read_on, line.reading_id))
    context = {"rows": [_reading(line) for line in shown], "links": links}
    return answer_tab(request, account, "readings", context)


def meter(request: StaffRequest, number: str) -> HttpResponse:
    """The meters that hung on the account's connection."""
    account = open_account(request, number)
    found = installed_meters(
        account_id=account.head.account_id, connection_id=account.head.connection_id
    )
    context = {"rows": [_installation(each) for each in found]}
    return answer_tab(request, account, "meter", context)


def _reading(line: ReadingLine) -> dict[str, Any]:
    origin = " · ".join(part for part in (line.source_label, line.meter_reader) if part)
    remark: dict[str, Any] = {"text": line.remark or words.UNKNOWN}
    if line.is_superseded:
        remark = {"chip": {"label": "Corregida", "tone": "neutral"}, "aside": line.remark}
    return {
        "cells": [
            {"text": words.day(line.read_on), "strong": True},
            {"text": words.volume(line.value_m3), "num": True},
            {"text": words.volume(line.volume_m3), "num": True},
            {"text": line.period or words.UNKNOWN},
            remark,
            {"text": line.serial or words.UNKNOWN},
            {"text": origin},
        ]
    }


def _installation(meter: InstalledMeter) -> dict[str, Any]:
    is_hanging = meter.removed_on is None
    chip = {"label": "Instalado", "tone": "ok"} if is_hanging else {"label": "Retirado"}
    last = meter.last_value_m3 if is_hanging else meter.final_value_m3
    return {
        "cells": [
            {"text": meter.serial, "strong": True, "small": meter.brand},
            {"chip": chip},
            {"text": words.day(meter.installed_on)},
            {"text": words.day(meter.removed_on)},
            {"text": f"{meter.diameter_mm} mm · {meter.digits} dígitos"},
            {"text": words.volume(meter.initial_value_m3), "num": True},
            {"text": words.volume(last), "num": True},
        ]
    }
