"""Columns of the lists: each knows how its value reads on screen and how it goes to Excel."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caudal.adapters.tabular.export import ColumnKind, ExportColumn, ExportValue
from caudal.kernel.money import format_amount

NUMBER_ATTRS = {"td": {"class": "num"}, "th": {"class": "num"}}
DATE_ATTRS = {"td": {"class": "date"}}


def instant(value: datetime) -> str:
    """An instant in the local time of whoever reads: 17/11/2026 11:43."""
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")


class StaffColumn(tables.Column):  # type: ignore[misc]
    """A column of text; the others differ in how they read.

    ``small`` is a second, quieter line; ``to`` links the cell, such as
    ``to=("people:user", {"user_id": "pk"})`` with an accessor for each parameter of the route.
    """

    kind = ColumnKind.TEXT
    usual_attrs: Mapping[str, Any] = {}

    def __init__(
        self,
        verbose_name: str,
        *,
        small: str = "",
        to: tuple[str, Mapping[str, str]] | None = None,
        **options: Any,
    ) -> None:
        if to is not None:
            name, parameters = to
            options["linkify"] = (name, {key: tables.A(path) for key, path in parameters.items()})
        options.setdefault("default", "–")
        options.setdefault("attrs", self.usual_attrs)
        super().__init__(verbose_name=verbose_name, **options)
        self.small = small

    def show(self, value: Any) -> str:
        """How a value reads."""
        return str(value)

    def render(self, value: Any, record: Any, bound_column: Any) -> str:
        """Its cell."""
        del bound_column
        text = self.show(value)
        below = tables.A(self.small).resolve(record, quiet=True) if self.small else None
        return format_html("{}<small>{}</small>", text, below) if below else text

    def export(self, value: Any) -> ExportValue:
        """Its value in a file."""
        return None if value is None else self.show(value)

    @property
    def export_column(self) -> ExportColumn:
        """Its heading in a file."""
        return ExportColumn(title=str(self.verbose_name), kind=self.kind)


class MoneyColumn(StaffColumn):
    """An amount: 1,234.50, with a true minus sign; no "$" inside tables."""

    kind = ColumnKind.MONEY
    usual_attrs = NUMBER_ATTRS

    def show(self, value: Decimal) -> str:
        """Two decimals."""
        return format_amount(value)

    def export(self, value: Decimal | None) -> ExportValue:
        """The amount itself."""
        return value


class IntegerColumn(StaffColumn):
    """A count."""

    kind = ColumnKind.INTEGER
    usual_attrs = NUMBER_ATTRS

    def show(self, value: int) -> str:
        """With thousands apart."""
        return f"{value:,}"

    def export(self, value: int | None) -> ExportValue:
        """The number itself."""
        return value


class DateColumn(StaffColumn):
    """A day: 17/11/2026."""

    kind = ColumnKind.DATE
    usual_attrs = DATE_ATTRS

    def show(self, value: date) -> str:
        """Day, month, year."""
        return date_format(value, "SHORT_DATE_FORMAT")

    def export(self, value: date | None) -> ExportValue:
        """The day itself."""
        return value


class InstantColumn(StaffColumn):
    """An instant in the local time of whoever reads: 17/11/2026 11:43."""

    kind = ColumnKind.DATETIME
    usual_attrs = DATE_ATTRS

    def show(self, value: datetime) -> str:
        """Local date and time."""
        return instant(value)

    def export(self, value: datetime | None) -> ExportValue:
        """Local time without its zone, as it is to be read."""
        return None if value is None else timezone.localtime(value).replace(tzinfo=None)


class ChipColumn(StaffColumn):
    """A state: its word on its tint, such as ``{True: ("Activo", "ok")}``."""

    def __init__(
        self, verbose_name: str, *, chips: Mapping[Any, tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(verbose_name, **options)
        self.chips = chips

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        """The chip, by the value as it is kept: the library passes a choice as its label."""
        del value
        label, tone = self.chips[bound_column.accessor.resolve(record)]
        return format_html('<span class="c-chip c-chip-{}">{}</span>', tone, label)

    def show(self, value: Any) -> str:
        """The word."""
        return self.chips[value][0]


class WordColumn(StaffColumn):
    """A value that reads otherwise than it is kept: ``say`` turns one into the other."""

    def __init__(self, verbose_name: str, *, say: Callable[[Any], str], **options: Any) -> None:
        super().__init__(verbose_name, **options)
        self.say = say

    def show(self, value: Any) -> str:
        """In words."""
        return self.say(value)
