"""Forms of billing."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet

from caudal.domain.billing.models import BillingRun
from caudal.domain.registry.models import BillingPeriod
from caudal.interfaces.staff.forms import DayField, StaffForm
from caudal.kernel.periods import add_months

_MONTHS_BACK = 12


class ConfirmForm(StaffForm):
    """A question that is only answered with yes."""


class IssueDateForm(StaffForm):
    """The date that the bills will carry."""

    issue_date = DayField(label="Fecha de emisión", help_text="La que llevan los recibos.")


class SupplementForm(IssueDateForm):
    """The same, of a complementary run."""

    def __init__(self, *args: Any, due_days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issue_date"].help_text = (
            f"La que llevan los recibos. Vencen {due_days} días después, o con su periodo si es"
            " más tarde."
        )


class PrepareForm(IssueDateForm):
    """Which cycle and period, and the date that the bills will carry."""

    period = forms.ChoiceField(
        label="Ciclo y periodo",
        help_text="Los que aún no tienen corrida, del más reciente al más antiguo.",
        error_messages={"invalid_choice": "Elija un periodo de la lista."},
    )
    field_order = ("period", "issue_date")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        period = self.fields["period"]
        if isinstance(period, forms.ChoiceField):
            period.choices = _choices(periods_to_bill(today=today))

    def clean_period(self) -> int:
        """The key of the period."""
        return int(self.cleaned_data["period"])


def periods_to_bill(*, today: date) -> QuerySet[BillingPeriod]:
    """Periods of the last year that have begun and have no live run."""
    runs = BillingRun.objects.exclude(state=BillingRun.State.DISCARDED)
    return (
        BillingPeriod.objects.filter(
            during__startswith__lte=today,
            during__endswith__gt=add_months(today, -_MONTHS_BACK),
            cycle__is_active=True,
        )
        .exclude(pk__in=runs.values("period_id"))
        .select_related("cycle")
        .order_by("cycle__code", "-during")
    )


def _choices(periods: QuerySet[BillingPeriod]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        (cycle, [(str(period.pk), f"{cycle} · {period.name}") for period in members])
        for cycle, members in groupby(periods, key=lambda period: period.cycle.name)
    ]
    return found or [("", "Todos los periodos que han empezado tienen corrida")]
