"""Filters of the lists: declared one by one, so that nobody filters by what he should not see."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Lower
from django.utils import timezone

from caudal.interfaces.staff.forms import DayInput
from caudal.kernel.search_keys import search_key

_ACCENTED, _PLAIN = "áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN"


class StaffFilters(django_filters.FilterSet):  # type: ignore[misc]
    """Base of the filter sets. Labels say what is filtered; "todos" is the empty choice."""


class SearchFilter(django_filters.CharFilter):  # type: ignore[misc]
    """Finds each word, whatever its accents and case, in any of some text fields.

    For lists of hundreds or a few thousand rows; the register has an index of its own.
    """

    def __init__(self, *fields: str, placeholder: str = "", label: str = "Buscar") -> None:
        super().__init__(
            label=label,
            widget=forms.TextInput(
                attrs={"type": "search", "placeholder": placeholder, "autocomplete": "off"}
            ),
        )
        self.fields: Sequence[str] = fields

    def filter(self, qs: QuerySet[Any, Any], value: str) -> QuerySet[Any, Any]:
        """Rows in which every word occurs."""
        words = search_key(value or "").split()
        if not words:
            return qs
        text = Func(
            Func(Value(" "), *(F(name) for name in self.fields), function="concat_ws"),
            Value(_ACCENTED),
            Value(_PLAIN),
            function="translate",
            output_field=TextField(),
        )
        qs = qs.alias(searched=Lower(text))
        for word in words:
            qs = qs.filter(searched__contains=word)
        return qs


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]
    """Instants from a local day on, or (``is_last``) up to its end."""

    def __init__(self, field_name: str, *, label: str, is_last: bool = False) -> None:
        super().__init__(field_name=field_name, label=label, widget=DayInput())
        self.is_last = is_last

    def filter(self, qs: QuerySet[Any, Any], value: Any) -> QuerySet[Any, Any]:
        """The day begins and ends where the person reads."""
        if not value:
            return qs
        day = value + timedelta(days=1) if self.is_last else value
        edge = timezone.make_aware(datetime.combine(day, time.min))
        return qs.filter(**{f"{self.field_name}__{'lt' if self.is_last else 'gte'}": edge})
