"""What is typed at the desk."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from caudal.domain.payments.models import CashDesk
from caudal.engines.tendering import DENOMINATIONS, Tender, TenderKind
from caudal.interfaces.staff.forms import StaffForm
from caudal.kernel.errors import Refusal
from caudal.kernel.money import format_amount, parse_amount
from caudal.kernel.rounding import CENTAVO

TYPED_AMOUNT = {"inputmode": "decimal", "autocomplete": "off"}
BEGINS_HERE = {"data-focus": ""}
"""The field that a page without a mouse begins in; after a refusal its summary stands before it."""


class AmountField(forms.CharField):
    """An amount as people type it: ``1,234.5``, ``$ 1 234.50``, ``.50``."""

    def __init__(self, *, minimum: Decimal = CENTAVO, **options: Any) -> None:
        self.minimum = minimum
        options.setdefault("widget", forms.TextInput(attrs=TYPED_AMOUNT))
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> Any:
        """The amount, or None where it may be left empty.

        :raises ValidationError: with the words of the kernel
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text, minimum=self.minimum)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


@dataclass(frozen=True, slots=True)
class TenderRow:
    """One form of payment of the charge form: its amount and, unless it is cash, its reference."""

    kind: TenderKind
    icon: str
    reference_label: str = ""

    @property
    def label(self) -> str:
        """Efectivo, Tarjeta ..."""
        return self.kind.label

    @property
    def reference_name(self) -> str:
        """The name of the field of its reference."""
        return f"{self.kind.value}_reference"


TENDER_ROWS = (
    TenderRow(TenderKind.CASH, "cash"),
    TenderRow(TenderKind.CARD, "credit-card", "Autorización y terminal"),
    TenderRow(TenderKind.TRANSFER, "building-bank", "Clave de rastreo"),
    TenderRow(TenderKind.CHEQUE, "writing-sign", "Banco y número de cheque"),
)


class ChargeForm(StaffForm):
    """The amount, how it is handed over and which documents the payer points at.

    Cash left empty is the rest, exact: without it an amount of 422.03 would be typed twice.
    """

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    owed_seen = AmountField(minimum=Decimal(0), widget=forms.HiddenInput)
    amount = AmountField(label="Importe a cobrar")
    print_ticket = forms.BooleanField(
        label="Imprimir ticket",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, document_ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"] = forms.TypedMultipleChoiceField(
            label="Documentos",
            choices=[(pk, str(pk)) for pk in document_ids],
            coerce=int,
            required=False,
            error_messages={
                "invalid_choice": "Un documento elegido ya no debe nada. Revise la cuenta."
            },
        )
        for row in TENDER_ROWS:
            self.fields[row.kind.value] = AmountField(label=row.label, required=False)
            if row.reference_label:
                self.fields[row.reference_name] = forms.CharField(
                    label=f"{row.label}: {row.reference_label.lower()}",
                    max_length=60,
                    required=False,
                )

    def tenders(self) -> list[Tender]:
        """What is handed over; empty cash fills what the other forms leave."""
        amount: Decimal = self.cleaned_data["amount"]
        others = [
            Tender(row.kind, typed, self.cleaned_data[row.reference_name])
            for row in TENDER_ROWS
            if row.kind is not TenderKind.CASH and (typed := self.cleaned_data[row.kind.value])
        ]
        cash = self.cleaned_data[TenderKind.CASH.value]
        if cash is None:
            cash = amount - sum((tender.amount for tender in others), Decimal(0))
        return [Tender(TenderKind.CASH, cash), *others] if cash > 0 else others

    def typed(self) -> dict[str, Any]:
        """Everything typed, to park the sale and find it again as it was."""
        fields = [name for name in self.fields if name not in {"key", "owed_seen", "documents"}]
        values: dict[str, Any] = {name: self.data[name] for name in fields if name in self.data}
        return {**values, "documents": self.chosen()}

    def chosen(self) -> list[int]:
        """The documents ticked, whether the rest of the form is right or not."""
        ticked: list[Any] = self["documents"].value() or []
        return [int(value) for value in ticked if str(value).isdecimal()]


def new_sale(*, owed: Decimal, document_ids: list[int]) -> ChargeForm:
    """The form of a sale that begins: all that is owed, in cash.

    Its key makes it happen once however often it is sent.
    """
    initial = {
        "key": _new_key(),
        "owed_seen": owed,
        "amount": format_amount(owed) if owed else "",
        "documents": document_ids,
        "print_ticket": True,
    }
    return ChargeForm(initial=initial, document_ids=document_ids)


def recovered_sale(*, owed: Decimal, document_ids: list[int], typed: dict[str, Any]) -> ChargeForm:
    """The form of a parked sale as it was left, with a key of its own."""
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, [str(item) for item in value] if isinstance(value, list) else [value])
    data["key"], data["owed_seen"] = _new_key(), str(owed)
    return ChargeForm(data, document_ids=document_ids)


def _new_key() -> str:
    return secrets.token_urlsafe(18)


class OpenSessionForm(StaffForm):
    """Which desk and with how much it begins."""

    desk = forms.ModelChoiceField(
        label="Caja",
        queryset=CashDesk.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs=BEGINS_HERE),
        error_messages={"invalid_choice": "Esa caja ya no está libre. Elija otra."},
    )
    float_amount = AmountField(
        label="Fondo fijo",
        minimum=Decimal(0),
        help_text="El efectivo con que empieza, contado. Por ejemplo 1,500.00",
    )


class ApprovalForm(StaffForm):
    """Somebody else signs: username and password of a supervisor."""

    supervisor = forms.CharField(
        label="Usuario del supervisor",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Contraseña del supervisor",
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class CancelReceiptForm(ApprovalForm):
    """Why a receipt is cancelled, and who authorises it."""

    reason = forms.CharField(
        label="Motivo",
        max_length=300,
        help_text="Queda en la bitácora junto con quien autoriza.",
        widget=forms.TextInput(attrs=BEGINS_HERE),
    )
    field_order = ["reason", "supervisor", "password"]


class WithdrawalForm(ApprovalForm):
    """How much leaves the drawer, and who receives it."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    amount = AmountField(
        label="Importe que se retira", widget=forms.TextInput(attrs={**TYPED_AMOUNT, **BEGINS_HERE})
    )
    field_order = ["amount", "supervisor", "password"]


class CountForm(StaffForm):
    """The blind count: how many notes and coins of each value."""

    explanation = forms.CharField(
        label="Observaciones", max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in DENOMINATIONS:
            noun = "Billetes" if value >= 20 else "Monedas"
            self.fields[f"count_{value}"] = forms.IntegerField(
                label=f"{noun} de ${value:,}",
                required=False,
                min_value=0,
                max_value=99_999,
                widget=forms.NumberInput(
                    attrs={
                        "inputmode": "numeric",
                        "class": "form-control num",
                        "data-value": str(value),
                    }
                ),
                error_messages={"invalid": f"Escriba cuántos hay de ${value:,}, en número."},
            )

    def clean(self) -> dict[str, Any]:
        """An empty drawer is declared, never left out by an Enter too many."""
        counted = [self.cleaned_data.get(f"count_{value}") for value in DENOMINATIONS]
        if not self.errors and all(count is None for count in counted):
            message = "Escriba cuántos billetes y monedas hay; si la caja está vacía, escriba 0."
            raise forms.ValidationError(message)
        return self.cleaned_data

    @property
    def counts(self) -> list[forms.BoundField]:
        """The fields of the denominations, largest first."""
        return [self[f"count_{value}"] for value in DENOMINATIONS]

    def denominations(self) -> dict[str, int]:
        """What was counted, by denomination."""
        return {str(v): self.cleaned_data[f"count_{v}"] or 0 for v in DENOMINATIONS}
